"""Accounts by password, as Django keeps them, with a quicker way to read whose a session is."""

from django.contrib.auth.backends import ModelBackend

from inovasi.lib import rows
from units.models import User

FACTS: dict[str, str] = {}
"""What upper floors ask about the person of nearly every page: an SQL expression over the account
`own` by its name. It is read with the account, and stands in `User.facts` then."""

FOUND = """
SELECT {columns},
  ARRAY(SELECT name FROM auth_group AS role JOIN units_user_groups AS given
        ON given.group_id = role.id WHERE given.user_id = own.id),
  ARRAY[{facts}]::boolean[]
FROM units_user AS own WHERE id = %s
"""


class AccountBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        sql = FOUND.format(columns=rows.columns(User, "own"), facts=", ".join(FACTS.values()))
        found = rows.first(sql, [user_id])
        if found is None:
            return None
        *values, groups, facts = found
        user = rows.built(User, values)
        user.group_names = frozenset(groups)
        user.facts = dict(zip(FACTS, facts, strict=True))
        return user if self.user_can_authenticate(user) else None
