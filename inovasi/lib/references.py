"""The short number that ties an error page to its log lines."""

import logging
from contextvars import ContextVar

reference: ContextVar[str] = ContextVar("reference", default="-")


class ReferenceFilter(logging.Filter):
    """Puts the reference of the current request into each log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = reference.get()
        return True
