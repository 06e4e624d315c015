"""The calendar of an edition for one unit: extensions, grace, cancellation."""

from datetime import timedelta

import pytest

from competitions.models import Edition, Extension, Phase
from competitions.phases import Action, PhaseKind
from competitions.sentences import calendar_verdict
from conftest import AT
from units.models import Unit, UnitKind, User

END = AT + timedelta(days=1)


@pytest.fixture
def edition(db) -> Edition:
    edition = Edition.objects.create(
        slug="k", name="K", year=2026, number_prefix="K", opened_at=AT - timedelta(days=9)
    )
    Phase.objects.create(
        edition=edition, kind=PhaseKind.WRITING, starts_at=AT - timedelta(days=9), ends_at=END
    )
    return edition


@pytest.fixture
def units(db) -> list[Unit]:
    return [Unit.objects.create(code=c, name=c, kind=UnitKind.DESA) for c in ("a", "b")]


def extend(edition: Edition, unit: Unit, until) -> None:
    someone = User.objects.create(email="p@example.org", full_name="P")
    Extension.objects.create(
        edition=edition,
        unit=unit,
        kind=PhaseKind.WRITING,
        until=until,
        reason="Listrik padam",
        granted_by=someone,
        granted_at=AT,
    )


def test_an_extension_holds_for_its_unit_alone(edition, units):
    extend(edition, units[0], END + timedelta(days=2))
    late = END + timedelta(days=1)

    assert calendar_verdict(edition, Action.SUBMIT, late, units[0])
    assert not calendar_verdict(edition, Action.SUBMIT, late, units[1])
    assert not calendar_verdict(edition, Action.SUBMIT, late)
    assert not calendar_verdict(edition, Action.SUBMIT, END + timedelta(days=2), units[0])


def test_an_extension_never_shortens(edition, units):
    extend(edition, units[0], END - timedelta(hours=5))

    assert calendar_verdict(edition, Action.SUBMIT, END - timedelta(hours=1), units[0])


def test_grace_lets_a_late_click_in_and_announces_the_true_end(edition):
    edition.grace_seconds = 30
    within, beyond = END + timedelta(seconds=29), END + timedelta(seconds=30)

    assert edition.asks(Action.SUBMIT, within).is_open
    assert edition.asks(Action.SUBMIT, within).current.ends_at == END
    assert not edition.asks(Action.SUBMIT, beyond).is_open
    assert not edition.asks(Action.CHECK, within).is_open


def test_a_cancelled_edition_is_closed_and_says_so(edition):
    edition.cancelled_at = AT

    assert edition.asks(Action.SUBMIT, AT - timedelta(seconds=1)).is_open
    assert "dibatalkan" in calendar_verdict(edition, Action.SUBMIT, AT).reason
