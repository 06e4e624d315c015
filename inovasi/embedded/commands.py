"""run, manage, test, bench: what each does once Python and its packages are there."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from inovasi.embedded.children import Children
from inovasi.embedded.console import say
from inovasi.embedded.environment import STANDS_FOR, needed_services, portal_environment
from inovasi.embedded.holding import Holding, hold
from inovasi.embedded.locks import opened, taken
from inovasi.embedded.paths import CHECKOUT, Refusal, State, demo_state
from inovasi.embedded.supervisor import Supervisor, require_free

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PORT = 8000
# Celery's ten lines about root frighten a newcomer and stand before every start.
CELERY_AS_ROOT = "ignore:You're running the worker with superuser privileges"
PREPARE = [sys.executable, "-m", "inovasi.embedded", "prepare"]
PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadgroup"]


def run(port: int, *, demo: bool) -> int:
    state = demo_state()
    state.make()
    _only_one(state)
    require_free(port)
    holding = hold(state, needed_services(state))
    try:
        environment = _environment(holding, port=port, demo=demo)
        environment |= {"PORT": str(port), "PORTAL_VAR": str(state.root)}
        environment.setdefault("PYTHONWARNINGS", CELERY_AS_ROOT)
        supervisor = Supervisor(Children(environment), port)
        return supervisor.serve(
            [*PREPARE, *(["--accounts", str(state.accounts)] if demo else [])],
            lambda: _announce(state, environment["PUBLIC_URL"], demo=demo),
        )
    finally:
        holding.release()


def manage(arguments: list[str]) -> None:
    """Becomes manage.py: its signals, its terminal and its exit code are the command's own."""
    state = demo_state()
    holding = hold(state, needed_services(state))
    environment = _environment(holding, port=PORT, demo=True)
    holding.hand_on()
    os.execve(sys.executable, [sys.executable, "manage.py", *arguments], environment)  # noqa: S606


def test(arguments: list[str]) -> None:
    """Becomes pytest, with services and files that no demo shares."""
    chromium = _chromium()
    _nginx()
    state = _free_state("test")
    holding = hold(state, needed_services(state))
    environment = _environment(holding, port=PORT, demo=False)
    _prepare(environment, "--styles-only")
    if chromium:
        environment.setdefault("CHROMIUM", chromium)
    holding.hand_on()
    os.execve(sys.executable, [sys.executable, *PYTEST, *arguments], environment)  # noqa: S606


def bench(name: str | None) -> None:
    """Becomes the measures; they fill tables, so never those that the environment names."""
    holding = hold(_free_state("bench"), list(STANDS_FOR))
    environment = _environment(holding, port=PORT, demo=False)
    _prepare(environment)
    holding.hand_on()
    arguments = [sys.executable, "-m", "bench", *([name] if name else [])]
    os.execve(sys.executable, arguments, environment)  # noqa: S606


def _environment(holding: Holding, *, port: int, demo: bool) -> dict[str, str]:
    """The environment, and a sentence if the settings refuse it."""
    environment = portal_environment(holding, port=port, demo=demo)
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment.get('PATH', os.defpath)}"
    os.environ.update(environment)
    try:
        importlib.import_module("inovasi.settings")
    except ImproperlyConfigured as trouble:
        holding.release()
        raise Refusal(str(trouble)) from None
    return environment


def _prepare(environment: dict[str, str], *options: str) -> None:
    done = subprocess.run([*PREPARE, *options], env=environment, cwd=CHECKOUT, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def _announce(state: State, address: str, *, demo: bool) -> None:
    say(f"\nPortal Inovasi is up at {address}\nCtrl-C ends it. Its files and logs: {state.root}")
    if "//127.0.0.1" in address:
        named = address.replace("127.0.0.1", "localhost")
        say(f"Passkeys work under a name only: to try them, open {named}")
    say("")
    if demo:
        say(state.accounts.read_text())


def _only_one(state: State) -> None:
    """Two beats and two sets of workers on one database would be one too many."""
    if not taken(opened(state.run / "portal.lock")):
        raise Refusal(
            f"The portal of {state.root} is already running: end it with Ctrl-C in its terminal,"
            " or set PORTAL_VAR to run a second one."
        )


def _free_state(name: str) -> State:
    """The first state folder that no other run of this kind uses: they may overlap."""
    root = demo_state().root
    for number in range(1, 20):
        state = State(root / (name if number == 1 else f"{name}-{number}"), disposable=True)
        state.make()
        lock = opened(state.run / "run.lock")
        if taken(lock):
            os.set_inheritable(lock, True)
            return state
        os.close(lock)
    raise Refusal(f"Too many runs of bin/{name} at once: wait for one of them to end.")


def _chromium() -> str | None:
    """The browser of the tests; installed where that is possible, else a line that says how."""
    if os.environ.get("CHROMIUM"):
        return None
    if not _find_browser():
        _install("chromium", "Installing Chromium for the browser tests ...")
    found = _find_browser()
    if not found:
        say("The browser tests need Chromium: install it (Debian: apt install chromium).")
    return found


def _nginx() -> None:
    """The proxy of the upload tests; installed where possible, else a line that says how."""
    if not _find_nginx():
        _install("nginx-light", "Installing nginx for the tests of uploads ...")
    if not _find_nginx():
        say("Tests of uploads behind nginx need it: install it (Debian: apt install nginx-light).")


def _find_nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def _install(package: str, words: str) -> None:
    """With Debian's package manager, where there is one and we may."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    say(words)
    quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "check": False}
    options = ["-y", "--no-install-recommends", package]
    subprocess.run(["apt-get", "update"], **quiet)  # noqa: S607
    subprocess.run(["apt-get", "install", *options], **quiet)  # noqa: S603, S607


def _find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)
