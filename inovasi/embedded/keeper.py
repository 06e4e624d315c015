"""A keeper: a process of its own that keeps one server up for as long as somebody uses it.

Every command that uses the server holds a shared lock on `run/<name>.use`. The kernel drops the
lock when the command ends, even by `kill -9`; then the keeper gets the exclusive lock, stops the
server and leaves. So commands may come and go in any order, and nobody stops what others use.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time

from inovasi.embedded.locks import opened, taken
from inovasi.embedded.mailbox import Mailbox
from inovasi.embedded.parent import die_with_parent
from inovasi.embedded.paths import Refusal, State
from inovasi.embedded.postgres import Postgres
from inovasi.embedded.service import Service
from inovasi.embedded.valkey import Valkey

KINDS: dict[str, type[Service]] = {kind.name: kind for kind in (Postgres, Valkey, Mailbox)}
PATIENCE = 30.0
LONGEST_PAUSE = 30.0
TICK = 0.1


class Keeper:
    def __init__(self, service: Service, state: State) -> None:
        self.service = service
        self.log = state.logs / f"{service.name}.log"
        self.note = state.run / f"{service.name}.address"
        self.users = opened(state.run / f"{service.name}.use")
        self.server: subprocess.Popen[bytes] | None = None
        self.ending = False

    def start(self) -> None:
        """Starts the server; while a predecessor is still letting go, more than once."""
        self.service.prepare()
        deadline = time.monotonic() + PATIENCE
        while not self._started_once(deadline):
            if time.monotonic() > deadline or self.ending:
                raise Refusal(self._reason())
            time.sleep(TICK)
        self.service.settle()
        half = self.note.with_suffix(".half")
        half.write_text(self.service.address)
        half.rename(self.note)

    def _started_once(self, deadline: float) -> bool:
        launch = self.service.launch()
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(  # noqa: S603
                launch.command,
                cwd=launch.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(self.service.stop_signal),
                **launch.switch,
            )
        self.begin = begin
        while self.server.poll() is None and time.monotonic() < deadline:
            if self.service.answers():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def _reason(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self.begin)
            lines = log.read().decode(errors="replace").splitlines()
        said = (self.service.complaints(lines) or lines or ["it says nothing"])[-1].strip()
        return f"{self.service.name} does not start: {said} (more in {self.log})"

    def watch(self) -> None:
        """Until nobody uses the server; brings it back when it dies."""
        pause = TICK
        started = time.monotonic()
        while not self.ending and not taken(self.users):
            time.sleep(TICK)
            if self.server and self.server.poll() is None:
                continue
            self.note.unlink(missing_ok=True)
            pause = TICK if time.monotonic() - started > LONGEST_PAUSE else pause * 2
            self._note(f"ended by itself; starting it again in {pause:.1f} s")
            time.sleep(min(pause, LONGEST_PAUSE))
            started = time.monotonic()
            try:
                self.start()
            except Refusal as refusal:
                self._note(str(refusal))

    def _note(self, words: str) -> None:
        with self.log.open("a") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} keeper: {self.service.name} {words}\n")

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.send_signal(self.service.stop_signal)
            try:
                self.server.wait(15)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()


def keep(name: str, state: State) -> int:
    """Runs a keeper; its first line says `ok ADDRESS` or why not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # Never closed: that this lock is free must mean that this process is gone.
    fcntl.flock(opened(state.run / f"{name}.keeper"), fcntl.LOCK_EX)
    keeper: Keeper | None = None
    try:
        keeper = Keeper(KINDS[name](state), state)
        _on_termination(keeper)
        keeper.start()
        _report(f"ok {keeper.service.address}")
        keeper.watch()
    except (Refusal, OSError) as trouble:
        _report(str(trouble))
        return 1
    finally:
        if keeper:
            keeper.note.unlink(missing_ok=True)
            keeper.stop()
    return 0


def _on_termination(keeper: Keeper) -> None:
    def end(*_: object) -> None:
        keeper.ending = True

    signal.signal(signal.SIGTERM, end)


def _report(line: str) -> None:
    """Tells whoever started this keeper, and lets go of the line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
