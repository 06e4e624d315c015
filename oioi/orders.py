"""What of the yearly duty can be ordered: its report as PDF and as workbook."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from downloads.makers import Arguments, Made, Maker, Unmade, Visitor, Work, register
from downloads.models import Order
from downloads.workflow import once_a_day
from inovasi.lib.sheets import XLSX
from ledger import workflow as ledger
from oioi.models import DutyYear
from oioi.permissions import may_read_board
from oioi.presentation.pdf import pdf
from oioi.presentation.report import report
from oioi.presentation.sheet import xlsx
from oioi.queries import standings

REPORT = "oioi.laporan"


def _report(work: Work) -> Made:
    year = work.arguments["tahun"]
    found = standings()
    if year not in found:
        raise Unmade(_("Tahun ini tidak lagi punya aturan."))
    return _written(work, report(found, year, work.at), f"oioi-{year}")


def _written(work: Work, told: dict[str, Any], name: str) -> Made:
    if work.arguments["bentuk"] == "pdf":
        work.write([pdf(told, work.at)])
        return Made(f"{name}.pdf", "application/pdf")
    work.write([xlsx(told)])
    return Made(f"{name}.xlsx", XLSX)


def _may_read(user: Visitor, _asked: Arguments, _at: datetime) -> bool:
    return may_read_board(user)


def _note(user: AbstractBaseUser, order: Order, at: datetime) -> None:
    """Levels of every unit leave the portal, by name."""
    year, form = order.arguments["tahun"], order.arguments["bentuk"]
    duty, key = DutyYear.objects.get(year=year), once_a_day(order, user, at)
    ledger.enter("ekspor.satu-inovasi", duty, user=user, at=at, key=key, bentuk=form, tahun=year)


register(
    Maker(
        REPORT,
        lambda asked: _("Laporan satu inovasi %(tahun)d (%(bentuk)s)") % asked,
        _report,
        _may_read,
        _note,
    )
)
