"""The words of an opened rulebook that may be corrected, each with a name and an address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    RubricBand,
    Section,
    Stage,
    VideoRule,
)

CORRECTABLE: Mapping[type[Model], tuple[str, ...]] = {
    Edition: ("name", "theme", "statement"),
    Category: ("name", "description"),
    Group: ("name",),
    Section: ("title", "question", "help_text", "evidence_help"),
    DocumentRule: ("title", "description"),
    VideoRule: ("description",),
    CheckItem: ("title", "guidance"),
    Stage: ("name",),
    Criterion: ("name", "description"),
    RubricBand: ("text",),
}


@dataclass(frozen=True)
class Text:
    """One wording: the row and its field."""

    row: Model
    field: str

    @property
    def words(self) -> str:
        return getattr(self.row, self.field)

    @property
    def address(self) -> str:
        """Names the wording in a URL: `section-12-question`."""
        return f"{self.row._meta.model_name}-{self.row.pk}-{self.field}"


def said_of(text: Text) -> str:
    """Such as "Umum: 3. Kebaruan, pertanyaan"."""
    field = text.row._meta.get_field(text.field).verbose_name
    return _("%(row)s, %(field)s") % {"row": _row(text.row), "field": field}


def _row(row: Model) -> str:
    match row:
        case Section() | DocumentRule() | CheckItem():
            return f"{row.group}: {row}"
        case VideoRule():
            return _("Kelompok %(group)s: video") % {"group": row.group}
        case Criterion():
            return f"{row.stage}: {row}"
        case RubricBand():
            return f"{row.criterion}: {row.lowest}-{row.highest}"
    return f"{row._meta.verbose_name} {row}"


def texts(edition: Edition) -> Iterator[Text]:
    """Every wording of an edition from `Edition.objects.with_rules()`, empty ones too."""
    for row in _rows(edition):
        for field in CORRECTABLE[type(row)]:
            yield Text(row, field)


def _rows(edition: Edition) -> Iterator[Model]:
    yield edition
    yield from edition.categories.all()
    for group in edition.groups.all():
        yield group
        yield from group.sections.all()
        yield from group.document_rules.all()
        if hasattr(group, "video_rule"):
            yield group.video_rule
        yield from group.check_items.all()
    for stage in edition.stages.all():
        yield stage
        for criterion in stage.criteria.all():
            yield criterion
            yield from criterion.bands.all()
