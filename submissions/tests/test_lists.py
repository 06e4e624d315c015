"""Lists of entries cost the same however long they are, and show each reader their own."""

import pytest

from conftest import complete, enter, make_innovation
from submissions import workflow


@pytest.fixture
def add(owner, unit, edition, at):
    """One more entry that was handed in."""
    edition.groups.update(quota_per_unit=None)

    def one_more(title: str) -> None:
        entry = complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
        workflow.submit(entry, user=owner, at=at)

    return one_more


@pytest.mark.parametrize(
    ("path", "reader", "queries"),
    [("/usulan/", "owner", 8), ("/usulan/", "committee", 8), ("/pemeriksaan/", "committee", 7)],
)
def test_a_list_takes_the_same_queries_for_more_rows(
    path, reader, queries, add, owner, committee, sign_in, django_assert_num_queries
):
    browser = sign_in({"owner": owner, "committee": committee}[reader])
    for titles in (("Satu",), ("Dua", "Tiga")):
        for title in titles:
            add(title)
        with django_assert_num_queries(queries):
            page = browser.get(path)
        assert all(title in page.text for title in titles)


def test_the_own_list_shows_drafts_and_panitia_sees_what_was_handed_in(
    submitted, owner, unit, edition, committee, stranger, sign_in
):
    enter(make_innovation(owner, unit, "Lumbung Data"), edition, owner)

    own, panitia, others = (
        sign_in(user).get("/usulan/").text for user in (owner, committee, stranger)
    )

    assert "Lumbung Data" in own
    assert "Perahu Sehat" in own
    assert "Lumbung Data" not in panitia
    assert "Perahu Sehat" in panitia
    assert "Perahu Sehat" not in others


def test_the_queue_is_oldest_first(submitted, add, committee, sign_in):
    add("Usulan Kedua")

    page = sign_in(committee).get("/pemeriksaan/").text

    assert page.index("Perahu Sehat") < page.index("Usulan Kedua")


@pytest.mark.parametrize(
    ("path", "reader", "queries"),
    [("/usulan/{}/", "owner", 12), ("/pemeriksaan/{}/", "committee", 28)],
)
def test_an_entry_takes_the_same_queries_whatever_else_there_is(
    path, reader, queries, add, owner, committee, submission, sign_in, django_assert_num_queries
):
    complete(submission, owner)
    if reader == "committee":
        workflow.submit(submission, user=owner, at=submission.created_at)
    browser = sign_in({"owner": owner, "committee": committee}[reader])
    for titles in (("Satu",), ("Perahu Sehatt", "Sehat Perahu")):
        for title in titles:
            add(title)
        with django_assert_num_queries(queries):
            browser.get(path.format(submission.pk))
