"""Groups of people whom panitia may write to, as far as units are concerned."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from notifications.mailings import Group
from units.models import COMMITTEE, Membership, User


def groups() -> Iterator[Group]:
    heads = Q(memberships__role=Membership.Role.HEAD)
    operators = Q(memberships__role=Membership.Role.OPERATOR)
    yield Group("kepala", _("Semua kepala unit"), partial(_people, heads))
    yield Group("operator", _("Semua operator"), partial(_people, operators))
    yield Group("panitia", _("Panitia"), partial(_people, Q(groups__name=COMMITTEE)))


def _people(which: Q) -> QuerySet[User]:
    return User.objects.filter(which, is_active=True).distinct()
