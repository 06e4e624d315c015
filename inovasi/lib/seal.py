"""Canonical JSON and its fingerprint, for everything that is frozen."""

import hashlib
import json
from typing import Any


def sealed(data: dict[str, Any]) -> tuple[str, str]:
    """Canonical JSON (sorted keys, no spaces, UTF-8) and its SHA-256 in hexadecimal."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
