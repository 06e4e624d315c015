"""Deeds about the yearly duty: its rules, who is let off, and the letters that call it to mind."""

from collections import defaultdict
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib.dates import day
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from notifications.reminders import Due
from oioi import notices
from oioi.models import DutyEvent, DutyYear, Exemption, ReminderRule
from oioi.permissions import may_manage
from oioi.queries import Standing, standings
from oioi.standing import is_missing
from units.models import Membership, Unit, User

RULES = ("due_on", "fulfilled_from", "dated_by", "counts_replications")
Audience = ReminderRule.Audience
Verb = DutyEvent.Verb


@transaction.atomic
def set_rules(year: int, *, user: User, at: datetime, version: int = 0, **rules: Any) -> DutyYear:
    """Lay down the rules of a year, or change them; the board follows at once.

    Raises `Stale` when somebody changed them since `version`, unless these very rules stand there.
    """
    demand(may_manage(user))
    wanted = {name: rules[name] for name in RULES if name in rules}
    duty, created = DutyYear.objects.get_or_create(year=year, defaults=wanted)
    if created:
        first = {name: ["", said] for name, said in _said(duty).items()}
        _remember(duty, Verb.LAID_DOWN, user, at, changes=first)
        return duty
    duty = DutyYear.objects.select_for_update().get(pk=duty.pk)
    if all(getattr(duty, name) == value for name, value in wanted.items()):
        return duty
    if duty.version != version:
        raise Stale(duty)
    before = _said(duty)
    for name, value in wanted.items():
        setattr(duty, name, value)
    duty.version += 1
    duty.save()
    after = _said(duty)
    changes = {name: [before[name], after[name]] for name in RULES if before[name] != after[name]}
    _remember(duty, Verb.CHANGED, user, at, changes=changes)
    return duty


def _said(duty: DutyYear) -> dict[str, str]:
    """The rules as people read them."""
    duty.refresh_from_db()
    return {
        "due_on": day(duty.due_on),
        "fulfilled_from": str(duty.get_fulfilled_from_display()),
        "dated_by": str(duty.get_dated_by_display()),
        "counts_replications": _("ya") if duty.counts_replications else _("tidak"),
    }


def _remember(
    duty: DutyYear,
    verb: DutyEvent.Verb,
    user: User,
    at: datetime,
    *,
    note: str = "",
    changes: dict[str, list[str]] | None = None,
) -> None:
    DutyEvent.objects.create(
        duty_year=duty, verb=verb, actor=user, at=at, note=note, changes=changes or {}
    )


@transaction.atomic
def copy_rules(year: int, *, user: User, at: datetime) -> DutyYear:
    """The newest earlier rules and reminders, moved to `year`; a year that has rules stays."""
    demand(may_manage(user))
    model = earlier(year)
    if model is None:
        raise Refused(_("Belum ada tahun yang dapat disalin. Tulis aturannya."))
    duty, created = DutyYear.objects.get_or_create(
        year=year,
        defaults={
            **{name: getattr(model, name) for name in RULES},
            "due_on": same_day(model.due_on, year - model.year),
        },
    )
    if created:
        ReminderRule.objects.bulk_create(
            ReminderRule(duty_year=duty, days_before=rule.days_before, audience=rule.audience)
            for rule in model.reminder_rules.all()
        )
        copied = {name: ["", said] for name, said in _said(duty).items()}
        _remember(
            duty,
            Verb.COPIED,
            user,
            at,
            note=_("Dari tahun %(year)d.") % {"year": model.year},
            changes=copied,
        )
    return duty


def earlier(year: int) -> DutyYear | None:
    """The year whose rules would be copied."""
    return DutyYear.objects.filter(year__lt=year).order_by("-year").first()


