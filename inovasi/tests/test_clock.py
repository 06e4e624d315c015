"""The moment of a request: this host's clock, set right by the database's."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from inovasi.lib import clock


@pytest.fixture(autouse=True)
def _by_the_database(settings, db, monkeypatch) -> None:
    settings.DEADLINES_BY_DATABASE = True
    monkeypatch.setattr(clock._Own, "compared_at", -clock.COMPARED_EVERY)
    monkeypatch.setattr(clock._Own, "behind", timedelta())


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_host_with_a_wrong_clock_has_the_moment_of_the_database(minutes):
    wrong = timezone.now() + timedelta(minutes=minutes)
    with time_machine.travel(wrong, tick=True):
        assert abs(clock.of_request() - clock.now()) < timedelta(seconds=30)


def test_it_is_asked_twice_a_minute_and_no_more(django_assert_num_queries):
    with django_assert_num_queries(1):
        moments = [clock.of_request() for _request in range(20)]

    assert moments == sorted(moments)


def test_a_host_with_a_right_clock_keeps_its_own():
    before = timezone.now()
    assert before <= clock.of_request() <= timezone.now()


def test_a_slow_answer_is_no_wrong_clock(monkeypatch):
    def late() -> datetime:
        said = timezone.now() - timedelta(seconds=5)
        traveller.shift(timedelta(seconds=10))
        return said + timedelta(seconds=10)

    with time_machine.travel(timezone.now(), tick=False) as traveller:
        monkeypatch.setattr(clock, "now", late)
        assert clock.of_request() == timezone.now()


def test_while_the_database_is_away_what_it_said_last_counts(monkeypatch, caplog):
    monkeypatch.setattr(clock._Own, "behind", timedelta(minutes=-10))
    with monkeypatch.context() as while_away:
        while_away.setattr(clock, "now", _away)
        moment = clock.of_request()

    assert abs(timezone.now() - moment - timedelta(minutes=10)) < timedelta(minutes=1)
    assert "not compared" in caplog.text


def _away() -> None:
    raise OperationalError("no line")
