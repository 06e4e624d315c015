"""What other judges gave tells on no address before it may be seen.

The same deeds are played twice from the same beginning, with other scores and other words in the
sheets of others. Whoever may not know them must get the same bytes from every address of the policy
table, from all that its pages lead to, and for every deed that is tried.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from inovasi.lib.seal import sealed
from inovasi.records.kinds import KINDS
from judging import workflow as judging
from judging.models import Assignment, Decision, Publication, PublishedResult
from tests.editions import SKETCHED
from tests.targets import targets
from tests.walks import OF_JUDGES, Walk, after, everywhere, guesses, questions, unlike
from tests.world import CHECKING, JUDGING, World
from units.models import User
from units.workflow import join_committee

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.breaks(*SKETCHED),
]


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


@dataclass(frozen=True)
class Told:
    """What two judges put into their sheets; the texts are the second one's: `note` is for fellow
    judges, `words` are not.
    """

    first: str
    second: str
    words: str
    note: str = "catatan"


LOW = Told("11.13", "47.31", "kenari kuning", "kenari kecil")
HIGH = Told("97.53", "61.07", "merpati putih dari seberang", "merpati")
NEAR = Told("81.37", "79.61", "pipit", "pipit hijau")
LETTERS_OF_ALL = "GET /pekerjaan/"
"""Counts the letters of the whole portal that wait, among them those about splits."""
NEEDLES = ("11,13", "97.53", "kenari", "merpati")


@dataclass
class Panel:
    """Two who sign, and two who have not: the chair, and one who is of panitia too."""

    world: World
    others: list[Assignment]
    committee_judge: User

    def sign(self, told: Told) -> None:
        sheets = ((told.first, "kutilang", "kutilang"), (told.second, told.words, told.note))
        for given, (value, words, note) in zip(self.others, sheets, strict=True):
            deed = {"user": given.judge.user, "at": JUDGING}
            sheet = judging.save_sheet(
                given,
                scores=dict.fromkeys(given.judge.panel.stage.criteria.all(), Decimal(value)),
                remark=f"{words} untuk unit",
                panel_note=note,
                private_note=f"{words} pribadi",
                version=0,
                **deed,
            )
            judging.sign(given, version=sheet.version, **deed)

    def agree(self, told: Told) -> None:
        """The verdict is agreed to, and its minute has not come."""
        edition, user = self.world.edition, self.world.people["committee"]
        bundle, fingerprint = sealed({"format": "contoh", "hasil": told.words})
        minute = JUDGING + timedelta(days=1)
        whole = {"bundle": bundle, "sha256": fingerprint}
        frozen = {"full_bundle": bundle, "full_sha256": fingerprint, "publishes_at": minute}
        frozen |= {
            "objections_until": minute + timedelta(days=7),
            "answers_due_at": minute + timedelta(days=9),
        }
        publication = Publication.objects.create(
            edition=edition,
            decision=Decision.objects.create(
                edition=edition, frozen_by=user, frozen_at=JUDGING, **whole, **frozen
            ),
            published_by=user,
            published_at=minute,
            **whole,
        )
        entry = self.others[0].submission
        PublishedResult.objects.filter(submission=entry).update(
            publication=publication, score=told.first, title=told.words
        )


@pytest.fixture
def panel(world: World) -> Panel:
    """The stage lets judges see as much of each other as a stage can, once they have signed."""
    stage = world.edition.stages.get()
    stage.shows_peers, stage.split_threshold = True, Decimal(10)
    stage.save()
    committee, entry = world.people["committee"], world.sides["own"].entries["judged"]
    rows = world.panel_judge.panel.judges

    def given(person: User) -> Assignment:
        judge = rows.filter(user=person).first() or judging.appoint(
            world.panel_judge.panel, person=person, home_unit=None, user=committee, at=CHECKING
        )
        judging.accept(judge, user=person, at=CHECKING)
        (made,) = judging.assign(judge, [entry], user=committee, at=JUDGING)
        judging.clear([made], user=person, at=JUDGING)
        return Assignment.objects.get(pk=made.pk)

    third, fourth = (
        User.objects.create_user(email=f"{name}@gowa.example", full_name=name)
        for name in ("ketiga", "keempat")
    )
    others = [given(world.people["other_judge"]), given(third)]
    join_committee(user=given(fourth).judge.user)
    return Panel(world, others, fourth)


def differences(
    deeds: Callable[[Told], None], one: Told, other: Told, look: Callable[[], Walk]
) -> list[str]:
    """The addresses that answer otherwise when others have given otherwise."""
    first, second = (after(partial(deeds, told), look) for told in (one, other))
    return unlike(first, second)


def whole_walk(panel: Panel, user: User | None, *, guess: bool = False) -> Walk:
    """With `guess` other people's objects too, and every parameter that any page knows."""
    given, more = panel.others[0], set()
    if guess:
        numbers = [given.pk, given.judge_id, given.submission_id]
        alike = {"slug": ("kipp-2025", "kipp-2026"), "kind": KINDS}
        more = {*guesses(panel.world, numbers, alike)}
        more |= {each for path in own_pages(panel) for each in questions(path, NEEDLES[:2])}
    return everywhere(panel.world, user, JUDGING, NEEDLES, more)


