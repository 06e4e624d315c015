"""Django's PostgreSQL, with a cheaper look at whether a kept connection still lives."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks before each request that a kept connection is alive, with a query.

    A server that ends a connection says so on the line, so an idle line with nothing to read is
    alive as far as a machine can know without waiting for an answer; only another one is asked.
    """

    def is_usable(self) -> bool:
        line = self.connection
        if line is not None and not line.closed and _is_silent(line.fileno()):
            return True
        return super().is_usable()


def _is_silent(line: int) -> bool:
    waiting = select.poll()
    waiting.register(line, select.POLLIN | select.POLLHUP | select.POLLERR)
    return not waiting.poll(0)
