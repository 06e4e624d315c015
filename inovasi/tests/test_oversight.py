"""The nightly rounds: each invariant finds what breaks it, people are told once."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from conftest import AT
from downloads.models import PASSING_FILE
from inovasi import oversight
from inovasi.lib.invariants import INVARIANTS, broken
from judging.models import Award, Conflict, Publication, PublishedResult, ScoreSheet, SheetEvent
from judging.tests.conftest import *  # noqa: F403 - the cast of the judging
from judging.tests.conftest import publish
from ledger import verifying
from ledger import workflow as ledger
from ledger.models import Line
from notifications.models import Message
from submissions.models import Event, Snapshot, Submission
from uploads.models import StoredFile

NIGHT = AT.replace(hour=20, minute=5)


def names() -> list[str]:
    return [each.name for each in broken()]


def test_everything_holds_after_a_whole_year(judged, edition, committee, decision_time):
    publish(edition, committee, decision_time)
    ledger.seal()
    said = StringIO()

    assert broken() == []
    call_command("check_invariants", stdout=said)
    assert said.getvalue() == f"{len(INVARIANTS)} invariants hold\n"


def test_every_invariant_says_what_is_true():
    """In one line: letters and commands tell no more of it."""
    for each in INVARIANTS:
        assert (each.__doc__ or "").partition("\n")[0].endswith("."), each.__name__
    assert len({each.__name__ for each in INVARIANTS}) == len(INVARIANTS)


BREAKERS = {
    "statuses_have_their_history": lambda: Event.objects.filter(verb="menangkan").delete(),
    "handed_in_entries_have_a_receipt": lambda: Submission.objects.update(title=""),
    "receipts_are_as_sealed": lambda: Snapshot.objects.update(content="{}"),
    "receipts_are_as_in_the_ledger": lambda: Snapshot.objects.update(revision=7),
    "totals_equal_their_scores": lambda: ScoreSheet.objects.update(total=Decimal("1.00")),
    "verdicts_equal_their_bundles": lambda: PublishedResult.objects.update(score=1),
    "winners_have_their_award": lambda: Award.objects.all().delete(),
    "files_are_as_accepted": lambda: StoredFile.objects.first().absolute_path.write_bytes(b"x"),
    "letters_end_once": lambda: Message.objects.update(sent_at=AT),
    "made_files_have_their_order": lambda: StoredFile.objects.filter(
        pk=StoredFile.objects.first().pk
    ).update(purpose=PASSING_FILE),
}


@pytest.mark.breaks(*BREAKERS)
@pytest.mark.parametrize("name", BREAKERS)
def test_what_breaks_an_invariant_is_found_by_it(name, judged, edition, committee, decision_time):
    publish(edition, committee, decision_time)
    BREAKERS[name]()

    assert name in names()


@pytest.mark.breaks("no_judge_reads_a_kin")
def test_a_judge_who_became_kin_is_found(assignment, committee, judging_time):
    assert "no_judge_reads_a_kin" not in names()
    Conflict.objects.create(
        person=assignment.judge.user,
        submission=assignment.submission,
        state=Conflict.State.CONFIRMED,
        reason="Sepupu",
        recorded_by=committee,
        recorded_at=judging_time,
        decided_by=committee,
        decided_at=judging_time,
        decision_note="Benar",
    )

    assert "no_judge_reads_a_kin" in names()


@pytest.mark.breaks("totals_equal_their_scores")
def test_what_nobody_can_read_is_named_and_ends_no_round(judged, committee):
    """A history that was spoiled by hand must not keep the others from being asked."""
    SheetEvent.objects.update(content={"nilai": 7, "total": "banyak"})

    (found,) = oversight.look_round(NIGHT)
    assert found.name == "totals_equal_their_scores"
    assert "could not be asked" in found.places[0]
    assert (
        "totals_equal_their_scores"
        in Message.objects.filter(letter="oversight/broken").get(recipient=committee).body
    )


@pytest.mark.breaks("nobody_acts_for_a_merged_unit")
def test_a_member_left_behind_by_a_merge_is_found(owner, unit, other_unit):
    type(unit).objects.filter(pk=unit.pk).update(merged_into=other_unit, active_until=AT)

    assert names() == ["nobody_acts_for_a_merged_unit"]


@pytest.mark.breaks("ledger_is_whole")
def test_a_broken_ledger_is_an_invariant_too(owner, unit):
    ledger.enter("coba", unit, user=owner, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_line DISABLE TRIGGER ledger_keep_line")
        cursor.execute("UPDATE ledger_line SET verb = 'lain'")
        cursor.execute("ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER ledger_keep_line")

    assert names() == ["ledger_is_whole"]


@pytest.mark.breaks("nobody_acts_for_a_merged_unit")
def test_the_command_names_rule_and_place_and_fails(owner, unit, other_unit):
    type(unit).objects.filter(pk=unit.pk).update(merged_into=other_unit, active_until=AT)
    said = StringIO()

    with pytest.raises(CommandError, match="1 of"):
        call_command("check_invariants", stderr=said)

    assert "nobody_acts_for_a_merged_unit: Members of a unit" in said.getvalue()
    assert "PKM-01" in said.getvalue()


@pytest.mark.breaks("nobody_acts_for_a_merged_unit")
def test_panitia_is_told_once_a_night_when_something_broke(owner, unit, other_unit, committee):
    assert oversight.look_round(NIGHT) == []
    type(unit).objects.filter(pk=unit.pk).update(merged_into=other_unit, active_until=AT)
    for _run in range(2):
        oversight.look_round(NIGHT)

    letter = Message.objects.get()
    assert letter.recipient == committee
    assert "nobody_acts_for_a_merged_unit" in letter.body
    oversight.look_round(NIGHT + timedelta(days=1))
    assert Message.objects.count() == 2


def test_witnesses_get_the_end_of_the_ledger_once_an_evening(owner, unit, settings):
    settings.LEDGER_WITNESSES = ["inspektur@gowa.example", "kominfo@gowa.example"]
    ledger.enter("coba", unit, user=owner, at=AT)

    oversight.tell_witnesses(NIGHT)
    oversight.tell_witnesses(NIGHT + timedelta(hours=11))

    letters = Message.objects.order_by("address")
    assert [letter.address for letter in letters] == settings.LEDGER_WITNESSES
    assert str(verifying.head()) in letters[0].body
    assert Line.objects.waiting().count() == 0
    oversight.tell_witnesses(NIGHT + timedelta(days=1))
    assert Message.objects.count() == 4


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ([], ["ledger.W001"]),
        (["satu@gowa.example"], ["ledger.W001"]),
        (["satu@gowa.example", " Satu@gowa.example "], ["ledger.E001", "ledger.W001"]),
        (["satu@gowa.example", "kominfo"], ["ledger.E001"]),
        (["satu@gowa.example", "dua@gowa.example"], []),
    ],
)
def test_a_portal_with_fewer_than_two_witnesses_says_so_before_it_goes_live(named, said, settings):
    settings.LEDGER_WITNESSES = named

    found = [each for each in run_checks(include_deployment_checks=True) if "ledger." in each.id]

    assert [each.id for each in found] == said


def test_the_page_of_work_asks_for_two_witnesses(committee, sign_in, settings):
    browser = sign_in(committee)
    for named, is_asked in ([], True), (["satu@gowa.example", "dua@gowa.example"], False):
        settings.LEDGER_WITNESSES = named
        assert ("Kurang dari dua saksi" in browser.get("/pekerjaan/").text) == is_asked


def test_without_witnesses_no_letter_is_written(db):
    oversight.tell_witnesses(NIGHT)

    assert not Message.objects.exists()


@pytest.mark.breaks("verdicts_equal_their_bundles")
@pytest.mark.parametrize("bundle", ["", "[]", "{}", '{"hasil": [1], "sidik_berkas_lengkap": ""}'])
def test_a_bundle_that_cannot_be_read_is_named_and_hides_no_other_fault(
    bundle, judged, edition, committee, decision_time
):
    publish(edition, committee, decision_time)
    Publication.objects.update(bundle=bundle)
    Message.objects.update(sent_at=AT)

    assert sorted(names()) == ["letters_end_once", "verdicts_equal_their_bundles"]
    Message.objects.update(sent_at=None)


@pytest.mark.breaks("verdicts_equal_their_bundles")
def test_a_verdict_whose_bundle_was_edited_is_named(judged, edition, committee, decision_time):
    publish(edition, committee, decision_time)
    Publication.objects.update(full_bundle="{}")

    (found,) = broken()
    assert "full bundle and its fingerprint differ" in found.places[0]
