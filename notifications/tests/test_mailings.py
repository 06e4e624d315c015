"""Letters by hand: nobody gets one whose name was not shown, and nobody gets two."""

from uuid import uuid4

import pytest

from conftest import race
from inovasi.lib.verdict import Refused, Stale
from ledger.models import Line
from notifications import mailings
from notifications.models import Mailing, Message

URL = "/surat-bersama/baru/"


@pytest.fixture
def send(committee, at):
    def deed(keys=("kepala",), shown=None, token=None, user=committee):
        return mailings.send(
            list(keys),
            subject="Sosialisasi",
            body="Mulai pukul 09.00: https://rapat.example/a",
            shown=mailings.seal(mailings.people_of(keys)) if shown is None else shown,
            token=token or uuid4(),
            user=user,
            at=at,
        )

    return deed


def told() -> set[str]:
    return set(Message.objects.filter(key__startswith="mailing:").values_list("address", flat=True))


def test_everybody_of_the_groups_gets_one_letter_each(send, owner, team_mate, stranger):
    sent = send(["kepala", "operator"])

    assert told() == {owner.email, team_mate.email, stranger.email}
    assert sent.count == 3
    body = Message.objects.get(recipient=team_mate).body
    assert body.startswith(f"Yth. {team_mate.full_name},")
    assert "https://rapat.example/a" in body, "what panitia writes may be a link"


def test_who_came_in_between_is_shown_before_anything_is_sent(send, owner, stranger):
    with pytest.raises(Stale) as stale:
        send(shown=mailings.seal([]))

    assert stale.value.current == [owner]
    assert told() == set()


@pytest.mark.fault("Panitia sends a letter to many with a triple click")
@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_mailing(send, owner):
    token = uuid4()

    sent = race(lambda: send(token=token).pk, times=3)

    assert len(set(sent)) == Mailing.objects.count() == 1
    assert Message.objects.filter(key__startswith="mailing:").count() == 1


def test_only_panitia_and_never_to_nobody(send, owner):
    with pytest.raises(Refused, match="Hanya panitia"):
        send(user=owner)
    with pytest.raises(Refused, match="Tidak ada penerima"):
        send(["tidak-ada"])


def test_the_audiences_of_an_open_edition_are_groups(submission, owner, stranger):
    key = next(key for key, group in mailings.groups().items() if key.startswith("kipp-2026:"))

    assert mailings.people_of([key]) == [owner]


def test_the_form_then_the_names_then_the_letters(sign_in, committee, owner, stranger):
    browser = sign_in(committee)
    form = {
        "groups": ["kepala", "operator"],
        "subject": "Halo",
        "body": "Isi <b>",
        "token": str(uuid4()),
    }

    assert browser.post(URL, {**form, "body": ""}).status_code == 422
    confirm = browser.post(URL, form)
    assert owner.full_name in confirm.text
    assert "kepada 2 orang" in confirm.text
    assert told() == set()
    changed = browser.post(URL, {**form, "shown": "lain"})
    assert changed.status_code == 409
    assert "berubah" in changed.text
    back = browser.post(URL, {**form, "shown": "lain", "change": "1"})
    assert "Isi &lt;b&gt;" in back.text
    shown = mailings.seal(mailings.people_of(["kepala", "operator"]))
    for _click in range(2):
        assert browser.post(URL, {**form, "shown": shown}).url == "/surat-bersama/"
    assert told() == {owner.email, stranger.email}
    assert "Halo" in browser.get("/surat-bersama/").text


def test_a_letter_by_hand_stands_in_the_ledger_once(send, owner, committee):
    token = uuid4()
    sent = [send(token=token) for _click in range(2)]
    line = Line.objects.get(verb="surat.bersama")

    assert (line.subject, line.actor) == (f"notifications.mailing:{sent[0].pk}", committee.pk)
    assert line.details == {"penerima": 1}
