"""Lines for the terminal, also when the terminal is gone."""

import os
from contextlib import suppress

WIDTH = 6


def say(text: str) -> None:
    with suppress(OSError):
        os.write(2, f"{text}\n".encode())


class Lines:
    """Puts the name of its writer before each line, and holds back half a line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.half = b""

    def feed(self, data: bytes) -> None:
        *lines, self.half = (self.half + data).split(b"\n")
        for line in lines:
            say(f"{self.name:<{WIDTH}} | {line.decode(errors='replace').rstrip()}")

    def close(self) -> None:
        if self.half:
            self.feed(b"\n")
