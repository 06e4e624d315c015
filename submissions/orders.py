"""What of entries can be ordered: tables, profiles, packets, the entry on paper."""

from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from competitions.models import Edition, Section
from downloads.makers import Arguments, Made, Maker, Unmade, Visitor, Work, register
from downloads.models import Order
from downloads.workflow import once_a_day
from inovasi.lib.sheets import CSV, XLSX, csv_lines, write_xlsx
from ledger import workflow as ledger
from submissions import printing, reading
from submissions.exports import entries, profile
from submissions.exports.packet import pack, withheld
from submissions.models import Snapshot, Submission
from submissions.queries import handed_in
from units.permissions import is_committee

TABLE, PROFILES, PACKET, PAPER = "usulan.tabel", "usulan.profil", "usulan.paket", "usulan.cetak"
"""The names of the makers, as the doors order them."""


def _table(work: Work) -> Made:
    asked = work.arguments
    edition = Edition.objects.filter(pk=asked["edisi"]).first()
    if edition is None:
        raise Unmade(_("Edisi ini sudah tidak ada."))
    columns = [name for name in entries.COLUMNS if name in asked["kolom"]]
    sections = []
    if entries.ANSWERS in asked["kolom"]:
        sections = list(Section.objects.filter(group__edition=edition))
    head = entries.head(columns, sections)
    rows = work.each(entries.rows(handed_in(edition), columns, sections))
    name = f"usulan-{edition.slug}"
    if asked["bentuk"] == "csv":
        work.write(csv_lines(chain([head], rows)))
        return Made(f"{name}.csv", CSV)
    write_xlsx(work.file, _("Usulan"), head, rows)
    return Made(f"{name}.xlsx", XLSX)


def _profiles(work: Work) -> Made:
    write_xlsx(work.file, _("Profil inovasi"), profile.head(), work.each(profile.rows()))
    return Made(f"profil-inovasi-{work.at.year}.xlsx", XLSX)


def _packet(work: Work) -> Made:
    snapshot = _handed_in(work.arguments)
    if snapshot is None:
        raise Unmade(_("Pengajuan ini tidak ada. Unduh sekali lagi dari halaman usulan."))
    work.check_source(snapshot.sha256)
    pack(work, snapshot)
    return Made(f"{snapshot.submission.number}.zip", "application/zip")


def _handed_in(asked: Arguments) -> Snapshot | None:
    """The revision that is asked for: one handed in again unchanged has the same SHA-256."""
    rows = Snapshot.objects.select_related("submission__edition", "submission__unit")
    revision = asked.get("pengajuan_ke")
    return rows.filter(submission=asked["usulan"], revision=revision).first()


def packet_arguments(snapshot: Snapshot) -> dict[str, Any]:
    """What a packet is of; another one as soon as the virus scanner says something else."""
    submission = snapshot.submission
    return {
        "usulan": submission.pk,
        "nama": submission.number,
        "pengajuan_ke": snapshot.revision,
        "ditahan": withheld(snapshot),
    }


def _paper(work: Work) -> Made:
    submission = Submission.objects.select_related(
        "innovation", "unit", "edition", "group__video_rule", "category"
    ).get(pk=work.arguments["usulan"])
    document = printing.entry_document(submission, work.at)
    work.write([printing.pdf(document, work.at)])
    return Made(f"{submission.number or f'usulan-{submission.pk}'}.pdf", "application/pdf")


def _is_committee(user: Visitor, _asked: Arguments, _at: datetime) -> bool:
    return is_committee(user)


def _reads(user: Visitor, asked: Arguments, _at: datetime) -> bool:
    return Submission.objects.visible_to(user).filter(pk=asked["usulan"]).exists()


def _reads_packet(user: Visitor, asked: Arguments, at: datetime) -> bool:
    """Nobody gets one any more that was packed before a virus was found in it."""
    if not _reads(user, asked, at):
        return False
    snapshot = _handed_in(asked)
    return snapshot is not None and set(withheld(snapshot)) <= set(asked["ditahan"])


def _note_table(user: AbstractBaseUser, order: Order, at: datetime) -> None:
    edition = Edition(pk=order.arguments["edisi"])
    ledger.enter("ekspor.usulan", edition, user=user, at=at, key=once_a_day(order, user, at))


def _note_profiles(user: AbstractBaseUser, order: Order, at: datetime) -> None:
    ledger.enter("ekspor.profil", user, user=user, at=at, key=once_a_day(order, user, at))


def _note_reading(way: reading.Way) -> Any:
    def note(user: AbstractBaseUser, order: Order, at: datetime) -> None:
        submission = Submission.objects.get(pk=order.arguments["usulan"])
        reading.note_unless_own(submission, user=user, at=at, way=way)

    return note


register(
    Maker(
        TABLE,
        lambda asked: _("Tabel usulan %(edition)s") % {"edition": asked["nama"]},
        _table,
        _is_committee,
        _note_table,
    ),
    Maker(PROFILES, lambda _asked: _("Profil inovasi"), _profiles, _is_committee, _note_profiles),
    Maker(
        PACKET,
        lambda asked: _("Paket berkas %(entry)s") % {"entry": asked["nama"]},
        _packet,
        _reads_packet,
        _note_reading(reading.Way.PACKET),
        is_shared=True,
    ),
    Maker(
        PAPER,
        lambda asked: _("Usulan %(entry)s sebagai PDF") % {"entry": asked["nama"]},
        _paper,
        _reads,
        _note_reading(reading.Way.DOCUMENT),
    ),
)
