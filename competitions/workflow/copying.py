"""Last year's rulebook as the beginning of the next one."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Phase,
    RubricBand,
    Section,
    Stage,
    VideoRule,
)
from competitions.readiness import Finding, Part
from competitions.workflow.editions import draft_edition
from inovasi.lib.dates import moment
from units.models import User

SATURDAY = 5


@dataclass(frozen=True)
class CopyReport:
    """What came along, in numbers, and what somebody has to decide anew."""

    edition: Edition
    copied: list[tuple[str, int]]
    decisions: list[Finding]


@transaction.atomic
def copy_edition(
    source: Edition, *, user: User, slug: str, name: str, year: int, number_prefix: str
) -> CopyReport:
    """Begin an edition with every rule of `source`, its dates moved to `year`.

    Left behind are theme and guideline, which are new every year, and everything that happened
    after the opening. Raises `Refused` when the address or the prefix is taken.
    """
    source = Edition.objects.with_rules().get(pk=source.pk)
    edition = draft_edition(
        user=user,
        slug=slug,
        name=name,
        year=year,
        number_prefix=number_prefix,
        winner_count=source.winner_count,
        statement=source.statement,
        grace_seconds=source.grace_seconds,
    )
    edition.copied_from = source
    edition.save(update_fields=["copied_from"])
    years = year - source.year
    _copy_all(
        source.phases.all(),
        edition=edition,
        moved=lambda row: {
            "starts_at": same_moment(row.starts_at, years),
            "ends_at": same_moment(row.ends_at, years),
        },
    )
    _copy_all(source.categories.all(), edition=edition)
    for group in source.groups.all():
        _copy_group(group, edition)
    for stage in source.stages.all():
        _copy_stage(stage, edition)
    return copy_report(edition)


def _copy_group(group: Group, edition: Edition) -> None:
    (new,) = _copy_all([group], edition=edition)
    for rows in (group.sections, group.document_rules, group.check_items):
        _copy_all(rows.all(), group=new)
    if hasattr(group, "video_rule"):
        _copy_all([group.video_rule], group=new)


def _copy_stage(stage: Stage, edition: Edition) -> None:
    (new,) = _copy_all([stage], edition=edition)
    criteria = list(stage.criteria.all())
    copies = _copy_all(criteria, stage=new)
    for criterion, copy in zip(criteria, copies, strict=True):
        _copy_all(criterion.bands.all(), criterion=copy)


def _copy_all(rows: Iterable[Model], moved: Any = None, **parent: Model) -> list[Any]:
    """New rows with the same values below another parent; `moved` says what else differs."""
    copies = [
        type(row)(**{**_values(row, parent), **(moved(row) if moved else {}), **parent})
        for row in rows
    ]
    return type(copies[0]).objects.bulk_create(copies) if copies else []


def _values(row: Model, parent: Container[str]) -> dict[str, Any]:
    """What a row holds, without its key and without what it belongs to."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in parent
    }


def same_moment(at: datetime, years: int) -> datetime:
    """The same local day and hour so many years later; 29 February becomes 28 without one."""
    local = timezone.localtime(at)
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)


def copy_report(edition: Edition) -> CopyReport:
    """What a copied edition took over and still has undecided, as it stands now.

    A decision leaves the list when somebody has changed what it is about.
    """
    edition = Edition.objects.with_rules().select_related("copied_from").get(pk=edition.pk)
    of_edition = {"edition": edition}
    of_group, of_stage = {"group__edition": edition}, {"stage__edition": edition}
    counted: tuple[tuple[type[Model], dict[str, Any]], ...] = (
        (Phase, of_edition),
        (Category, of_edition),
        (Group, of_edition),
        (Section, of_group),
        (DocumentRule, of_group),
        (VideoRule, of_group),
        (CheckItem, of_group),
        (Stage, of_edition),
        (Criterion, of_stage),
        (RubricBand, {"criterion__stage__edition": edition}),
    )
    copied = [
        (str(model._meta.verbose_name), model.objects.filter(**where).count())
        for model, where in counted
    ]
    return CopyReport(edition, copied, _decisions(edition))


def _decisions(edition: Edition) -> list[Finding]:
    source = edition.copied_from
    facts = _("Data pokok")
    found = []
    if not edition.theme:
        found.append(
            Finding(Part.FACTS, facts, _("Tema belum ditulis."), _("Tulis tema tahun ini."))
        )
    if edition.guideline_id is None:
        found.append(
            Finding(
                Part.GUIDELINE,
                _("Juknis"),
                _("Juknis tahun lalu tidak ikut disalin."),
                _("Unggah juknis tahun ini bila ada."),
            )
        )
    found += _dates(edition)
    if source is not None:
        found += [
            *_unchanged_facts(edition, source),
            *(f for group in edition.groups.all() for f in _limits(group)),
            *(f for group in edition.groups.all() for f in _templates(group, source)),
        ]
    return found


def _dates(edition: Edition) -> list[Finding]:
    """Dates were moved by whole years, so they may fall on a day off."""
    return [
        Finding(
            Part.PHASES,
            str(phase),
            _("%(moment)s jatuh pada akhir pekan.") % {"moment": moment(at)},
            _("Pilih hari kerja, dan periksa hari libur."),
        )
        for phase in edition.phases.all()
        for at in (phase.starts_at, phase.ends_at)
        if timezone.localtime(at).weekday() >= SATURDAY
    ]


def _unchanged_facts(edition: Edition, source: Edition) -> list[Finding]:
    found = [
        Finding(
            Part.FACTS,
            _("Data pokok"),
            _("Awalan nomor usulan: %(prefix)s.") % {"prefix": edition.number_prefix},
            _("Pastikan awalan ini yang dipakai pada nomor usulan."),
        )
    ]
    if edition.statement == source.statement and edition.statement:
        found.append(
            Finding(
                Part.FACTS,
                _("Data pokok"),
                _("Pernyataan kebenaran sama dengan %(source)s.") % {"source": source},
                _("Baca sekali lagi; ganti tahun atau dasar hukumnya bila disebut."),
            )
        )
    return found


def _limits(group: Group) -> list[Finding]:
    quota = group.quota_per_unit or _("tidak dibatasi")
    return [
        Finding(
            Part.GROUPS,
            _("Kelompok %(group)s") % {"group": group.name},
            _("Usia penerapan %(months)d bulan, jatah per unit %(quota)s.")
            % {"months": group.minimum_age_months, "quota": quota},
            _("Sesuaikan dengan pedoman tahun ini."),
            group.pk,
        )
    ]


def _templates(group: Group, source: Edition) -> list[Finding]:
    old = set(
        DocumentRule.objects.filter(group__edition=source, template__isnull=False).values_list(
            "template", flat=True
        )
    )
    return [
        Finding(
            Part.GROUPS,
            _("Kelompok %(group)s") % {"group": group.name},
            _("Contoh %(document)s masih berkas tahun lalu.") % {"document": rule.title},
            _("Unggah contoh baru bila formatnya berubah."),
            group.pk,
        )
        for rule in group.document_rules.all()
        if rule.template_id in old
    ]
