"""The deeds of orders: ordering, taking, telling, clearing. Making is `downloads.making`."""

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from downloads import makers, notices
from downloads.makers import Arguments, Maker
from downloads.models import Order
from inovasi.lib.locks import one_at_a_time
from inovasi.lib.seal import sealed
from inovasi.lib.verdict import Refused
from inovasi.lib.work import WorkState, ring
from uploads.intake import drop

MAKE = "downloads.tasks.make"
MOST_AT_ONCE = 20
"""Files that one person may wait for at a time."""
READ_WITHIN = timedelta(hours=1)
"""So long a file stays for which there is a newer one."""
REMEMBERED = timedelta(days=90)
"""So long the page of an order says that its file is gone."""
UNTAKEN = timedelta(minutes=1)
"""Who has not taken a file by then has left its page, and is told in a letter."""


def order(
    maker: Maker,
    *,
    arguments: Arguments,
    source: str = "",
    user: AbstractBaseUser,
    door: str,
    at: datetime,
) -> Order:
    """The order of this file: the one that a click before made, or a new one.

    The caller has asked `maker.may`. What was given up is ordered anew. Raises `Refused` when the
    person waits for too many files already.
    """
    key = _key(maker, arguments, source, user)
    with transaction.atomic():
        one_at_a_time(f"order:{key}")
        current = Order.objects.filter(key=key, replaced_at=None).first()
        if current and current.serves(at):
            return current
        if current:
            _replace(current, at)
        _check_number(user)
        made = Order.objects.create(
            maker=maker.name,
            arguments=arguments,
            source=source,
            key=key,
            person=user,
            door=door,
            ordered_at=at,
            next_try_at=at,
        )
        ring(MAKE, made.pk)
    return made


def _replace(current: Order, at: datetime) -> None:
    """Somebody may be in the middle of reading its file, so that stays a while."""
    values = {"replaced_at": at}
    if current.expires_at:
        values["expires_at"] = min(current.expires_at, at + READ_WITHIN)
    Order.objects.filter(pk=current.pk).update(**values)


def _key(maker: Maker, arguments: Arguments, source: str, user: AbstractBaseUser) -> str:
    """What is asked for, and by whom unless the file is the same for everybody."""
    person = None if maker.is_shared else user.pk
    asked = {"maker": maker.name, "person": person, "about": arguments, "source": source}
    return sealed(asked)[1]


def _check_number(user: AbstractBaseUser) -> None:
    open_ones = Order.objects.filter(person=user, state__in=[WorkState.WAITING, WorkState.RUNNING])
    if open_ones.count() >= MOST_AT_ONCE:
        raise Refused(_("Anda sudah menunggu banyak berkas. Tunggu sampai sebagian selesai."))


def take(order: Order, maker: Maker, *, user: AbstractBaseUser, at: datetime) -> None:
    """`user` gets the file: that alone is written down, never that it was asked for."""
    with transaction.atomic():
        if order.person_id == user.pk:
            Order.objects.filter(pk=order.pk, taken_at=None).update(taken_at=at)
        maker.note(user, order, at)


def once_a_day(order: Order, user: AbstractBaseUser, at: datetime) -> str:
    """The key of the line which says that `user` took this file, in parts or again."""
    return f"ambil:{order.pk}:{user.pk}:{timezone.localdate(at)}"


def tell(at: datetime) -> int:
    """A letter to each person whose file is ready and was not taken; how many."""
    left = Order.objects.filter(
        file__isnull=False, taken_at=None, told_at=None, made_at__lte=at - UNTAKEN
    ).select_related("person")
    told = 0
    for each in left[:100]:
        with transaction.atomic():
            if Order.objects.filter(pk=each.pk, told_at=None, taken_at=None).update(told_at=at):
                maker = makers.get(each.maker)
                if maker:
                    notices.ready(each, maker.title(each.arguments), at=at)
                    told += 1
    return told


def forget(at: datetime) -> int:
    """Remove orders of long ago that have no file; how many. The ledger knows who took what."""
    old = Order.objects.filter(file=None, ordered_at__lte=at - REMEMBERED)
    return old.exclude(state__in=[WorkState.WAITING, WorkState.RUNNING]).delete()[0]


def clear(at: datetime) -> int:
    """Remove the files whose time has run out; how many. Their orders stay, and say so."""
    overdue = Order.objects.filter(file__isnull=False, expires_at__lte=at)
    cleared = 0
    for pk in overdue.values_list("pk", flat=True)[:500]:
        with transaction.atomic():
            rows = Order.objects.select_for_update(skip_locked=True, of=("self",))
            each = rows.filter(pk=pk, file__isnull=False).select_related("file").first()
            if each:
                Order.objects.filter(pk=pk).update(file=None)
                drop(each.file)
                cleared += 1
    return cleared
