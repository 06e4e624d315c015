"""What a check says."""

from dataclasses import dataclass
from enum import StrEnum

from competitions.machine_checks import MachineCheck

Place = tuple[str, int]
"""Where it is put right: the kind of page and the id of the part, such as ("section", 7)."""


class State(StrEnum):
    MET = "met"
    WARNING = "warning"
    UNMET = "unmet"


@dataclass(frozen=True)
class Requirement:
    """One thing that an entry needs, and whether it has it.

    A warning is for people to judge; only what is unmet keeps an entry from being handed in.
    """

    kind: MachineCheck
    label: str
    state: State
    note: str
    place: Place | None = None

    @property
    def is_met(self) -> bool:
        return self.state != State.UNMET

    @property
    def is_warning(self) -> bool:
        return self.state == State.WARNING


def met(is_met: bool) -> State:
    return State.MET if is_met else State.UNMET
