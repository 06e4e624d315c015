"""Who the services run as, and where that account may live.

Root starts PostgreSQL and Valkey as an account of less right. No permission outside the state
folder is ever loosened for it: when it cannot reach a place, a place is made that it can.
"""

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inovasi.embedded.paths import Refusal, State, private_folder

OUTSIDE = Path("/var/lib/portal-inovasi")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """What `subprocess` needs in order to run something as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """`test` is a letter of the shell's test command: r, w or x."""
        command = ["/bin/sh", "-c", f'test -{test} "$0"', str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.switch).returncode == 0  # noqa: S603


def service_account(existing: Path) -> Account:
    """The owner of `existing` data, else `postgres` or `nobody`; oneself when one is not root."""
    if os.geteuid():
        return Account(os.geteuid(), os.getegid())
    if existing.exists() and (found := existing.stat()).st_uid:
        return Account(found.st_uid, found.st_gid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise Refusal("PostgreSQL must not run as root: add an account named postgres and try again.")


def service_home(state: State, name: str) -> tuple[Path, Account]:
    """The folder of a service and the account that owns it: in the state folder if it can be."""
    inside = state.root / name
    note = state.root / f"{name}.location"
    outside = OUTSIDE / state.key / name
    account = service_account(outside if note.exists() else inside)
    if not note.exists() and _usable(inside, account):
        return inside, account
    if inside.exists() and any(inside.iterdir()):
        raise Refusal(
            f"{inside} holds data that the account which runs it cannot reach any more:"
            f" let other users pass through the folders above it, or delete {inside}."
        )
    if note.exists() and note.read_text().strip() != str(outside):
        raise Refusal(
            f"{note} was written for another folder: move the folder that it names to"
            f" {outside}, or delete the note to begin anew."
        )
    _passable(outside.parent)
    private_folder(outside, account.uid, account.gid)
    note.write_text(f"{outside}\n")
    return outside, account


def _usable(folder: Path, account: Account) -> bool:
    """Makes `folder` for the account; leaves no trace when the account cannot reach it."""
    new = not folder.exists()
    try:
        private_folder(folder, account.uid, account.gid)
        if account.can("w", folder):
            return True
    except OSError:
        pass
    if new:
        with suppress(OSError):
            folder.rmdir()
    return False


def reachable(package_root: Path, parts: list[str], program: str, account: Account) -> Path:
    """The path of `program`, in a copy of `parts` when the account cannot run the original."""
    original = package_root / program
    if account.can("x", original):
        return original
    found = original.stat()
    copy = OUTSIDE / "programs" / f"{original.name}-{found.st_size}-{int(found.st_mtime)}"
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in parts:
            _passable(half)
            shutil.copytree(package_root / part, half / part, ignore=_ballast)
        for path in [half, *half.rglob("*")]:
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
        with suppress(OSError):  # another command was faster
            half.rename(copy)
        shutil.rmtree(half, ignore_errors=True)
    return copy / program


_ballast = shutil.ignore_patterns("*.a", "include", "__pycache__")


def _passable(folder: Path) -> None:
    """Makes `folder` under OUTSIDE so that others may pass through, whatever the umask is."""
    folder.mkdir(parents=True, exist_ok=True)
    while folder != OUTSIDE.parent:
        folder.chmod(0o711)
        folder = folder.parent
