"""What a unit does moves it up, by the real deeds; the rules of the year decide what counts."""

from datetime import date, timedelta

import pytest

from conftest import make_innovation
from innovations.models import Innovation
from oioi.queries import standings, works_of
from oioi.standing import Level
from submissions import checking
from submissions import workflow as entries
from submissions.models import Check, Submission
from submissions.states import Status
from units import merging
from units.models import Unit, UnitKind


def level(unit: Unit, year: int = 2026) -> Level | None:
    return standings(years=[year])[year].levels.get(unit.pk)


def test_nothing_then_a_draft_then_documented(duty, unit, owner, fulfil):
    assert level(unit) == Level.NONE
    innovation = make_innovation(owner, unit, "Perahu Sehat")
    assert level(unit) == Level.DRAFT
    fulfil(innovation)
    assert level(unit) == Level.DOCUMENTED
    assert works_of([unit.pk], duty) == {unit.pk: ["Perahu Sehat"]}


def test_a_draft_of_an_entry_is_not_in_competition_yet(duty, unit, submission, owner):
    assert level(unit) == Level.DRAFT


def test_an_older_innovation_entered_again_is_work_begun(duty, unit, submission, owner):
    Innovation.objects.update(changed_at=submission.created_at.replace(year=2024))

    assert level(unit) == Level.DRAFT
    assert works_of([unit.pk], duty) == {unit.pk: ["Perahu Sehat"]}


def test_handed_in_is_in_competition_even_without_a_documented_record(duty, unit, submitted):
    assert level(unit) == Level.COMPETING


@pytest.mark.breaks("statuses_have_their_history")
def test_a_returned_entry_stays_in_competition_a_failed_one_does_not(duty, unit, submitted, at):
    Submission.objects.filter(pk=submitted.pk).update(
        status=Status.RETURNED, repair_due_at=at + timedelta(days=3)
    )
    assert level(unit) == Level.COMPETING
    Submission.objects.filter(pk=submitted.pk).update(status=Status.FAILED)
    assert level(unit) == Level.DRAFT


def test_one_that_left_the_contest_is_work_begun(duty, unit, submitted):
    """Else a unit could fulfil the duty by handing in and leaving."""
    Submission.objects.filter(pk=submitted.pk).update(status=Status.LEFT)
    assert level(unit) == Level.DRAFT


def test_failing_by_the_real_deed_counts_the_same(
    duty, unit, submitted, committee, second_committee, during
):
    items = list(submitted.group.check_items.all())
    check = entries.decide_check(
        submitted,
        entries.Ruling(
            decision=Check.Decision.FAIL,
            results=dict.fromkeys(items, ("gagal", "Belum setahun.")),
            note="Belum setahun.",
            repair_due_at=None,
        ),
        revision=1,
        user=committee,
        at=during("pemeriksaan"),
    )
    assert level(unit) == Level.COMPETING
    checking.second(check, upholds=True, note="", user=second_committee, at=during("pemeriksaan"))

    assert level(unit) == Level.DRAFT


def test_practice_editions_do_not_count(duty, unit, submitted, edition):
    type(edition).objects.update(is_practice=True)

    assert level(unit) == Level.DRAFT


@pytest.mark.parametrize(
    ("dated_by", "year"), [("terdokumentasi", 2026), ("inisiasi", 2024), ("penerapan", 2025)]
)
def test_the_rules_say_which_date_places_an_innovation(dated_by, year, duty, unit, owner, fulfil):
    innovation = make_innovation(owner, unit, "Perahu Sehat")
    fulfil(innovation)
    Innovation.objects.update(initiated_on=date(2024, 5, 1), applied_on=date(2025, 5, 1))
    for other in (2024, 2025):
        type(duty).objects.create(
            year=other, due_on=duty.due_on, fulfilled_from="terdokumentasi", dated_by=dated_by
        )
    type(duty).objects.update(dated_by=dated_by)

    found = {each: level(unit, each) for each in (2024, 2025, 2026)}

    assert found == {
        each: Level.DOCUMENTED if each == year else Level.NONE for each in (2024, 2025, 2026)
    }


def test_replications_count_only_where_the_rules_say_so(duty, unit, owner, submitted):
    original = make_innovation(owner, unit, "Yang ditiru")
    Innovation.objects.filter(pk=original.pk).update(
        changed_at=original.changed_at.replace(year=2020)
    )
    Innovation.objects.filter(pk=submitted.innovation_id).update(replicates=original)

    assert level(unit) == Level.NONE
    type(duty).objects.update(counts_replications=True)
    assert level(unit) == Level.COMPETING


@pytest.mark.parametrize(
    ("fields", "owes"),
    [
        ({}, True),
        ({"counts_for_oioi": False}, False),
        ({"active_from": date(2026, 12, 31)}, True),
        ({"active_from": date(2027, 1, 1)}, False),
        ({"active_until": date(2026, 1, 1)}, False),
        ({"active_until": date(2026, 1, 2)}, True),
    ],
)
def test_who_owes(fields, owes, duty, unit):
    Unit.objects.filter(pk=unit.pk).update(**fields)

    assert (level(unit) is not None) is owes


def test_a_merged_unit_owes_nothing_and_its_deeds_move_on(
    duty, unit, other_unit, owner, committee, fulfil, at
):
    fulfil(make_innovation(owner, unit, "Perahu Sehat"))

    merging.merge(unit, into=other_unit, reason="Digabung", user=committee, at=at)

    assert level(unit) is None
    assert level(other_unit) == Level.DOCUMENTED


def test_villages_of_the_same_name_are_told_apart(duty, owner, at, fulfil, unit):
    one, two = (
        Unit.objects.create(code=code, name="Bontoramba", kind=UnitKind.DESA)
        for code in ("73.06.07.2009", "73.06.16.2003")
    )
    fulfil(make_innovation(owner, unit, "Perahu Sehat"))
    Innovation.objects.update(unit=two)

    assert level(one) == Level.NONE
    assert level(two) == Level.DOCUMENTED
