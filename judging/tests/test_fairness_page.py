"""The fairness report as panitia reads it."""

import pytest

from competitions.models import Edition
from judging import queries
from judging.models import Assignment
from judging.tests.contest import judge_entries

PAGE = "/peringkat/kipp-2026/kewajaran/"


@pytest.fixture
def contest(edition, judging_time):
    Edition.objects.filter(pk=edition.pk).update(winner_count=3)
    return judge_entries(edition, entries=14, judges=5, each=3, criteria=2, at=judging_time)


@pytest.fixture
def page(committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser = sign_in(committee)
    return lambda: browser.get(PAGE).text


@pytest.mark.breaks(
    "handed_in_entries_have_a_receipt", "statuses_have_their_history", "totals_equal_their_scores"
)
def test_it_answers_each_question_with_a_sentence_a_table_and_a_picture(contest, page):
    text = page()

    assert "dari 5 juri jelas" in text or "Tidak ada juri yang jelas" in text
    assert "pemenang hampir pasti" in text
    assert "perhitungan ulang" in text
    assert text.count('class="line-at"') >= 5 + 6
    assert all(each.submission.title in text for each in queries.ranking(contest)[:3])
    assert "20260817" in text


@pytest.mark.breaks(
    "handed_in_entries_have_a_receipt", "statuses_have_their_history", "totals_equal_their_scores"
)
def test_it_is_the_same_each_time_and_changes_no_rank(contest, page):
    before = queries.table(contest).standings

    first, second = (page().partition("<h2>")[2].partition("</main>")[0] for _ in range(2))

    assert first == second != ""
    assert queries.table(contest).standings == before


def test_it_says_when_there_is_too_little_data(judged, page):
    text = page()

    assert "Terlalu sedikit data: belum cukup lembar untuk membandingkan juri." in text
    assert "Terlalu sedikit data: perlu 10 usulan yang dinilai dua juri." in text
    assert "line-at" not in text


def test_it_stands_before_anyone_was_appointed(edition, page):
    assert "Terlalu sedikit data" in page()


@pytest.mark.breaks(
    "handed_in_entries_have_a_receipt", "statuses_have_their_history", "totals_equal_their_scores"
)
def test_judges_who_share_no_entry_are_named(contest, page):
    """Two islands: each judge keeps the entries of the own half only."""
    for number, each in enumerate(contest.edition.submissions.order_by("sequence")):
        side = ["J1", "J2"] if number % 2 else ["J3", "J4", "J5"]
        Assignment.objects.filter(submission=each).exclude(judge__code__in=side).update(
            withdrawn_at=each.created_at, withdrawn_by=each.created_by, withdrawal_reason="Pindah"
        )

    text = page()

    assert "tidak menilai usulan yang sama" in text
    assert "J3, J4, J5" in text


@pytest.mark.breaks(
    "handed_in_entries_have_a_receipt", "statuses_have_their_history", "totals_equal_their_scores"
)
@pytest.mark.parametrize("entries", [1, 3, 30])
def test_it_asks_the_database_the_same_for_more_entries(
    entries, edition, committee, sign_in, clock, judging_time, django_assert_num_queries
):
    judge_entries(edition, entries=entries, judges=5, each=3, criteria=2, at=judging_time)
    clock.move_to(judging_time)
    browser = sign_in(committee)

    with django_assert_num_queries(8):
        browser.get(PAGE)
