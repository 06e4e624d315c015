"""The arithmetic of the chain. Pure: no database, no Django.

Each line has a digest of its own content, known when it is written, and a link that ties the digest
to the line before it, made when the line gets its number. So a line can be written by many at once
and still has one place for ever.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from inovasi.lib.seal import sealed

BEGINNING = "0" * 64
"""What the first line is tied to."""


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON, in hexadecimal."""
    return sealed(dict(content))[1]


def link(previous: str, own: str) -> str:
    """SHA-256 over the previous link and the line's own digest, in hexadecimal."""
    return hashlib.sha256(f"{previous}{own}".encode()).hexdigest()
