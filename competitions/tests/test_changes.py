"""Changes after the opening: recorded with before, after and reason, told to whom they concern."""

from datetime import date, timedelta

import pytest

from competitions import workflow
from competitions.models import Edition, Extension, RuleChange
from competitions.phases import Action, PhaseKind
from competitions.workflow import seen_phases
from conftest import AT, race
from inovasi.lib.dates import moment
from inovasi.lib.verdict import Refused, Stale
from judging import workflow as judging
from notifications.models import Message
from units import merging
from units.models import Unit, UnitKind

WEEK = timedelta(days=7)


@pytest.fixture
def judge(edition, committee, person, during):
    user = person("Juri")
    panel = judging.set_panel(
        edition.stages.get(),
        decree_number="1",
        decree_date=date(2026, 3, 1),
        user=committee,
        at=during("pemeriksaan"),
    )
    judging.appoint(panel, person=user, home_unit=None, user=committee, at=during("pemeriksaan"))
    return user


def moved(edition, kind, user, *, start=timedelta(0), end=WEEK, reason="Libur panjang", at=AT):
    phase = edition.phases.get(kind=kind)
    return workflow.move_phase(
        edition,
        kind,
        starts_at=phase.starts_at + start,
        ends_at=phase.ends_at + end,
        reason=reason,
        seen=seen_phases(edition),
        user=user,
        at=at,
    )


def letters() -> dict[str, str]:
    return {m.address: m.subject for m in Message.objects.filter(key__startswith="rule-change:")}


# --- moving a phase ---------------------------------------------------------------------------


def test_a_moved_deadline_is_recorded_and_told_to_those_who_write(
    edition, submission, owner, team_mate, stranger, judge, committee
):
    old = edition.phases.get(kind="pengajuan")
    change = moved(edition, PhaseKind.WRITING, committee)

    new = edition.phases.get(kind="pengajuan")
    assert new.ends_at == old.ends_at + WEEK
    assert (change.kind, change.reason, change.actor) == ("jadwal", "Libur panjang", committee)
    assert moment(old.ends_at) in change.before
    assert moment(new.ends_at) in change.after
    assert set(letters()) == {owner.email, team_mate.email}
    body = Message.objects.filter(key=f"rule-change:{change.pk}").first().body
    assert change.before in body
    assert change.after in body
    assert "Libur panjang" in body
    assert "/aturan/kipp-2026/" in body


def test_a_moved_judging_phase_is_told_to_the_judges(edition, submission, judge, committee):
    moved(edition, PhaseKind.JUDGING, committee, end=timedelta(hours=-5))
    assert set(letters()) == {judge.email}


def test_a_judge_who_also_writes_gets_one_letter(edition, submission, owner, judge, committee):
    submission.unit.memberships.create(user=judge, role="operator", since=AT)
    moved(edition, PhaseKind.DECISION, committee)
    assert Message.objects.filter(key__startswith="rule-change:").count() == 2
    assert set(letters()) == {owner.email, judge.email}


def test_the_door_follows_the_new_date_at_once(edition, committee):
    end = edition.phases.get(kind="pengajuan").ends_at
    moved(edition, PhaseKind.WRITING, committee)
    fresh = Edition.objects.get(pk=edition.pk)

    assert fresh.asks(Action.SUBMIT, end).is_open
    assert not fresh.asks(Action.SUBMIT, end + WEEK).is_open


@pytest.mark.parametrize(
    ("kind", "start", "end", "says"),
    [
        ("pengajuan", timedelta(0), timedelta(0), "sama dengan yang berlaku"),
        ("pengajuan", timedelta(0), timedelta(days=-60), "berakhir sebelum mulai"),
        ("pengajuan", timedelta(0), timedelta(days=-40), "sesudah sekarang"),
        ("pengajuan", timedelta(days=12), timedelta(0), "Masa ini sudah mulai"),
        ("pengajuan", timedelta(0), timedelta(days=30), "mulai sebelum masa"),
        ("penilaian", timedelta(days=-20), timedelta(0), "mulai sebelum masa"),
        ("penetapan", timedelta(days=-5), timedelta(0), "mulai sebelum masa"),
    ],
)
def test_dates_that_make_no_sense_are_refused(kind, start, end, says, edition, committee):
    before = seen_phases(edition)
    with pytest.raises(Refused, match=says):
        moved(edition, PhaseKind(kind), committee, start=start, end=end)
    assert seen_phases(edition) == before
    assert not edition.changes.exists()


