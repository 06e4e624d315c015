"""Who would go on if a stage ended now."""

from collections.abc import Sequence
from dataclasses import dataclass

from competitions.models import Stage
from competitions.sentences import goes_on
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
        rule=goes_on(stage),
        missing=[each for each in ranked if not each.is_complete],
        splits=len(open_splits(stage)),
    )
