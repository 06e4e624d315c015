"""What happens in a sample year, played through the deeds of the apps with past times."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from uuid import UUID

from django.utils import timezone

from competitions.models import Edition, Stage
from innovations.models import Innovation
from innovations.workflow import record
from inovasi.demo.files import Evidence
from inovasi.demo.registry import Cast, operator_of
from inovasi.demo.texts import IDEAS, Idea, answer, summary
from judging import queries
from judging import workflow as judging
from judging.models import Assignment, Judge
from judging.permissions import conflict
from submissions import workflow as entries
from submissions import writing
from submissions.checking import second
from submissions.models import Check, Finding, Submission
from submissions.permissions import repair_closes_at
from units.models import Unit


class Phase(StrEnum):
    """How far a sample year has come."""

    RULEBOOK = "rulebook"
    WRITING = "writing"
    CHECKING = "checking"
    JUDGING = "judging"
    DECISION = "decision"
    PUBLISHED = "published"


DAY_OF = {
    Phase.RULEBOOK: -5,
    Phase.WRITING: 25,
    Phase.CHECKING: 52,
    Phase.JUDGING: 70,
    Phase.DECISION: 85,
    Phase.PUBLISHED: 90,
}
"""The day of the year, counted from the opening of the writing phase, on which the demo stands."""


FIRST_PANEL, FIRST_SHEET, SECOND_PANEL = (
    timedelta(days=46), timedelta(days=16), timedelta(days=72),
)  # fmt: skip
"""Panels from the opening of the writing phase on, and the first sheets after the first panel."""
JOINT_NOTE = "Juri membahas bukti dampaknya bersama; penilaian masing-masing tetap berlaku."


class Fate(StrEnum):
    """What becomes of an entry by the end of the administrative check."""

    EMPTY = "empty draft"
    HALF = "half-written draft"
    READY = "complete draft"
    WAITING = "submitted"
    RETURNED = "returned"
    REPAIRED = "returned and handed in again"
    PASSED = "passed"
    FAILED = "failed"
    DOUBTED = "failed, waiting for a second look"


WRITING_FATES = (
    Fate.READY, Fate.HALF, Fate.PASSED, Fate.WAITING, Fate.RETURNED, Fate.REPAIRED,
    Fate.FAILED, Fate.EMPTY, Fate.PASSED, Fate.WAITING, Fate.HALF, Fate.DOUBTED,
)  # fmt: skip
FINAL_FATES = (
    Fate.PASSED, Fate.PASSED, Fate.REPAIRED, Fate.PASSED, Fate.PASSED, Fate.PASSED,
    Fate.FAILED, Fate.PASSED, Fate.HALF, Fate.PASSED, Fate.PASSED, Fate.PASSED,
)  # fmt: skip


@dataclass
class Story:
    """Plays sample years; the same seed gives the same people, texts, scores and results."""

    units: dict[str, Unit]
    cast: Cast
    random: Random
    evidence: Evidence
    now: datetime
    scale: int = 1

    def play(self, edition: Edition, phase: Phase, *, ideas: tuple[Idea, ...] = IDEAS) -> None:
        """Take `edition` up to `phase`; its phases must lie accordingly."""
        opening = edition.phases.get(kind="pengajuan").starts_at
        if phase == Phase.RULEBOOK:
            return
        fates = WRITING_FATES if phase == Phase.WRITING else FINAL_FATES
        for round_number in range(self.scale):
            for place, idea in enumerate(ideas):
                at = opening + timedelta(days=2 + place, hours=1 + place % 7)
                fate = fates[(place + 5 * round_number) % len(fates)]
                self._entry(edition, _numbered(idea, round_number), fate, at)
        if phase in {Phase.JUDGING, Phase.DECISION, Phase.PUBLISHED}:
            self._judge(edition, opening + FIRST_PANEL, leave_open=phase == Phase.JUDGING)
        if phase == Phase.PUBLISHED:
            self._finals(edition, opening)
            at = opening + timedelta(days=84, hours=3)
            salt = f"{self.random.getrandbits(256):064x}"
            frozen = judging.freeze(edition, user=self.cast.committee, at=at, salt=salt)
            judging.agree(frozen, user=self.cast.second_committee, at=at + timedelta(hours=1))

    def _entry(self, edition: Edition, idea: Idea, fate: Fate, at: datetime) -> None:
        unit = self.units[idea.unit]
        user = operator_of(unit, at)
        innovation = self._innovation(idea, unit, at)
        submission = entries.enter(
            innovation=innovation,
            edition=edition,
            group=edition.groups.get(),
            category=self.random.choice(list(edition.categories.all())),
            user=user,
            at=at,
        )
        written = {Fate.EMPTY: 0, Fate.HALF: 4}.get(fate)
        for number, each in enumerate(submission.answers.select_related("section")):
            if written is None or number < written:
                text = answer(idea, each.section.max_words, self.random)
                writing.save_answer(
                    submission, each.section, text=text, version=0, user=user, at=at
                )
        if fate in {Fate.EMPTY, Fate.HALF}:
            return
        self.evidence.add_documents(submission, user, at)
        self.evidence.add_proofs(submission, user, at)
        self.evidence.add_video(submission, user, at)
        if fate != Fate.READY:
            entries.submit(submission, user=user, at=at + timedelta(hours=2))
            self._check(submission, fate, at + timedelta(days=2))

    def _innovation(self, idea: Idea, unit: Unit, at: datetime) -> Innovation:
        """The unit's own record; a new year enters the same innovation again."""
        known = Innovation.objects.filter(unit=unit, title=idea.title).first()
        if known is not None:
            return known
        started = timezone.localdate(at) - timedelta(days=500 + self.random.randrange(400))
        return record(
            user=operator_of(unit, at),
            unit=unit,
            at=at,
            form_token=UUID(int=self.random.getrandbits(128), version=4),
            title=idea.title,
            summary=summary(idea),
            stage=Innovation.Stage.APPLIED,
            initiator=Innovation.Initiator.CIVIL_SERVANT,
            is_digital=idea.is_digital,
            initiated_on=started - timedelta(days=120),
            applied_on=started,
        )

    def _check(self, submission: Submission, fate: Fate, at: datetime) -> None:
        decision = {
            Fate.PASSED: Check.Decision.PASS,
            Fate.FAILED: Check.Decision.FAIL,
            Fate.DOUBTED: Check.Decision.FAIL,
            Fate.RETURNED: Check.Decision.RETURN,
            Fate.REPAIRED: Check.Decision.RETURN,
        }.get(fate)
        if decision is None:
            return
        check = self._rule(submission, decision, 1, at)
        if fate == Fate.FAILED:
            self._second(check, at + timedelta(hours=3))
        if fate == Fate.REPAIRED:
            user = operator_of(submission.unit, at)
            section = submission.group.sections.get(number="5")
            current = submission.answers.get(section=section)
            writing.save_answer(
                submission,
                section,
                text=f"{current.text} Hasil evaluasi dinas terlampir.",
                version=current.version,
                user=user,
                at=at + timedelta(days=1),
            )
            entries.submit(submission, user=user, at=at + timedelta(days=1, hours=1))
            if submission.edition.phases.get(kind="pemeriksaan").ends_at < self.now:
                self._rule(submission, Check.Decision.PASS, 2, at + timedelta(days=2))

    def _rule(
        self, submission: Submission, decision: Check.Decision, revision: int, at: datetime
    ) -> Check:
        wanting = {
            Check.Decision.RETURN: (2, Finding.Result.REPAIR, "Dampak belum disertai angka."),
            Check.Decision.FAIL: (1, Finding.Result.FAILS, "Penerapan belum genap satu tahun."),
        }.get(decision)
        items = list(submission.group.check_items.all())
        results = dict.fromkeys(items, (Finding.Result.FULFILLED, ""))
        if wanting:
            results[items[wanting[0]]] = wanting[1:]
        return entries.decide_check(
            submission,
            entries.Ruling(
                decision=decision,
                results=results,
                note=wanting[2] if wanting else "",
                repair_due_at=self._due(submission, decision, at),
            ),
            revision=revision,
            user=self.cast.committee,
            at=at,
        )

    def _second(self, check: Check, at: datetime) -> None:
        second(check, upholds=True, note="", user=self.cast.second_committee, at=at)

    def _due(
        self, submission: Submission, decision: Check.Decision, at: datetime
    ) -> datetime | None:
        """Two weeks, or what the calendar still leaves."""
        if decision != Check.Decision.RETURN:
            return None
        return min(at + timedelta(days=14), repair_closes_at(submission))

    def _finals(self, edition: Edition, opening: datetime) -> None:
        """What lies apart is talked about, the stage ends, the best of it appear by lot."""
        stage = queries.current_stage(edition)
        if queries.stage_after(stage) is None:
            return
        deed = {"user": self.cast.committee, "at": opening + timedelta(days=70)}
        for split in queries.open_splits(stage):
            judging.moderate(stage, split.submission, reason=JOINT_NOTE, **deed)
        seen = queries.preview(stage).fingerprint
        ended = judging.shortlist(stage, fingerprint=seen, **deed)
        seed = f"{self.random.getrandbits(64):016x}"
        judging.draw_order(ended, seed=seed, **deed)
        self._judge(edition, opening + SECOND_PANEL, leave_open=False)

    def _judge(self, edition: Edition, at: datetime, *, leave_open: bool) -> None:
        """A panel for the stage that runs, its entries and its sheets."""
        stage = queries.current_stage(edition)
        panel = judging.set_panel(
            stage,
            decree_number=f"188.{stage.order}/{edition.year}/ORG",
            decree_date=timezone.localdate(at),
            user=self.cast.committee,
            at=at,
        )
        up = list(queries.judgeable(stage).order_by("sequence"))
        if stage.is_blind:
            self._copy(stage, up[:-1], at)  # one is left to write
        quality = {entry.pk: 68 + self.random.random() * 24 for entry in up}
        for number, (person, home) in enumerate(self.cast.judges):
            judge = judging.appoint(
                panel, person=person, home_unit=home, user=self.cast.committee, at=at
            )
            judging.accept(judge, user=person, at=at)
            allowed = [entry for entry in up if conflict(judge, entry)]
            assigned = judging.assign(judge, allowed, user=self.cast.committee, at=at)
            is_open = leave_open and number < 2
            ready = self._stated(judge, assigned, at, is_open=is_open)
            begins = at + (FIRST_SHEET if stage.order == 1 else timedelta(days=1))
            self._score(judge, ready, quality, begins, leave_open=is_open)

    def _copy(self, stage: Stage, entries: list[Submission], at: datetime) -> None:
        """Copies without names, as their page proposes them, with the film."""
        for entry in entries:
            proposed, video = queries.proposed_copy(entry), entry.current_video
            judging.save_copy(
                stage,
                entry,
                title=proposed.title,
                summary=proposed.summary,
                answers=proposed.answers,
                files=[video.playable] if video.playable else [],
                release=True,
                version=0,
                user=self.cast.committee,
                at=at,
            )

    def _stated(
        self, judge: Judge, assigned: list[Assignment], at: datetime, *, is_open: bool
    ) -> list[Assignment]:
        """The judge states to have no conflict; the entries that can then be scored.

        With `is_open` the last entry is left to state about, in a blind stage the list of units.
        """
        if not judge.panel.stage.is_blind:
            judging.clear(assigned[:-1] if is_open else assigned, user=judge.user, at=at)
            return assigned
        if is_open:
            return []
        judging.declare_units(judge, [], reason="", user=judge.user, at=at)
        return assigned[:-1]

    def _score(
        self,
        judge: Judge,
        assigned: list[Assignment],
        quality: dict[int, float],
        begins: datetime,
        *,
        leave_open: bool,
    ) -> None:
        """Severity differs by judge; with `leave_open` most sheets stay for the newcomer."""
        severity = self.random.uniform(-4, 4)
        criteria = list(judge.panel.stage.criteria.all())
        for number, assignment in enumerate(assigned):
            if leave_open and number > 1:
                return
            at = begins + timedelta(hours=number)
            mean = quality[assignment.submission_id] + severity
            scores = {
                criterion: Decimal(min(100, max(0, round(self.random.gauss(mean, 4)))))
                for criterion in criteria
            }
            sheet = judging.save_sheet(
                assignment,
                scores=scores,
                remark="Uraian jelas. Sertakan data pembanding yang lebih panjang.",
                panel_note="Bukti di lampiran perlu dilihat bersama." if leave_open else "",
                version=0,
                user=judge.user,
                at=at,
            )
            if not leave_open or number == 0:
                judging.sign(
                    assignment, version=sheet.version, user=judge.user, at=at + timedelta(hours=1)
                )


def _numbered(idea: Idea, round_number: int) -> Idea:
    """Larger samples repeat the ideas under titles of their own."""
    if not round_number:
        return idea
    return replace(idea, title=f"{idea.title} ({round_number + 1})")
