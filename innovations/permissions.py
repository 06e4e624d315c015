from innovations.models import Innovation
from units.permissions import Visitor, acts_for


def may_edit(user: Visitor, innovation: Innovation) -> bool:
    """Only the people of the owning unit write about an innovation."""
    return acts_for(user, innovation.unit_id)