def own_pages(panel: Panel) -> list[str]:
    """Where judges work, and their letters."""
    return [targets(panel.world, name)[0].url for name in sorted({*OF_JUDGES, "home", "letters"})]


def test_a_judge_who_has_not_signed_learns_nothing(panel: Panel) -> None:
    chair = panel.world.people["judge"]

    found = differences(panel.sign, LOW, NEAR, lambda: whole_walk(panel, chair, guess=True))

    assert found == []


def test_panitia_who_still_has_to_score_learns_nothing(panel: Panel) -> None:
    user = panel.committee_judge

    found = differences(panel.sign, LOW, NEAR, lambda: whole_walk(panel, user))

    assert found == [LETTERS_OF_ALL]


@pytest.mark.parametrize("role", ["owner", "leadership", "nobody", "anonymous"])
def test_others_learn_nothing_before_the_minute(panel: Panel, role: str) -> None:
    user = None if role == "anonymous" else panel.world.people[role]

    def deeds(told: Told) -> None:
        panel.sign(told)
        panel.agree(told)

    assert differences(deeds, LOW, NEAR, lambda: whole_walk(panel, user)) == []


def test_a_judge_who_has_signed_learns_what_the_stage_shows(panel: Panel) -> None:
    stage = panel.world.edition.stages.get()
    stage.shows_peers = False
    stage.save()
    reader = panel.others[0].judge.user
    other = replace(LOW, second="33.07", words="merpati")

    assert differences(panel.sign, LOW, other, lambda: whole_walk(panel, reader)) == []


def test_the_walk_would_see_a_leak(panel: Panel) -> None:
    """Who may know them does find other scores at these addresses: the comparison is awake."""
    given = panel.others[0]
    sheet, entry = f"/penilaian/{given.pk}/", f"/kipp-2026/usulan/{given.submission_id}/"
    paths = ["/beranda/", "/peringkat/kipp-2026/", f"/peringkat{entry}", sheet]

    def found(user: User, other: Told) -> list[str]:
        def look() -> Walk:
            walk = Walk(user, JUDGING)
            for path in paths:
                walk.ask("GET", path)
            return walk

        return differences(panel.sign, LOW, other, look)

    assert found(panel.world.people["judge"], HIGH) == []
    assert "GET /beranda/" in found(panel.world.people["committee"], NEAR), "a split"
    assert f"GET /peringkat{entry}" in found(panel.world.people["committee"], HIGH)
    assert f"GET {sheet}" in found(given.judge.user, HIGH)
