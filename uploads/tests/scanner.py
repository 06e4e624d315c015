"""A virus scanner for tests, on loopback."""

import io
import socket
import struct
import threading
from collections.abc import Callable


class Scanner:
    """A clamd that says what a test wants, and keeps what it was sent."""

    def __init__(self) -> None:
        self.says, self.got, self.hangs_up_after = b"stream: OK\0", b"", 1 << 30
        self.before_answer: Callable[[], None] = lambda: None
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        try:
            while True:
                line, _address = self._door.accept()
                with line, line.makefile("rb") as heard:
                    self._answer(line, heard)
        except OSError:
            return

    def _answer(self, line: socket.socket, heard: io.BufferedReader) -> None:
        assert heard.read(10) == b"zINSTREAM\0"
        self.got = b""
        while size := struct.unpack(">I", heard.read(4))[0]:
            self.got += heard.read(size)
            if len(self.got) > self.hangs_up_after:
                break
        self.before_answer()
        line.sendall(self.says)
