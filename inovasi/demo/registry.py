"""The units and people of the demo. Names of people are made up; every unit is marked as sample."""

from dataclasses import dataclass
from datetime import datetime

from units.accounts.sessions import confirm_address
from units.models import Membership, Unit, UnitKind, User
from units.workflow import join_committee, join_leadership, join_unit

KECAMATAN = (
    "Bontonompo",
    "Bajeng",
    "Tompobulu",
    "Tinggimoncong",
    "Parangloe",
    "Bontomarannu",
    "Pallangga",
    "Somba Opu",
    "Bungaya",
    "Tombolopao",
    "Biringbulu",
    "Barombong",
    "Pattallassang",
    "Manuju",
    "Bontolempangan",
    "Bontonompo Selatan",
    "Parigi",
    "Bajeng Barat",
)
"""The 18 kecamatan of Gowa in the order of their codes, 73.06.01 to 73.06.18."""

AGENCIES = (
    ("DINKES", UnitKind.DINAS, "Dinas Kesehatan"),
    ("DIKBUD", UnitKind.DINAS, "Dinas Pendidikan dan Kebudayaan"),
    ("DISDUKCAPIL", UnitKind.DINAS, "Dinas Kependudukan dan Pencatatan Sipil"),
    ("DINSOS", UnitKind.DINAS, "Dinas Sosial"),
    ("DISKOMINFO", UnitKind.DINAS, "Dinas Komunikasi dan Informatika"),
    ("BAPPEDA", UnitKind.BADAN, "Badan Perencanaan Pembangunan Daerah"),
)
SCHOOLS = (
    ("SMPN-01", "SMP Negeri 1 Sungguminasa", 8),
    ("SMPN-02", "SMP Negeri 2 Pallangga", 7),
    ("SDN-01", "SD Negeri Malino", 4),
    ("SDN-02", "SD Negeri Limbung", 2),
)
VILLAGES = (
    ("73.06.07.2009", "Desa Bontoramba", 7),
    ("73.06.07.2010", "Desa Jene'tallasa", 7),
    ("73.06.13.2005", "Desa Pattallassang", 13),
    ("73.06.14.2001", "Desa Manuju", 14),
)
SECOND_PUSKESMAS = (2, 4, 6, 7, 8, 11, 12, 15)
"""Kecamatan that have two puskesmas, so that there are 26 as in the Bimtek of 2022."""


@dataclass(frozen=True)
class Cast:
    """Who acts in the demo."""

    committee: User
    second_committee: User
    judges: tuple[tuple[User, Unit | None], ...]


def build_units() -> dict[str, Unit]:
    """The sample registry by code."""
    units: dict[str, Unit] = {}
    for number, name in enumerate(KECAMATAN, start=1):
        _add(units, f"73.06.{number:02d}", f"Kecamatan {name}", UnitKind.KECAMATAN)
    for code, kind, name in AGENCIES:
        _add(units, code, name, kind)
    for code, name, place in SCHOOLS:
        _add(units, code, name, UnitKind.SCHOOL, parent=units["DIKBUD"], place=place)
    for code, name, place in VILLAGES:
        _add(units, code, name, UnitKind.DESA, place=place)
    for number, name in enumerate(KECAMATAN, start=1):
        twins = ("I", "II") if number in SECOND_PUSKESMAS else ("",)
        for twin in twins:
            code = f"PKM-{number:02d}{f'-{twin}' if twin else ''}"
            title = f"Puskesmas {name} {twin}".strip()
            _add(units, code, title, UnitKind.PUSKESMAS, parent=units["DINKES"], place=number)
    return units


def _add(
    units: dict[str, Unit],
    code: str,
    name: str,
    kind: UnitKind,
    *,
    parent: Unit | None = None,
    place: int | None = None,
) -> None:
    units[code] = Unit.objects.create(
        code=code,
        name=f"{name} (contoh)",
        kind=kind,
        parent=parent,
        kecamatan=units[f"73.06.{place:02d}"] if place else None,
        is_sample=True,
    )


def build_cast(units: dict[str, Unit], at: datetime) -> Cast:
    """The demo accounts. They have no password: the demo's sign-in page lets them in."""
    head, operator = Membership.Role.HEAD, Membership.Role.OPERATOR
    for name, address, code, role in (
        ("Nurhayati Contoh", "operator.puskesmas", "PKM-07-I", operator),
        ("dr. Rahmat Contoh", "kepala.puskesmas", "PKM-07-I", head),
        ("Sitti Aminah Contoh", "operator.desa", "73.06.07.2009", operator),
        ("Hasan Contoh", "operator.sekolah", "SMPN-01", operator),
        ("Mariani Contoh", "operator.dinas", "DISDUKCAPIL", operator),
    ):
        group = "Kepala unit" if role == head else "Operator unit"
        person = _person(name, address, group, units[code].name)
        join_unit(user=person, unit=units[code], at=at, role=role)
    committee = _person("Andi Contoh", "panitia", "Panitia", "Bagian Organisasi")
    second = _person("Kartini Contoh", "panitia.dua", "Panitia", "Bagian Organisasi")
    for person in (committee, second):
        join_committee(user=person)
    secretary = _person("Sekda Contoh", "sekda", "Pimpinan", "Sekretaris Daerah")
    join_leadership(user=secretary)
    return Cast(committee, second, _judges(units, at))


def _judges(units: dict[str, Unit], at: datetime) -> tuple[tuple[User, Unit | None], ...]:
    academic = _person("Dr. Salma Contoh", "juri.akademisi", "Juri", "Akademisi, dari luar")
    journalist = _person("Yusuf Contoh", "juri.media", "Juri", "Wartawan, dari luar")
    camat = _person("Baso Contoh", "juri.camat", "Juri", "Camat: juri sekaligus kepala unit")
    home = units["73.06.08"]
    join_unit(user=camat, unit=home, at=at, role=Membership.Role.HEAD)
    _person("Pengelola Contoh", "pengelola", "Pengelola server", "Django admin", staff=True)
    return ((academic, None), (journalist, None), (camat, home))


def operator_of(unit: Unit, at: datetime) -> User:
    """Somebody who acts for the unit; a nameless sample operator where the demo needs none."""
    member = unit.memberships.order_by("pk").first()
    if member is not None:
        return member.user
    address = f"operator.{unit.code.lower().replace('.', '-')}@gowa.example"
    person = User.objects.create_user(
        email=address, full_name=f"Operator {unit.name}", is_demo=True
    )
    confirm_address(person)
    join_unit(user=person, unit=unit, at=at)
    return person


def _person(name: str, address: str, role: str, note: str, staff: bool = False) -> User:
    person = User.objects.create_user(
        email=f"{address}@gowa.example",
        full_name=name,
        is_demo=True,
        demo_role=role,
        demo_note=note,
        demo_order=User.objects.count() + 1,
        is_staff=staff,
        is_superuser=staff,
    )
    confirm_address(person)
    return person
