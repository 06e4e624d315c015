"""The history of an object's fields: which lines there are, and each in words."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Field, ForeignKey, Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from inovasi.lib.dates import day, moment
from inovasi.records import subjects
from inovasi.records.columns import name_of_column, name_of_table
from inovasi.records.kinds import Kind, Part
from ledger.models import Change
from units.models import User
from uploads.models import StoredFile

AROUND = 40
"""So many characters are shown before and after what differs in a long text."""
LONG = 160
Operation = Change.Operation


@dataclass(frozen=True)
class Column:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """A line of the history as it is read."""

    what: str
    operation: str
    columns: list[Column]
    at: datetime
    actor: str


def lines(kind: Kind, pk: int, *, with_secrets: bool) -> QuerySet[Change]:
    """Every line about the object and what belongs to it, newest first."""
    wanted = Q(pk=None)
    for part, rows in rows_of(kind, pk).items():
        if rows and (with_secrets or not part.is_secret):
            wanted |= Q(table=part.model._meta.db_table, row__in=rows)
    return Change.objects.filter(wanted).order_by("-pk")


def rows_of(kind: Kind, pk: int) -> dict[Part, set[int]]:
    """The rows of each part: those that stand, and those that were deleted from a row above."""
    found: dict[Part, set[int]] = {}
    for part in kind.parts:
        if not part.up:
            found[part] = {pk}
            continue
        rows = part.model._default_manager.filter(**{part.up: pk}).values_list("pk", flat=True)
        found[part] = set(rows) | _gone(part, _above(kind, part, found))
    return found


def _above(kind: Kind, part: Part, found: Mapping[Part, set[int]]) -> set[int]:
    """The rows that a part's own foreign key points to, as far as they are known."""
    first, _sep, rest = part.up.partition("__")
    model = part.model._meta.get_field(first).related_model
    return {
        row
        for above, rows in found.items()
        if above.model is model and above.up == rest
        for row in rows
    }


def _gone(part: Part, above: set[int]) -> set[int]:
    column = part.model._meta.get_field(part.up.partition("__")[0]).attname
    deleted = Change.objects.filter(
        table=part.model._meta.db_table, operation=Operation.DELETE
    ).filter(**{f"before__{column}__in": sorted(above)})
    return set(deleted.values_list("row", flat=True))


