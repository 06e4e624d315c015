"""What comes after what in the life of an innovation's record."""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draf"
    DOCUMENTED = "terdokumentasi"
    PUBLISHED = "katalog"
    RETIRED = "berhenti"


class Verb(StrEnum):
    DOCUMENT = "dokumentasikan"
    PUBLISH = "terbitkan"
    WITHDRAW = "tarik"
    RETIRE = "hentikan"
    REVIVE = "lanjutkan"


MOVES: Mapping[tuple[Status, Verb], Status] = {
    (Status.DRAFT, Verb.DOCUMENT): Status.DOCUMENTED,
    (Status.DOCUMENTED, Verb.PUBLISH): Status.PUBLISHED,
    (Status.PUBLISHED, Verb.WITHDRAW): Status.DOCUMENTED,
    (Status.DOCUMENTED, Verb.RETIRE): Status.RETIRED,
    (Status.PUBLISHED, Verb.RETIRE): Status.RETIRED,
    (Status.RETIRED, Verb.REVIVE): Status.DOCUMENTED,
}
COMMITTEE_VERBS = frozenset({Verb.PUBLISH, Verb.WITHDRAW})
"""Moves that panitia makes: what stands in the catalogue."""

UNIT_VERBS = frozenset(Verb) - COMMITTEE_VERBS


def verbs_from(status: Status) -> list[Verb]:
    return [verb for (start, verb) in MOVES if start == status]