def same_day(on: date, years: int) -> date:
    """The day so many years later; 29 February becomes 28 where there is none."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


@transaction.atomic
def exempt(duty: DutyYear, unit: Unit, *, reason: str, user: User, at: datetime) -> Exemption:
    """Let a unit off for the year; raises `Refused` without a reason or when it owes nothing."""
    demand(may_manage(user))
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    # Locked, so that a second click finds the first one's exemption.
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if not _is_obliged(duty, unit):
        raise Refused(_("Unit ini tidak wajib berinovasi pada tahun itu."))
    if Exemption.objects.filter(duty_year=duty, unit=unit, ended_at=None).exists():
        raise Refused(_("Unit ini sudah dibebaskan untuk tahun itu."))
    return Exemption.objects.create(
        duty_year=duty, unit=unit, reason=reason, granted_by=user, granted_at=at
    )


@transaction.atomic
def end_exemption(exemption: Exemption, *, reason: str, user: User, at: datetime) -> None:
    """The unit owes again; the exemption stays in the history with who ended it and why."""
    demand(may_manage(user))
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Tulis alasannya."))
    Exemption.objects.filter(pk=exemption.pk, ended_at=None).update(
        ended_at=at, ended_by=user, ended_because=reason
    )


def _is_obliged(duty: DutyYear, unit: Unit) -> bool:
    own = standings(years=[duty.year], units=Unit.objects.filter(pk=unit.pk))
    return bool(own[duty.year].units)


@transaction.atomic
def add_reminder(
    duty: DutyYear, *, days_before: int, audience: str, user: User, at: datetime
) -> ReminderRule:
    """Another rung of the ladder; raises `Refused` when it is there already."""
    demand(may_manage(user))
    try:
        with transaction.atomic():
            rule = ReminderRule.objects.create(
                duty_year=duty, days_before=days_before, audience=audience
            )
    except IntegrityError:
        raise Refused(_("Pengingat ini sudah ada.")) from None
    _remember(duty, Verb.REMINDER_ADDED, user, at, note=str(rule))
    return rule


@transaction.atomic
def remove_reminder(rule: ReminderRule, *, user: User, at: datetime) -> None:
    """Take a rung out; letters that went out stay. A second click changes nothing."""
    demand(may_manage(user))
    removed, _rows = ReminderRule.objects.filter(pk=rule.pk).delete()
    if removed:
        _remember(rule.duty_year, Verb.REMINDER_REMOVED, user, at, note=str(rule))


def remind(*, at: datetime) -> int:
    """Post what is due today to whoever has to hear it; the number of letters.

    Safe to run at any time, twice, or by two schedulers: a rung speaks of a unit to a person once.
    Several units, and several rungs that an outage left, come in one letter.
    """
    today = timezone.localdate(at)
    rules = [
        rule for rule in ReminderRule.objects.select_related("duty_year") if rule.is_due(today)
    ]
    if not rules:
        return 0
    now = standings(years={rule.duty_year.year for rule in rules})
    said = 0
    for duty, own in groupby(rules, key=lambda rule: rule.duty_year):
        ladder = list(own)
        parents = [rule for rule in ladder if rule.audience == Audience.PARENT]
        units = [rule for rule in ladder if rule.audience != Audience.PARENT]
        said += notices.to_units(duty, _dues(units, now[duty.year], today), at=at)
        said += notices.to_parents(duty, _dues(parents, now[duty.year], today), at=at)
    return said


def _dues(rules: list[ReminderRule], standing: Standing, today: date) -> list[Due]:
    owing = {
        unit.pk: unit
        for unit in standing.units
        if is_missing(standing.levels[unit.pk], standing.duty.least)
        and (unit.active_until is None or unit.active_until > today)
    }
    return [
        notices.due(rule, owing[pk], standing.levels[pk], person)
        for rule in rules
        for pk, people in _listeners(rule, list(owing)).items()
        for person in people
    ]


def _listeners(rule: ReminderRule, units: list[int]) -> dict[int, list[User]]:
    """Whom the rule speaks to, by unit; units without such people are not in it."""
    found: dict[int, list[User]] = defaultdict(list)
    members = Membership.objects.filter(user__is_active=True).select_related("user")
    if rule.audience == Audience.PARENT:
        children: dict[int, list[int]] = defaultdict(list)
        pairs = Unit.objects.filter(pk__in=units, parent__isnull=False)
        for child, parent in pairs.values_list("pk", "parent_id"):
            children[parent].append(child)
        for member in members.filter(unit__in=list(children)).order_by("pk"):
            for child in children[member.unit_id]:
                found[child].append(member.user)
        return found
    for member in members.filter(unit__in=units, role=_ROLES[rule.audience]).order_by("pk"):
        found[member.unit_id].append(member.user)
    return found


_ROLES = {Audience.OPERATOR: Membership.Role.OPERATOR, Audience.HEAD: Membership.Role.HEAD}
