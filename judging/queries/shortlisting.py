"""Who would go on if a stage ended now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competitions.models import Stage
from inovasi.lib.seal import sealed
from judging.queries.moderation import open_splits
from judging.queries.ranking import RankedEntry, ranking
from judging.staging import Contender, going_on


@dataclass(frozen=True)
class Preview:
    """The ranking of a stage with the line that its rule draws."""

    ranked: Sequence[RankedEntry]
    going_on: frozenset[int]
    rule: str
    missing: Sequence[RankedEntry]
    splits: int

    @property
    def fingerprint(self) -> str:
        """Names what was looked at, so that it is what is decided."""
        lines = [
            [each.submission.pk, each.standing.rank, str(each.standing.score)]
            for each in self.ranked
        ]
        return sealed({"baris": lines, "lanjut": sorted(self.going_on), "aturan": self.rule})[1]


def preview(stage: Stage) -> Preview:
    ranked = ranking(stage)
    contenders = [
        Contender(each.submission.pk, each.submission.category_id, rank, each.standing.score)
        for each in ranked
        if (rank := each.standing.rank) is not None
    ]
    best = going_on(
        contenders,
        pass_mark=stage.pass_mark,
        per_category=stage.advance_per_category,
        most=stage.advance_most,
    )
    return Preview(
        ranked=ranked,
        going_on=frozenset(each.entry for each in best),
        rule=rule_in_words(stage),
        missing=[each for each in ranked if not each.is_complete],
        splits=len(open_splits(stage)),
    )


def rule_in_words(stage: Stage) -> str:
    said = []
    if stage.pass_mark is not None:
        said.append(_("nilai paling sedikit %(mark)s") % {"mark": f"{stage.pass_mark:n}"})
    if stage.advance_per_category is not None:
        said.append(_("%(most)d terbaik per kategori") % {"most": stage.advance_per_category})
    if stage.advance_most is not None:
        said.append(_("%(most)d terbaik seluruhnya") % {"most": stage.advance_most})
    if not said:
        return _("semua usulan lanjut")
    return _("%(rules)s; yang sama nilainya di batas ikut lanjut") % {"rules": ", ".join(said)}
