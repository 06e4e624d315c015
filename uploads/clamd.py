"""Asks ClamAV about one file, over a socket (INSTREAM). Only an explicit OK is clean. No models."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

BLOCK = 256 * 1024
SECONDS = 120.0
LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    CLEAN = "bersih"
    INFECTED = "terinfeksi"
    TOO_LARGE = "terlalu-besar"


@dataclass(frozen=True)
class Answer:
    """`words` is what the scanner said, for the log."""

    verdict: Verdict
    words: str


class NoAnswer(Exception):
    """The scanner is away or did not decide: neither clean nor infected, ask again later."""


def ask(file: BinaryIO, address: str) -> Answer:
    """The scanner at `address` ("unix:/path" or "host:port") about the bytes of `file`.

    Raises `NoAnswer` when it can't be reached, breaks off, or says anything but a verdict.
    """
    try:
        with _connected(address) as line:
            said = _conversation(line, file)
    except OSError as error:
        raise NoAnswer(str(error)) from error
    return _understood(said)


def _conversation(line: socket.socket, file: BinaryIO) -> str:
    line.sendall(b"zINSTREAM\0")
    try:
        while block := file.read(BLOCK):
            line.sendall(struct.pack(">I", len(block)) + block)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # It hangs up at its size limit, and says so before.
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _understood(said: str) -> Answer:
    if said == "stream: OK":
        return Answer(Verdict.CLEAN, said)
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return Answer(Verdict.INFECTED, said)
    if said == "INSTREAM size limit exceeded. ERROR":
        return Answer(Verdict.TOO_LARGE, said)
    raise NoAnswer(said or "hung up without an answer")


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    if address.startswith("unix:"):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(SECONDS)
            line.connect(address.removeprefix("unix:"))
            yield line
        return
    host, _colon, port = address.rpartition(":")
    try:
        place = (host, int(port))
    except ValueError as error:
        raise OSError(f"CLAMD_ADDRESS {address!r} is neither unix:/path nor host:port") from error
    with socket.create_connection(place, timeout=SECONDS) as line:
        yield line
