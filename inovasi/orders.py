"""What of the ledger can be ordered: the lines that were found, and the whole chain."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import QueryDict
from django.utils.translation import gettext as _

from downloads.makers import Arguments, Made, Maker, Unmade, Visitor, Work, register
from downloads.models import Order
from downloads.workflow import once_a_day
from inovasi.lib.sheets import CSV
from inovasi.records import CHAIN, LINES, exports, searching
from ledger import workflow as ledger
from units.permissions import is_committee, is_leadership


def _lines(work: Work) -> Made:
    form = searching.SearchForm(QueryDict(work.arguments["cari"]))
    if not form.is_valid():
        raise Unmade(_("Pencarian ini tidak lagi dikenal. Cari sekali lagi."))
    work.write(exports.table(searching.found(form.cleaned_data)))
    return Made("buku-catatan.csv", CSV)


def _chain(work: Work) -> Made:
    work.write(exports.chain())
    return Made("rantai-buku-catatan.jsonl", "application/jsonl; charset=utf-8")


def _may_read(user: Visitor, _asked: Arguments, _at: datetime) -> bool:
    return is_committee(user) or is_leadership(user)


def _note(form: str) -> Any:
    def note(user: AbstractBaseUser, order: Order, at: datetime) -> None:
        key = once_a_day(order, user, at)
        ledger.enter("ekspor.buku-catatan", user, user=user, at=at, key=key, bentuk=form)

    return note


register(
    Maker(LINES, lambda _asked: _("Baris buku catatan"), _lines, _may_read, _note("csv")),
    Maker(
        CHAIN, lambda _asked: _("Seluruh rantai buku catatan"), _chain, _may_read, _note("rantai")
    ),
)
