"""The list of innovations costs the same however long it is."""

import pytest

from conftest import make_innovation


@pytest.mark.parametrize(("reader", "queries"), [("owner", 6), ("committee", 6)])
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


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Perahu Sehat", "Kapal Sehat"}),
        ("cari=perahu", {"Perahu Sehat"}),
        ("cari=sehat+bontoramba", {"Kapal Sehat"}),
        ("keadaan=draf", {"Perahu Sehat", "Kapal Sehat"}),
        ("keadaan=katalog", set()),
        ("keadaan=x&halaman=y&cari=%00", {"Perahu Sehat", "Kapal Sehat"}),
    ],
)
def test_the_list_is_searched_by_title_unit_and_state(
    asked, found, innovation, stranger, other_unit, committee, sign_in
):
    make_innovation(stranger, other_unit, "Kapal Sehat")

    page = sign_in(committee).get(f"/inovasi/?{asked}")

    assert {each.title for each in page.context["page"]} == found
