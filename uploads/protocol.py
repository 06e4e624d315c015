"""tus 1.0.0 on the wire: what the headers say. Raises `ValueError` on anything malformed."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from uploads.body import ALGORITHMS, Checksum

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
CHUNK_TYPE = "application/offset+octet-stream"
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class UnknownAlgorithm(ValueError):
    """The checksum is of a kind that this server does not compute."""


@dataclass(frozen=True)
class Metadata:
    filename: str
    purpose: str
    target: str
    fingerprint: str = ""
    """SHA-256 of the first and last MiB: tells the same file on another device."""


def number(header: str | None) -> int:
    """A whole number of bytes."""
    if header is None or not _NUMBER.fullmatch(header):
        raise ValueError(header)
    return int(header)


def metadata(header: str) -> Metadata:
    """`Upload-Metadata`: pairs of a key and a base64 text, parted by commas."""
    pairs: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        pairs[key] = _decoded(value).decode("utf-8")
    fingerprint = pairs.get("fingerprint", "")
    if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
        raise ValueError(fingerprint)
    names = (pairs.get(key, "") for key in ("filename", "purpose", "target"))
    return Metadata(*names, fingerprint)


def encoded_name(name: str) -> str:
    """The file name as `Upload-Metadata`."""
    return "filename " + base64.b64encode(name.encode()).decode("ascii")


def checksum(header: str | None) -> Checksum | None:
    """`Upload-Checksum`: the algorithm and the base64 digest; None when there is no header."""
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithm(algorithm)
    return Checksum(algorithm, _decoded(value))


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError(value) from error
