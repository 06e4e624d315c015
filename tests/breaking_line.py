"""A line between client and server that breaks: a small proxy on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

from inovasi.embedded.mailbox import HOST

BLOCK = 32 * 1024


class BreakingLine:
    """Hands connections on to `port`; the first `breaks` of them end somewhere on the way."""

    def __init__(self, port: int, *, breaks: int, most: int, seed: int) -> None:
        self._port, self._left, self._most = port, breaks, most
        self._random, self._guard = Random(seed), threading.Lock()
        self.broken = 0
        self._door = socket.create_server((HOST, 0))
        self.origin = f"http://{HOST}:{self._door.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._door.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with self._guard:
            allowed = self._random.randrange(self._most) if self._left else None
            self._left -= self._left > 0
        with suppress(OSError), socket.create_connection((HOST, self._port)) as server:
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            if _pump(client, server, allowed):
                self.broken += 1
                # A close alone would wait for the thread that still reads from there.
                server.shutdown(socket.SHUT_RDWR)
                client.shutdown(socket.SHUT_RDWR)
            back.join()
        client.close()


def _pump(source: socket.socket, target: socket.socket, allowed: int | None = None) -> bool:
    """Carries bytes over; True when it stopped in the middle because no more were allowed."""
    with suppress(OSError):
        while block := source.recv(BLOCK):
            if allowed is not None and len(block) > allowed:
                target.sendall(block[:allowed])
                return True
            target.sendall(block)
            allowed = allowed - len(block) if allowed is not None else None
        target.shutdown(socket.SHUT_WR)
    return False


@contextmanager
def breaking_line(port: int, *, breaks: int, most: int, seed: int) -> Iterator[BreakingLine]:
    line = BreakingLine(port, breaks=breaks, most=most, seed=seed)
    try:
        yield line
    finally:
        line.close()