def test_every_change_needs_a_reason_and_panitia(edition, unit, owner, committee):
    for user, reason, says in (
        (committee, " \0", "Tulis alasannya"),
        (owner, "x", "Hanya panitia"),
    ):
        with pytest.raises(Refused, match=says):
            moved(edition, PhaseKind.WRITING, user, reason=reason)
        with pytest.raises(Refused, match=f"{says}|panitia lain"):
            extended(edition, unit, user, reason=reason)
        with pytest.raises(Refused, match=says):
            workflow.cancel_edition(edition, reason=reason, user=user, at=AT)
        with pytest.raises(Refused, match=says):
            corrected(edition, user, reason=reason)
    assert not edition.changes.exists()


def test_a_draft_has_no_recorded_changes(draft, committee):
    with pytest.raises(Refused, match="belum dibuka; ubah aturannya langsung"):
        moved(draft, PhaseKind.WRITING, committee)
    with pytest.raises(Refused, match="belum dibuka"):
        workflow.cancel_edition(draft, reason="x", user=committee, at=AT)


def test_two_who_move_the_same_phase_lose_nothing(edition, committee, second_committee):
    phase, seen = edition.phases.get(kind="pengajuan"), seen_phases(edition)

    def move(days: int, user):
        return workflow.move_phase(
            edition,
            PhaseKind.WRITING,
            starts_at=phase.starts_at,
            ends_at=phase.ends_at + timedelta(days=days),
            reason="Libur",
            seen=seen,
            user=user,
            at=AT,
        )

    move(3, committee)
    with pytest.raises(Stale):
        move(5, second_committee)
    assert edition.changes.count() == 1


# --- one unit ---------------------------------------------------------------------------------


def extended(edition, unit, user, *, days=3, reason="Listrik padam", at=AT, kind=PhaseKind.WRITING):
    end = edition.phases.get(kind=kind).ends_at
    return workflow.extend(
        edition, unit, kind, until=end + timedelta(days=days), reason=reason, user=user, at=at
    )


def test_one_unit_gets_more_time_and_a_letter(edition, unit, owner, stranger, committee):
    granted = extended(edition, unit, committee)

    assert edition.asks(Action.SUBMIT, granted.until - timedelta(hours=1), unit).is_open
    assert not edition.asks(Action.SUBMIT, granted.until - timedelta(hours=1)).is_open
    assert set(letters()) == {owner.email}


def test_the_public_record_does_not_name_the_unit(edition, unit, owner, committee):
    granted = extended(edition, unit, committee)
    change = edition.changes.get()

    assert change.kind == RuleChange.Kind.EXTENDED
    assert change.after == moment(granted.until)
    assert unit.name not in f"{change.subject}{change.before}{change.after}{change.reason}"


def test_the_same_grant_again_is_no_second_one(edition, unit, owner, committee):
    extended(edition, unit, committee)
    extended(edition, unit, committee)
    assert (Extension.objects.count(), edition.changes.count(), len(letters())) == (1, 1, 1)

    extended(edition, unit, committee, days=5)
    assert (Extension.objects.count(), edition.changes.count()) == (1, 2)
    assert edition.changes.last().before == edition.changes.first().after


