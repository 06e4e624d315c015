"""The environment in which the portal's processes run; what is already set wins."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from inovasi.embedded.holding import Holding
from inovasi.embedded.mailbox import mailbox_folder
from inovasi.embedded.paths import State, demo_state

# Which service stands in for which variable.
STANDS_FOR = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL", "mailbox": "EMAIL_URL"}


def needed_services(state: State) -> list[str]:
    """The services that the environment does not name; a test run never sends real letters."""
    return [
        name
        for name, variable in STANDS_FOR.items()
        if not os.environ.get(variable) or (state.disposable and name == "mailbox")
    ]


def secret_key(state: State) -> str:
    """Made once; a second process that comes at the same time takes what the first one wrote."""
    path = state.root / "secret_key"
    half = path.with_name(f".secret_key.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(60))
        with suppress(FileExistsError):
            os.link(half, path)
        half.unlink()
    return path.read_text()


def portal_environment(holding: Holding, *, port: int, demo: bool) -> dict[str, str]:
    state = holding.state
    services = {STANDS_FOR[name]: address for name, address in holding.addresses.items()}
    if "mailbox" in holding.addresses:
        services["MAILBOX_DIR"] = str(mailbox_folder(state))
    defaults = {
        "DJANGO_SETTINGS_MODULE": "inovasi.settings",
        "SECRET_KEY": secret_key(state),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DEMO": str(int(demo)),
        "SECURE": "0",
        "STATIC_ROOT": str(demo_state().root / "static"),
        "STORAGE_DIR": str(state.root / "files"),
        "LEDGER_WITNESSES": "inspektorat@gowa.example,kominfo@gowa.example" if demo else "",
        "PYTHONUNBUFFERED": "1",
    }
    chosen = {name: value for name, value in os.environ.items() if value}
    isolation: Mapping[str, str] = {"STORAGE_DIR": defaults["STORAGE_DIR"], **services}
    full = {**defaults, **services, **chosen, **(isolation if state.disposable else {})}
    # Uploaded files are nobody else's business; a folder that exists keeps its permissions.
    Path(full["STORAGE_DIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    return full
