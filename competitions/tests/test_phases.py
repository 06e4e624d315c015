"""The calendar: half-open phases, and sentences that say when it was or will be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from competitions.calendar import current_phase, timeline
from competitions.models import Criterion, Edition, Phase, RubricBand, Section
from competitions.phases import Action, PhaseKind, Window, closes_at, may_happen
from competitions.sentences import calendar_verdict, when

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
END = START + timedelta(days=10)
WRITING = Window(PhaseKind.WRITING, START, END)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [(START - SECOND, False), (START, True), (END - SECOND, True), (END, False)],
)
def test_a_phase_has_its_first_moment_and_not_its_last(at, is_open):
    assert may_happen([WRITING], Action.SUBMIT, at).is_open is is_open


def test_before_the_phase_the_answer_knows_the_next_window():
    answer = may_happen([WRITING], Action.SUBMIT, START - SECOND)

    assert (answer.current, answer.next, answer.last) == (None, WRITING, None)


def test_after_the_phase_the_answer_knows_the_last_window():
    answer = may_happen([WRITING], Action.SUBMIT, END)

    assert (answer.current, answer.next, answer.last) == (None, None, WRITING)


def test_a_phase_of_another_kind_opens_nothing():
    assert not may_happen([WRITING], Action.SCORE, START).is_open


def test_registration_closes_with_the_writing_phase():
    later = Window(PhaseKind.JUDGING, END, END + timedelta(days=9))

    assert closes_at([later, WRITING], PhaseKind.WRITING) == END
    assert closes_at([later], PhaseKind.WRITING) is None


def test_a_closed_phase_says_when_it_was(edition, during):
    verdict = calendar_verdict(edition, Action.SUBMIT, during("penilaian"))

    assert not verdict
    assert verdict.reason == "Masa ini sudah ditutup Senin, 6 April 2026 pukul 08.00 WITA."


def test_a_coming_phase_says_when_it_will_be(edition, at):
    verdict = calendar_verdict(edition, Action.SCORE, at)

    assert verdict.reason == "Masa ini belum dibuka. Mulai Selasa, 21 April 2026 pukul 08.00 WITA."


def test_an_open_phase_says_until_when(edition, at):
    assert calendar_verdict(edition, Action.WRITE, at)
    assert when(edition.asks(Action.WRITE, at)) == (
        "Dibuka sampai Senin, 6 April 2026 pukul 08.00 WITA."
    )


def test_without_dates_nothing_is_open_and_nothing_is_promised(edition, at):
    edition.phases.all().delete()

    verdict = calendar_verdict(edition, Action.WRITE, at)

    assert not verdict
    assert verdict.reason == "Panitia belum menetapkan tanggalnya."


def test_of_several_windows_the_nearest_are_named():
    first, second, third = (
        Window(PhaseKind.WRITING, START + timedelta(days=d), START + timedelta(days=d + 5))
        for d in (0, 10, 20)
    )

    between = may_happen([third, first, second], Action.SUBMIT, second.ends_at)
    assert (between.current, between.next, between.last) == (None, third, second)
    within = may_happen([third, first, second], Action.SUBMIT, second.starts_at)
    assert (within.current, within.next, within.last) == (second, third, first)


OPEN_IN = {
    Action.WRITE: {"pengajuan"},
    Action.SUBMIT: {"pengajuan"},
    Action.REPAIR: {"pengajuan", "pemeriksaan"},
    Action.CHECK: {"pengajuan", "pemeriksaan"},
    Action.ASSIGN: {"pemeriksaan", "penilaian"},
    Action.SCORE: {"penilaian"},
    Action.PUBLISH: {"penetapan"},
}


@pytest.mark.parametrize("kind", PhaseKind)
@pytest.mark.parametrize("action", Action)
def test_each_action_has_its_phases_and_no_other(action, kind, edition, during):
    assert edition.asks(action, during(kind)).is_open is (kind in OPEN_IN[action])


@pytest.mark.parametrize("kind", PhaseKind)
def test_each_phase_of_an_edition_is_half_open(kind, edition):
    phase = edition.phases.get(kind=kind)
    moments = [phase.starts_at - SECOND, phase.starts_at, phase.ends_at - SECOND, phase.ends_at]

    assert [phase.window.holds(at) for at in moments] == [False, True, True, False]


def test_a_phase_begins_at_its_moment_in_every_zone(edition):
    start = edition.phases.get(kind="pengajuan").starts_at

    assert edition.asks(Action.WRITE, start.astimezone(UTC)).is_open
    assert not edition.asks(Action.WRITE, (start - SECOND).astimezone(UTC)).is_open


def test_the_timeline_tells_past_now_and_next(edition, during):
    states = [each["state"] for each in timeline(edition, during("pemeriksaan"))]

    assert states == ["past", "now", "next", "next"]


def test_at_the_change_of_phases_exactly_one_is_current(edition):
    change = edition.phases.get(kind="pemeriksaan").starts_at

    assert current_phase(edition, change).kind == "pemeriksaan"
    assert current_phase(edition, change - SECOND).kind == "pengajuan"
    assert [each["state"] for each in timeline(edition, change)] == ["past", "now", "next", "next"]


def test_before_and_after_the_year_there_is_no_phase(edition):
    first, last = edition.phases.first(), edition.phases.last()

    assert current_phase(edition, first.starts_at - SECOND) is None
    assert current_phase(edition, last.ends_at) is None


def test_an_edition_opens_at_its_moment(edition, at):
    edition.opened_at = at

    assert edition.asks(Action.WRITE, at).is_open
    assert not edition.asks(Action.WRITE, at - SECOND).is_open


def test_an_unopened_edition_still_tells_its_coming_dates(edition, at):
    edition.opened_at = None

    assert calendar_verdict(edition, Action.SCORE, at).reason == (
        "Masa ini belum dibuka. Mulai Selasa, 21 April 2026 pukul 08.00 WITA."
    )


def test_an_unopened_edition_is_shown_to_nobody(edition, client, clock, sign_in, committee, at):
    Edition.objects.filter(pk=edition.pk).update(opened_at=None)

    assert not Edition.objects.public(at).exists()
    assert client.get("/aturan/kipp-2026/").status_code == 404
    assert sign_in(committee).get("/aturan/kipp-2026/").status_code == 404


def test_nothing_is_open_in_an_edition_that_is_not_opened(edition, at):
    edition.opened_at = None

    assert not edition.asks(Action.WRITE, at).is_open


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Phase, {"ends_at": START - timedelta(days=400)}),
        (Section, {"weight": Decimal(101)}),
        (Criterion, {"weight": Decimal(0)}),
        (Criterion, {"max_score": 0}),
        (RubricBand, {"lowest": 101}),
    ],
)
def test_the_table_refuses_a_senseless_rulebook(model, change, edition):
    row = model.objects.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**change)


def test_the_sample_edition_is_the_kipp_form_of_2023(edition):
    group = edition.groups.get()
    sections = list(group.sections.values_list("number", "title", "weight", "max_words"))

    assert [(n, t) for n, t, _w, _m in sections][:5] == [
        ("1", "Ringkasan"),
        ("2", "Latar Belakang dan Tujuan"),
        ("3", "Kebaruan/Nilai Tambah"),
        ("4", "Implementasi Inovasi"),
        ("5", "Signifikansi"),
    ]
    assert [words for *_rest, words in sections] == [200, 300, 200, 200, 600, 100, 200, 200, 500]
    assert sum(weight for _n, _t, weight, _m in sections) == 100
    assert sum(edition.stages.get().criteria.values_list("weight", flat=True)) == 100


def test_the_rulebook_is_open_to_everyone(edition, client, clock):
    page = client.get("/aturan/kipp-2026/").content.decode()

    assert "Signifikansi" in page
    assert "Surat Pernyataan Implementasi" in page
    assert client.get("/aturan/tidak-ada/").status_code == 404
