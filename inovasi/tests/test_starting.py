"""A missing or wrong variable stops the start with one sentence that names it.

Each case imports the settings in a process of its own, with nothing but what it is given.
"""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOAD = """
from django.core.exceptions import ImproperlyConfigured
try:
    from inovasi import settings
except ImproperlyConfigured as error:
    print(error)
else:
    print("started", {shown})
"""


def start(tmp_path: Path, shown: str = "''", **variables: str | None) -> str:
    """What a start says; None takes a variable away."""
    good = {
        "PATH": "",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "inovasi.example.go.id",
        "PUBLIC_URL": "https://inovasi.example.go.id/",
        "DATABASE_URL": "postgres://portal:secret@db.example/portal",
        "REDIS_URL": "redis://redis.example:6379/0",
        "STORAGE_DIR": str(tmp_path / "files"),
    }
    environment = {name: value for name, value in (good | variables).items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", LOAD.format(shown=shown)],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_with_what_is_required_it_starts(tmp_path):
    assert start(tmp_path, "settings.DEBUG, settings.DEMO, settings.SECURE") == (
        "started False False True"
    )


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_missing_is_named_with_what_to_set(name, value, tmp_path):
    said = start(tmp_path, **{name: value})

    assert said.startswith(f"{name} is not set: ")
    assert len(said) > len(f"{name} is not set: ") + 20


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "k" * 49, "SECRET_KEY is too short"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "DATABASE_URL must name a PostgreSQL database"),
        ("DATABASE_URL", "mysql://a@b/c", "DATABASE_URL must name a PostgreSQL database"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL cannot be read"),
        ("REDIS_URL", "http://localhost", "REDIS_URL cannot be read"),
        ("TIME_ZONE", "Asia/Sungguminasa", "TIME_ZONE is unknown"),
        ("TIME_ZONE", "../../etc/passwd", "TIME_ZONE is unknown"),
        ("STORAGE_RESERVE_BYTES", "banyak", "STORAGE_RESERVE_BYTES cannot be read"),
        ("FORM_FILES_MAX_BYTES", "1 GB", "FORM_FILES_MAX_BYTES cannot be read"),
        ("PASSWORD_MIN_LENGTH", "dua belas", "PASSWORD_MIN_LENGTH cannot be read"),
        ("EMAIL_URL", "surat://host", "EMAIL_URL cannot be read"),
        ("EMAIL_URL", "smtp://host:port", "EMAIL_URL cannot be read"),
        ("DATABASE_URL", "postgres", "DATABASE_URL must name a PostgreSQL database"),
        ("DEBUG", "mungkin", "DEBUG cannot be read"),
        ("DEMO", "mungkin", "DEMO cannot be read"),
        ("SECURE", "mungkin", "SECURE cannot be read"),
        ("REQUIRE_MFA", "mungkin", "REQUIRE_MFA cannot be read"),
        ("BEHIND_PROXY", "mungkin", "BEHIND_PROXY cannot be read"),
        ("PUBLIC_URL", "inovasi.example.go.id", "PUBLIC_URL cannot be read"),
        ("DATABASE_URL", "postgres://host:port/x", "DATABASE_URL cannot be read"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_set(name, value, said, tmp_path):
    assert start(tmp_path, **{name: value}).startswith(said)


BUCKET = {
    "S3_BUCKET": "berkas",
    "S3_ENDPOINT": "https://s3.example",
    "S3_ACCESS_KEY": "kunci",
    "S3_SECRET_KEY": "rahasia",
}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("S3_ENDPOINT", None, "S3_ENDPOINT cannot be read"),
        ("S3_ENDPOINT", "s3.example", "S3_ENDPOINT cannot be read"),
        ("S3_ENDPOINT", "https://s3.example/berkas", "S3_ENDPOINT cannot be read"),
        ("S3_ADDRESSING", "auto", "S3_ADDRESSING cannot be read"),
        ("S3_ACCESS_KEY", None, "S3_ACCESS_KEY or S3_SECRET_KEY is not set"),
        ("S3_SECRET_KEY", None, "S3_ACCESS_KEY or S3_SECRET_KEY is not set"),
    ],
)
def test_half_a_bucket_is_named_with_what_to_set(name, value, said, tmp_path):
    assert start(tmp_path, **BUCKET | {name: value}).startswith(said)


@pytest.mark.parametrize(
    ("addressing", "origin"),
    [("path", "https://s3.example"), ("virtual", "https://berkas.s3.example")],
)
def test_pages_may_show_films_and_pictures_of_the_bucket(addressing, origin, tmp_path):
    shown = "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['media-src']"
    said = start(tmp_path, shown, **BUCKET, S3_ADDRESSING=addressing)
    assert said == f"""started ["'self'", '{origin}']"""


def test_without_a_bucket_nothing_of_its_client_is_loaded(tmp_path):
    shown = "'storages' in __import__('sys').modules or 'boto3' in __import__('sys').modules"
    assert start(tmp_path, shown) == "started False"


def test_a_secret_is_never_repeated(tmp_path):
    assert "rahasia" not in start(tmp_path, SECRET_KEY="rahasia")
    assert "rahasia" not in start(tmp_path, DATABASE_URL="mysql://a:rahasia@b/c")
    assert "rahasia" not in start(tmp_path, REDIS_URL="http://:rahasia@b")


def test_a_storage_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")

    assert start(tmp_path, STORAGE_DIR=str(tmp_path / "taken")).startswith(
        "STORAGE_DIR cannot be written"
    )


def test_only_debug_starts_with_a_short_key_and_no_hosts(tmp_path):
    shown = "settings.ALLOWED_HOSTS, settings.SECURE"

    assert start(tmp_path, shown, DEBUG="1", SECRET_KEY="x", ALLOWED_HOSTS=None) == (
        "started ['localhost', '127.0.0.1'] False"
    )


def test_a_socket_of_redis_is_spelled_for_celery(tmp_path):
    shown = "settings.CELERY_BROKER_URL"

    assert start(tmp_path, shown, REDIS_URL="unix:///run/v.sock") == (
        "started redis+socket:///run/v.sock"
    )


def test_links_in_letters_never_get_two_slashes(tmp_path):
    shown = "settings.PUBLIC_URL"

    assert start(tmp_path, shown) == "started https://inovasi.example.go.id"
