"""Last year's and this year's duty: rules, a ladder, and units at every level of the board."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from innovations import workflow as records
from innovations.models import Affair, Innovation
from innovations.states import Verb
from inovasi.demo.files import statement_pdf
from inovasi.demo.registry import Cast, operator_of
from oioi import workflow as duties
from oioi.models import DutyYear, ReminderRule
from oioi.standing import Level
from units.models import Unit
from uploads.workflow import accept

LADDER = (
    (60, ReminderRule.Audience.OPERATOR),
    (30, ReminderRule.Audience.HEAD),
    (14, ReminderRule.Audience.HEAD),
    (7, ReminderRule.Audience.PARENT),
)
LAST_YEARS = (
    ("DINKES", "Kesehatan", "Lacak Obat: stok puskesmas terlihat dari dinas"),
    ("BAPPEDA", "Perencanaan", "Usul Terang: nasib usulan warga dapat diikuti"),
    ("73.06.04", "Pariwisata", "Malino Bersih: piket sampah bersama penginapan"),
    ("PKM-01", "Kesehatan", "Antre dari Rumah: nomor antrean lewat pesan singkat"),
    ("SMPN-02", "Pendidikan", "Guru Tamu: orang tua mengajar satu jam sebulan"),
)
THIS_YEARS = (
    ("DIKBUD", "Pendidikan", "Peta Putus Sekolah: setiap anak dicari sampai ketemu"),
    ("DINKES", "Kesehatan", "Satu Kartu Ibu: catatan hamil dibaca semua puskesmas"),
    ("73.06.07", "Administrasi kependudukan dan pencatatan sipil", "Loket Malam Pallangga"),
    ("73.06.12", "Kelautan dan perikanan", "Cuaca Nelayan: kabar gelombang di pos ronda"),
    ("SDN-02", "Pendidikan", "Kebun Hitung: berhitung dengan hasil kebun sekolah"),
    ("PKM-06-I", "Kesehatan", "Jemput Dahak: batuk lama diperiksa di rumah"),
    ("PKM-08-II", "Kesehatan", "Senam Pasar: tekanan darah diperiksa sebelum belanja"),
    ("PKM-12-I", "Kesehatan", "Kelas Ayah: calon ayah belajar siaga"),
)
DRAFTS = (
    ("73.06.08", "Satu Jam Selesai: surat pindah di kecamatan"),
    ("SMPN-02", "Perpustakaan Berjalan"),
    ("PKM-03", "Kotak Saran Bergambar"),
    ("PKM-17", "Posbindu Sawah"),
)
EXEMPT = ("PKM-18", "Gedung rusak oleh banjir; layanan menumpang sampai akhir tahun.")


def play_duty(units: dict[str, Unit], cast: Cast, at: datetime, number: int) -> None:
    """Both years through the deeds; a random of its own leaves the rest of the story alone."""
    random = Random(number)  # noqa: S311 - sample data, no secret
    year = timezone.localdate(at).year
    before = at.replace(year=year - 1, month=9, day=1)
    last = _rules(year - 1, cast, before)
    for days, (code, affair, title) in enumerate(LAST_YEARS):
        moment = before + timedelta(days=days)
        _document(_record(units[code], title, moment, random), affair, moment)
    this = duties.copy_rules(year, user=cast.committee, at=at)
    for code, affair, title in THIS_YEARS:
        moment = _this_year(at, random)
        _document(_record(units[code], title, moment, random), affair, moment)
    for code, title in DRAFTS:
        _record(units[code], title, _this_year(at, random), random)
    code, reason = EXEMPT
    for duty, moment in ((last, before), (this, at)):
        duties.exempt(duty, units[code], reason=reason, user=cast.committee, at=moment)


def _rules(year: int, cast: Cast, at: datetime) -> DutyYear:
    duty = duties.set_rules(
        year,
        user=cast.committee,
        at=at,
        due_on=date(year, 12, 31),
        fulfilled_from=Level.DOCUMENTED,
        dated_by=DutyYear.Dating.DOCUMENTED,
        counts_replications=True,
    )
    for days, audience in LADDER:
        duties.add_reminder(duty, days_before=days, audience=audience, user=cast.committee, at=at)
    return duty


def _this_year(at: datetime, random: Random) -> datetime:
    """Some time ago, but not before New Year."""
    new_year = at.replace(month=1, day=1, hour=0)
    return max(new_year, at - timedelta(days=random.randrange(1, 40)))


def _record(unit: Unit, title: str, at: datetime, random: Random) -> Innovation:
    started = timezone.localdate(at) - timedelta(days=60 + random.randrange(300))
    return records.record(
        user=operator_of(unit, at),
        unit=unit,
        at=at,
        form_token=UUID(int=random.getrandbits(128), version=4),
        title=title,
        summary="Warga dilayani lebih dekat dan lebih cepat dengan orang dan biaya yang sama.",
        stage=Innovation.Stage.APPLIED,
        initiator=Innovation.Initiator.AGENCY,
        is_digital=False,
        initiated_on=started,
        applied_on=started + timedelta(days=30),
    )


def _document(innovation: Innovation, affair: str, at: datetime) -> None:
    """Complete the record, add its evidence, and declare it documented."""
    user = operator_of(innovation.unit, at)
    records.revise(
        innovation,
        user=user,
        version=innovation.version,
        at=at,
        initiator_name=innovation.unit.name,
        main_affair=Affair.objects.get_or_create(name=affair)[0],
        aims="Memotong waktu dan biaya yang harus ditanggung warga.",
        benefits="Warga selesai dalam satu kali datang.",
    )
    proof = statement_pdf([innovation.title, innovation.unit.name, "Data contoh."])
    accept(
        user=user,
        purpose="innovation-evidence",
        target=str(innovation.pk),
        uploaded_file=SimpleUploadedFile("bukti.pdf", proof),
        at=at,
    )
    records.move(innovation, Verb.DOCUMENT, user=user, at=at)
