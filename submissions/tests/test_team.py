"""The team of an entry: rights of one person on one entry, given and ended by the unit."""

import io
from zipfile import ZipFile

import pytest

from conftest import complete
from downloads.models import Order
from downloads.tests.following import fetch
from inovasi.lib.verdict import Refused
from notifications.models import Message
from submissions import reading, team, workflow, writing
from submissions.models import Submission, TeamRight
from submissions.permissions import may_check, may_submit, may_write
from units.workflow import join_committee

READ, WRITE, SUBMIT = TeamRight.Level


@pytest.fixture
def guest(person):
    return person("Guest")


@pytest.fixture
def give(submission, owner, guest, at):
    def deed(level, submission=submission, user=owner, email=guest.email):
        return team.give_right(submission, email=email, level=level, user=user, at=at)

    return deed


def letters() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("level", "writes", "submits"),
    [(READ, False, False), (WRITE, True, False), (SUBMIT, True, True)],
)
def test_each_level_opens_what_it_says(
    level, writes, submits, give, submission, guest, sign_in, at
):
    give(level)
    section = submission.group.sections.first()
    path = f"/usulan/{submission.pk}/"

    browser = sign_in(guest)

    assert submission in Submission.objects.visible_to(guest)
    assert browser.get(path).status_code == 200
    assert bool(may_write(guest, submission, at)) is writes
    assert bool(may_submit(guest, submission, at)) is submits
    saved = browser.post(f"{path}bagian/{section.pk}/", {"text": "Dari tamu", "version": 0})
    assert saved.status_code == (302 if writes else 403)
    assert "Dari tamu" in (saved.text if not writes else browser.get(f"{path}cetak/").text)


def test_a_guest_finds_the_entry_in_the_menu(give, submission, guest, person, sign_in):
    give(READ)

    page = sign_in(guest).get("/beranda/").text

    assert 'href="/usulan/"' in page
    assert 'href="/inovasi/"' not in page
    assert submission.title in sign_in(guest).get("/usulan/").text
    assert 'href="/usulan/"' not in sign_in(person("Nobody")).get("/beranda/").text


def test_who_may_submit_hands_in_and_gets_the_letter(give, submission, owner, guest, at):
    give(SUBMIT)
    complete(submission, owner)

    workflow.submit(submission, user=guest, at=at)

    told = Message.objects.filter(address=guest.email).order_by("pk")
    assert "kami terima" in told.last().subject


def test_a_right_is_of_one_entry_and_one_person(give, submission, guest, stranger, sign_in):
    give(SUBMIT)

    assert sign_in(stranger).get(f"/usulan/{submission.pk}/").status_code == 404
    assert sign_in(guest).get(f"/inovasi/{submission.innovation_id}/").status_code == 404


def test_members_keep_their_rights_without_a_row(give, team_mate, submission, at):
    with pytest.raises(Refused, match="anggota unit ini"):
        give(READ, email=team_mate.email)
    assert may_submit(team_mate, submission, at)


def test_only_existing_active_accounts_are_let_in(give, guest):
    with pytest.raises(Refused, match="Belum ada akun"):
        give(WRITE, email="siapa@gowa.example")
    guest.is_active = False
    guest.save()
    with pytest.raises(Refused, match="Belum ada akun"):
        give(WRITE)


def test_giving_again_changes_the_level_and_the_same_level_changes_nothing(give, submission):
    give(READ)
    give(WRITE)
    give(WRITE)

    assert [each.level for each in submission.team_rights.all()] == [WRITE]
    assert sum("Anda masuk tim usulan" in each for each in letters()) == 2


def test_a_guest_lets_nobody_in(give, guest, submission, person, sign_in):
    give(SUBMIT)
    other = person("Other")

    with pytest.raises(Refused, match="Hanya anggota unit"):
        give(READ, user=guest, email=other.email)
    page = sign_in(guest).get(f"/usulan/{submission.pk}/tim/").text
    assert "Guest" in page
    assert "Beri hak" not in page


def test_an_ended_right_ends_at_once_and_what_was_written_stays(
    give, submission, owner, guest, sign_in, at
):
    right = give(WRITE)
    section = submission.group.sections.first()
    writing.save_answer(submission, section, text="Dari tamu", version=0, user=guest, at=at)
    path = f"/usulan/{submission.pk}/tim/{right.pk}/"

    page = sign_in(owner).post(path, follow=True)
    again = sign_in(owner).post(path)

    assert "Hak Guest sudah diakhiri" in page.text
    assert again.status_code == 404
    assert sign_in(guest).get(f"/usulan/{submission.pk}/").status_code == 404
    assert submission.answers.get(section=section).text == "Dari tamu"
    assert sum("diakhiri" in each for each in letters()) == 1
    with pytest.raises(Refused):
        writing.save_answer(submission, section, text="Lagi", version=1, user=guest, at=at)


def test_who_may_read_the_entry_may_take_its_packet_until_the_right_ends(
    give, submission, owner, guest, sign_in, at
):
    """All that stands in it they may read one by one, and nobody writes down that they did."""
    right = give(READ)
    workflow.submit(complete(submission, owner), user=owner, at=at)
    path, browser = f"/usulan/{submission.pk}/paket/", sign_in(guest)
    assert f'href="{path}"' in browser.get(f"/usulan/{submission.pk}/").text

    taken = fetch(browser, path)

    names = ZipFile(io.BytesIO(taken.getvalue())).namelist()
    assert {"usulan.pdf", "isi.json", "manifes.json"} < set(names)
    assert reading.readings(submission) == []
    made = Order.objects.get()
    team.take_right(right, user=owner, at=at)
    assert browser.get(path).status_code == 404
    assert browser.get(f"/unduhan/{made.pk}/berkas/").status_code == 404


def test_panitia_does_not_check_what_it_helped_to_write(give, submission, owner, guest, at):
    give(WRITE)
    join_committee(user=guest)
    workflow.submit(complete(submission, owner), user=owner, at=at)
    submission.refresh_from_db()

    verdict = may_check(guest, submission, at)

    assert not verdict
    assert "tim Anda" in verdict.reason


def test_the_page_says_what_is_wrong_at_the_field(submission, owner, guest, sign_in):
    browser = sign_in(owner)
    path = f"/usulan/{submission.pk}/tim/"

    unknown = browser.post(path, {"email": "siapa@gowa.example", "level": "tulis"})
    senseless = browser.post(path, {"email": guest.email, "level": "semua"})
    right = browser.post(path, {"email": f" {guest.email.upper()} ", "level": "tulis"}, follow=True)

    assert (unknown.status_code, senseless.status_code) == (422, 422)
    assert "Belum ada akun dengan alamat itu" in unknown.text
    assert "Guest sekarang boleh: membaca dan menulis" in right.text


def test_a_guest_finds_the_entry_on_the_start_page(give, submission, guest, sign_in):
    browser = sign_in(guest)
    assert "Usulan yang Anda bantu" not in browser.get("/beranda/").text
    give(READ)
    assert f"/usulan/{submission.pk}/" in browser.get("/beranda/").text
