"""A large store is read in some nights, those files first that were read longest ago."""

from datetime import timedelta

import pytest

from conftest import AT, stored
from inovasi import oversight
from notifications.models import Message
from uploads import invariants, inventory
from uploads.models import PASSING, StoredFile


@pytest.fixture
def files(owner) -> list[StoredFile]:
    return [stored("document", "1", owner, content, "text/plain") for content in (b"a", b"b", b"c")]


@pytest.fixture
def short_nights(monkeypatch) -> None:
    monkeypatch.setattr(invariants, "SECONDS_A_NIGHT", 0)


def night(clock, number: int) -> set[str]:
    """One round; what it named as broken."""
    clock.move_to(AT + timedelta(days=number))
    return {each.name for each in oversight.look_round(AT + timedelta(days=number))}


def read_on(number: int) -> list[StoredFile]:
    return list(StoredFile.objects.filter(checked_at=AT + timedelta(days=number)))


def test_each_night_goes_on_where_the_last_one_stopped(files, short_nights, clock):
    for number in (1, 2, 3):
        assert inventory.standing().unread == 4 - number
        assert not night(clock, number)
        assert len(read_on(number)) == 1
    assert {file.pk for number in (1, 2, 3) for file in read_on(number)} == {f.pk for f in files}
    assert inventory.standing().oldest == AT + timedelta(days=1)

    (first,) = read_on(1)
    night(clock, 4)
    assert read_on(4) == [first]


@pytest.mark.breaks("files_are_as_accepted")
def test_a_damaged_file_is_told_when_its_turn_comes_and_holds_no_other_up(
    files, short_nights, clock, committee
):
    for file in files:
        file.absolute_path.write_bytes(b"x")
    for number in (1, 2, 3):
        assert night(clock, number) == {"files_looked_at_longest_ago_are_as_accepted"}
        assert len(read_on(number)) == 1
    assert Message.objects.filter(letter="oversight/broken", recipient=committee).count() == 3


def test_a_long_night_reads_everything(files, clock):
    night(clock, 1)
    assert len(read_on(1)) == 3


def test_panitia_reads_how_far_the_nights_have_come(files, short_nights, clock, committee, sign_in):
    browser = sign_in(committee)
    assert "3 belum mendapat gilirannya" in browser.get("/pekerjaan/").text
    for number in (1, 2, 3):
        night(clock, number)
    clock.move_to(AT)
    assert "Yang paling lama menunggu gilirannya dibaca" in browser.get("/pekerjaan/").text


def test_what_is_made_on_order_keeps_no_entrants_file_waiting(files, short_nights, clock, owner):
    assert {"unduhan"} <= PASSING
    stored("unduhan", "1", owner, b"made", "text/csv")
    assert inventory.standing().count == 3
    for number in (1, 2, 3, 4):
        night(clock, number)
    assert inventory.standing().unread == 0
    assert StoredFile.objects.get(purpose="unduhan").checked_at is None


def dropped_at_the_first_look(monkeypatch) -> None:
    """Files go, as a worker drops them, after a round has come to their rows."""
    look = StoredFile.absolute_path.fget

    def drop_first(file: StoredFile):
        path = look(file)
        StoredFile.objects.filter(pk=file.pk).delete()
        path.unlink(missing_ok=True)
        return path

    monkeypatch.setattr(StoredFile, "absolute_path", property(drop_first))


@pytest.mark.parametrize(
    "look",
    [
        lambda: list(invariants.files_are_as_accepted()),
        lambda: list(invariants.files_looked_at_longest_ago_are_as_accepted()),
        lambda: inventory.take(0).lost,
    ],
)
def test_a_round_passes_by_what_is_dropped_meanwhile(look, files, monkeypatch):
    dropped_at_the_first_look(monkeypatch)

    assert look() == []
    assert not StoredFile.objects.exists()
