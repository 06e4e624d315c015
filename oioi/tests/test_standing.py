"""Levels as sets, and the board's numbers against an independent count."""

import pytest

from oioi.queries import standings
from oioi.standing import LADDER, Count, Deeds, Level, count, fulfils, is_missing, levels
from oioi.tests.independent import count_in_sql
from oioi.tests.regency import build

YEARS = range(2022, 2028)


def test_a_unit_stands_where_its_highest_deed_puts_it():
    deeds = Deeds(
        drafted={1, 2, 3, 4}, documented={2, 3}, competing={3, 4}, awarded={4, 5}, exempt={5, 6}
    )

    assert levels(range(7), deeds) == {
        0: Level.NONE,
        1: Level.DRAFT,
        2: Level.DOCUMENTED,
        3: Level.COMPETING,
        4: Level.AWARDED,
        5: Level.EXEMPT,
        6: Level.EXEMPT,
    }


@pytest.mark.parametrize(
    ("least", "enough"),
    [(Level.DOCUMENTED, LADDER[2:]), (Level.COMPETING, LADDER[3:]), (Level.AWARDED, LADDER[4:])],
)
def test_the_year_says_what_is_enough(least, enough):
    assert {level for level in Level if fulfils(level, least)} == set(enough)
    assert {level for level in Level if is_missing(level, least)} == set(LADDER) - set(enough)


def test_the_exempt_count_on_neither_side():
    assert count([Level.EXEMPT, Level.AWARDED, Level.NONE], Level.DOCUMENTED) == Count(1, 2)
    assert count([Level.EXEMPT], Level.DOCUMENTED).share is None


def test_one_hundred_percent_means_everyone():
    assert Count(999, 1000).share == 99
    assert Count(1000, 1000).share == 100


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(1, 6))
def test_the_numbers_of_the_board_are_those_of_plain_sql(seed):
    build(units=160, people=1, years=YEARS, seed=seed)

    ours = {
        (year, place, kind): (each.fulfilled, each.obliged)
        for year, standing in standings().items()
        for (place, kind), each in standing.cells().items()
        if each.obliged
    }

    assert ours == count_in_sql()
    assert 0 < sum(done for done, _of in ours.values()) < sum(of for _done, of in ours.values())


@pytest.mark.django_db
def test_one_unit_alone_stands_where_it_stands_on_the_board():
    units = build(units=60, people=1, years=YEARS)
    board = standings()

    for unit in units[::7]:
        alone = standings(units=type(unit).objects.filter(pk=unit.pk))
        assert {y: s.levels for y, s in alone.items()} == {
            y: {pk: level for pk, level in s.levels.items() if pk == unit.pk}
            for y, s in board.items()
        }


@pytest.mark.breaks(
    "verdicts_equal_their_bundles",
    "winners_have_their_award",
    "statuses_have_their_history",
    "handed_in_entries_have_a_receipt",
    "who_left_is_out",
)
@pytest.mark.django_db
@pytest.mark.parametrize(("units", "years"), [(20, [2026]), (120, range(2017, 2027))])
def test_any_number_of_years_and_units_takes_four_queries(units, years, django_assert_num_queries):
    build(units=units, people=1, years=years)

    with django_assert_num_queries(4):
        standings()
