"""From what a line is about to words and a page, and from words to what it may be about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Edition
from ledger.workflow import subject_of
from notifications.letters import LETTERS
from submissions.models import Submission
from submissions.states import Status
from units.models import Unit, User
from workshops.models import Workshop

SEARCHED = 200
"""So many objects of a kind are looked for by name; who means fewer writes more words."""


@dataclass(frozen=True)
class Subject:
    """An object of the ledger as a reader sees it; `url` is empty where it has no page."""

    kind: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class _Way:
    """How rows of a model are loaded, named and reached."""

    related: tuple[str, ...] = ()
    name: Callable[[Any], str] = str
    url: Callable[[Any], str] = lambda _row: ""


def _entry_name(entry: Submission) -> str:
    """What a unit has not handed in is its own: a draft has a number, but no title here."""
    if entry.status == Status.DRAFT:
        return _("draf %(id)d") % {"id": entry.pk}
    return f"{entry.number} · {entry}"


def _entry_url(entry: Submission) -> str:
    return "" if entry.status == Status.DRAFT else reverse("submission", args=[entry.pk])


def _assignment_name(row: Any) -> str:
    return f"{row.judge} · {_entry_name(row.submission)}"


ENTRY = ("innovation", "edition")
OF_ASSIGNMENT = ("judge__user", "submission__innovation", "submission__edition")
WAYS: Mapping[str, _Way] = {
    "submissions.submission": _Way(ENTRY, _entry_name, _entry_url),
    "units.unit": _Way(url=lambda row: reverse("unit", args=[row.code])),
    "units.user": _Way(url=lambda row: reverse("person", args=[row.pk])),
    "competitions.edition": _Way(url=lambda row: reverse("edition", args=[row.slug])),
    "competitions.stage": _Way(("edition",), lambda row: f"{row.edition} · {row}"),
    "judging.panel": _Way(("stage__edition",)),
    "judging.judge": _Way(("user",)),
    "judging.assignment": _Way(OF_ASSIGNMENT, _assignment_name),
    "judging.decision": _Way(("edition",)),
    "judging.publication": _Way(("edition",)),
    "judging.award": _Way(("innovation",)),
    "workshops.workshop": _Way(url=lambda row: reverse("workshop", args=[row.pk])),
    "oioi.dutyyear": _Way(name=lambda row: f"{row.year}"),
    "notifications.lettertext": _Way(
        name=lambda row: str(LETTERS[row.letter].title) if row.letter in LETTERS else row.letter
    ),
    "notifications.message": _Way(name=lambda row: f"{row.pk}"),
    "submissions.video": _Way(name=lambda row: f"{row.pk}"),
    "downloads.order": _Way(name=lambda row: f"{row.pk}"),
    "uploads.scan": _Way(name=lambda row: f"{row.pk}"),
}


def names(subjects: Iterable[str]) -> dict[str, Subject]:
    """Each object with its present name, one query for each kind; a lost one keeps its number."""
    wanted: dict[str, set[int]] = {}
    for subject in subjects:
        label, _colon, pk = subject.partition(":")
        wanted.setdefault(label, set()).add(int(pk))
    found: dict[str, Subject] = {}
    for label, keys in wanted.items():
        model = apps.get_model(label)
        way = WAYS.get(label, _Way())
        rows = model._default_manager.select_related(*way.related).in_bulk(keys)
        kind = _capital(model)
        for pk in keys:
            row = rows.get(pk)
            known = Subject(kind, way.name(row), way.url(row)) if row else Subject(kind, f"{pk}")
            found[f"{label}:{pk}"] = known
    return found


def _capital(model: type[Model]) -> str:
    words = str(model._meta.verbose_name)
    return words[:1].upper() + words[1:]


def matching(words: str) -> list[str]:
    """What somebody may mean: entries by number, title or unit; units, people, editions, Bimtek."""
    entries = Submission.objects.exclude(status=Status.DRAFT).select_related("edition")
    number = _numbered(entries, words)
    found: list[QuerySet[Any]] = [
        number if number is not None else _titled(entries, words),
        Unit.objects.search(words),
        User.objects.search(words),
        Edition.objects.filter(name__icontains=words),
        Workshop.objects.filter(title__icontains=words),
    ]
    return [subject_of(row) for rows in found for row in rows[:SEARCHED]]


def _numbered(entries: QuerySet[Submission], words: str) -> QuerySet[Submission] | None:
    """`KIPP-2026-007`: the prefix belongs to the edition, the rest is the entry's own."""
    prefix, _dash, last = words.strip().rpartition("-")
    if not prefix or not last.isascii() or not last.isdecimal() or len(last) > 9:
        return None
    return entries.filter(edition__number_prefix__iexact=prefix, sequence=int(last))


def _titled(entries: QuerySet[Submission], words: str) -> QuerySet[Submission]:
    for word in words.split()[:8]:
        entries = entries.filter(Q(title__icontains=word) | Q(unit_name__icontains=word))
    return entries
