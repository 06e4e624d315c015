"""Deeds of a person with the own letters."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from notifications.models import Message, Preference


def read(letter: Message, *, user: AbstractBaseUser, at: datetime) -> None:
    """The first reading counts; somebody else's letter stays as it is."""
    Message.objects.of(user).unread().filter(pk=letter.pk).update(read_at=at)


def read_all(*, user: AbstractBaseUser, at: datetime) -> None:
    """What came before this moment; a letter that comes meanwhile stays new."""
    Message.objects.of(user).unread().filter(created_at__lte=at).update(read_at=at)


def wants_digest(user: AbstractBaseUser) -> bool:
    return Preference.objects.filter(person=user, wants_digest=True).exists()


def choose_digest(*, user: AbstractBaseUser, wanted: bool) -> None:
    Preference.objects.update_or_create(person=user, defaults={"wants_digest": wanted})
