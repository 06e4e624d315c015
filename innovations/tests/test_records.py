"""The lasting record of an innovation: states, revisions, files, completeness."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from innovations import completeness, workflow
from innovations.models import Affair, Innovation, Material, Theme
from innovations.presentation import differences
from innovations.states import MOVES, Status, Verb
from inovasi.demo.files import statement_pdf
from inovasi.lib.verdict import Refused, Stale
from notifications.models import Message
from uploads import scanning
from uploads.models import Scan
from uploads.workflow import accept

PDF = statement_pdf(["Bukti"])


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
    """A picture with a place and a camera in its metadata."""
    picture, stream = Image.new("RGB", size, "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "KameraRahasia"
    exif.get_ifd(0x8825)[1] = "S"
    picture.save(stream, kind, exif=exif)
    return stream.getvalue()


def send(innovation, user, at, purpose: str, name: str, content: bytes):
    return accept(
        user=user,
        purpose=purpose,
        target=str(innovation.pk),
        uploaded_file=SimpleUploadedFile(name, content),
        at=at,
    )


@pytest.fixture
def full(innovation, owner, at) -> Innovation:
    """A record with everything that documenting needs."""
    affair, _created = Affair.objects.get_or_create(name="Kesehatan")
    workflow.revise(
        innovation,
        user=owner,
        version=innovation.version,
        at=at,
        initiator_name="Bidan Contoh",
        main_affair=affair,
        aims="Menjemput.",
        benefits="Terlayani.",
    )
    send(innovation, owner, at, "innovation-evidence", "sk.pdf", PDF)
    innovation.refresh_from_db()
    return innovation


def test_a_new_record_is_a_draft_with_its_first_revision(innovation, owner):
    assert innovation.status == Status.DRAFT
    assert innovation.revisions.get().saved_by == owner


def test_a_thin_record_does_not_count_as_documented(innovation, owner, at):
    with pytest.raises(Refused, match="Nama inisiator"):
        workflow.move(innovation, Verb.DOCUMENT, user=owner, at=at)


def test_a_full_record_is_documented_once(full, owner, at):
    workflow.move(full, Verb.DOCUMENT, user=owner, at=at)
    later = at + timedelta(days=1)

    with pytest.raises(Refused):
        workflow.move(full, Verb.DOCUMENT, user=owner, at=later)

    full.refresh_from_db()
    assert full.status == Status.DOCUMENTED
    assert full.documented_at == at


def test_the_catalogue_is_panitias(full, owner, committee, at):
    workflow.move(full, Verb.DOCUMENT, user=owner, at=at)

    with pytest.raises(Refused, match="panitia"):
        workflow.move(full, Verb.PUBLISH, user=owner, at=at)
    assert workflow.move(full, Verb.PUBLISH, user=committee, at=at).status == Status.PUBLISHED


def test_retiring_is_the_units(full, owner, committee, at):
    workflow.move(full, Verb.DOCUMENT, user=owner, at=at)

    with pytest.raises(Refused, match="unit pemilik"):
        workflow.move(full, Verb.RETIRE, user=committee, at=at)
    workflow.move(full, Verb.RETIRE, user=owner, at=at, note="Dilebur ke layanan lain")
    assert full.revisions.first().note == "Dilebur ke layanan lain"


@pytest.mark.parametrize(
    ("status", "verb"),
    [(s, v) for s in Status for v in Verb if (s, v) not in MOVES],
)
def test_moves_off_the_graph_are_refused(status, verb, innovation, owner, committee, at):
    Innovation.objects.filter(pk=innovation.pk).update(status=status, documented_at=at)

    for user in (owner, committee):
        with pytest.raises(Refused):
            workflow.move(innovation, verb, user=user, at=at)


def test_two_revisions_can_be_compared(innovation, owner, at):
    workflow.revise(
        innovation, user=owner, version=1, at=at, title="Perahu Lebih Sehat", stage="uji-coba"
    )
    new, old = innovation.revisions.all()

    found = {
        each["label"]: (each["before"], each["after"])
        for each in differences(old.content, new.content)
    }

    assert found == {
        "Nama inovasi": ("Perahu Sehat", "Perahu Lebih Sehat"),
        "Tahapan": ("Penerapan", "Uji coba"),
    }


def test_a_save_against_an_old_version_loses_nothing(innovation, owner, team_mate, at):
    workflow.revise(innovation, user=owner, version=1, at=at, title="Satu")

    with pytest.raises(Stale):
        workflow.revise(innovation, user=team_mate, version=1, at=at, title="Dua")

    innovation.refresh_from_db()
    assert innovation.title == "Satu"


def test_the_team_is_kept_in_order(innovation, owner, at):
    rows = [("Sitti", "Bidan"), ("Hasan", ""), ("Sitti", "Ketua")]
    workflow.set_team(innovation, rows, user=owner, version=1, at=at)

    assert [(m.name, m.role) for m in innovation.team.all()] == [("Sitti", "Ketua"), ("Hasan", "")]
    assert "Hasan" in innovation.revisions.first().content["team"]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_photo_loses_place_and_camera(kind, innovation, owner, at):
    file = send(innovation, owner, at, "innovation-photo", "foto.jpg", photo(kind=kind))

    with Image.open(file.absolute_path) as kept:
        assert kept.format == "JPEG"
        assert not kept.getexif()
    assert b"KameraRahasia" not in file.absolute_path.read_bytes()
    assert file.content_type == "image/jpeg"
    assert file.size == file.absolute_path.stat().st_size


def test_a_large_photo_becomes_small(innovation, owner, at):
    file = send(innovation, owner, at, "innovation-photo", "foto.png", photo((3000, 900), "PNG"))

    with Image.open(file.absolute_path) as kept:
        assert max(kept.size) == 2000


def bomb() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "bukan foto"),
        (photo()[:200], "bukan foto"),
        (PDF, "bukan foto"),
        (bomb(), "terlalu besar"),
    ],
)
def test_what_is_no_honest_photo_is_refused(content, said, innovation, owner, sign_in):
    page = sign_in(owner).post(
        f"/inovasi/{innovation.pk}/berkas/foto/",
        {"file": SimpleUploadedFile("foto.jpg", content)},
    )

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not innovation.materials.exists()


def test_files_are_read_by_the_unit_and_panitia_only(full, owner, stranger, committee, sign_in):
    path = f"/berkas/{full.materials.get().file_id}/"

    for reader in (owner, committee):
        answer = sign_in(reader).get(path)
        assert b"".join(answer.streaming_content) == PDF
    assert sign_in(stranger).get(path).status_code == 404


@pytest.mark.parametrize(
    ("purpose", "name", "content"),
    [
        ("innovation-evidence", "bukti.pdf", PDF),
        ("innovation-budget", "anggaran.pdf", PDF),
        ("innovation-profile", "profil.pdf", PDF),
        ("innovation-photo", "foto.jpg", photo()),
    ],
)
def test_the_unit_is_told_once_of_a_virus_in_a_file(
    purpose, name, content, innovation, owner, team_mate, stranger, at, scanner, sign_in
):
    scanner.says = b"stream: Eicar-Test-Signature FOUND\0"
    file = send(innovation, owner, at, purpose, name, content)
    for _ in range(2):
        scanning.carry_out(Scan.objects.get().pk, at=at)

    letters = Message.objects.filter(letter="innovations/file_infected")
    assert set(letters.values_list("recipient", flat=True)) == {owner.pk, team_mate.pk}
    assert letters.count() == 2
    assert name.partition(".")[0] in letters[0].body
    assert f"/inovasi/{innovation.pk}/" in letters[0].body
    assert sign_in(team_mate).get(f"/berkas/{file.pk}/").status_code == 403


def test_a_file_taken_out_is_hidden_and_kept(full, owner, sign_in):
    material = full.materials.get()
    browser = sign_in(owner)

    browser.post(f"/inovasi/{full.pk}/berkas/{material.pk}/penghapusan/")

    assert browser.get(f"/berkas/{material.file_id}/").status_code == 404
    assert material.file.absolute_path.exists()
    assert "Bukti (PDF)" in {part.label for part in completeness.missing(full)}


def test_a_stranger_sends_nothing(innovation, stranger, sign_in):
    path = f"/inovasi/{innovation.pk}/berkas/bukti/"

    answer = sign_in(stranger).post(path, {"file": SimpleUploadedFile("a.pdf", PDF)})

    assert answer.status_code == 404
    assert not Material.objects.exists()


def test_a_theme_that_is_no_longer_offered_stays_with_those_who_have_it(full, owner, sign_in):
    browser, path = sign_in(owner), f"/inovasi/{full.pk}/ubah/"
    gone = Theme.objects.create(name="Tema tahun lalu", is_offered=False)
    assert "Tema tahun lalu" not in browser.get(path).text

    Innovation.objects.filter(pk=full.pk).update(theme=gone)

    assert "Tema tahun lalu" in browser.get(path).text
    assert "Kemudahan investasi" in browser.get(path).text


def test_the_pages_play_the_record(innovation, owner, sign_in, committee):
    browser, path = sign_in(owner), f"/inovasi/{innovation.pk}/"
    affair, _created = Affair.objects.get_or_create(name="Kesehatan")
    form = {
        "title": "Perahu Sehat",
        "summary": "Ringkas",
        "stage": "penerapan",
        "form": "pelayanan",
        "initiator": "asn",
        "initiator_name": "Bidan Contoh",
        "initiated_on": "2024-01-01",
        "applied_on": "2024-06-01",
        "main_affair": affair.pk,
        "theme": Theme.objects.get(name="Nontematik").pk,
        "priority_programme": "Penurunan stunting",
        "aims": "Menjemput",
        "benefits": "Terlayani",
        "latitude": "-5.31000",
        "longitude": "119.74000",
        "version": 1,
    }
    assert browser.post(f"{path}ubah/", form).status_code == 302
    stale = browser.post(f"{path}ubah/", {**form, "aims": "Tujuan basi"})
    assert stale.status_code == 409
    assert "Tujuan basi" in stale.content.decode()
    assert browser.post(f"{path}langkah/dokumentasikan/", {}).status_code == 422
    browser.post(f"{path}berkas/bukti/", {"file": SimpleUploadedFile("sk.pdf", PDF)})
    assert browser.post(f"{path}langkah/dokumentasikan/", {}).status_code == 302
    assert browser.get(f"{path}katalog/terbitkan/").status_code == 403
    assert sign_in(committee).post(f"{path}katalog/terbitkan/", {}).status_code == 302
    browser.post(f"{path}tim/", {"members": "Sitti, Bidan\nHasan", "version": 4})
    page = browser.get(path).content.decode()
    assert "Terbit di katalog" in page
    assert "Hasan" in page
    assert "Apa yang berubah" in browser.get(f"{path}versi/2/").content.decode()


def test_half_a_coordinate_is_refused_at_the_form(innovation, owner, sign_in):
    page = sign_in(owner).post(
        f"/inovasi/{innovation.pk}/ubah/",
        {
            "title": "T",
            "summary": "S",
            "stage": "inisiatif",
            "form": "pelayanan",
            "initiator": "asn",
            "initiated_on": "2024-01-01",
            "latitude": "-5",
            "version": 1,
        },
    )

    assert page.status_code == 422
    assert "lintang dan bujur" in page.content.decode()


def test_the_same_form_twice_is_one_record(owner, unit, at):
    token = uuid4()
    fields = {
        "title": "T",
        "summary": "S",
        "stage": "inisiatif",
        "initiator": "asn",
        "initiated_on": at.date(),
    }
    first = workflow.record(user=owner, unit=unit, at=at, form_token=token, **fields)
    second = workflow.record(user=owner, unit=unit, at=at, form_token=token, **fields)

    assert first == second
    assert first.revisions.count() == 1
