"""Whose history there is a page of: objects, the tables that belong to them, and who may look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition, Stage
from innovations.models import Innovation, Theme
from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging.models import Assignment, Judge, Panel
from judging.permissions import may_see_scores
from notifications.models import LetterText
from oioi.models import DutyYear
from submissions.models import Submission, TeamRight
from units.models import Membership, Unit, User
from units.permissions import is_committee
from workshops.models import Workshop


@dataclass(frozen=True)
class Part:
    """A table whose rows belong to the object: over `up` they lead to it ("sheet__assignment")."""

    label: str
    up: str = ""
    named_by: str = ""
    """The relation that tells one row from the others, such as the section of an answer."""
    is_secret: bool = False
    """For panitia alone: what of judging and checking hangs on somebody's entry."""

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)


@dataclass(frozen=True)
class Door:
    """What a reader was let in to: the object, its name, and the page it belongs to."""

    name: str
    url: str
    masked: frozenset[int] = frozenset()
    """Accounts of judges, who stay judges to this reader."""
    sees_all: bool = True
    """False: without what is for panitia alone."""


@dataclass(frozen=True)
class Kind:
    title: str
    parts: tuple[Part, ...]
    door: Callable[[Request, int], Door]
    """Raises 404 or 403 for whoever may not look."""


def _parts(root: str, *parts: Part) -> tuple[Part, ...]:
    return (Part(root), *parts)


def _entry(request: Request, pk: int) -> Door:
    """As the entry's own page: its unit, its team, and panitia once it was handed in."""
    rows = Submission.objects.visible_to(request.user).select_related("innovation")
    entry = get_object_or_404(rows, pk=pk)
    url = reverse("submission", args=[pk])
    if is_committee(request.user):
        return Door(str(entry), url)
    own = Membership.objects.filter(unit=entry.unit_id).values("user")
    guests = TeamRight.objects.filter(submission=entry).values("user")
    judges = Judge.objects.exclude(user__in=own).exclude(user__in=guests)
    return Door(str(entry), url, frozenset(judges.values_list("user", flat=True)), sees_all=False)


def _innovation(request: Request, pk: int) -> Door:
    row = get_object_or_404(Innovation.objects.visible_to(request.user), pk=pk)
    return Door(str(row), reverse("innovation", args=[pk]))


def _for_panitia(
    model: type[Model], url: Callable[[Any], str], *related: str
) -> Callable[[Request, int], Door]:
    def door(request: Request, pk: int) -> Door:
        if not is_committee(request.user):
            raise Http404
        row = get_object_or_404(model._default_manager.select_related(*related), pk=pk)
        return Door(str(row), url(row))

    return door


def _results(request: Request, pk: int) -> Door:
    """Not while the reader still has to score in one of the stages."""
    door = _for_panitia(Edition, lambda row: reverse("ranking", args=[row.slug]))(request, pk)
    for stage in Stage.objects.filter(edition=pk):
        refuse_unless(may_see_scores(request.user, stage))
    return door


def _assignment(request: Request, pk: int) -> Door:
    """As the sheet's page for panitia."""

    def url(row: Assignment) -> str:
        return reverse("panel-sheet", args=[row.submission.edition.slug, row.pk])

    related = ("judge__user", "judge__panel__stage", "submission__innovation")
    door = _for_panitia(Assignment, url, *related, "submission__edition")(request, pk)
    stage = Stage.objects.get(panel__judges__assignments=pk)
    refuse_unless(may_see_scores(request.user, stage))
    return door


