"""Deeds about single rows of a rulebook that is not opened yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from competitions.models import (
    Category,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    RubricBand,
    Stage,
    VideoRule,
)
from competitions.permissions import may_edit_rules
from competitions.workflow.seen import FIELDS, Row, seen_row
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from units.models import User
from uploads.models import StoredFile


class Removed(Refused):
    """The row, or what it belongs to, is not there any more."""


@dataclass(frozen=True)
class Band:
    """What scores from `lowest` to `highest` mean."""

    lowest: int
    highest: int
    text: str


def hold(edition: Edition, user: User) -> Edition:
    """The edition as it stands, locked until the deed is over; refuses when its rules are locked.

    Every deed about rules takes this lock, so none slips in while the edition is being opened.
    """
    found = locked(edition)
    demand(may_edit_rules(user, found))
    return found


def locked(edition: Edition) -> Edition:
    """The edition as it stands, locked until the deed is over; `Removed` when it is gone."""
    found = Edition.objects.select_for_update().filter(pk=edition.pk).first()
    if found is None:
        raise Removed(_("Edisi ini sudah dihapus."))
    return found


@transaction.atomic
def add_row(row: Row, *, user: User, bands: Iterable[Band] = ()) -> Row:
    """Put an unsaved row at the end of its list, a criterion with its bands.

    Raises `Removed` when the group or stage it belongs to is gone, `Refused` for values that
    contradict each other or another row.
    """
    hold(row.edition, user)
    clean_words(row)
    _check(row)
    if hasattr(row, "order"):
        last = siblings(row).aggregate(last=models.Max("order"))["last"]
        row.order = (last or 0) + 1
    row.save(force_insert=True)
    _set_bands(row, bands)
    return row


@transaction.atomic
def change_row(
    row: Row, *, seen: str, user: User, bands: Iterable[Band] = (), **values: Any
) -> Row:
    """Give a row new values; a criterion's bands are replaced.

    Raises `Stale` when the row no longer is what `seen` tells, `Removed` when it is gone.
    """
    hold(row.edition, user)
    current = fetch(row)
    if seen_row(current) != seen:
        raise Stale(current)
    for name in FIELDS[type(row)]:
        if name in values:
            setattr(current, name, values[name])
    clean_words(current)
    _check(current)
    current.save()
    _set_bands(current, bands)
    return current


@transaction.atomic
def remove_row(row: Row, *, user: User) -> None:
    """Take a row out with everything below it; one that is gone already is no mistake."""
    hold(row.edition, user)
    type(row).objects.filter(pk=row.pk).delete()


@transaction.atomic
def move_row(row: Row, *, up: bool, seen: int, user: User) -> None:
    """Swap a row with the one before or after it; at the end of the list nothing happens.

    `seen` is the place in its list, from 1, that the page showed: a row that stands elsewhere by
    now stays there, so a second click does not move it twice.
    """
    hold(row.edition, user)
    line = list(siblings(fetch(row)))
    place = line.index(row)
    if place + 1 != seen:
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(line):
        line[place], line[other] = line[other], line[place]
    for number, each in enumerate(line, start=1):
        each.order = number
    type(row).objects.bulk_update(line, ["order"])


@transaction.atomic
def set_template(rule: DocumentRule, file: StoredFile | None, *, user: User) -> None:
    """The form that units download, sign and hand in; None takes it away."""
    hold(rule.edition, user)
    current = fetch(rule)
    current.template = file
    current.save(update_fields=["template"])


def fetch(row: Row) -> Row:
    """The row as it stands; `Removed` when it is gone."""
    try:
        return type(row).objects.get(pk=row.pk)
    except ObjectDoesNotExist:
        raise Removed(_("Yang Anda ubah sudah dihapus rekan Anda.")) from None


def siblings(row: Row) -> models.QuerySet[Any]:
    """The list that a row stands in, in its order."""
    parent = parent_field(type(row))
    return type(row).objects.filter(**{parent: getattr(row, parent)}).order_by("order", "pk")


def parent_field(of: type[models.Model]) -> str:
    """What a kind of row belongs to: `edition`, `group` or `stage`."""
    if of in {Group, Category, Stage}:
        return "edition"
    return "stage" if of is Criterion else "group"


def _check(row: Row) -> None:
    parent = getattr(row, parent_field(type(row)))
    if not type(parent).objects.filter(pk=parent.pk).exists():
        raise Removed(
            _("%(parent)s sudah dihapus rekan Anda, jadi tidak ada tempat untuk menyimpannya.")
            % {"parent": parent}
        )
    if isinstance(row, VideoRule) and row._state.adding and _has_video(row):
        raise Refused(_("Kelompok ini sudah punya aturan video."))
    check_values(row)


def _has_video(row: VideoRule) -> bool:
    return VideoRule.objects.filter(group=row.group).exists()


def check_values(row: models.Model) -> None:
    """Raises `Refused` with the sentences of every rule of the table that `row` breaks."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def clean_words(row: models.Model) -> None:
    """No hidden characters, whatever door the words came through."""
    for name in FIELDS[type(row)]:
        value = getattr(row, name)
        if isinstance(value, str):
            setattr(row, name, clean(value).strip())


def _set_bands(row: Row, bands: Iterable[Band]) -> None:
    if not isinstance(row, Criterion):
        return
    row.bands.all().delete()
    wanted = [
        RubricBand(
            criterion=row, lowest=each.lowest, highest=each.highest, text=clean(each.text).strip()
        )
        for each in bands
    ]
    for band in wanted:
        check_values(band)
    RubricBand.objects.bulk_create(wanted)
