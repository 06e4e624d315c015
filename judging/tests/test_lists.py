"""Lists of the judging cost the same however long they are."""

import pytest

from conftest import enter, make_innovation
from judging import workflow
from judging.tests.conftest import passed, publish, score


@pytest.fixture
def add(judge, other_judge, edition, other_unit, stranger, committee, at, judging_time, clock):
    """One more entry with two judges, one of whom has signed."""
    edition.groups.update(quota_per_unit=None)

    def one_more(title: str) -> None:
        innovation = make_innovation(stranger, other_unit, title)
        entry = passed(enter(innovation, edition, stranger), stranger, committee, at)
        for each in (judge, other_judge):
            (made,) = workflow.assign(each, [entry], user=committee, at=judging_time)
            score(made, "80", judging_time, sign=each == judge)

    return one_more


@pytest.mark.parametrize(
    ("path", "by", "queries"),
    [
        ("/penilaian/", "judge", 10),
        ("/peringkat/kipp-2026/", "committee", 10),
        ("/peringkat/kipp-2026/pengumuman/", "committee", 12),
        ("/penugasan/kipp-2026/", "committee", 26),
        ("/penugasan/kipp-2026/juri/{judge}/", "committee", 22),
    ],
)
def test_a_list_takes_the_same_queries_for_more_rows(
    path, by, queries, add, judge, committee, sign_in, clock, judging_time,
    django_assert_num_queries,
):  # fmt: skip
    clock.move_to(judging_time)
    browser = sign_in(judge.user if by == "judge" else committee)
    address = path.format(judge=judge.pk)
    for titles in (("Satu",), ("Dua", "Tiga")):
        for title in titles:
            add(title)
        with django_assert_num_queries(queries):
            page = browser.get(address)
        assert all(title in page.text for title in titles)


@pytest.mark.breaks(
    "verdicts_equal_their_bundles",
    "winners_have_their_award",
    "statuses_have_their_history",
    "handed_in_entries_have_a_receipt",
)
def test_the_published_list_takes_the_same_queries_for_more_rows(
    judged, edition, committee, decision_time, client, clock, django_assert_num_queries
):
    publish(edition, committee, decision_time)
    clock.move_to(decision_time)
    results = edition.publication.results
    second = results.last()

    with django_assert_num_queries(5):
        assert client.get("/hasil/kipp-2026/").text.count(second.unit_name) >= 1
    second.award.delete()
    second.delete()
    with django_assert_num_queries(5):
        assert second.unit_name not in client.get("/hasil/kipp-2026/").text
