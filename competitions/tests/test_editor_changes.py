"""Panitia's pages after the opening, and previews before it."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def browser(sign_in, committee):
    return sign_in(committee)


def url(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


def test_a_correction_asks_with_both_wordings(browser, edition):
    section = edition.groups.get().sections.get(number="5")
    page = url("edition-correction", edition.slug, f"section-{section.pk}-question")
    typed = {"text": "Apa dampaknya?", "reason": "Salah ketik", "seen": section.question}
    asked = browser.post(page, typed)
    assert section.question in asked.text
    assert "Belum ada yang perlu diberi tahu." in asked.text
    assert browser.post(page, {**typed, "yakin": "1"}).status_code == 302
    assert "Apa dampaknya?" in browser.get(url("rulebook", edition.slug)).text

    assert browser.post(page, {**typed, "text": "Lain?", "yakin": "1"}).status_code == 409
    for name in ("weight", "group", "pk"):
        address = f"section-{section.pk}-{name}"
        assert browser.get(url("edition-correction", edition.slug, address)).status_code == 404


def test_an_extension_names_its_unit_to_panitia_only(browser, client, edition, unit, owner):
    page = url("edition-extension", edition.slug)
    typed = {
        "unit": unit.code,
        "kind": "pengajuan",
        "until": "2026-04-10T12:00",
        "reason": "Listrik padam",
    }
    assert f"Anggota {unit}: 1 surat" in browser.post(page, typed).text
    assert browser.post(page, {**typed, "unit": "TIDAK-ADA"}).status_code == 422
    assert browser.post(page, {**typed, "yakin": "1"}).status_code == 302
    assert unit.name in browser.get(url("edition", edition.slug)).text
    public = client.get(url("rulebook", edition.slug)).text
    assert "Listrik padam" in public
    assert unit.name not in public


def test_a_cancelled_edition_says_so_to_everyone(browser, client, edition):
    page = url("edition-cancellation", edition.slug)
    assert browser.post(page, {"reason": "  "}).status_code == 422
    browser.post(page, {"reason": "Anggaran dialihkan", "yakin": "1"})
    shown = client.get(url("rulebook", edition.slug)).text
    assert "Edisi ini dibatalkan panitia" in shown
    assert "Anggaran dialihkan" in shown
    assert browser.post(page, {"reason": "Lagi", "yakin": "1"}).status_code == 403


@pytest.mark.parametrize("view", ["unit", "juri", "publik"])
def test_previews_show_the_draft_and_save_nothing(view, browser, client, draft):
    shown = browser.get(url("edition-preview", draft.slug, view)).text
    wanted = {"unit": "Signifikansi: uraikan.", "juri": "Sangat baik", "publik": "Ini pratinjau"}
    assert wanted[view] in shown
    assert client.get(url("rulebook", draft.slug)).status_code == 404
