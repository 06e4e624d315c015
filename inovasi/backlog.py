"""What workers have before them and what they gave up, over every kind of row that they claim."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from downloads import makers
from downloads.models import Order
from downloads.workflow import MAKE
from inovasi.lib.verdict import YES, Refused, Verdict, demand, no
from inovasi.lib.work import WorkState, ring
from ledger import workflow as ledger
from notifications.models import Message
from notifications.workflow import SEND
from submissions.attachments import PROCESS
from submissions.models import Video
from units.models import User
from units.permissions import Visitor, is_committee
from uploads.models import Move, Scan
from uploads.moving import MOVE
from uploads.scanning import SCAN

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=10)
"""Nothing that is due waits so long while workers are at work."""

RINGS = 20
"""The sweep rings for the others."""


@dataclass(frozen=True)
class Kind:
    key: str
    label: str
    rows: Callable[[], QuerySet[Any]]
    task: str
    title: Callable[[Any], str]


def _title(order: Order) -> str:
    maker = makers.get(order.maker)
    return maker.title(order.arguments) if maker else order.maker


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "surat",
            gettext_lazy("Surat"),
            lambda: Message.objects.filter(waits_for_digest=False),
            SEND,
            lambda row: f"{row.subject} · {row.address}",
        ),
        Kind(
            "video",
            gettext_lazy("Video"),
            lambda: Video.objects.filter(replaced_at=None).select_related("submission__innovation"),
            PROCESS,
            lambda row: str(row.submission),
        ),
        Kind(
            "unduhan",
            gettext_lazy("Berkas untuk diunduh"),
            lambda: Order.objects.filter(replaced_at=None).select_related("person"),
            MAKE,
            lambda row: f"{_title(row)} · {row.person}",
        ),
        Kind(
            "pemeriksaan-virus",
            gettext_lazy("Pemeriksaan virus"),
            lambda: Scan.objects.select_related("file"),
            SCAN,
            lambda row: row.file.original_name,
        ),
        Kind(
            "pemindahan-berkas",
            gettext_lazy("Pemindahan ke gudang berkas"),
            lambda: Move.objects.select_related("file"),
            MOVE,
            lambda row: row.file.original_name,
        ),
    )
}


@dataclass(frozen=True)
class State:
    """How one kind of work stands."""

    kind: Kind
    waiting: int
    running: int
    failed: int
    late: int
    since: datetime | None
    """Since when the oldest of what is due waits."""


def states(at: datetime) -> list[State]:
    """Every kind, in one query."""
    counted = [_counted(kind, at) for kind in KINDS.values()]
    rows = {row["kind"]: row for row in counted[0].union(*counted[1:], all=True)}
    nothing = {"waiting": 0, "running": 0, "failed": 0, "late": 0, "since": None}
    return [
        State(kind, **{name: rows.get(key, nothing)[name] for name in nothing})
        for key, kind in KINDS.items()
    ]


def _counted(kind: Kind, at: datetime) -> QuerySet[Any]:
    waiting = Q(state=WorkState.WAITING)
    late = waiting & Q(next_try_at__lte=at - LATE)
    return (
        kind.rows()
        .select_related(None)
        .order_by()
        .exclude(state=WorkState.DONE)
        .values(kind=Value(kind.key))
        .annotate(
            waiting=Count("pk", filter=waiting),
            running=Count("pk", filter=Q(state=WorkState.RUNNING)),
            failed=Count("pk", filter=Q(state=WorkState.FAILED)),
            late=Count("pk", filter=late),
            since=Min("next_try_at", filter=late),
        )
    )


def given_up(kind: Kind) -> QuerySet[Any]:
    """Newest first: what stopped, each with its reason in `last_error`."""
    return kind.rows().filter(state=WorkState.FAILED).order_by("-next_try_at", "-pk")


def may_try_again(user: Visitor) -> Verdict:
    return YES if is_committee(user) else no(_("Hanya panitia yang mengulang pekerjaan."))


def try_again(kind: Kind, pk: int, *, user: User, at: datetime) -> None:
    """Begin anew with a row that workers gave up. Raises `Refused` when it is not given up."""
    demand(may_try_again(user))
    model = kind.rows().model
    with transaction.atomic():
        if not model.objects.revive(pk, at=at):
            raise Refused(_("Pekerjaan ini tidak sedang berhenti."))
        ledger.enter("pekerjaan.ulangi", model(pk=pk), user=user, at=at)
    logger.info("%s %s is tried again for user %s", kind.key, pk, user.pk)
    ring(kind.task, pk)


def try_all_again(kind: Kind, *, user: User, at: datetime) -> int:
    """The same for every row of that kind that is given up; how many."""
    demand(may_try_again(user))
    found = list(given_up(kind).values_list("pk", flat=True))
    model = kind.rows().model
    with transaction.atomic():
        begun = [pk for pk in found if model.objects.revive(pk, at=at)]
        if begun:
            facts = {"jenis": kind.key, "jumlah": len(begun)}
            ledger.enter("pekerjaan.ulangi-semua", user, user=user, at=at, **facts)
    logger.info("%s %s rows are tried again for user %s", len(begun), kind.key, user.pk)
    for pk in begun[:RINGS]:
        ring(kind.task, pk)
    return len(begun)
