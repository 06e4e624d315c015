"""Letters about entries that leave the contest, or come back: one function per letter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from judging.models import Assignment, Departure
from notifications.workflow import post
from submissions.notices import people_of


def left(departure: Departure, *, at: datetime) -> None:
    """The unit hears how it left, and why."""
    post("judging/left", key=f"left:{departure.pk}", **_to_unit(departure, at))


def readmitted(departure: Departure, *, at: datetime) -> None:
    post("judging/readmitted", key=f"readmitted:{departure.pk}", **_to_unit(departure, at))


def _to_unit(departure: Departure, at: datetime) -> dict[str, Any]:
    submission = departure.submission
    context = {
        "edition": submission.edition,
        "stage": departure.stage,
        "submission": submission,
        "departure": departure,
        "path": reverse("submission", args=[submission.pk]),
    }
    return {"recipients": people_of(submission), "context": context, "at": at}


def left_judges(departure: Departure, given: Iterable[Assignment], *, at: datetime) -> None:
    """Judges need not go on. Without the reason, which may name whom a blind stage hides."""
    for each in given:
        post("judging/left_judges", key=f"left-judge:{departure.pk}", **_to_judge(each, at))


def readmitted_judges(departure: Departure, given: Iterable[Assignment], *, at: datetime) -> None:
    for each in given:
        key = f"readmitted-judge:{departure.pk}"
        post("judging/readmitted_judges", key=key, **_to_judge(each, at))


def _to_judge(given: Assignment, at: datetime) -> dict[str, Any]:
    stage = given.judge.panel.stage
    context = {
        "edition": stage.edition,
        "stage": stage,
        "entry": given.shown,
        "path": reverse("assignments"),
    }
    return {"recipients": [given.judge.user], "context": context, "at": at}
