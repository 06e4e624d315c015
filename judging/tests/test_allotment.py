"""The plan of who judges what, against every plan there is."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from judging.allotment import allot


def loads_of(plan_pairs, judges):
    return [sum(j == judge for _e, j in plan_pairs) for judge in judges]


def test_loads_differ_by_at_most_one_and_every_entry_is_covered():
    entries, judges = list(range(50)), dict.fromkeys("ABCDEFG")

    plan = allot(entries, judges, [], [], 3)

    assert not plan.short
    assert all(sum(e == entry for e, _j in plan.new) == 3 for entry in entries)
    assert len(set(plan.new)) == 150
    assert plan.imbalance <= 1
    assert plan.groups == 1


def test_what_is_given_is_never_moved_and_topped_up():
    given_pairs = [(entry, "A") for entry in range(6)]

    plan = allot(list(range(6)), dict.fromkeys("ABC"), [], given_pairs, 2)

    assert not {j for _e, j in plan.new} & {"A"}
    assert plan.loads == {"A": 6, "B": 3, "C": 3}


def test_a_full_judge_makes_room_for_an_entry_that_nobody_else_may_score():
    # B may only score 0, A may score both but only one of them
    plan = allot([0, 1], {"A": 1, "B": 1}, [(1, "B")], [], 1)

    assert sorted(plan.new) == [(0, "B"), (1, "A")]


def test_what_cannot_be_covered_is_named_with_the_missing_judges():
    plan = allot(["x", "y"], {"A": None, "B": None}, [("x", "A"), ("x", "B")], [], 2)

    assert plan.short == {"x": 2}
    assert plan.missing_judges(None) == 2
    full = allot(list(range(5)), {"A": 2}, [], [], 1)
    assert sum(full.short.values()) == 3
    assert full.missing_judges(2) == 2


def test_two_groups_of_judges_are_joined_without_changing_loads():
    # given so that A, B share 0 and 1, C, D share 2 and 3; 4 to 7 are free
    fixed = [(0, "A"), (1, "B"), (2, "C"), (3, "D")]
    barred = [(e, j) for e in (0, 1) for j in "CD"] + [(e, j) for e in (2, 3) for j in "AB"]

    plan = allot(list(range(8)), dict.fromkeys("ABCD"), barred, fixed, 2)

    assert plan.groups == 1
    assert plan.imbalance <= 1


def test_without_a_way_to_join_them_the_groups_are_counted():
    barred = [(e, j) for e in (0, 1) for j in "CD"] + [(e, j) for e in (2, 3) for j in "AB"]

    assert allot(list(range(4)), dict.fromkeys("ABCD"), barred, [], 2).groups == 2


def test_the_same_input_gives_the_same_plan():
    arguments = (list(range(30)), dict.fromkeys("ABCDE"), [(3, "A")], [(4, "B")], 2, 7)

    assert allot(*arguments) == allot(*arguments)


def test_nothing_to_share_out_is_an_empty_plan():
    assert allot([], {}, [], [], 2).new == []
    assert allot([1], {}, [], [], 2).short == {1: 2}


JUDGES = "ABC"
small = st.integers(0, 4).flatmap(
    lambda n: st.tuples(
        st.just(list(range(n))),
        st.fixed_dictionaries({j: st.sampled_from([None, 1, 2, 3]) for j in JUDGES}),
        st.sets(st.tuples(st.integers(0, 3), st.sampled_from(JUDGES)), max_size=6),
        st.integers(1, 3),
    )
)


def every_plan(entries, judges, barred, wanted):
    """All admissible plans, as the set of judges of each entry."""
    choices = []
    for entry in entries:
        free = [j for j in judges if (entry, j) not in barred]
        sets = [set(c) for size in range(wanted + 1) for c in combinations(free, size)]
        choices.append(sets)
    for plan in product(*choices):
        loads = [sum(j in own for own in plan) for j in judges]
        if all(
            cap is None or load <= cap for load, cap in zip(loads, judges.values(), strict=True)
        ):
            yield plan, loads


@settings(max_examples=150, deadline=None)
@given(small)
def test_no_plan_covers_more_and_none_that_does_is_more_even(case):
    entries, judges, barred, wanted = case

    plan = allot(entries, judges, barred, [], wanted)

    best = min(
        (-sum(loads), sum(load**2 for load in loads))
        for _plan, loads in every_plan(entries, judges, barred, wanted)
    )
    loads = loads_of(plan.new, judges)
    assert not set(plan.new) & barred
    assert all(cap is None or load <= cap for load, cap in zip(loads, judges.values(), strict=True))
    assert -sum(loads) == best[0]
    assert len(set(plan.new)) == len(plan.new)
    assert sum(plan.short.values()) == len(entries) * wanted - len(plan.new)
    if not plan.short:
        assert sum(load**2 for load in loads) == best[1]
