"""A year with rules, and people who look at it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innovations.models import Innovation
from innovations.states import Status
from oioi.models import DutyYear, ReminderRule
from units.models import User
from units.workflow import join_leadership

DUE = date(2026, 3, 31)
"""29 days after `AT`."""


@pytest.fixture
def duty(db) -> DutyYear:
    return DutyYear.objects.create(
        year=2026, due_on=DUE, fulfilled_from="terdokumentasi", dated_by="terdokumentasi"
    )


@pytest.fixture
def sekda(person) -> User:
    user = person("Sekda")
    join_leadership(user=user)
    return user


@pytest.fixture
def rung(duty):
    """Makes rungs of the ladder: `rung(29, "operator")`."""

    def make(days: int, audience: str) -> ReminderRule:
        return ReminderRule.objects.create(duty_year=duty, days_before=days, audience=audience)

    return make


@pytest.fixture
def fulfil(at):
    """Marks an innovation as documented at the moment of the tests."""

    def make(innovation: Innovation) -> None:
        Innovation.objects.filter(pk=innovation.pk).update(
            status=Status.DOCUMENTED, documented_at=at
        )

    return make


@pytest.fixture
def count_queries():
    """How many queries a call needs: `count_queries(lambda: browser.get(...))`."""

    def count(call) -> int:
        with CaptureQueriesContext(connection) as seen:
            call()
        return len(seen)

    return count
