"""Saving while somebody types: one deed with the button's, and words for whatever is not saved."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from inovasi.lib.kept_text import mark_of
from submissions.models import Answer

JSON = {"Accept": "application/json"}


def press(browser: Client, path: str, fields: dict[str, object], **more: object):
    """Post as the browser's own form does."""
    return browser.post(path, urlencode(fields), "application/x-www-form-urlencoded", **more)


@pytest.fixture
def section(submission):
    return submission.group.sections.first()


@pytest.fixture
def path(submission, section):
    return f"/usulan/{submission.pk}/bagian/{section.pk}/"


@pytest.fixture
def autosave(path, sign_in):
    """`autosave(owner, "text", version)`: what the page's script sends."""

    def send(user, text: str, version: object = 0, at: str = path, writer: object = None):
        fields = {"text": text, "version": version, "writer": writer or mark_of(user.pk)}
        return sign_in(user).post(at, fields, headers=JSON)

    return send


def test_a_save_is_answered_with_the_servers_time_and_the_new_version(
    autosave, submission, section, owner
):
    answer = autosave(owner, "Tulisan")

    assert answer.json() == {"saved": "10:00:00", "version": 1}
    assert submission.answers.get(section=section).text == "Tulisan"


def test_a_save_asks_the_database_little(autosave, path, owner, sign_in, django_assert_num_queries):
    autosave(owner, "Tulisan")
    browser = sign_in(owner)
    fields = {"text": "Tulisan lagi", "version": 1, "writer": mark_of(owner.pk)}

    with django_assert_num_queries(9):  # two of them begin and end the transaction
        browser.post(path, fields, headers=JSON)


def test_the_same_request_again_changes_nothing(autosave, submission, section, owner):
    first, second = (autosave(owner, "Tulisan\x00 baru") for _try in range(2))

    assert first.json() == second.json()
    assert submission.answers.get(section=section).revisions.count() == 1


def test_the_second_of_two_writers_gets_both_texts(autosave, owner, team_mate, submission, section):
    autosave(owner, "Tulisan pertama")

    answer = autosave(team_mate, "Tulisan kedua")

    assert answer.status_code == 409
    assert answer.json() == {
        "reason": "Rekan Anda baru saja menyimpan bagian ini.",
        "text": "Tulisan pertama",
        "version": 1,
        "actor": "Owner",
        "moment": "Senin, 2 Maret 2026 pukul 10.00 WITA",
    }
    assert submission.answers.get(section=section).text == "Tulisan pertama"


def test_outside_the_phase_the_reason_comes_back(autosave, owner, clock, during):
    clock.move_to(during("penilaian"))

    answer = autosave(owner, "Terlambat")

    assert answer.status_code == 403
    assert "sudah ditutup Senin, 6 April 2026" in answer.json()["reason"]


def test_a_million_letters_are_told_with_their_number(autosave, owner, path, sign_in):
    answer = autosave(owner, "a" * 1_000_000)

    assert answer.status_code == 422
    assert "1000000 huruf, paling banyak 100000" in answer.json()["reason"].replace(".", "")
    page = sign_in(owner).post(path, {"text": "a" * 1_000_000, "version": 0})
    assert page.status_code == 422
    assert "a" * 1_000_000 in page.text
    assert "maxlength" not in page.text, "the browser must not cut off what is pasted"


def test_a_section_that_left_the_form_is_told_and_the_text_is_kept(
    autosave, path, submission, section, owner, sign_in
):
    Answer.objects.filter(section=section).delete()
    section.delete()

    answer = autosave(owner, "Tulisan")
    page = sign_in(owner).post(path, {"text": "Tulisan saya", "version": 0})

    assert answer.status_code == page.status_code == 410
    assert "dikeluarkan dari formulir" in answer.json()["reason"]
    assert "dikeluarkan dari formulir" in page.text
    assert "Tulisan saya" in page.text
    assert sign_in(owner).get(path).status_code == 404


