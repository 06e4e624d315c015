"""Reads the environment once, and says in one sentence what to set when something is missing."""

from collections.abc import Callable
from typing import Any

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


def celery_broker(redis_url: str) -> str:
    """Celery's spelling of a Redis address: `unix://` sockets are `redis+socket://` there."""
    if redis_url.startswith("unix://"):
        return redis_url.replace("unix://", "redis+socket://", 1)
    if redis_url.startswith(("redis://", "rediss://")):
        return redis_url
    raise ImproperlyConfigured(
        "REDIS_URL cannot be read: write redis://host:6379/0 or unix:///path/to/socket."
    )
