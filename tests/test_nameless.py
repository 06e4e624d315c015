"""Blind judging: whatever an entry's names are, its judges get the same bytes from every address.

`judging/tests/test_blind.py` says which names there are and what becomes of each; here the whole
policy table is walked twice, with other names in every field, and no address may tell them apart.
"""

from decimal import Decimal
from functools import partial

import pytest

from conftest import AT
from innovations.models import Innovation, TeamMember
from judging import workflow as judging
from judging.models import Assignment, BlindCopy
from submissions.models import Answer, Evidence, Submission
from tests.editions import SKETCHED
from tests.targets import targets
from tests.walks import OF_JUDGES, Walk, after, everywhere, guesses, unlike
from tests.world import CHECKING, JUDGING, Side, World
from units.models import FormerName, Unit, User
from uploads.models import StoredFile

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.breaks(*SKETCHED),
]


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


def name(side: Side, word: str) -> None:
    """Every field of the judged entry that tells whose it is."""
    entry, person = side.entries["judged"], side.person
    Unit.objects.filter(pk=side.unit.pk).update(name=f"Puskesmas {word}")
    FormerName.objects.create(unit=side.unit, name=f"Balai {word}", until=AT.date())
    Innovation.objects.filter(pk=entry.innovation_id).update(
        title=f"Inovasi {word}", summary=f"Kata {word}.", initiator_name=f"dr. {word}"
    )
    TeamMember.objects.create(innovation=entry.innovation, name=f"{word} Dua")
    Submission.objects.filter(pk=entry.pk).update(title=f"Usulan {word}", unit_name=f"Unit {word}")
    Answer.objects.filter(submission=entry).update(text=f"Isi {word}.")
    User.objects.filter(pk=person.pk).update(
        full_name=f"{word} Tiga", email=f"{word}@gowa.example", is_demo=False
    )
    StoredFile.objects.filter(owner=person).update(original_name=f"berkas {word}.pdf")
    Evidence.objects.filter(submission=entry).update(caption=f"Bukti {word}")


def play(world: World, side: Side, *, signs: bool, word: str) -> None:
    """A blind stage whose chair has a sheet of the entry, far from a fellow judge's."""
    name(side, word)
    own, committee = side.assignment, world.people["committee"]
    stage = own.judge.panel.stage
    stage.is_blind, stage.shows_peers, stage.split_threshold = True, True, Decimal(10)
    stage.save()
    fellow = world.sides["other"].assignment.judge
    (other,) = judging.assign(fellow, [own.submission], user=committee, at=CHECKING)
    Assignment.objects.filter(pk=other.pk).update(cleared_at=JUDGING)
    sheets = [(other, 30)] + ([(own, 90)] if signs else [])
    for given, value in sheets:
        given = Assignment.objects.get(pk=given.pk)
        sheet = judging.save_sheet(
            given,
            scores=dict.fromkeys(stage.criteria.all(), Decimal(value)),
            panel_note="Lihat buktinya.",
            version=given.sheet.version if hasattr(given, "sheet") else 0,
            user=given.judge.user,
            at=JUDGING,
        )
        judging.sign(given, version=sheet.version, user=given.judge.user, at=JUDGING)


@pytest.mark.parametrize("signs", [False, True])
def test_no_address_tells_one_name_from_another(world: World, signs: bool) -> None:
    side = world.sides["own"]
    own = side.assignment
    numbers = [own.submission_id, own.pk, BlindCopy.objects.get(submission=own.submission).pk]
    more = {*guesses(world, numbers, {"slug": ("kipp-2025", "kipp-2026")})}

    def look() -> Walk:
        return everywhere(world, side.judge, JUDGING, ("Kenari",), more)

    first, second = (
        after(partial(play, world, side, signs=signs, word=word), look)
        for word in ("Kenari", "Merpati")
    )

    units = targets(world, "unit-declaration")[0].url
    assert unlike(first, second) == [f"GET {units}"], "only the list of units names any"
    closed = {"file"} if signs else {"file", "joint-note"}
    assert OF_JUDGES - first.opened == closed, "every other page of judges was looked at"
