"""Where things lie: the checkout, the state folder, the folder of a socket."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET = 99
ROOM_NEEDED = 200 * 1024 * 1024


class Refusal(Exception):
    """A sentence for the person at the keyboard, instead of a traceback."""


@dataclass(frozen=True)
class State:
    """The folder in which one set of services and files lives."""

    root: Path
    disposable: bool = False

    @property
    def key(self) -> str:
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:12]

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def accounts(self) -> Path:
        """The list of demo accounts, written while preparing, shown when the portal is up."""
        return self.run / "demo_accounts.txt"

    def make(self) -> None:
        """Makes the folders; says so when the disk is full or the folder is someone else's."""
        for folder in (self.run, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        if not os.access(self.run, os.W_OK):
            raise Refusal(
                f"{self.root} belongs to another user: run the command as that user,"
                " or set PORTAL_VAR to a folder of your own."
            )
        if shutil.disk_usage(self.root).free < ROOM_NEEDED:
            raise Refusal(
                f"The disk that holds {self.root} is nearly full: free {ROOM_NEEDED >> 20} MB"
                " or set PORTAL_VAR to a folder on another disk."
            )


def demo_state() -> State:
    """The state folder of the demo: PORTAL_VAR, else var/ in the checkout."""
    chosen = os.environ.get("PORTAL_VAR")
    return State(Path(chosen).resolve() if chosen else CHECKOUT / "var")


def private_folder(folder: Path, uid: int, gid: int) -> Path:
    """`folder`, made for one user alone; refuses one that somebody else has put there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {uid, os.geteuid()}:
        raise Refusal(f"{folder} belongs to another user: delete it or set PORTAL_VAR.")
    if (found.st_uid, found.st_gid) != (uid, gid):
        os.chown(folder, uid, gid)
    folder.chmod(0o700)
    return folder


def socket_folder(home: Path, socket_name: str, key: str) -> Path:
    """A folder whose path fits into a socket's address and needs no escapes in a URL."""
    near = home / "socket"
    spelled = str(near / socket_name)
    if len(spelled) <= LONGEST_SOCKET and re.fullmatch(r"[\w/.-]+", spelled, re.ASCII):
        return near
    name = f"portal-{key}-{home.name}-{os.geteuid()}"
    roomy = Path(tempfile.gettempdir()) / name
    return roomy if len(str(roomy / socket_name)) <= LONGEST_SOCKET else Path("/tmp") / name  # noqa: S108
