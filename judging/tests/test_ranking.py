"""The ranking as panitia reads it, of three entries and of many."""

import pytest

from inovasi.lib.pages import PAGE_SIZE
from judging import queries, scoring
from judging.models import Assignment
from judging.tests.contest import judge_entries

MANY = PAGE_SIZE + 3


@pytest.fixture
def contest(edition, judging_time):
    return judge_entries(edition, entries=MANY, judges=4, each=2, criteria=3, at=judging_time)


def test_the_table_is_what_the_rules_give_for_the_signed_sheets(contest):
    sheets = {pk: list(own.values()) for pk, own in queries.signed_sheets(contest).items()}

    table = queries.table(contest)

    assert table.standings == scoring.ranking(sheets, queries.criteria_of(contest))
    assert len(table.standings) == MANY
    assert table.waiting == 0


def test_the_sheets_of_one_entry_are_its_own(contest):
    every = queries.signed_sheets(contest)
    entry = Assignment.objects.first().submission

    assert queries.signed_sheets(contest, entry) == {entry.pk: every[entry.pk]}


def test_an_unsigned_sheet_is_waited_for_and_counts_nowhere(contest):
    missing = Assignment.objects.select_related("sheet").first()
    missing.sheet.signed_at = None
    missing.sheet.save()

    table = queries.table(contest)
    (line,) = (each for each in table.standings if each.entry == missing.submission_id)

    assert (line.sheets, table.assigned[line.entry], table.waiting) == (1, 2, 1)


def test_the_pages_hold_every_entry_once_in_order(contest, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser = sign_in(committee)
    titles = [each.submission.title for each in queries.ranking(contest)]

    first, second, senseless = (
        browser.get(f"/peringkat/kipp-2026/?halaman={number}").text for number in ("1", "2", "x")
    )

    assert [title for title in titles if f">{title}<" in first] == titles[:PAGE_SIZE]
    assert [title for title in titles if f">{title}<" in second] == titles[PAGE_SIZE:]
    assert f">{titles[0]}<" in senseless


@pytest.mark.breaks(
    "statuses_have_their_history", "handed_in_entries_have_a_receipt", "totals_equal_their_scores"
)
def test_a_page_of_many_asks_the_database_no_more_than_one_of_three(
    contest, committee, sign_in, clock, judging_time, django_assert_num_queries
):
    clock.move_to(judging_time)
    browser = sign_in(committee)

    with django_assert_num_queries(11):
        browser.get("/peringkat/kipp-2026/")
