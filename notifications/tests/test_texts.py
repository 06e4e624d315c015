"""Panitia's own words: checked when they are saved, used by the next letter, taken back."""

from uuid import uuid4

import pytest

from conftest import AT, race
from inovasi.lib.verdict import Refused, Stale
from ledger.models import Line
from notifications import texts
from notifications.composing import compose
from notifications.letters import LETTERS
from notifications.models import LetterText, Message

KIND = LETTERS["submissions/video_failed"]
URL = "/naskah-surat/submissions/video_failed/"
BODY = "Halo {nama},\n\nVideo {judul} gagal.\n\n{tautan}\n"


@pytest.fixture
def write(committee, at):
    def deed(scope="", subject="Video gagal: {judul}", body=BODY, version=0, user=committee):
        return texts.write(
            KIND, scope, subject=subject, body=body, version=version, user=user, at=at
        )

    return deed


def words(submission, owner):
    return compose(KIND.name, {"submission": submission, "path": "/x/", "recipient": owner})


def test_the_next_letter_uses_them(write, submission, owner):
    write()

    subject, body, _html = words(submission, owner)

    assert subject == "Video gagal: Perahu Sehat"
    assert body.startswith(f"Halo {owner.full_name},")


def test_an_edition_goes_before_everywhere(write, submission, owner):
    write(subject="Di mana saja")
    write(str(submission.edition_id), subject="Edisi ini")
    write_elsewhere = str(submission.edition_id + 1)

    assert words(submission, owner)[0] == "Edisi ini"
    with pytest.raises(Refused, match="tidak ada"):
        write(write_elsewhere)


def test_taken_back_the_portals_words_return(write, submission, owner, committee):
    before = words(submission, owner)
    write()

    texts.take_back(KIND, "", user=committee, at=AT)

    assert words(submission, owner) == before


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"body": "Halo {nomor} {tautan}"}, r"tidak mengenal \{nomor\}"),
        ({"body": "Halo {nama"}, "Kurung kurawal"),
        ({"body": "Halo {nama}"}, r"tanpa \{tautan\}"),
        ({"subject": " "}, "tidak boleh kosong"),
        ({"body": "{recipient.password} {tautan}"}, "Kurung kurawal"),
    ],
)
def test_words_that_do_not_work_are_refused_with_the_reason(changes, why, write):
    with pytest.raises(Refused, match=why):
        write(**changes)

    assert not LetterText.objects.exists()


def test_template_tags_are_only_words(write, submission, owner):
    write(body="Percobaan % include % 100% {tautan}")

    assert "% include % 100%" in words(submission, owner)[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_text(write):
    race(lambda: write(), times=2)

    assert LetterText.objects.get().version == 1


def test_who_saves_over_a_newer_text_changes_nothing(write):
    write()
    write(subject="Kedua", version=1)

    with pytest.raises(Stale):
        write(subject="Ketiga", version=1)

    assert LetterText.objects.get().subject == "Kedua"


def test_only_panitia_writes(write, owner):
    with pytest.raises(Refused, match="Hanya panitia"):
        write(user=owner)


def test_the_page_shows_the_sample_and_keeps_what_was_typed(sign_in, committee, at):
    browser = sign_in(committee)

    page = browser.get(URL)
    assert "Perahu Sehat" in page.text
    refused = browser.post(URL, {"subject": "S", "body": "Kata saya {salah}", "version": 0})
    assert refused.status_code == 422
    assert "Kata saya" in refused.text
    assert browser.post(URL, {"subject": "S", "body": BODY, "version": 0}).status_code == 302
    stale = browser.post(URL, {"subject": "Lain", "body": BODY, "version": 0})
    assert stale.status_code == 409
    assert "Lain" in stale.text


def test_a_letter_on_trial_takes_the_way_of_every_letter(write, sign_in, committee):
    write()
    browser, token = sign_in(committee), str(uuid4())
    path = "/naskah-surat/percobaan/submissions/video_failed/"

    for _click in range(2):
        answer = browser.post(path, {"token": token})

    letter = Message.objects.get(key=f"trial:{token}")
    assert answer.url == f"/surat/{letter.pk}/"
    assert letter.address == committee.email
    assert letter.subject == "[Percobaan] Video gagal: Perahu Sehat"
    assert letter in Message.objects.due(letter.created_at)
    assert browser.post(path, {"token": "bukan"}).status_code == 404


def test_unknown_kinds_and_editions_are_not_there(sign_in, committee):
    browser = sign_in(committee)

    assert browser.get("/naskah-surat/tidak/ada/").status_code == 404
    assert browser.get(f"{URL}?edisi=999999").status_code == 404


def test_the_list_costs_the_same_for_any_number_of_own_texts(
    write, sign_in, committee, django_assert_num_queries
):
    browser = sign_in(committee)
    for _round in range(2):
        with django_assert_num_queries(5):
            assert browser.get("/naskah-surat/").status_code == 200
        write()


def test_what_panitia_writes_and_takes_back_stands_in_the_ledger(write, committee):
    row = write()
    write(version=1)
    for _click in range(2):
        texts.take_back(KIND, "", user=committee, at=AT)
    lines = list(Line.objects.filter(verb__startswith="surat.").order_by("pk"))

    assert [line.verb for line in lines] == ["surat.naskah", "surat.naskah-bawaan"]
    assert {line.subject for line in lines} == {f"notifications.lettertext:{row.pk}"}
    assert lines[0].details == {"jenis": KIND.name, "edisi": ""}
