"""A fail needs two of panitia, an overdue repair as well; clean entries pass together."""

from datetime import timedelta

import pytest

from conftest import complete, enter, make_innovation, race
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions import checking, reports, workflow
from submissions.models import Answer, Check, Event, Finding, Submission, TeamRight
from submissions.states import Status, Verb
from submissions.tests.test_checking import FAIL, RETURN, decide, returned
from units.workflow import join_committee, join_unit


@pytest.fixture
def pending(submitted, committee, at) -> Check:
    """A fail that nobody else has looked at."""
    return decide(submitted, committee, at, FAIL, note="Bukan inovasi.", flawed=True)


def second(check, user, at, *, upholds=True, note=""):
    return checking.second(check, upholds=upholds, note=note, user=user, at=at)


def status_of(submission) -> str:
    return Submission.objects.values_list("status", flat=True).get(pk=submission.pk)


def letters(prefix):
    return set(Message.objects.filter(key__startswith=prefix).values_list("recipient", flat=True))


# --- a fail -------------------------------------------------------------------------------


def test_a_fail_changes_nothing_until_somebody_else_upholds_it(
    submitted, committee, second_committee, owner, sign_in, at
):
    pending = decide(submitted, committee, at, FAIL, note="Bukan inovasi.", flawed=True)
    page = sign_in(owner).get(f"/usulan/{submitted.pk}/").text
    assert status_of(submitted) == Status.SUBMITTED
    assert "Bukan inovasi." not in page
    assert letters("checked") == set()
    assert letters("second-wanted") == {second_committee.pk}

    second(pending, second_committee, at)

    assert status_of(submitted) == Status.FAILED
    assert letters("checked") == {owner.pk}
    event = Event.objects.get(verb=Verb.FAIL)
    assert (event.actor, event.note) == (second_committee, "Bukan inovasi.")


def test_nobody_upholds_the_own_fail(pending, committee, at):
    with pytest.raises(Refused, match="Keputusan Anda sendiri"):
        second(pending, committee, at)


def test_panitia_of_the_unit_and_the_unit_uphold_nothing(
    pending, second_committee, owner, unit, at
):
    join_unit(user=second_committee, unit=unit, at=at)

    with pytest.raises(Refused, match="unit Anda sendiri"):
        second(pending, second_committee, at)
    with pytest.raises(Refused, match="Hanya panitia"):
        second(pending, owner, at)


def test_a_fail_that_is_not_upheld_goes_back_with_its_reason(
    pending, submitted, committee, second_committee, owner, at
):
    with pytest.raises(Refused, match="Tulis alasannya"):
        second(pending, second_committee, at, upholds=False, note=" ")
    second(pending, second_committee, at, upholds=False, note="Ini inovasi.")

    assert status_of(submitted) == Status.SUBMITTED
    assert letters("not-upheld") == {committee.pk}
    assert "Ini inovasi." in Message.objects.get(key__startswith="not-upheld").body
    assert letters("checked") == set()
    decide(submitted, second_committee, at)
    assert status_of(submitted) == Status.PASSED
    assert Check.objects.count() == 2


def test_while_a_fail_waits_nothing_else_is_decided_or_withdrawn(
    pending, submitted, second_committee, owner, at
):
    with pytest.raises(Refused, match="menunggu persetujuan"):
        decide(submitted, second_committee, at)
    with pytest.raises(Refused, match="sudah memeriksa"):
        workflow.withdraw(submitted, user=owner, at=at)


def test_a_fail_that_waits_can_be_upheld_after_the_phase(pending, second_committee, during):
    second(pending, second_committee, during("penilaian"))

    assert status_of(pending.snapshot.submission) == Status.FAILED


@pytest.mark.django_db(transaction=True)
def test_two_second_opinions_at_once_leave_one(pending, second_committee, person, at):
    from_everyone = iter([(second_committee, True), (_third(person), False)])

    def answer() -> str:
        user, upholds = next(from_everyone)
        try:
            second(pending, user, at, upholds=upholds, note="Alasan")
        except Refused as refusal:
            return refusal.reason
        return "done"

    assert sorted(race(answer)) == ["Keputusan ini tidak lagi menunggu persetujuan.", "done"]
    pending.refresh_from_db()
    assert (status_of(pending.snapshot.submission) == Status.FAILED) is pending.is_upheld


def _third(person):
    third = person("Third Committee")
    join_committee(user=third)
    return third


