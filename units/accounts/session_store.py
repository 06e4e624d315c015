"""Sessions in the database, as Django keeps them, with a quicker way to read one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from inovasi.lib import rows

FOUND = "SELECT {} FROM django_session AS own WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        sql = FOUND.format(rows.columns(Session, "own"))
        found = rows.first(sql, [self.session_key, timezone.now()])
        if found is None:
            self._session_key = None
            return None
        return rows.built(Session, found)
