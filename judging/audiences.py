"""Whom a change of opened rules concerns, as far as judging is concerned."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from competitions.audiences import Audience
from competitions.models import Edition
from competitions.phases import PhaseKind
from units.models import User


def judges(edition: Edition) -> QuerySet[User]:
    """Everybody on a panel of the edition."""
    return User.objects.filter(judgeships__panel__stage__edition=edition)


JUDGES = Audience(_("Juri"), judges, frozenset({PhaseKind.JUDGING, PhaseKind.DECISION}))
