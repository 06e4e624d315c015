"""Whom a change of opened rules concerns, as far as entries are concerned."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from competitions.audiences import Audience
from competitions.models import Edition
from competitions.phases import PhaseKind
from units.models import User


def writers(edition: Edition) -> QuerySet[User]:
    """Members of the units that have an entry, begun or handed in."""
    return User.objects.filter(memberships__unit__submissions__edition=edition)


WRITERS = Audience(
    _("Anggota unit yang punya usulan"),
    writers,
    frozenset({PhaseKind.WRITING, PhaseKind.CHECK, PhaseKind.DECISION}),
)
