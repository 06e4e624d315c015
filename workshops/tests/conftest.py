"""A workshop that invites puskesmas, announced in the morning of `AT`, and a draft."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from conftest import AT
from notifications.mailings import seal
from units.models import User
from workshops import workflow
from workshops.models import Workshop
from workshops.queries import invited_people

STARTS = AT + timedelta(days=20)
CLOSES = AT + timedelta(days=15)
FACTS = {
    "title": "Bimtek Inovasi 2026",
    "about": "Bawa laptop.",
    "starts_at": STARTS,
    "ends_at": STARTS + timedelta(hours=6),
    "registration_closes_at": CLOSES,
    "place": "Baruga Karaeng Galesong",
    "link": "",
    "seats": 40,
    "seats_per_unit": 1,
    "kinds": ["puskesmas"],
    "kecamatan": None,
}


def announce(workshop: Workshop, user: User) -> Workshop:
    shown = seal(invited_people(workshop, AT))
    workflow.announce(workshop, version=workshop.version, shown=shown, user=user, at=AT)
    workshop.refresh_from_db()
    return workshop


@pytest.fixture
def draft(committee) -> Callable[..., Workshop]:
    """Makes drafts: `draft(seats=2)`."""

    def make(**facts: Any) -> Workshop:
        return workflow.write(token=uuid4(), user=committee, at=AT, **{**FACTS, **facts})

    return make


@pytest.fixture
def workshop(draft, committee, owner) -> Workshop:
    return announce(draft(), committee)
