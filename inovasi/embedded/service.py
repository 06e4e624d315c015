"""What a keeper needs to know of a service."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals
from typing import Any, Protocol


@dataclass(frozen=True)
class Launch:
    """How a server is started: its command, where, and as which account."""

    command: list[str]
    folder: Path
    switch: dict[str, Any] = field(default_factory=dict)


class Service(Protocol):
    name: str
    stop_signal: Signals

    @property
    def address(self) -> str:
        """The URL under which the portal finds it."""

    def prepare(self) -> None:
        """Everything before the first start; safe to repeat."""

    def launch(self) -> Launch:
        """The command of the server."""

    def answers(self) -> bool:
        """Whether it takes requests."""

    def settle(self) -> None:
        """Everything that needs the running server; safe to repeat."""

    def complaints(self, lines: Iterable[str]) -> list[str]:
        """The lines of its log that say why it does not start."""
