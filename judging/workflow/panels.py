"""Deeds about the panel and its people."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Category, Stage
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import notices
from judging.conflicts import Conflicts
from judging.models import Judge, Panel
from judging.permissions import may_answer, may_relieve, may_run_panel
from judging.queries import barrier, judgeable
from judging.workflow.assigning import assign, hold, take_back
from ledger import workflow as ledger
from units.models import Unit, User

INTEGRITY = gettext_lazy(
    "Saya menilai dengan jujur, objektif, dan mandiri. Saya tidak menerima imbalan dalam bentuk "
    "apa pun dari peserta, menjaga kerahasiaan usulan dan nilai, dan menyatakan setiap benturan "
    "kepentingan sebelum membaca usulan."
)
"""The statement that a panel begins with; panitia may word it differently."""


@transaction.atomic
def set_panel(
    stage: Stage,
    *,
    decree_number: str,
    decree_date: date,
    statement: str = "",
    user: User,
    at: datetime,
) -> Panel:
    """Fix the panel of a stage by its decree; a second call corrects it.

    Judges keep the statement that they signed, word for word.
    """
    demand(may_run_panel(user, stage, at))
    words = {
        "decree_number": clean(decree_number),
        "decree_date": decree_date,
        "statement": clean(statement).strip() or str(INTEGRITY),
    }
    same = Panel.objects.filter(stage=stage, **words).first()
    if same is not None:
        return same
    panel, _created = Panel.objects.update_or_create(stage=stage, defaults=words)
    decree = {"nomor": panel.decree_number, "tanggal": panel.decree_date.isoformat()}
    ledger.enter("tim-penilai.tetapkan", panel, user=user, at=at, sk=decree)
    return panel


@transaction.atomic
def appoint(
    panel: Panel,
    *,
    person: User,
    home_unit: Unit | None,
    former_units: Sequence[Unit] = (),
    categories: Sequence[Category] = (),
    max_load: int | None = None,
    is_chair: bool = False,
    replaces: Judge | None = None,
    user: User,
    at: datetime,
) -> Judge:
    """Put a person on the panel and invite them; appointing again changes only what is known.

    Who declined is invited once more. A judge who replaces another is given that judge's unfinished
    entries, except those that a conflict or a category forbids. A panel has one chair: a new one
    takes the place of the old. Raises `Refused` for a person whose membership panitia ended.
    """
    demand(may_run_panel(user, panel.stage, at))
    Panel.objects.select_for_update().get(pk=panel.pk)
    known = Judge.objects.filter(panel=panel, user=person).first()
    if known is not None and not known.is_serving and not known.declined:
        raise Refused(
            _("Keanggotaan orang ini sudah diakhiri: %(why)s") % {"why": known.left_because}
        )
    facts = {"home_unit": home_unit, "max_load": max_load, "is_chair": is_chair}
    if known is not None and replaces is None and _is_as(known, facts, former_units, categories):
        return known
    if is_chair:
        panel.judges.exclude(user=person).update(is_chair=False)
    judge, created = Judge.objects.update_or_create(
        panel=panel,
        user=person,
        defaults=facts | {"left_at": None, "left_because": "", "declined": False},
        create_defaults=facts | {"code": f"J{panel.judges.count() + 1}"},
    )
    judge.former_units.set(former_units)
    judge.categories.set(categories)
    ledger.enter("juri.tunjuk", judge, user=user, at=at, orang=person.pk)
    if created or (known is not None and known.declined):
        notices.invited(judge, at=at)
    if replaces is not None:
        _take_over(judge, replaces, user, at)
    return judge


def _is_as(
    judge: Judge, facts: Mapping[str, Any], former: Sequence[Unit], categories: Sequence[Category]
) -> bool:
    """Somebody who serves on exactly these terms: appointing them is a second click."""
    return (
        judge.is_serving
        and all(getattr(judge, name) == value for name, value in facts.items())
        and set(judge.former_units.all()) == set(former)
        and set(judge.categories.all()) == set(categories)
    )


def _take_over(judge: Judge, replaced: Judge, user: User, at: datetime) -> None:
    replaced = _locked(replaced)
    if replaced.is_serving or replaced.panel_id != judge.panel_id:
        raise Refused(_("Yang dapat diganti hanya anggota yang sudah tidak bertugas."))
    if Judge.objects.filter(replaces=replaced).exclude(pk=judge.pk).exists():
        raise Refused(_("%(judge)s sudah ada penggantinya.") % {"judge": replaced.user})
    judge.replaces = replaced
    judge.save(update_fields=["replaces"])
    left = replaced.assignments.filter(withdrawn_at__isnull=False).values("submission")
    entries = list(judgeable(judge.panel.stage).filter(pk__in=left))
    known = Conflicts([judge], entries)
    free = [entry for entry in entries if not barrier(judge, entry, known)]
    assign(judge, free[: judge.max_load], user=user, at=at)


@transaction.atomic
def accept(judge: Judge, *, user: User, at: datetime) -> Judge:
    """Accept the invitation by signing the integrity statement; doing it twice is doing it once."""
    judge = _locked(judge)
    demand(may_answer(user, judge))
    if not judge.has_accepted:
        judge.accepted_at, judge.statement = at, judge.panel.statement or str(INTEGRITY)
        judge.save(update_fields=["accepted_at", "statement"])
        ledger.enter("juri.pakta-integritas", judge, user=user, at=at)
    return judge


@transaction.atomic
def decline(judge: Judge, *, reason: str, user: User, at: datetime) -> Judge:
    """Decline the invitation; what was assigned already goes back to panitia."""
    judge = _locked(judge)
    demand(may_answer(user, judge))
    if judge.has_accepted:
        raise Refused(_("Undangan sudah Anda terima. Sampaikan pengunduran diri kepada panitia."))
    _leave(judge, reason, user, at, declined=True)
    take_back(judge, reason=judge.left_because, signed_too=True, user=user, at=at)
    notices.declined(judge, at=at)
    return judge


@transaction.atomic
def relieve(judge: Judge, *, reason: str, excludes_scores: bool, user: User, at: datetime) -> Judge:
    """End a judge's membership. Unfinished entries go back to panitia.

    Signed sheets go on counting unless `excludes_scores`; then they are kept, marked as excluded
    with the reason. Raises `Refused` without a reason and once the results are published.
    """
    hold(judge.panel.stage.edition)
    judge = _locked(judge)
    demand(may_relieve(user, judge.panel.stage))
    if judge.is_serving:
        _leave(judge, reason, user, at, declined=False)
        take_back(judge, reason=judge.left_because, signed_too=excludes_scores, user=user, at=at)
    return judge


def _leave(judge: Judge, reason: str, user: User, at: datetime, *, declined: bool) -> None:
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    judge.left_at, judge.left_because, judge.declined = at, reason[:500], declined
    judge.save(update_fields=["left_at", "left_because", "declined"])
    ledger.enter("juri.akhiri", judge, user=user, at=at)


def _locked(judge: Judge) -> Judge:
    return (
        Judge.objects.select_related("panel__stage__edition", "user")
        .select_for_update(of=("self",))
        .get(pk=judge.pk)
    )


def move_to_unit(unit: Unit, into: Unit) -> None:
    """Judges whose home or former unit is merged into another keep their conflicts of interest."""
    Judge.objects.filter(home_unit=unit).update(home_unit=into)
    for judge in Judge.objects.filter(former_units=unit):
        judge.former_units.remove(unit)
        judge.former_units.add(into)
