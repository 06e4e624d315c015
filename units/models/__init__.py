"""Who takes part: people, units, and who acts for which unit."""

from units.models.history import ImportRun, UnitEvent
from units.models.membership import Invitation, Membership
from units.models.person import COMMITTEE, LEADERSHIP, ROLE_WORDS, PersonEvent, User, UserManager
from units.models.unit import CODE, FormerName, Unit, UnitKind, UnitQuerySet, folded

__all__ = [
    "CODE",
    "COMMITTEE",
    "LEADERSHIP",
    "ROLE_WORDS",
    "FormerName",
    "ImportRun",
    "Invitation",
    "Membership",
    "PersonEvent",
    "Unit",
    "UnitEvent",
    "UnitKind",
    "UnitQuerySet",
    "User",
    "UserManager",
    "folded",
]
