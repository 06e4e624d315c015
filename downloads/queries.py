"""How long files take, from those that were made."""

from datetime import datetime, timedelta
from statistics import median

from django.db.models import Q

from downloads.models import Order
from inovasi.lib.work import WorkState

LAST = 20


def typical(maker: str) -> timedelta | None:
    """How long one waited for such files lately; None when none was made yet."""
    rows = Order.objects.filter(maker=maker, made_at__isnull=False).order_by("-made_at")
    took = [made - asked for asked, made in rows.values_list("ordered_at", "made_at")[:LAST]]
    return median(took) if took else None


def ahead(order: Order, at: datetime) -> int:
    """How many other files are made before this one."""
    due = Order.objects.due(at) | Order.objects.filter(state=WorkState.RUNNING)
    sooner = Q(next_try_at__lt=order.next_try_at)
    as_soon = Q(next_try_at=order.next_try_at, pk__lt=order.pk)
    return due.filter(sooner | as_soon).count()
