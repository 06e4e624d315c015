"""A coming Bimtek: announced, with some units registered and others still to answer."""

from datetime import datetime, timedelta
from uuid import UUID

from inovasi.demo.registry import Cast, operator_of
from notifications.mailings import seal
from units.models import Unit, UnitKind
from workshops import workflow
from workshops.queries import invited_people

INVITED = (
    UnitKind.DINAS,
    UnitKind.BADAN,
    UnitKind.PUSKESMAS,
    UnitKind.DESA,
    UnitKind.SCHOOL,
)
"""The kinds that came to the Bimtek of 2022, forty people in all."""
SENT = (
    ("DINKES", "Sri Wahyuni Contoh", "Analis kebijakan"),
    ("BAPPEDA", "Ilham Contoh", "Perencana ahli muda"),
    ("PKM-03", "drg. Fitriani Contoh", "Kepala puskesmas"),
    ("PKM-12-I", "Rosmini Contoh", "Bidan koordinator"),
    ("SMPN-02", "Syamsul Contoh", "Guru"),
    ("73.06.13.2005", "Kamaruddin Contoh", "Sekretaris desa"),
)


def play_workshop(units: dict[str, Unit], cast: Cast, at: datetime) -> None:
    """Through the deeds, as panitia and units do it."""
    announced = at - timedelta(days=4)
    senders = [(units[code], operator_of(units[code], announced)) for code, *_facts in SENT]
    soon = (at + timedelta(days=14)).replace(hour=9)
    begins = soon + timedelta(days=(2 - soon.weekday()) % 7)  # a Wednesday
    workshop = workflow.write(
        token=UUID(int=at.year, version=4),
        user=cast.committee,
        at=announced,
        title=f"Bimtek Inovasi Pelayanan Publik {at.year}",
        about="Menulis proposal, mengumpulkan bukti, dan membuat video. Bawa laptop dan data unit.",
        starts_at=begins,
        ends_at=begins.replace(hour=15),
        registration_closes_at=(begins - timedelta(days=4)).replace(hour=16),
        place="Baruga Karaeng Galesong, Sungguminasa",
        link="",
        seats=40,
        seats_per_unit=1,
        kinds=[kind.value for kind in INVITED],
        kecamatan=None,
    )
    names = seal(invited_people(workshop, announced))
    workflow.announce(
        workshop, version=workshop.version, shown=names, user=cast.committee, at=announced
    )
    for hours, ((unit, sender), (_code, name, position)) in enumerate(
        zip(senders, SENT, strict=True), start=5
    ):
        moment = announced + timedelta(hours=hours)
        workflow.register(workshop, unit, name=name, position=position, user=sender, at=moment)
