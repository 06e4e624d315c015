"""The list of innovations costs the same however long it is."""

import pytest

from conftest import make_innovation


@pytest.mark.parametrize(("reader", "queries"), [("owner", 8), ("committee", 8)])
def test_the_list_takes_the_same_queries_for_more_rows(
    reader, queries, owner, committee, unit, sign_in, django_assert_num_queries
):
    browser = sign_in({"owner": owner, "committee": committee}[reader])
    for titles in (("Satu",), ("Dua", "Tiga")):
        for title in titles:
            make_innovation(owner, unit, title)
        with django_assert_num_queries(queries):
            page = browser.get("/inovasi/")
        assert all(title in page.text for title in titles)


def test_a_long_list_is_cut_into_pages(owner, unit, sign_in):
    for number in range(51):
        make_innovation(owner, unit, f"Inovasi nomor {number:02d}.")
    browser = sign_in(owner)

    first, second = (browser.get("/inovasi/", {"halaman": page}).text for page in (1, 2))

    assert (first.count("Inovasi nomor"), second.count("Inovasi nomor")) == (50, 1)
    assert browser.get("/inovasi/", {"halaman": 10**9}).text.count("Inovasi nomor") == 1
    assert browser.get("/inovasi/", {"halaman": "x"}).text.count("Inovasi nomor") == 50
