"""Weights that sum to 99: kept as typed, named with their sum, and nothing opens with them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from competitions.models import Edition
from conftest import AT
from ledger.models import Change
from tests.forms import filled, forms

pytestmark = pytest.mark.usefixtures("clock")
SAYS = {
    "bagian": "Kelompok Umum: Bobot bagian berjumlah 99, bukan 100.",
    "kriteria": "Tahap Penilaian proposal: Bobot kriteria berjumlah 99, bukan 100.",
    "tahap": "Tahap penilaian: Bobot tahap berjumlah 99, bukan 100.",
}


def row_of(noun: str, draft: Edition):
    return {
        "bagian": draft.groups.get().sections.get(number="5"),
        "kriteria": draft.stages.get().criteria.first(),
        "tahap": draft.stages.get(),
    }[noun]


def weigh(browser, page: str, weight: Decimal):
    """As the browser sends it: everything that stands in the form, and another weight."""
    form = next(each for each in forms(browser.get(page).text) if "weight" in each.names)
    return browser.post(page, filled(form, {"weight": str(weight).replace(".", ",")}))


@pytest.mark.parametrize("noun", SAYS)
def test_weights_of_99_are_kept_and_open_nothing_until_they_are_mended(
    noun, draft, committee, sign_in
):
    browser, row = sign_in(committee), row_of(noun, draft)
    page = reverse("edition-row", args=[draft.slug, noun, row.pk])
    opening = reverse("edition-opening", args=[draft.slug])
    whole = row.weight

    assert weigh(browser, page, whole - 1).status_code == 302

    row.refresh_from_db()
    assert row.weight == whole - 1
    change = Change.objects.of(row).last()
    assert (Decimal(str(change.before["weight"])), Decimal(str(change.after["weight"]))) == (
        whole,
        whole - 1,
    )
    assert change.actor == committee.pk
    place, _colon, says = SAYS[noun].partition(": ")
    for shown in (opening, reverse("edition", args=[draft.slug])):
        assert says in browser.get(shown).text
    refused = browser.post(opening, follow=True).text
    assert f"Edisi ini belum siap dibuka. {place}: {says}" in refused
    draft.refresh_from_db()
    assert draft.opened_at is None
    assert not draft.changes.exists()

    assert weigh(browser, page, whole).status_code == 302
    browser.post(opening)
    draft.refresh_from_db()
    assert draft.opened_at == AT


@pytest.mark.parametrize("noun", SAYS)
def test_once_it_is_open_no_weight_can_make_it_99(noun, draft, committee, sign_in):
    browser, row = sign_in(committee), row_of(noun, draft)
    page = reverse("edition-row", args=[draft.slug, noun, row.pk])
    form = next(each for each in forms(browser.get(page).text) if "weight" in each.names)
    browser.post(reverse("edition-opening", args=[draft.slug]))
    before = row.weight

    answer = browser.post(page, filled(form, {"weight": str(before - 1)}))

    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.weight == before
