"""Using services: takes a share in each, and starts a keeper where none is at work."""

import fcntl
import os
import subprocess
import sys
import time
from contextlib import suppress

from inovasi.embedded.locks import alone, held_elsewhere, opened, taken
from inovasi.embedded.paths import CHECKOUT, Refusal, State

PATIENCE = 60.0
FAREWELL = 25.0


class Holding:
    """Shares in services, and the addresses of these."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.addresses: dict[str, str] = {}
        self.shares: dict[str, int] = {}

    def hand_on(self) -> None:
        """Lets the shares survive an `exec`: the next program holds them until it ends."""
        for share in self.shares.values():
            os.set_inheritable(share, True)

    def release(self) -> None:
        """Lets go, and waits for keepers that have nobody left to work for."""
        idle = [name for name, share in self.shares.items() if taken(share)]
        for share in self.shares.values():
            os.close(share)
        self.shares.clear()
        deadline = time.monotonic() + FAREWELL
        while time.monotonic() < deadline and any(_kept(self.state, name) for name in idle):
            time.sleep(0.05)


def hold(state: State, names: list[str]) -> Holding:
    """Waits until each of the services takes requests."""
    state.make()
    holding = Holding(state)
    with alone(state.run / "services.lock"):
        starting: dict[str, subprocess.Popen[str]] = {}
        for name in names:
            holding.shares[name] = opened(state.run / f"{name}.use")
            fcntl.flock(holding.shares[name], fcntl.LOCK_SH)
            if not _kept(state, name):
                starting[name] = _start_keeper(state, name)
        for name in names:
            keeper = starting.get(name)
            holding.addresses[name] = _greeting(keeper) if keeper else _awaited(state, name)
    return holding


def _kept(state: State, name: str) -> bool:
    return held_elsewhere(state.run / f"{name}.keeper")


def _start_keeper(state: State, name: str) -> subprocess.Popen[str]:
    (state.run / f"{name}.address").unlink(missing_ok=True)
    command = [sys.executable, "-m", "inovasi.embedded", "keep", name, str(state.root)]
    with (state.logs / f"{name}.log").open("a") as log:
        return subprocess.Popen(  # noqa: S603
            [*command, *(["--disposable"] if state.disposable else [])],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )


def _greeting(keeper: subprocess.Popen[str]) -> str:
    assert keeper.stdout is not None  # noqa: S101
    with keeper.stdout as line:
        words = line.readline().strip()
    if not words.startswith("ok "):
        raise Refusal(words or "A service does not start: see the folder log in the state folder.")
    return words.removeprefix("ok ")


def _awaited(state: State, name: str) -> str:
    """The address that a keeper at work has noted, or that of a new one.

    A keeper that leaves may let go of its users a moment before the kernel forgets that it was
    there; whoever came in that moment starts the next one.
    """
    note = state.run / f"{name}.address"
    deadline = time.monotonic() + PATIENCE
    while _kept(state, name):
        with suppress(FileNotFoundError):
            return note.read_text()
        if time.monotonic() > deadline:
            raise Refusal(f"{name} does not come back: see {state.logs / name}.log.")
        time.sleep(0.05)
    return _greeting(_start_keeper(state, name))
