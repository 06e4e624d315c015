"""Pairs of entry and judge as a table names them, each line with what stands against it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competitions.models import Stage
from judging.conflicts import Conflicts
from judging.models import Assignment, Judge
from judging.queries.coverage import barrier, judgeable, serving_judges
from submissions.models import Submission


@dataclass
class PairLine:
    """One line of the table; `problem` is empty when the pair can be assigned, or already is."""

    number: int
    entry_number: str
    judge_code: str
    entry: Submission | None = None
    judge: Judge | None = None
    problem: str = ""
    is_given: bool = False

    @property
    def is_new(self) -> bool:
        return not self.problem and not self.is_given


def check_pairs(stage: Stage, lines: Iterable[PairLine]) -> list[PairLine]:
    """The same lines with entry and judge found, and with what the deed would refuse."""
    entries = {each.number.lower(): each for each in judgeable(stage)}
    judges = {each.code.lower(): each for each in serving_judges(stage)}
    known = Conflicts(judges.values(), entries.values())
    rows = Assignment.objects.kept().filter(judge__panel__stage=stage)
    given = set(rows.values_list("judge_id", "submission_id"))
    loads = Counter(rows.in_force().values_list("judge_id", flat=True))
    checked = list(lines)
    for line in checked:
        line.entry = entries.get(line.entry_number.strip().lower())
        line.judge = judges.get(line.judge_code.strip().lower())
        line.problem = line.problem or _problem(line, known)
        if line.judge is None or line.entry is None or line.problem:
            continue
        pair = (line.judge.pk, line.entry.pk)
        line.is_given = pair in given
        if line.is_given:
            continue
        given.add(pair)
        loads[line.judge.pk] += 1
        if line.judge.max_load is not None and loads[line.judge.pk] > line.judge.max_load:
            line.problem = _("%(judge)s paling banyak menilai %(most)d usulan.") % {
                "judge": line.judge.user,
                "most": line.judge.max_load,
            }
    return checked


def _problem(line: PairLine, known: Conflicts) -> str:
    if line.entry is None:
        return _("Tidak ada usulan bernomor %(number)s yang sedang dinilai.") % {
            "number": line.entry_number or "–"
        }
    if line.judge is None:
        return _("Tidak ada juri berkode %(code)s yang bertugas.") % {
            "code": line.judge_code or "–"
        }
    return barrier(line.judge, line.entry, known)