# --- overdue repairs ----------------------------------------------------------------------


def test_an_overdue_repair_fails_with_two_of_panitia(
    submitted, committee, second_committee, owner, at
):
    returned(submitted, committee, at)
    late = at + timedelta(days=5)

    check = checking.fail_overdue(submitted, note="Tidak diperbaiki.", user=committee, at=late)
    assert status_of(submitted) == Status.RETURNED
    second(check, second_committee, late)

    assert status_of(submitted) == Status.FAILED
    assert "Tidak diperbaiki." in Message.objects.get(key=f"checked:{check.pk}").body


@pytest.mark.parametrize(("early", "said"), [(1, "masih boleh"), (0, None)])
def test_before_its_due_date_no_repair_is_overdue(early, said, submitted, committee, at):
    due = returned(submitted, committee, at).repair_due_at - timedelta(seconds=early)

    if said is None:
        assert checking.fail_overdue(submitted, note="x", user=committee, at=due).awaits_second
    else:
        with pytest.raises(Refused, match=said):
            checking.fail_overdue(submitted, note="x", user=committee, at=due)


def test_the_grace_of_the_edition_counts_for_repairs(submitted, committee, owner, at):
    due = returned(submitted, committee, at).repair_due_at
    type(submitted.edition).objects.update(grace_seconds=30)

    workflow.submit(submitted, user=owner, at=due + timedelta(seconds=29))

    assert status_of(submitted) == Status.SUBMITTED


def test_an_overdue_repair_leaves_the_list_of_things_to_finish(
    submitted, committee, owner, sign_in, clock, at
):
    returned(submitted, committee, at)
    assert "Perbaiki usulan" in sign_in(owner).get("/beranda/").text

    clock.move_to(at + timedelta(days=6))

    assert "Perbaiki usulan" not in sign_in(owner).get("/beranda/").text


# --- a due date ---------------------------------------------------------------------------


def test_a_due_date_beyond_the_time_for_repairs_is_refused(submitted, committee, at):
    end = submitted.edition.phases.get(kind="pemeriksaan").ends_at
    items = dict.fromkeys(submitted.group.check_items.all(), (Finding.Result.REPAIR, ""))

    def attempt(due):
        ruling = workflow.Ruling(RETURN, items, note="Perbaiki.", repair_due_at=due)
        return workflow.decide_check(submitted, ruling, revision=1, user=committee, at=at)

    with pytest.raises(Refused, match="paling lambat Selasa, 21 April 2026"):
        attempt(end + timedelta(seconds=1))
    assert attempt(end).repair_due_at == end


def test_the_form_offers_five_days_or_what_is_left(submitted, committee, sign_in, clock, during):
    browser, path = sign_in(committee), f"/pemeriksaan/{submitted.pk}/"
    assert 'value="2026-03-07T23:59"' in browser.get(path).text

    clock.move_to(submitted.edition.phases.get(kind="pemeriksaan").ends_at - timedelta(days=1))
    browser.force_login(committee)

    assert 'value="2026-04-21T08:00"' in browser.get(path).text


# --- many at once -------------------------------------------------------------------------


@pytest.fixture
def three(unit, owner, edition, at) -> list[Submission]:
    """Three entries that were handed in; the last has a near duplicate among them."""
    edition.groups.update(quota_per_unit=None)
    found = []
    for title in ("Lumbung Data", "Perahu Sehat Bajeng", "Sehat Perahu Bajeng"):
        entry = complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
        workflow.submit(entry, user=owner, at=at)
        found.append(entry)
    return found


def test_only_clean_entries_pass_together(three, committee, at):
    done = checking.pass_many(three, user=committee, at=at)

    assert [str(each) for each in done.passed] == ["Lumbung Data"]
    assert [status_of(each) for each in three] == ["lolos", "diajukan", "diajukan"]
    check = Check.objects.get()
    assert set(check.findings.values_list("result", flat=True)) == {"terpenuhi"}
    assert letters(f"checked:{check.pk}")


