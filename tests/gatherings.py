"""The world's workshops: each side has one that invites its unit alone, with a seat left."""

from datetime import timedelta
from uuid import uuid4

from conftest import AT
from notifications.mailings import seal
from units.models import Unit, User
from workshops import workflow
from workshops.models import Participant, Workshop
from workshops.queries import invited_people


def written_workshop(unit: Unit, committee: User) -> Workshop:
    """A draft."""
    starts = AT + timedelta(days=20)
    return workflow.write(
        token=uuid4(),
        user=committee,
        at=AT,
        title=f"Bimtek {unit.name}",
        about="Bawa laptop.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=6),
        registration_closes_at=starts - timedelta(days=5),
        place="Baruga Karaeng Galesong",
        link="",
        seats=40,
        seats_per_unit=2,
        kinds=[unit.kind],
        kecamatan=None,
    )


def sent_participant(unit: Unit, person: User, committee: User) -> Participant:
    """Somebody without an account comes to an announced workshop."""
    workshop = written_workshop(unit, committee)
    shown = seal(invited_people(workshop, AT))
    workflow.announce(workshop, version=workshop.version, shown=shown, user=committee, at=AT)
    return workflow.register(
        workshop, unit, name="Rini Astuti", position="Bidan", user=person, at=AT
    )
