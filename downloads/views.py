"""The page of an order, and its file."""

from datetime import timedelta
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from downloads import makers, queries, workflow
from downloads.makers import Maker
from downloads.models import Order
from inovasi.lib.http import Request
from inovasi.lib.work import WorkState
from uploads.delivery import deliver

STATE = "Order-State"
"""The header by which `static/js/order.js` sees that the page has something new to say."""


def order_page(request: Request, pk: int) -> HttpResponse:
    """What became of an order: it waits, it is ready, it failed, its file is gone."""
    order, maker = _known(request, pk)
    is_coming = order.state in {WorkState.WAITING, WorkState.RUNNING}
    context = {
        "order": order,
        "title": maker.title(order.arguments),
        "is_coming": is_coming,
        "is_own": order.person_id == request.user.pk,
        "begins": order.is_ready and order.taken_at is None,
        "state": f"{order.state} {order.is_ready}",
        "estimate": _in_words(queries.typical(order.maker)) if is_coming else "",
        "ahead": queries.ahead(order, request.at) if is_coming else 0,
    }
    response = render(request, "downloads/order.html", context)
    response[STATE] = context["state"]
    return response


def order_file(request: Request, pk: int) -> HttpResponseBase:
    """The file, in whole or in part; whoever is early or late is sent to the page."""
    order, maker = _known(request, pk)
    if order.file is None:
        return redirect("order", pk)
    answer = deliver(request, order.file, inline=False)
    if request.method == "GET" and answer.status_code < HTTPStatus.BAD_REQUEST:
        workflow.take(order, maker, user=request.user, at=request.at)
    return answer


def _known(request: Request, pk: int) -> tuple[Order, Maker]:
    """The order, for who gave it, or may have what is the same for all; asked each time."""
    order = get_object_or_404(Order.objects.select_related("file"), pk=pk)
    maker = makers.get(order.maker)
    if maker is None or not (maker.is_shared or order.person_id == request.user.pk):
        raise Http404
    if not maker.may(request.user, order.arguments, request.at):
        raise Http404
    return order, maker


def _in_words(lasts: timedelta | None) -> str:
    if lasts is None:
        return ""
    if lasts < timedelta(seconds=10):
        return _("Biasanya siap dalam beberapa detik.")
    if lasts < timedelta(seconds=90):
        return _("Biasanya siap dalam satu menit.")
    return _("Biasanya siap dalam %(minutes)d menit.") % {
        "minutes": round(lasts / timedelta(minutes=1))
    }
