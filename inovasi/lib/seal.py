"""Canonical JSON and its fingerprint, for everything that is frozen."""

import hashlib
import json
from typing import Any


def sealed(data: dict[str, Any]) -> tuple[str, str]:
    """Canonical JSON (sorted keys, no spaces, UTF-8) and its SHA-256 in hexadecimal."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, fingerprint_of(text)


def fingerprint_of(text: str) -> str:
    """The SHA-256 of a text that was sealed before."""
    return hashlib.sha256(text.encode()).hexdigest()
