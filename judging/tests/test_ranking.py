"""The ranking as panitia reads it, of three entries and of many."""

import pytest

from competitions.models import Stage
from conftest import complete
from inovasi.lib.pages import PAGE_SIZE
from judging import queries, scoring, workflow
from judging.models import Assignment
from judging.tests.conftest import end, leave
from judging.tests.contest import judge_entries
from submissions.workflow import submit

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


MOST_QUERIES = 12
"""The goal of the page for 5,000 entries; none of its queries depends on how many there are."""
in_bulk = pytest.mark.breaks(
    "statuses_have_their_history", "handed_in_entries_have_a_receipt", "totals_equal_their_scores"
)


@in_bulk
def test_the_page_of_many_asks_the_database_little(
    contest, committee, sign_in, clock, judging_time, django_assert_max_num_queries
):
    clock.move_to(judging_time)
    browser = sign_in(committee)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = browser.get("/peringkat/kipp-2026/")

    assert page.context["page"].paginator.count == MANY


@pytest.fixture
def everything(contest, interview, submission, owner, committee, at, judging_time, decision_time):
    """Three stages that follow each other, the second without names; one entry left in each that
    has begun, the plenary decided, an entry is unchecked, panitia itself sits on the panel.
    """
    Stage.objects.filter(pk=contest.pk).update(advance_most=MANY - 1)
    Stage.objects.filter(pk=interview.pk).update(is_blind=True, advance_most=MANY - 2)
    Stage.objects.create(edition=contest.edition, kind=Stage.Kind.FIELD, name="Lapangan", order=3)
    first, second, *_others = queries.ranking(contest)
    leave(first.submission, committee, judging_time)
    end(Stage.objects.get(pk=contest.pk), committee, judging_time)
    leave(second.submission, committee, judging_time)
    panel = workflow.set_panel(
        interview,
        decree_number="2",
        decree_date=judging_time.date(),
        user=committee,
        at=judging_time,
    )
    workflow.appoint(panel, person=committee, home_unit=None, user=committee, at=judging_time)
    submit(complete(submission, owner), user=owner, at=at)
    winner = queries.final(contest.edition).load()[0].submission
    workflow.override(
        winner, rank=2, reason="Dampak.", minutes="P-7", user=committee, at=decision_time
    )
    return winner


@in_bulk
def test_whatever_happened_in_the_contest_costs_the_page_no_query_more(
    everything, committee, sign_in, clock, decision_time, django_assert_max_num_queries
):
    clock.move_to(decision_time)
    browser = sign_in(committee)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = browser.get("/peringkat/kipp-2026/")

    assert page.context["page"].paginator.count == MANY - 2
    assert len(page.context["stages"]) == 2
    assert "P-7" in page.text
    assert page.context["unchecked"]


def test_an_entry_leads_to_the_stages_that_it_came_to(
    judged, interview, stage, edition, committee, sign_in, clock, judging_time
):
    end(stage, committee, judging_time)
    clock.move_to(judging_time)

    page = sign_in(committee).get(f"/peringkat/{edition.slug}/").text

    for entry, reached in zip(judged, ((stage, interview), (stage,)), strict=True):
        way = f"/peringkat/{edition.slug}/usulan/{entry.pk}/?tahap="
        found = [each for each in (stage, interview) if f"{way}{each.pk}" in page]
        assert tuple(found) == reached
    nowhere_else = f"/peringkat/{edition.slug}/usulan/{judged[1].pk}/"
    for address in (nowhere_else, f"{nowhere_else}?tahap={interview.pk}"):
        assert sign_in(committee).get(address).context["stage"] == stage
