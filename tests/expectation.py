"""What the policy table promises to a person at a door, computed without asking any view."""

from inovasi.policy import POLICY, Who
from tests.things import FAMILIES, TUS, Target
from tests.world import World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROLES = (
    "anonymous",
    "nobody",
    "owner",
    "team_mate",
    "stranger",
    "committee",
    "committee_own",
    "leadership",
    "judge",
    "other_judge",
    "guest",
    "superuser",
)
BY_ROLE = {
    Who.SIGNED_IN,
    Who.COMMITTEE,
    Who.IMPARTIAL,
    Who.LEADERSHIP,
    Who.ADMINISTRATOR,
    Who.JUDGE,
}


def expected(world: World, role: str, method: str, target: Target) -> int:
    """A status, or 200 for whoever may."""
    rule = POLICY[target.name]
    if method not in rule:
        return 405
    who = rule[method]
    if Who.ANYONE in who:
        return 200
    if role == "anonymous":
        return 401 if TUS.items() <= target.headers.items() else 302
    relations = target.thing.relations(world, role)
    if who <= BY_ROLE:
        return _expected_by_role(role, who, target, relations)
    if relations & who:
        return 200
    readers = POLICY[FAMILIES[target.name]].get("GET", frozenset())
    is_visible = relations & readers or readers & {Who.ANYONE, Who.SIGNED_IN}
    return 403 if is_visible else 404


def _expected_by_role(role: str, who: frozenset[Who], target: Target, relations: set[Who]) -> int:
    is_committee = role in {"committee", "committee_own"}
    has_role = {
        Who.SIGNED_IN: True,
        Who.COMMITTEE: is_committee,
        Who.IMPARTIAL: is_committee,
        Who.LEADERSHIP: role == "leadership",
        Who.ADMINISTRATOR: role == "superuser",
        Who.JUDGE: role in {"judge", "other_judge"},
    }
    if not any(has_role[each] for each in who):
        return 403
    if not target.thing.is_handed_in:
        return 404
    return 403 if Who.IMPARTIAL in who and Who.OWN_UNIT in relations else 200
