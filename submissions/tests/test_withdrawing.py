"""Taking an entry back before the deadline, and handing it in again under the same number."""

import json

import pytest

from conftest import complete, race
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions import workflow, writing
from submissions.models import Event, Snapshot, Submission
from submissions.states import Status, Verb
from submissions.tests.test_checking import decide, returned


def test_it_becomes_a_draft_and_keeps_number_and_history(submitted, owner, team_mate, at):
    workflow.withdraw(submitted, user=owner, at=at)

    submitted.refresh_from_db()
    assert (submitted.status, submitted.number) == (Status.DRAFT, "KIPP-2026-001")
    assert not submitted.is_handed_in
    assert Snapshot.objects.count() == 1
    letters = Message.objects.filter(key__startswith="withdrawn")
    assert {each.recipient for each in letters} == {owner, team_mate}
    assert "Senin, 6 April 2026 pukul 08.00 WITA" in letters[0].body


def test_it_is_handed_in_again_as_the_next_revision(submitted, owner, at):
    section = submitted.group.sections.get(number="5")
    workflow.withdraw(submitted, user=owner, at=at)
    writing.save_answer(submitted, section, text="Lebih baik", version=1, user=owner, at=at)
    snapshot = workflow.submit(submitted, user=owner, at=at)

    submitted.refresh_from_db()
    assert (snapshot.revision, submitted.number) == (2, "KIPP-2026-001")
    assert "Lebih baik" in snapshot.content
    verbs = submitted.events.values_list("verb", flat=True)
    assert list(verbs) == [Verb.ENTER, Verb.SUBMIT, Verb.WITHDRAW, Verb.SUBMIT]


def test_a_second_click_finds_the_draft(submitted, owner, at):
    for _click in range(2):
        workflow.withdraw(submitted, user=owner, at=at)

    assert Event.objects.filter(verb=Verb.WITHDRAW).count() == 1


def test_after_the_deadline_nothing_is_taken_back(submitted, owner, during):
    with pytest.raises(Refused, match="sudah ditutup"):
        workflow.withdraw(submitted, user=owner, at=during("pemeriksaan"))


def test_what_panitia_decided_about_is_not_taken_back(submitted, committee, owner, at):
    returned(submitted, committee, at)
    with pytest.raises(Refused, match="menunggu pemeriksaan"):
        workflow.withdraw(submitted, user=owner, at=at)
    workflow.submit(submitted, user=owner, at=at)
    with pytest.raises(Refused, match="sudah memeriksa"):
        workflow.withdraw(submitted, user=owner, at=at)


def test_a_stranger_takes_nothing_back(submitted, stranger, committee, at):
    for user in (stranger, committee):
        with pytest.raises(Refused, match="anggota unit pemilik"):
            workflow.withdraw(submitted, user=user, at=at)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_decision_at_once_leave_one(submitted, committee, owner, at):
    deeds = iter(
        [
            lambda: workflow.withdraw(submitted, user=owner, at=at),
            lambda: decide(submitted, committee, at),
        ]
    )

    def attempt() -> str:
        deed = next(deeds)
        try:
            deed()
        except Refused:
            return "refused"
        return "done"

    assert sorted(race(attempt)) == ["done", "refused"]
    last = Event.objects.latest("pk")
    assert Submission.objects.get().status == last.status


def test_the_pages_play_it(submitted, owner, sign_in):
    browser, path = sign_in(owner), f"/usulan/{submitted.pk}"
    assert f"{path}/penarikan/" in browser.get(f"{path}/").text
    assert "Senin, 6 April 2026" in browser.get(f"{path}/penarikan/").text

    assert browser.post(f"{path}/penarikan/").url == f"{path}/"
    assert browser.post(f"{path}/penarikan/").url == f"{path}/"
    assert browser.get(f"{path}/tanda-terima/").url == f"{path}/"
    assert browser.get(f"{path}/tanda-terima/pdf/").url == f"{path}/"


def test_the_edition_words_what_is_stated(submission, owner, sign_in, at):
    type(submission.edition).objects.update(statement="Kami menjamin <kebenaran> isi usulan.")
    complete(submission, owner)
    browser, path = sign_in(owner), f"/usulan/{submission.pk}"

    assert "&lt;kebenaran&gt; isi usulan" in browser.get(f"{path}/pengajuan/").text
    browser.post(f"{path}/pengajuan/", {"is_true": "on"})

    frozen = json.loads(submission.snapshots.get().content)
    assert frozen["pernyataan"] == "Kami menjamin <kebenaran> isi usulan."
    assert "&lt;kebenaran&gt;" in browser.get(f"{path}/tanda-terima/").text


def test_the_receipt_is_the_same_pdf_each_time(submitted, owner, committee, stranger, sign_in):
    path = f"/usulan/{submitted.pk}/tanda-terima/pdf/"
    first, again = (sign_in(user).get(path) for user in (owner, committee))

    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    assert first.content == again.content
    assert sign_in(stranger).get(path).status_code == 404