@pytest.mark.parametrize(
    ("days", "kind", "says"),
    [
        (0, PhaseKind.WRITING, "Pilih waktu sesudah"),
        (-1, PhaseKind.WRITING, "Pilih waktu sesudah"),
        (16, PhaseKind.WRITING, "Penilaian mulai"),
        (3, PhaseKind.JUDGING, "tidak dapat diperpanjang untuk satu unit"),
    ],
)
def test_time_that_gives_nothing_or_too_much_is_refused(days, kind, says, edition, unit, committee):
    with pytest.raises(Refused, match=says):
        extended(edition, unit, committee, days=days, kind=kind)
    assert not Extension.objects.exists()


def test_nobody_extends_for_the_own_unit(edition, unit, committee):
    unit.memberships.create(user=committee, role="operator", since=AT)
    with pytest.raises(Refused, match="panitia lain"):
        extended(edition, unit, committee)


def test_a_merged_unit_takes_its_time_along(edition, unit, other_unit, committee):
    granted = extended(edition, unit, committee, days=5)
    merging.merge(unit, into=other_unit, reason="SK", user=committee, at=AT)
    assert edition.extensions.get().unit == other_unit

    last = Unit.objects.create(code="DESA-02", name="Desa Baru", kind=UnitKind.DESA)
    extended(edition, last, committee, days=2)
    merging.merge(other_unit, into=last, reason="SK", user=committee, at=AT)
    anew = Edition.objects.get(pk=edition.pk)
    assert anew.asks(Action.SUBMIT, granted.until - timedelta(hours=1), last).is_open


# --- words ------------------------------------------------------------------------------------


def corrected(edition, user, *, text="Apa dampaknya?", seen=None, reason="Salah ketik", field=None):
    section = edition.groups.get().sections.get(number="5")
    return workflow.correct(
        section,
        field or "question",
        text,
        seen=section.question if seen is None else seen,
        reason=reason,
        user=user,
        at=AT,
    )


def test_a_correction_keeps_both_wordings(edition, submission, owner, committee):
    before = edition.groups.get().sections.get(number="5").question
    change = corrected(edition, committee)

    assert edition.groups.get().sections.get(number="5").question == "Apa dampaknya?"
    assert (change.before, change.after) == (before, "Apa dampaknya?")
    assert change.subject == "Umum: 5. Signifikansi, pertanyaan"
    assert set(letters()) == {owner.email}


def test_a_correction_against_another_wording_is_stale(edition, committee):
    with pytest.raises(Stale):
        corrected(edition, committee, seen="Yang lama sekali?")


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("weight", "40", "bukan angka"),
        ("group", "1", "bukan angka"),
        ("question", "", "tidak boleh|boleh kosong|wajib"),
    ],
)
def test_only_words_can_be_corrected(field, text, says, edition, committee):
    with pytest.raises(Refused, match=says):
        corrected(edition, committee, field=field, text=text)
    assert not edition.changes.exists()


def test_a_correction_that_changes_nothing_is_refused(edition, committee):
    same = edition.groups.get().sections.get(number="5").question
    with pytest.raises(Refused, match="belum berubah"):
        corrected(edition, committee, text=f"{same}\u200e ")


# --- cancelling -------------------------------------------------------------------------------


def test_a_cancelled_edition_stops_and_stays_readable(edition, submission, owner, judge, committee):
    change = workflow.cancel_edition(edition, reason="Anggaran", user=committee, at=AT)
    fresh = Edition.objects.get(pk=edition.pk)

    assert fresh.cancelled_at == AT
    assert not fresh.asks(Action.WRITE, AT).is_open
    assert fresh in Edition.objects.public(AT)
    assert set(letters()) == {owner.email, judge.email}
    again = workflow.cancel_edition(edition, reason="Lain", user=committee, at=AT)
    assert again == change
    with pytest.raises(Refused, match="sudah dibatalkan"):
        moved(fresh, PhaseKind.WRITING, committee)


@pytest.mark.django_db(transaction=True)
def test_two_who_cancel_at_once_cancel_once(edition, submission, owner, committee):
    race(lambda: workflow.cancel_edition(edition, reason="Anggaran", user=committee, at=AT).pk)

    assert RuleChange.objects.count() == 1
    assert Message.objects.filter(key__startswith="rule-change:").count() == 1