def test_strangers_and_panitia_learn_nothing(autosave, submitted, stranger, committee, owner):
    section = submitted.group.sections.first()
    path = f"/usulan/{submitted.pk}/bagian/{section.pk}/"

    assert autosave(stranger, "x", at=path).status_code == 404
    assert autosave(stranger, "x", at="/usulan/999999/bagian/1/").status_code == 404
    assert autosave(committee, "x", at=path).status_code == 403
    assert "tidak dapat diubah" in autosave(owner, "x", at=path).json()["reason"]


@pytest.mark.parametrize("writer", ["", "x", "1:2:3"])
def test_a_page_of_another_account_saves_nothing(
    writer, autosave, owner, team_mate, submission, section
):
    for mark in (writer or " ", mark_of(owner.pk)):
        answer = autosave(team_mate, "Milik Owner", writer=mark)
        assert answer.status_code == 403
        assert "akun lain: Team Mate" in answer.json()["reason"]
    assert submission.answers.get(section=section).text == ""


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_senseless_version_is_no_error_of_the_server(version, autosave, owner):
    assert autosave(owner, "Tulisan", version).status_code in {409, 422}


def test_the_token_is_asked_for(path, owner):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)

    assert browser.post(path, {"text": "x"}, headers=JSON).status_code == 403


# --- the session ended ---------------------------------------------------------------------


@pytest.fixture
def late(path, owner, clock):
    """A browser whose session has ended; `late("text")` presses the button, and signs in again."""
    browser = Client()

    def send(text: str, version: int = 0, back: object = owner, **more: object):
        fields = {"text": text, "version": version, "writer": mark_of(owner.pk)}
        leads = press(browser, path, fields, **more)
        assert leads.status_code == 302
        browser.force_login(back)
        return browser

    return send


def test_without_script_the_text_comes_back_after_signing_in(late, path, submission, section):
    browser = late("Kalimat yang hampir hilang")

    page = browser.get(path)

    assert "Kalimat yang hampir hilang" in page.text
    assert "dari sebelum sesi Anda berakhir" in page.text
    assert submission.answers.get(section=section).text == "", "nothing is saved unseen"
    browser.post(path, {"text": "Kalimat yang hampir hilang", "version": 0, "stay": 1})
    assert "dari sebelum sesi" not in browser.get(path).text
    assert submission.answers.get(section=section).text == "Kalimat yang hampir hilang"


def test_the_sign_in_page_says_that_nothing_is_lost(path, owner):
    fields = {"text": "Kalimat", "version": 0, "writer": mark_of(owner.pk)}

    page = press(Client(), path, fields, follow=True)

    assert "Tulisan Anda tidak hilang" in page.text
    assert "Kalimat" not in page.text


def test_when_a_team_mate_saved_meanwhile_both_texts_come_back(late, path, autosave, team_mate):
    autosave(team_mate, "Tulisan rekan")

    page = late("Tulisan saya").get(path)

    assert "Tulisan rekan" in page.text
    assert "Tulisan saya" in page.text
    assert 'name="version" value="1"' in page.text


def test_somebody_else_on_the_same_machine_sees_nothing_of_it(late, path, team_mate):
    browser = late("Rahasia Owner", back=team_mate)

    assert "Rahasia Owner" not in browser.get(path).text


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"writer": "1:palsu:x"}, {}),
        ({"text": "a" * 100_001}, {}),
        ({"text": ""}, {}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_nothing_is_kept_for_who_was_never_here(fields, headers, path, owner):
    browser = Client()
    whole = {"text": "Tulisan", "version": 0, "writer": mark_of(owner.pk), **fields}

    press(browser, path, whole, headers=headers)

    assert "kept_text" not in browser.session


def test_a_mark_grows_old(path, clock, owner):
    mark = mark_of(owner.pk)
    clock.shift(timedelta(days=8))
    browser = Client()

    press(browser, path, {"text": "Tulisan", "version": 0, "writer": mark})

    assert "kept_text" not in browser.session
