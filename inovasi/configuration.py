"""Reads the environment once, and says in one sentence what to set when something is missing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def required(name: str, remedy: str) -> str:
    """The value of `name`; refuses to start with `remedy` when it is missing or empty."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {remedy}")
    return value


def checked(name: str, default: Any, read: Callable[..., Any], remedy: str) -> Any:
    """`read(name)`; a value that cannot be read becomes a sentence instead of a traceback."""
    try:
        return read(name, default=default)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} cannot be read: {remedy}") from error


TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def flag(name: str, default: bool) -> bool:
    """True or false; raises `ValueError` for any other word, which must not mean "off"."""
    word = env.str(name, default="").strip().lower()
    if word not in TRUE | FALSE | {""}:
        raise ValueError(word)
    return word in TRUE if word else default


def web_address(name: str, default: str | None = None) -> str:
    """An address that begins with http:// or https:// and names a host; else `ValueError`."""
    address = env.str(name, default=default) or ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(address)
    return address


def celery_broker(redis_url: str) -> str:
    """Celery's spelling of a Redis address: `unix://` sockets are `redis+socket://` there."""
    if redis_url.startswith("unix://"):
        return redis_url.replace("unix://", "redis+socket://", 1)
    if redis_url.startswith(("redis://", "rediss://")):
        return redis_url
    raise ImproperlyConfigured(
        "REDIS_URL cannot be read: write redis://host:6379/0 or unix:///path/to/socket."
    )
