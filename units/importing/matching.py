"""From cells to units: which column is what, and what each row would do. Writes nothing."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.texts import clean
from units.models import CODE, Unit, UnitKind
from units.registry import plain

FIELDS = {
    "code": (gettext_lazy("Kode"), ("code", "kode", "kode unit", "kode wilayah")),
    "name": (gettext_lazy("Nama"), ("name", "nama", "nama unit", "unit")),
    "kind": (gettext_lazy("Jenis"), ("kind", "jenis", "jenis unit")),
    "parent": (gettext_lazy("Kode induk"), ("parent", "parent_code", "induk", "kode induk")),
    "kecamatan": (
        gettext_lazy("Kode kecamatan"),
        ("kecamatan", "kecamatan_code", "kode kecamatan"),
    ),
    "counts_for_oioi": (gettext_lazy("Wajib inovasi"), ("oioi", "wajib", "counts_for_oioi")),
    "active_from": (gettext_lazy("Aktif sejak"), ("aktif sejak", "mulai", "active_from")),
    "active_until": (gettext_lazy("Aktif sampai"), ("aktif sampai", "sampai", "active_until")),
}
"""Field: (words, headers that mean it)."""

REQUIRED = ("code", "name", "kind")
TRUE, FALSE = {"ya", "y", "1", "true", "benar"}, {"tidak", "t", "0", "false", "bukan"}


def guess_columns(headers: list[str]) -> dict[str, int]:
    """The columns whose header means a field; the user corrects what was guessed wrong."""
    known = {header: place for place, header in reversed(list(enumerate(map(_plain, headers))))}
    return {
        field: known[name]
        for field, (_words, names) in FIELDS.items()
        for name in reversed(names)
        if name in known
    }


def _plain(header: str) -> str:
    return " ".join(header.lower().split())


@dataclass
class Line:
    """What one row of the sheet would do."""

    number: int
    code: str
    name: str
    outcome: str = "same"
    """new, changed, same or error."""
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def said_changes(self) -> list[tuple[str, Any, Any]]:
        """(words of the field, old, new)."""
        return [(str(FIELDS[name][0]), old, new) for name, (old, new) in self.changes.items()]

    def object(self, column: str, remedy: str) -> None:
        self.problems.append(
            _("Kolom %(column)s: %(remedy)s") % {"column": column, "remedy": remedy}
        )
        self.outcome = "error"


def dry_run(
    rows: list[Any], headers: list[str], columns: Mapping[str, int]
) -> tuple[list[Line], dict[str, int]]:
    """Every row with its outcome, and how many there are of each."""
    lines = [_line(row, headers, columns) for row in rows]
    known = {unit.code: unit for unit in Unit.objects.select_related("parent", "kecamatan")}
    _object_to_doubles(lines)
    _object_to_unknown_units(lines, known)
    _object_to_loops(lines, known)
    for line in lines:
        _object_to_dates(line, known.get(line.code))
        if line.outcome != "error":
            _compare(line, known.get(line.code))
    counts = Counter(line.outcome for line in lines)
    return lines, {name: counts[name] for name in ("new", "changed", "same", "error")}


def _line(row: Any, headers: list[str], columns: Mapping[str, int]) -> Line:
    number, cells, remarks = row
    text = {name: clean(cells[place]).strip() for name, place in columns.items()}
    line = Line(number, text.get("code", ""), text.get("name", ""))
    for place, remark in remarks.items():
        if int(place) in columns.values() or int(place) == 0:
            line.object(headers[int(place)], remark)
    for name, value in text.items():
        _take(line, name, value)
    for name in REQUIRED:
        if not text.get(name):
            line.object(str(FIELDS[name][0]), _("Wajib diisi."))
    return line


def _take(line: Line, name: str, value: str) -> None:
    """Turn the text of one field into its value, or say what is wrong with it."""
    words = str(FIELDS[name][0])
    limits = {"code": 32, "name": 200}
    if len(value) > limits.get(name, 1000):
        line.object(words, _("Paling panjang %(limit)d huruf.") % {"limit": limits.get(name, 1000)})
        return
    match name:
        case "kind":
            kind = _kind(value)
            if value and kind is None:
                line.object(words, _("Jenis %(kind)s tidak dikenal.") % {"kind": value})
            line.values[name] = kind
        case "counts_for_oioi":
            if value.lower() in TRUE | FALSE:
                line.values[name] = value.lower() in TRUE
            elif value:
                line.object(words, _("Isi dengan ya atau tidak."))
        case "active_from" | "active_until":
            day = _day(value)
            if value and day is None:
                line.object(words, _("Tulis tanggal seperti 2026-03-31 atau 31/03/2026."))
            line.values[name] = day
        case "code":
            if value and not re.fullmatch(CODE, value):
                line.object(words, _("Hanya huruf, angka, titik, garis, dan _."))
        case _:
            line.values[name] = value


def _kind(value: str) -> str | None:
    wanted = value.lower()
    for kind in UnitKind:
        if wanted in {kind.value, kind.name.lower(), str(kind.label).lower()}:
            return kind.value
    return None


def _day(value: str) -> date | None:
    parts = value.replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _object_to_doubles(lines: list[Line]) -> None:
    times = Counter(line.code for line in lines if line.code)
    for line in lines:
        if times[line.code] > 1:
            line.object(
                str(FIELDS["code"][0]),
                _("Kode %(code)s ada di beberapa baris.") % {"code": line.code},
            )


def _object_to_unknown_units(lines: list[Line], known: Mapping[str, Unit]) -> None:
    kinds = {code: unit.kind for code, unit in known.items()}
    kinds |= {line.code: line.values.get("kind") for line in lines}
    for line in lines:
        for name in ("parent", "kecamatan"):
            code = line.values.get(name)
            words = str(FIELDS[name][0])
            if code and code not in kinds:
                line.object(words, _("Tidak ada unit dengan kode %(code)s.") % {"code": code})
            elif code and name == "kecamatan" and kinds[code] != UnitKind.KECAMATAN:
                line.object(words, _("Unit %(code)s bukan kecamatan.") % {"code": code})


def _object_to_loops(lines: list[Line], known: Mapping[str, Unit]) -> None:
    parents = {code: unit.parent.code if unit.parent else "" for code, unit in known.items()}
    parents |= {line.code: line.values["parent"] for line in lines if "parent" in line.values}
    for line in lines:
        seen, code = {line.code}, parents.get(line.code, "")
        while code and code not in seen:
            seen.add(code)
            code = parents.get(code, "")
        if code == line.code and code:
            line.object(str(FIELDS["parent"][0]), _("Unit induk membentuk lingkaran."))


def _object_to_dates(line: Line, unit: Unit | None) -> None:
    """A unit ends after it begins, and a merged one has ended; the sheet's values count first."""
    dates = {
        name: line.values.get(name, getattr(unit, name, None))
        for name in ("active_from", "active_until")
    }
    begins, ends = dates.values()
    words = str(FIELDS["active_until"][0])
    if begins and ends and ends <= begins:
        line.object(words, _("Harus sesudah tanggal mulai."))
    if unit is not None and unit.merged_into_id and not ends:
        line.object(words, _("Unit ini sudah digabung, jadi tanggalnya tidak boleh kosong."))


def _compare(line: Line, unit: Unit | None) -> None:
    if unit is None:
        line.outcome = "new"
        return
    for name, value in line.values.items():
        old = getattr(unit, name)
        before = old.code if isinstance(old, Unit) else plain(old)
        after = plain(value)
        if (before or None) != (after or None):
            line.changes[name] = [before, after]
    line.outcome = "changed" if line.changes else "same"
