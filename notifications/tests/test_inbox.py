"""The inbox: the own letters, read by a deed and not by looking, whatever became of the mail."""

from datetime import timedelta

import pytest

from inovasi.lib.work import WorkState
from notifications.models import Message, Preference


@pytest.fixture
def letter(submitted, owner) -> Message:
    return Message.objects.get(recipient=owner)


@pytest.fixture
def browser(letter, owner, sign_in):
    return sign_in(owner)


def test_letters_stand_in_the_inbox_before_and_without_any_mail(browser, letter):
    Message.objects.update(state=WorkState.FAILED)

    assert letter.subject in browser.get("/surat/").text
    page = browser.get(f"/surat/{letter.pk}/").text
    assert "Surat ini tetap berlaku" in page
    assert f'<a href="http://127.0.0.1:8000/usulan/{letter.body.split("/usulan/")[1][0]}' in page


def test_looking_changes_nothing_and_reading_is_remembered_once(browser, letter, clock, at):
    browser.get(f"/surat/{letter.pk}/")
    letter.refresh_from_db()
    assert letter.read_at is None

    for hours in (1, 2):
        clock.move_to(at + timedelta(hours=hours))
        browser.post(f"/surat/{letter.pk}/")
    letter.refresh_from_db()
    assert letter.read_at == at + timedelta(hours=1)


def test_the_number_of_unread_letters_stands_on_every_page(browser, letter):
    assert 'account-unread">1<' in browser.get("/beranda/").text

    browser.post("/surat/")

    assert "account-unread" not in browser.get("/beranda/").text


def test_a_letter_of_somebody_else_is_not_there(letter, stranger, committee, sign_in):
    for other in (stranger, committee):
        assert sign_in(other).get(f"/surat/{letter.pk}/").status_code == 404
        assert sign_in(other).post(f"/surat/{letter.pk}/").status_code == 404
    letter.refresh_from_db()
    assert letter.read_at is None


def test_a_link_that_opens_an_account_is_not_shown(browser, letter, settings):
    body = f"Buka {settings.PUBLIC_URL}/akun/lupa-sandi/1-rahasia/"
    Message.objects.filter(pk=letter.pk).update(body=body)

    assert "rahasia" not in browser.get(f"/surat/{letter.pk}/").text


def test_a_refused_address_is_said(browser, letter, at):
    Message.objects.update(state=WorkState.FAILED, bounced_at=at)

    assert "tidak menerima surat" in browser.get(f"/surat/{letter.pk}/").text


def test_the_choice_of_a_digest_is_kept(browser, owner):
    assert browser.post("/surat/pilihan/", {"wants_digest": "on"}).status_code == 302
    assert Preference.objects.get(person=owner).wants_digest
    browser.post("/surat/pilihan/", {})
    assert not Preference.objects.get(person=owner).wants_digest


def test_any_number_of_letters_costs_the_same(browser, letter, django_assert_num_queries):
    for number in range(3):
        with django_assert_num_queries(6):
            browser.get("/surat/")
        Message.objects.create(
            key=f"lain-{number}",
            recipient=letter.recipient,
            address=letter.address,
            subject="s",
            body="b",
            created_at=letter.created_at,
            next_try_at=letter.created_at,
        )
