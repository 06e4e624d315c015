"""The demo's own mail server: takes every letter on a loopback port and keeps it as a file."""

import itertools
import os
import signal
import socket
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from inovasi.embedded.paths import CHECKOUT, State
from inovasi.embedded.service import Launch

HOST = "127.0.0.1"


def mailbox_folder(state: State) -> Path:
    chosen = "" if state.disposable else os.environ.get("MAILBOX_DIR", "")
    return Path(chosen).resolve() if chosen else state.root / "mailbox"


def bound_port(port: int) -> int:
    """`port` if it is free (any free one for 0); OSError if it is taken."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return int(probe.getsockname()[1])


class Mailbox:
    name = "mailbox"
    stop_signal = signal.SIGTERM

    def __init__(self, state: State) -> None:
        self.folder = mailbox_folder(state)
        self.note = state.run / "mailbox.port"
        self.port = 0

    @property
    def address(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def prepare(self) -> None:
        """Takes the port of last time if it is free, so that an older EMAIL_URL stays true."""
        with suppress(OSError, ValueError):
            self.port = bound_port(int(self.note.read_text()))
        self.port = self.port or bound_port(0)
        self.note.write_text(str(self.port))

    def launch(self) -> Launch:
        command = [sys.executable, "-m", "inovasi.embedded", "mailbox"]
        return Launch([*command, str(self.port), str(self.folder)], CHECKOUT)

    def answers(self) -> bool:
        with suppress(OSError), closing(socket.create_connection((HOST, self.port), 2)) as line:
            return line.recv(3) == b"220"
        return False

    def settle(self) -> None:
        """Nothing to do."""

    def complaints(self, lines: Iterable[str]) -> list[str]:
        return [line for line in lines if "Error" in line]


class Keep:
    """Writes each letter as one file, under a name that sorts by arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        arrival = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        name = f"{arrival}-{next(self.count):06d}.eml"
        half = self.folder / f".{name}.half"
        try:
            half.write_bytes(envelope.original_content or b"")
            half.rename(self.folder / name)
        except OSError as error:
            return f"452 The letter could not be kept: {error.strerror}"
        return "250 Kept"


def serve(port: int, folder: Path) -> None:
    """Takes letters until SIGTERM or SIGINT."""
    endings = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, endings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    controller = Controller(Keep(folder), hostname=HOST, port=port or bound_port(0))
    controller.start()
    sys.stderr.write(f"Letters to smtp://{HOST}:{controller.port} go to {folder}\n")
    signal.sigwait(endings)
    controller.stop()