def test_who_acts_for_several_hears_of_them_in_one_letter(
    edition, unit, owner, person, committee, at
):
    """A guest of one entry hears of that one, in the letter that a single decision sends."""
    edition.groups.update(quota_per_unit=None)
    entries = []
    for title in ("Lumbung Data", "Perahu Sehat"):
        entry = complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
        workflow.submit(entry, user=owner, at=at)
        entries.append(entry)
    guest = person("Guest")
    TeamRight.objects.create(
        submission=entries[0], user=guest, level=TeamRight.Level.READ, given_by=owner, given_at=at
    )
    before = Message.objects.latest("pk").pk

    assert len(checking.pass_many(entries, user=committee, at=at).passed) == 2

    told = Message.objects.filter(pk__gt=before)
    (letter,) = told.filter(recipient=owner)
    assert letter.subject == "2 usulan lolos administrasi"
    assert "Lumbung Data" in letter.body
    assert "Perahu Sehat" in letter.body
    (other,) = told.filter(recipient=guest)
    assert other.key == f"checked:{Check.objects.get(snapshot__submission=entries[0]).pk}"
    assert "Lumbung Data" in other.body


def test_the_page_names_them_and_passes_what_is_ticked(three, committee, sign_in, at):
    browser = sign_in(committee)
    page = browser.get("/pemeriksaan/lolos/").text
    assert page.index("Lumbung Data") < page.index("Perlu dibaca satu per satu")
    assert page.index("Perlu dibaca satu per satu") < page.index("Sehat Perahu Bajeng")

    assert browser.post("/pemeriksaan/lolos/", {}).status_code == 422
    answer = browser.post("/pemeriksaan/lolos/", {"entries": [three[0].pk, three[1].pk]})
    assert answer.status_code == 422
    assert browser.post("/pemeriksaan/lolos/", {"entries": [three[0].pk]}).status_code == 302

    assert [status_of(each) for each in three] == ["lolos", "diajukan", "diajukan"]


def test_what_changed_since_the_page_was_shown_is_left(three, committee, at):
    three[0].attachments.select_related("file").first().file.absolute_path.unlink()

    done = checking.pass_many([three[0]], user=committee, at=at)

    assert (done.passed, done.left) == ([], [three[0]])


def test_a_repair_is_read_by_people(three, committee, owner, at):
    returned(three[0], committee, at)
    workflow.submit(three[0], user=owner, at=at)

    assert checking.pass_many(three[:1], user=committee, at=at).passed == []


def test_panitia_does_not_pass_the_own_unit_in_a_bundle(three, committee, unit, at):
    join_unit(user=committee, unit=unit, at=at)

    assert checking.pass_many(three, user=committee, at=at).passed == []


# --- drafts -------------------------------------------------------------------------------


def test_panitia_sees_whose_drafts_are_complete_and_nothing_of_them(
    submission, owner, unit, edition, committee, sign_in
):
    enter(make_innovation(owner, unit, "Kosong"), edition, owner)
    complete(submission, owner)
    Answer.objects.filter(submission=submission, section__number="1").update(text="Rahasia unit")

    page = sign_in(committee).get("/pemeriksaan/draf/").text

    assert page.count("Puskesmas Bajeng") == 1
    assert "Lengkap" in page
    for secret in ("Rahasia unit", "Perahu Sehat", "Kosong"):
        assert secret not in page


@pytest.mark.parametrize(
    ("path", "queries"), [("/pemeriksaan/draf/", 13), ("/pemeriksaan/lolos/", 11)]
)
def test_these_pages_take_the_same_queries_for_one_and_three(
    path, queries, unit, owner, edition, committee, sign_in, at, django_assert_num_queries
):
    browser = sign_in(committee)
    edition.groups.update(quota_per_unit=None)
    for titles in (["Satu"], ["Dua Lumbung", "Tiga Perahu"]):
        for title in titles:
            entry = complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
            if "lolos" in path:
                workflow.submit(entry, user=owner, at=at)
        with django_assert_num_queries(queries):
            browser.get(path)


def test_panitia_is_told_once_a_day_who_has_complete_drafts(
    submission, owner, unit, edition, committee, second_committee, at
):
    enter(make_innovation(owner, unit, "Kosong"), edition, owner)
    complete(submission, owner)
    for hours in (0, 1):
        reports.tell_unsent(at + timedelta(hours=hours))

    told = Message.objects.filter(key__startswith="unsent")
    assert {each.recipient for each in told} == {committee, second_committee}
    assert told.count() == 2
    assert "- Puskesmas Bajeng: 1" in told[0].body
    assert "Perahu Sehat" not in told[0].body


def test_after_the_closing_nobody_is_told(submission, owner, committee, during):
    complete(submission, owner)

    reports.tell_unsent(during("pemeriksaan"))

    assert letters("unsent") == set()
