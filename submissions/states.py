"""What comes after what in the life of an entry: one graph for pages, deeds and tests."""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draf"
    SUBMITTED = "diajukan"
    RETURNED = "dikembalikan"
    PASSED = "lolos"
    FAILED = "tidak-lolos"
    JUDGED = "dinilai"
    WINNER = "pemenang"
    COMPLETED = "selesai"
    LEFT = "keluar"


class Verb(StrEnum):
    ENTER = "masuk"
    SUBMIT = "ajukan"
    WITHDRAW = "tarik"
    RESUBMIT = "ajukan-ulang"
    SEND_BACK = "kembalikan"
    PASS = "loloskan"  # noqa: S105 - a verb, no password
    FAIL = "gugurkan"
    BEGIN_JUDGING = "mulai-nilai"
    AWARD = "menangkan"
    COMPLETE = "selesaikan"
    LEAVE = "keluarkan"
    READMIT = "ikutkan-lagi"


MOVES: Mapping[tuple[Status, Verb], Status] = {
    (Status.DRAFT, Verb.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Verb.WITHDRAW): Status.DRAFT,
    (Status.RETURNED, Verb.RESUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Verb.FAIL): Status.FAILED,
    (Status.SUBMITTED, Verb.SEND_BACK): Status.RETURNED,
    (Status.SUBMITTED, Verb.PASS): Status.PASSED,
    (Status.SUBMITTED, Verb.FAIL): Status.FAILED,
    (Status.PASSED, Verb.BEGIN_JUDGING): Status.JUDGED,
    (Status.JUDGED, Verb.AWARD): Status.WINNER,
    (Status.JUDGED, Verb.COMPLETE): Status.COMPLETED,
    (Status.PASSED, Verb.LEAVE): Status.LEFT,
    (Status.JUDGED, Verb.LEAVE): Status.LEFT,
    (Status.LEFT, Verb.READMIT): Status.PASSED,
}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""Statuses in which the unit still writes."""

JUDGEABLE = frozenset({Status.PASSED, Status.JUDGED})


class IllegalMove(Exception):
    """A verb that does not lead anywhere from this status."""


def after(status: Status, verb: Verb) -> Status:
    """The status that follows; raises `IllegalMove` when there is none."""
    try:
        return MOVES[status, verb]
    except KeyError:
        raise IllegalMove(f"{verb} from {status}") from None
