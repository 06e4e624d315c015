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


def bucket_storage(
    bucket: str, endpoint: str, region: str, addressing: str, access_key: str, secret_key: str
) -> dict[str, Any]:
    """The entry of STORAGES for a bucket that speaks S3, by whoever offers it."""
    from botocore.config import Config  # noqa: PLC0415 - 35 MB that only those with a bucket need

    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            "S3_ENDPOINT cannot be read: write the address of the service, such as"
            " https://s3.ap-southeast-3.amazonaws.com, without the name of the bucket."
        )
    if addressing not in {"path", "virtual"}:
        raise ImproperlyConfigured("S3_ADDRESSING cannot be read: write path or virtual.")
    if not access_key or not secret_key:
        raise ImproperlyConfigured("S3_ACCESS_KEY or S3_SECRET_KEY is not set: write both.")
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": addressing},
        # By default botocore adds checksums that many services other than Amazon's refuse.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=20,
    )
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint.rstrip("/"),
        "region_name": region,
        "access_key": access_key,
        "secret_key": secret_key,
        "client_config": config,
        "transfer_config": _one_by_one(),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _one_by_one() -> Any:
    """Parts in the thread that asked, which may have to stop; 16 MiB of memory at most."""
    from boto3.s3.transfer import TransferConfig  # noqa: PLC0415 - as above

    part = 16 * 1024 * 1024
    return TransferConfig(multipart_threshold=part, multipart_chunksize=part, use_threads=False)


def bucket_origin(bucket: str, endpoint: str, addressing: str) -> str:
    """Where browsers go for what lies in the bucket, as a source of a content policy."""
    parts = urlsplit(endpoint)
    host = f"{bucket}.{parts.netloc}" if addressing == "virtual" else parts.netloc
    return f"{parts.scheme}://{host}"