SUBMISSION, EDITION = "submissions.submission", "competitions.edition"
BY_SECTION = "section"
KINDS: Mapping[str, Kind] = {
    "usulan": Kind(
        _("usulan"),
        _parts(
            SUBMISSION,
            Part("submissions.answer", "submission", BY_SECTION),
            Part("submissions.attachment", "submission", "rule"),
            Part("submissions.evidence", "submission", BY_SECTION),
            Part("submissions.video", "submission"),
            Part("submissions.teamright", "submission", "user"),
            Part("submissions.snapshot", "submission"),
            Part("submissions.check", "snapshot__submission", is_secret=True),
            Part("submissions.finding", "check_done__snapshot__submission", "item", is_secret=True),
            Part("judging.conflict", "submission", "person", is_secret=True),
            Part("judging.blindcopy", "submission", is_secret=True),
            Part("judging.blindanswer", "copy__submission", BY_SECTION, is_secret=True),
            Part("judging.blindfile", "copy__submission", "file", is_secret=True),
        ),
        _entry,
    ),
    "inovasi": Kind(
        _("inovasi"),
        _parts(
            "innovations.innovation",
            Part("innovations.teammember", "innovation"),
            Part("innovations.material", "innovation"),
            Part("innovations.innovation_sdgs", "innovation", "sdg"),
            Part("innovations.innovation_other_affairs", "innovation", "affair"),
        ),
        _innovation,
    ),
    "unit": Kind(
        _("unit"),
        _parts(
            "units.unit",
            Part("units.formername", "unit"),
            Part("units.membership", "unit", "user"),
            Part("units.invitation", "unit"),
        ),
        _for_panitia(Unit, lambda row: reverse("unit", args=[row.code])),
    ),
    "orang": Kind(
        _("orang"),
        _parts(
            "units.user",
            Part("units.user_groups", "user", "group"),
            Part("units.user_user_permissions", "user", "permission"),
            Part("units.membership", "user", "unit"),
        ),
        _for_panitia(User, lambda row: reverse("person", args=[row.pk])),
    ),
    "edisi": Kind(
        _("aturan edisi"),
        _parts(
            EDITION,
            Part("competitions.phase", "edition"),
            Part("competitions.extension", "edition", "unit"),
            Part("competitions.category", "edition"),
            Part("competitions.group", "edition"),
            Part("competitions.section", "group__edition"),
            Part("competitions.documentrule", "group__edition"),
            Part("competitions.videorule", "group__edition"),
            Part("competitions.checkitem", "group__edition"),
            Part("competitions.stage", "edition"),
            Part("competitions.criterion", "stage__edition"),
            Part("competitions.rubricband", "criterion__stage__edition"),
        ),
        _for_panitia(Edition, lambda row: reverse("edition", args=[row.slug])),
    ),
    "tim-penilai": Kind(
        _("tim penilai"),
        _parts(
            "judging.panel",
            Part("judging.judge", "panel", "user"),
            Part("judging.judge_categories", "judge__panel", "category"),
            Part("judging.judge_former_units", "judge__panel", "unit"),
        ),
        _for_panitia(
            Panel, lambda row: reverse("panel", args=[row.stage.edition.slug]), "stage__edition"
        ),
    ),
    "penugasan": Kind(
        _("penugasan"),
        _parts(
            "judging.assignment",
            Part("judging.scoresheet", "assignment"),
            Part("judging.score", "sheet__assignment", "criterion"),
        ),
        _assignment,
    ),
    "hasil": Kind(
        _("hasil edisi"),
        (
            Part("judging.shortlist", "stage__edition", "stage"),
            Part("judging.place", "shortlist__stage__edition", "submission"),
            Part("judging.moderation", "stage__edition", "submission"),
            Part("judging.jointnote", "stage__edition", "submission"),
            Part("judging.jointagreement", "note__stage__edition", "judge"),
            Part("judging.departure", "stage__edition", "submission"),
            Part("judging.override", "submission__edition", "submission"),
            Part("judging.decision", "edition"),
            Part("judging.publication", "edition"),
            Part("judging.publishedresult", "publication__edition"),
            Part("judging.award", "result__publication__edition"),
            Part("judging.objection", "result__publication__edition"),
        ),
        _results,
    ),
    "bimtek": Kind(
        _("bimtek"),
        _parts("workshops.workshop", Part("workshops.participant", "workshop", "unit")),
        _for_panitia(Workshop, lambda row: reverse("workshop", args=[row.pk])),
    ),
    "satu-inovasi": Kind(
        _("tahun kewajiban"),
        _parts(
            "oioi.dutyyear",
            Part("oioi.exemption", "duty_year", "unit"),
            Part("oioi.reminderrule", "duty_year"),
        ),
        _for_panitia(DutyYear, lambda row: reverse("oioi-rules", args=[row.year])),
    ),
    "naskah": Kind(
        _("naskah surat"),
        _parts("notifications.lettertext"),
        _for_panitia(LetterText, lambda row: reverse("letter-text", args=[row.letter])),
    ),
    "tema": Kind(
        _("tema"),
        _parts("innovations.theme"),
        _for_panitia(Theme, lambda _row: reverse("ledger")),
    ),
}
