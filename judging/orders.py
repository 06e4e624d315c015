"""What of a verdict can be ordered: its papers, a certificate, all certificates.

Papers come from what was frozen, so each is made once and kept; its order bears the fingerprint of
all that stands on it. Where that changes (somebody agreed), the next click orders another one.
"""

from datetime import datetime
from typing import Any
from zipfile import ZipFile, ZipInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from competitions.models import Edition
from downloads.makers import Arguments, Made, Maker, Unmade, Visitor, Work, register
from downloads.models import Order
from downloads.workflow import once_a_day
from inovasi.lib.seal import sealed
from judging import papers
from judging.models import Award, Decision
from judging.permissions import may_read_feedback
from ledger import workflow as ledger
from units.permissions import is_committee

PAPER, CERTIFICATE, CERTIFICATES = "hasil.naskah", "hasil.piagam", "hasil.semua-piagam"
"""The names of the makers, as the doors order them."""
PDF = "application/pdf"


def paper_order(kind: str, decision: Decision) -> tuple[dict[str, Any], str]:
    """What to order for that paper, and the fingerprint of all that stands on it."""
    edition = decision.edition
    asked = {"jenis": kind, "penetapan": decision.pk, "nama": edition.name, "alamat": edition.slug}
    return asked, _print_of(papers.paper_data(kind, decision))


def certificate_order(award: Award, edition: Edition) -> tuple[dict[str, Any], str]:
    """The same for the certificate of an award that stands."""
    asked = {"penghargaan": award.pk, "nama": award.result.unit_name, "alamat": edition.slug}
    return asked, _print_of(papers.certificate_data(award))


def _print_of(data: papers.Block) -> str:
    return sealed(data)[1]


def _paper(work: Work) -> Made:
    asked = work.arguments
    decision = Decision.objects.select_related("edition", "frozen_by").get(pk=asked["penetapan"])
    work.check_source(_print_of(papers.paper_data(asked["jenis"], decision)))
    work.write([papers.paper(asked["jenis"], decision)])
    return Made(f"{asked['jenis']}-{asked['alamat']}.pdf", PDF)


def _certificate(work: Work) -> Made:
    award = _standing().filter(pk=work.arguments["penghargaan"]).first()
    if award is None:
        raise Unmade(_("Penghargaan ini sudah dicabut."))
    work.check_source(_print_of(papers.certificate_data(award)))
    work.write([papers.certificate(award)])
    entry = award.result.submission_id
    return Made(f"piagam-{work.arguments['alamat']}-{entry}.pdf", PDF)


def _certificates(work: Work) -> Made:
    """One file for each award that stands, in a ZIP."""
    asked = work.arguments
    awards = _standing().filter(result__publication__edition=asked["edisi"])
    with ZipFile(work.file, "w") as archive:
        for award in work.each(awards.order_by("result__number", "pk")):
            moment = timezone.localtime(award.awarded_at).timetuple()[:6]
            entry = ZipInfo(f"piagam-{award.result.number}.pdf", moment)
            archive.writestr(entry, papers.certificate(award))
    return Made(f"piagam-{asked['alamat']}.zip", "application/zip")


def _standing() -> Any:
    return Award.objects.standing().select_related("result__submission")


def _is_committee(user: Visitor, _asked: Arguments, _at: datetime) -> bool:
    return is_committee(user)


def _sees_paper(user: Visitor, asked: Arguments, _at: datetime) -> bool:
    """A freezing that was given up has no papers."""
    standing = Decision.objects.filter(pk=asked["penetapan"], given_up_at=None)
    return is_committee(user) and standing.exists()


def _sees_certificate(user: Visitor, asked: Arguments, at: datetime) -> bool:
    award = _standing().filter(pk=asked["penghargaan"]).first()
    return award is not None and may_read_feedback(user, award.result)


def _note_paper(user: AbstractBaseUser, order: Order, at: datetime) -> None:
    asked = order.arguments
    decision, key = Decision(pk=asked["penetapan"]), once_a_day(order, user, at)
    ledger.enter(f"ekspor.{asked['jenis']}", decision, user=user, at=at, key=key)


def _note_certificates(user: AbstractBaseUser, order: Order, at: datetime) -> None:
    edition = Edition(pk=order.arguments["edisi"])
    ledger.enter("ekspor.piagam", edition, user=user, at=at, key=once_a_day(order, user, at))


register(
    Maker(
        PAPER,
        lambda asked: f"{papers.NAMES[asked['jenis']]} {asked['nama']}",
        _paper,
        _sees_paper,
        _note_paper,
        is_shared=True,
        is_kept=True,
    ),
    Maker(
        CERTIFICATE,
        lambda asked: _("Piagam %(unit)s") % {"unit": asked["nama"]},
        _certificate,
        _sees_certificate,
        is_shared=True,
        is_kept=True,
    ),
    Maker(
        CERTIFICATES,
        lambda asked: _("Semua piagam %(edition)s") % {"edition": asked["nama"]},
        _certificates,
        _is_committee,
        _note_certificates,
    ),
)
