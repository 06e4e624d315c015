"""Rulebooks in the making, laid down through the deeds."""

import pytest

from competitions.models import Edition
from competitions.tests.two_forms import KIPP_2023, lay_down
from conftest import OPENING
from units.models import User


@pytest.fixture
def draft(committee: User) -> Edition:
    """A rulebook that is ready and not opened."""
    return lay_down(KIPP_2023, user=committee, starts=OPENING)
