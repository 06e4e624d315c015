"""Deeds of the workers: making the file of an order, once, whatever dies meanwhile.

The bytes grow in a private folder and come into the store together with the row that names them,
so nobody ever sees half a file.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from downloads import makers
from downloads.makers import Made, Maker, Unmade, Work
from downloads.models import KEPT_FILE, PASSING_FILE, Order
from inovasi.lib.work import SPENT, Heartbeat, LeaseLost
from uploads.confinement import Pulse
from uploads.errors import BucketAway, NoSpace
from uploads.models import Upload
from uploads.storage import is_full, no_space, require_space, work_folder
from uploads.workflow import keep

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""How long a dead worker keeps an order. With the sweep's pause it is less than a minute."""
PAUSE = timedelta(minutes=2)
"""Between two tries when the disk is full or the bucket away, which is not the order's fault."""
LIFETIME = timedelta(days=7)
BROKEN = gettext_lazy("Ada gangguan saat berkas ini dibuat.")


def make(pk: int, *, clock: Callable[[], datetime], lease: timedelta = LEASE) -> bool:
    """Make the file of order `pk` if it is due and nobody else holds it. True when it is there."""
    at = clock()
    order = Order.objects.claim(pk, at=at, lease=lease)
    if order is None:
        return False
    if order.is_spent:
        order.give_up(str(SPENT))
        return False
    try:
        with Heartbeat(order, at=at, lease=lease) as pulse:
            return _make(order, pulse, clock)
    except LeaseLost:
        logger.warning("order %s is made by somebody else", pk)
    except Unmade as error:
        order.give_up(error.sentence)
    except (BucketAway, NoSpace) as error:
        order.postpone(error.sentence, until=at + PAUSE)
    except OSError as error:
        if is_full(error):
            order.postpone(no_space().sentence, until=at + PAUSE)
            return False
        logger.exception("order %s could not be made", pk)
        order.try_later(str(BROKEN), at=at)
    except Exception:
        logger.exception("order %s could not be made", pk)
        order.try_later(str(BROKEN), at=at)
    return False


def _make(order: Order, pulse: Pulse, clock: Callable[[], datetime]) -> bool:
    maker = _allowed(order)
    require_space(0)
    with work_folder() as folder:
        path = Path(folder) / "made"
        with path.open("x+b") as file:
            work = Work(order.arguments, order.source, order.ordered_at, file, pulse, _require)
            made = maker.make(work)
        return _keep(order, maker, path, made, clock())


def _require(size: int) -> None:
    """Raises `NoSpace`. The room that open uploads were promised is theirs: made files wait."""
    require_space(size + Upload.objects.to_come())


def _allowed(order: Order) -> Maker:
    """Asks again, as a role may have been taken away while the order waited."""
    maker = makers.get(order.maker)
    if maker is None:
        raise Unmade(_("Berkas seperti ini tidak lagi disediakan."))
    person = order.person
    may = person.is_active and maker.may(person, order.arguments, order.ordered_at)
    if not (maker.is_shared or may):
        raise Unmade(_("Pemesannya tidak lagi berhak atas berkas ini."))
    return maker


def _keep(order: Order, maker: Maker, path: Path, made: Made, at: datetime) -> bool:
    """The file and its order say so together, or neither does."""
    with transaction.atomic():
        order.hold()
        file = keep(
            path=path,
            purpose=KEPT_FILE if maker.is_kept else PASSING_FILE,
            target=str(order.pk),
            owner=order.person,
            original_name=made.name,
            content_type=made.content_type,
            at=at,
        )
        expires_at = None if maker.is_kept else at + LIFETIME
        return order.complete(file=file, made_at=at, expires_at=expires_at)
