"""Signing in is tried hundreds of times here; how slow a hash is belongs to Django's own tests."""

import pytest


@pytest.fixture(autouse=True)
def _quick_hashes(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
