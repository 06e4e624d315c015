"""Which judge must not meet which entry, and why: one answer for every page, deed and count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from innovations.models import Innovation, TeamMember
from inovasi.lib.verdict import YES, Verdict, no
from judging.models import Assignment, Conflict, Judge
from submissions.models import Submission, TeamRight
from units.folding import terms
from units.models import Membership, Unit


class Conflicts:
    """Reads what is known of these judges in a fixed number of queries, then answers for pairs."""

    def __init__(self, judges: Iterable[Judge], submissions: Iterable[Submission]) -> None:
        judges, submissions = list(judges), list(submissions)
        people = {judge.user_id for judge in judges}
        self.units: dict[int, list[tuple[Unit, bool]]] = defaultdict(list)
        for person_id, unit in _units_of(people):
            self.units[person_id].append((unit, False))
        self.former = _former_units(judges)
        self.names = _names({each.innovation_id for each in submissions})
        entries = [each.pk for each in submissions]
        rows = Conflict.objects.filter(person__in=people, submission__in=entries)
        self.rows = {(row.person_id, row.submission_id): row for row in rows}
        guests = TeamRight.objects.filter(user__in=people, submission__in=entries)
        self.guests = set(guests.values_list("user_id", "submission_id"))
        abstained = Assignment.objects.abstained().filter(judge__in=judges, submission__in=entries)
        self.abstained = set(abstained.values_list("judge_id", "submission_id"))

    def between(self, judge: Judge, submission: Submission) -> Verdict:
        """YES, or a refusal with its reason: a related unit, a decision, or a likeness of names."""
        for unit, is_former in self._units(judge):
            if unit.is_family_of(submission.unit):
                return no(_related(judge, unit, is_former))
        if (judge.user_id, submission.pk) in self.guests:
            return no(_("%(judge)s ikut menulis usulan ini.") % {"judge": judge.user})
        row = self.rows.get((judge.user_id, submission.pk))
        if row is not None:
            return YES if row.state == Conflict.State.DISMISSED else no(_recorded(judge, row))
        alike = self.likeness(judge, submission)
        if alike:
            return no(
                _("Nama %(judge)s mirip dengan anggota tim (%(name)s); panitia perlu memutuskan.")
                % {"judge": judge.user, "name": alike}
            )
        return YES

    def row(self, judge: Judge, submission: Submission) -> Conflict | None:
        """What was stated or decided about the pair."""
        return self.rows.get((judge.user_id, submission.pk))

    def likeness(self, judge: Judge, submission: Submission) -> str:
        """The name in the entry's team that is, or may be, the judge's; empty if none is."""
        own = str(judge.user)
        return next((n for n in self.names[submission.innovation_id] if are_alike(n, own)), "")

    def _units(self, judge: Judge) -> list[tuple[Unit, bool]]:
        home = [(judge.home_unit, False)] if judge.home_unit else []
        return [*self.units[judge.user_id], *home, *self.former[judge.pk]]


def are_alike(one: str, other: str) -> bool:
    """The same name, however it is spelled, or one within the other: "dr. Siti Nur" and "Siti Nur".

    A single word names too many people, so it has to be the whole of both.
    """
    first, second = set(terms(one)), set(terms(other))
    shorter, longer = sorted((first, second), key=len)
    return first == second if len(shorter) < 2 else shorter <= longer


def _units_of(people: set[int]) -> list[tuple[int, Unit]]:
    rows = Membership.objects.filter(user__in=people).select_related("unit")
    return [(row.user_id, row.unit) for row in rows]


def _former_units(judges: list[Judge]) -> dict[int, list[tuple[Unit, bool]]]:
    found: dict[int, list[tuple[Unit, bool]]] = defaultdict(list)
    through = Judge.former_units.through.objects.filter(judge__in=judges).select_related("unit")
    for row in through:
        found[row.judge_id].append((row.unit, True))
    return found


def _names(innovations: set[int]) -> dict[int, list[str]]:
    """Names in each innovation's team, and its initiator."""
    found: dict[int, list[str]] = defaultdict(list)
    team = TeamMember.objects.filter(innovation__in=innovations)
    first = Innovation.objects.filter(pk__in=innovations).exclude(initiator_name="")
    for innovation_id, name in team.values_list("innovation_id", "name").union(
        first.values_list("pk", "initiator_name"), all=True
    ):
        found[innovation_id].append(name)
    return found


def _related(judge: Judge, unit: Unit, is_former: bool) -> str:
    words = {"judge": judge.user, "unit": unit}
    if is_former:
        return _("%(judge)s pernah bertugas di unit pengusul atau kerabatnya (%(unit)s).") % words
    return _("%(judge)s berhubungan dengan unit pengusul (%(unit)s).") % words


def _recorded(judge: Judge, row: Conflict) -> str:
    words = {"judge": judge.user, "reason": row.reason}
    if row.state == Conflict.State.DECLARED:
        return _("%(judge)s menyatakan benturan kepentingan: %(reason)s") % words
    return _("Benturan kepentingan %(judge)s: %(reason)s") % words
