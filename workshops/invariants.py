"""What must always be true of workshops."""

from collections.abc import Iterator

from django.db.models import F

from notifications.models import Message
from workshops.models import Participant, Workshop


def workshops_seat_everyone() -> Iterator[str]:
    """No workshop has more participants than seats."""
    full = Workshop.objects.with_taken().filter(taken__gt=F("seats")).order_by("pk")
    for pk, taken, seats in full.values_list("pk", "taken", "seats"):
        yield f"{pk}: {taken} participants, {seats} seats"


def announced_workshops_were_told() -> Iterator[str]:
    """Every workshop that was announced has its invitations."""
    told = set(Message.objects.filter(letter="workshops/invited").values_list("key", flat=True))
    for pk in Workshop.objects.announced().order_by("pk").values_list("pk", flat=True):
        if f"workshop:{pk}" not in told:
            yield f"{pk}: nobody was invited"


def participants_were_confirmed() -> Iterator[str]:
    """Every participant was confirmed by letter."""
    told = set(Message.objects.filter(letter="workshops/registered").values_list("key", flat=True))
    for pk in Participant.objects.order_by("pk").values_list("pk", flat=True):
        if f"participant:{pk}" not in told:
            yield f"{pk}: no letter"


ALL = (workshops_seat_everyone, announced_workshops_were_told, participants_were_confirmed)
