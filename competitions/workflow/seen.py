"""What somebody saw when a form was opened, so that a save never overwrites what they did not.

A form carries the fingerprint of the values that it showed. The deed compares it with the row as
it stands, under the lock of the edition; other values mean that a colleague was faster.
"""

from collections.abc import Mapping

from django.db.models import Model

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Section,
    Stage,
    VideoRule,
)
from inovasi.lib.seal import sealed

Row = Group | Category | Section | DocumentRule | VideoRule | CheckItem | Stage | Criterion

FIELDS: Mapping[type[Model], tuple[str, ...]] = {
    Edition: (
        "name",
        "year",
        "slug",
        "number_prefix",
        "theme",
        "winner_count",
        "statement",
        "grace_seconds",
        "is_practice",
    ),
    Group: (
        "name",
        "is_replication",
        "minimum_age_months",
        "quota_per_unit",
        "earlier_awards_min",
        "earlier_awards_max",
    ),
    Category: ("name", "description"),
    Section: (
        "number",
        "title",
        "question",
        "help_text",
        "is_required",
        "min_words",
        "max_words",
        "weight",
        "evidence_min_files",
        "evidence_max_files",
        "evidence_max_bytes",
        "evidence_help",
    ),
    DocumentRule: ("title", "description", "is_required", "max_bytes"),
    VideoRule: (
        "is_required",
        "description",
        "max_seconds",
        "max_bytes",
        "min_height",
        "allows_link",
    ),
    CheckItem: ("code", "title", "guidance", "machine_check"),
    Stage: (
        "kind",
        "name",
        "weight",
        "pass_mark",
        "advance_most",
        "advance_per_category",
        "minutes",
        "judges_per_entry",
        "combination",
        "split_threshold",
        "shows_peers",
        "is_blind",
    ),
    Criterion: ("name", "description", "weight", "max_score", "step"),
}
"""What panitia fills in, in the order of the form; order and files have deeds of their own."""


def seen_row(row: Row | Edition) -> str:
    """The fingerprint of a saved row; a criterion's covers its bands."""
    values = {name: str(getattr(row, name)) for name in FIELDS[type(row)]}
    if isinstance(row, Criterion):
        bands = ((each.lowest, each.highest, each.text) for each in row.bands.all())
        values["bands"] = str(sorted(bands))
    return sealed(values)[1]


def seen_phases(edition: Edition) -> str:
    """The fingerprint of the whole calendar, which one form shows."""
    rows = edition.phases.order_by("kind").values_list("kind", "starts_at", "ends_at")
    return sealed({kind: [str(start), str(end)] for kind, start, end in rows})[1]