class Telling:
    """Puts a page of lines into words, with one query for each kind of thing that they name."""

    def __init__(self, kind: Kind, changes: Iterable[Change]) -> None:
        self._changes = list(changes)
        self._parts = {part.model._meta.db_table: part for part in kind.parts}

    def told(self, *, masked: Container[int] = ()) -> list[Told]:
        """`masked` are accounts of judges, who stay judges to the reader."""
        return [self._told(change, masked) for change in self._changes]

    def _told(self, change: Change, masked: Container[int]) -> Told:
        model = self._model(change)
        columns = [
            Column(
                name_of_column(field),
                *shortened(
                    self._shown(field, (change.before or {}).get(field.attname)),
                    self._shown(field, (change.after or {}).get(field.attname)),
                ),
            )
            for field in model._meta.concrete_fields
            if self._counts(change, field)
        ]
        own = self._own_names.get((change.table, change.row), "")
        what = f"{name_of_table(model)}: {own}" if own else name_of_table(model)
        operation = change.get_operation_display()
        return Told(what, operation, columns, change.at, self._actor(change, masked))

    def _counts(self, change: Change, field: Field) -> bool:
        """Empty columns of a new or deleted row say nothing; nor does its number."""
        values = [(side or {}).get(field.attname) for side in (change.before, change.after)]
        return field.attname != "id" and any(value not in (None, "", [], {}) for value in values)

    def _actor(self, change: Change, masked: Container[int]) -> str:
        if change.actor is None:
            return _("Portal atau pengelola basis data")
        if change.actor in masked:
            return _("Juri")
        user = self._people.get(change.actor)
        return str(user) if user else _("akun %(id)d") % {"id": change.actor}

    def _model(self, change: Change) -> type[Model]:
        return self._parts[change.table].model

    def _shown(self, field: Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("ya") if value else _("tidak")
        if isinstance(field, ForeignKey):
            return self._names.get((field.related_model, value), str(value))
        choices = dict(field.flatchoices)
        if not isinstance(value, list) and value in choices:
            return str(choices[value])
        return _as_words(field, value)

    @cached_property
    def _people(self) -> dict[int, User]:
        return User.objects.in_bulk({c.actor for c in self._changes if c.actor is not None})

    @cached_property
    def _names(self) -> dict[tuple[type[Model], Any], str]:
        """What foreign keys point to, by its present name."""
        wanted: dict[type[Model], set[Any]] = {}
        for change in self._changes:
            for field in self._model(change)._meta.concrete_fields:
                if isinstance(field, ForeignKey):
                    sides = (change.before or {}, change.after or {})
                    keys = {side[field.attname] for side in sides if side.get(field.attname)}
                    wanted.setdefault(field.related_model, set()).update(keys)
        for model, keys in self._label_keys.items():
            wanted.setdefault(model, set()).update(keys)
        files = StoredFile.objects.in_bulk(wanted.pop(StoredFile, set()))
        names = {(StoredFile, str(pk)): file.original_name for pk, file in files.items()}
        for model, keys in wanted.items():
            label = model._meta.label_lower
            found = subjects.names(f"{label}:{key}" for key in keys)
            names |= {(model, key): found[f"{label}:{key}"].name for key in keys}
        return names

    @cached_property
    def _labels(self) -> dict[tuple[str, int], Any]:
        """By what each row of the page is told from others: the key of its section, its person.

        From the row if it stands, else from the line itself.
        """
        found = {}
        for table, part in self._parts.items():
            changes = [change for change in self._changes if change.table == table]
            if not part.named_by or not changes:
                continue
            column = part.model._meta.get_field(part.named_by).attname
            rows = part.model._default_manager.filter(pk__in={c.row for c in changes})
            standing = dict(rows.values_list("pk", column))
            for change in changes:
                kept = {**(change.before or {}), **(change.after or {})}.get(column)
                found[table, change.row] = standing.get(change.row, kept)
        return found

    @cached_property
    def _label_keys(self) -> dict[type[Model], set[Any]]:
        keys: dict[type[Model], set[Any]] = {}
        for (table, _row), key in self._labels.items():
            if key is not None:
                keys.setdefault(self._labelling(table), set()).add(_plain(key))
        return keys

    @cached_property
    def _own_names(self) -> dict[tuple[str, int], str]:
        return {
            (table, row): self._names.get((self._labelling(table), _plain(key)), "")
            for (table, row), key in self._labels.items()
        }

    def _labelling(self, table: str) -> type[Model]:
        part = self._parts[table]
        return part.model._meta.get_field(part.named_by).related_model


def _plain(key: Any) -> Any:
    """A key as it stands in JSON."""
    return key if isinstance(key, int) else str(key)


def _as_words(field: Field, value: Any) -> str:
    """Dates as people read them, lists by commas, everything else as it stands."""
    kind = field.get_internal_type()
    if kind == "DateTimeField" and (at := parse_datetime(str(value))):
        return moment(at)
    if kind == "DateField" and (at := parse_date(str(value))):
        return day(at)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def shortened(before: str, after: str) -> tuple[str, str]:
    """Both texts around the place where they differ, when one of them is long."""
    if max(len(before), len(after)) <= LONG:
        return before, after
    if not before or not after:
        return _cut(before, 0, LONG), _cut(after, 0, LONG)
    first = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    most = min(len(before), len(after)) - first
    last = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    start = max(0, first - AROUND)
    return tuple(_cut(text, start, len(text) - max(0, last - AROUND)) for text in (before, after))


def _cut(text: str, start: int, end: int) -> str:
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
