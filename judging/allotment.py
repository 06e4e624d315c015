"""Who should judge what: so many judges for each entry, loads as equal as they can be. Pure.

Entries and judges form a flow network (source -> entry -> judge -> sink); sets of entries are bits
of one integer, so that "which entry of A could go to B" is one operation on machine words.

1. Each entry gets its least loaded admissible judges; when all are full, an augmenting path moves
   other entries aside. No such path means that no plan covers more (Ford and Fulkerson).
2. Loads are levelled along cost-reducing paths; where none is left, the sum of squared loads is
   least, and with it the difference of loads (Harvey, Ladner, Lovasz and Tamir, "Semi-matchings for
   bipartite graphs and load balancing", 2006).
3. Judges who share no entry, even through others, cannot be compared; entries are exchanged between
   such groups until there is one, as far as that goes. Loads stay as they are.

What is assigned already is never moved. The same input gives the same plan.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

Key = Hashable


@dataclass(frozen=True)
class Plan:
    """`new` pairs of entry and judge; `short`: how many judges an entry still lacks."""

    new: list[tuple[Key, Key]]
    short: dict[Key, int]
    loads: dict[Key, int]
    groups: int
    """Of judges that can be compared with each other; 1 is what should be."""

    @property
    def imbalance(self) -> int:
        """Highest load less lowest."""
        return max(self.loads.values()) - min(self.loads.values()) if self.loads else 0

    def missing_judges(self, most: int | None) -> int:
        """How many more judges, barred from nothing, close the gap scoring up to `most` each."""
        if not self.short:
            return 0
        total = sum(self.short.values())
        return max(*self.short.values(), -(-total // most) if most else 1)


def allot(
    entries: Sequence[Key],
    judges: Mapping[Key, int | None],
    barred: Iterable[tuple[Key, Key]],
    given: Iterable[tuple[Key, Key]],
    wanted: int,
    seed: int = 0,
) -> Plan:
    """Fill up every entry to `wanted` judges.

    `judges` maps each to the largest load, None for no limit; `barred` and `given` are pairs of
    entry and judge. A judge beyond the own load, or barred, keeps what is given.
    """
    board = _Board(entries, judges, barred, given, seed)
    short = board.fill(wanted)
    board.level()
    board.connect()
    return Plan(
        new=[(entries[i], j) for j in judges for i in _bits(board.new[j])],
        short={entries[i]: lack for i, lack in short.items()},
        loads={j: board.load(j) for j in judges},
        groups=len(board.groups()),
    )


class _Board:
    def __init__(
        self,
        entries: Sequence[Key],
        judges: Mapping[Key, int | None],
        barred: Iterable[tuple[Key, Key]],
        given: Iterable[tuple[Key, Key]],
        seed: int,
    ) -> None:
        place = {entry: i for i, entry in enumerate(entries)}
        self.count = len(entries)
        self.caps = dict(judges)
        self.may = dict.fromkeys(judges, (1 << self.count) - 1)
        self.fixed, self.new = dict.fromkeys(judges, 0), dict.fromkeys(judges, 0)
        for entry, judge in barred:
            if entry in place and judge in judges:
                self.may[judge] &= ~(1 << place[entry])
        self.covered: Counter[int] = Counter()
        for entry, judge in given:
            if entry in place:
                self.covered[place[entry]] += 1
                if judge in judges:
                    self.fixed[judge] |= 1 << place[entry]
        self.random = Random(seed)  # noqa: S311 - breaks ties, guards nothing

    def has(self, judge: Key) -> int:
        return self.fixed[judge] | self.new[judge]

    def load(self, judge: Key) -> int:
        return self.has(judge).bit_count()

    def has_room(self, judge: Key) -> bool:
        cap = self.caps[judge]
        return cap is None or self.load(judge) < cap

    # --- 1: cover ---------------------------------------------------------------------------

    def fill(self, wanted: int) -> dict[int, int]:
        """Give each entry its judges, those with least choice first; what is still lacking."""
        choices = {i: [j for j in self.caps if self.may[j] >> i & 1] for i in range(self.count)}
        short = {}
        for i in sorted(choices, key=lambda i: len(choices[i])):
            lack = wanted - self.covered[i]
            while lack > 0 and self._give(i, choices[i]):
                lack -= 1
            if lack > 0:
                short[i] = lack
        return dict(sorted(short.items()))

    def _give(self, i: int, choices: list[Key]) -> bool:
        free = [j for j in choices if not self.has(j) >> i & 1]
        open_to_it = [j for j in free if self.has_room(j)]
        if open_to_it:
            judge = min(open_to_it, key=lambda j: (self.load(j), self.random.random()))
        else:
            path = self._path(free, self.has_room)
            if not path:
                return False
            self._shift(path)
            judge = path[0]
        self.new[judge] |= 1 << i
        return True

    # --- 2: level ---------------------------------------------------------------------------

    def level(self) -> None:
        while any(self._relieve(judge) for judge in sorted(self.caps, key=self.load, reverse=True)):
            pass

    def _relieve(self, judge: Key) -> bool:
        """Move one entry's worth of load from a judge to one with at least two fewer."""
        lighter = self.load(judge) - 2
        path = self._path([judge], lambda j: self.load(j) <= lighter and self.has_room(j))
        self._shift(path)
        return bool(path)

    def _path(self, starts: list[Key], is_goal: Callable[[Key], bool]) -> list[Key]:
        """The shortest line of judges along which entries can be handed on; empty without one."""
        before: dict[Key, Key | None] = dict.fromkeys(starts)
        queue = deque(starts)
        while queue:
            here = queue.popleft()
            if is_goal(here):
                return _line(before, here)
            for there in self.caps:
                if there not in before and self._movable(here, there):
                    before[there] = here
                    queue.append(there)
        return []

    def _movable(self, here: Key, there: Key) -> int:
        return self.new[here] & self.may[there] & ~self.has(there)

    def _shift(self, path: list[Key]) -> None:
        """Hand one entry on at each step, from the far end, so that every step stays possible."""
        for here, there in reversed(list(pairwise(path))):
            movable = self._movable(here, there)
            self._move(movable & -movable, here, there)

    def _move(self, bit: int, here: Key, there: Key) -> None:
        self.new[here] &= ~bit
        self.new[there] |= bit

    # --- 3: connect -------------------------------------------------------------------------

    def groups(self) -> list[list[Key]]:
        """Judges who share an entry, directly or through others; those without entries aside."""
        found: list[tuple[int, list[Key]]] = []
        for judge in self.caps:
            own, members = self.has(judge), [judge]
            if not own:
                continue
            apart = []
            for mask, others in found:
                if mask & own:
                    own, members = own | mask, [*others, *members]
                else:
                    apart.append((mask, others))
            found = [*apart, (own, members)]
        return [members for _mask, members in found]

    def connect(self) -> None:
        groups = self.groups()
        while len(groups) > 1 and self._join(groups):
            groups = self.groups()

    def _join(self, groups: list[list[Key]]) -> bool:
        """Exchange two entries between two groups so that they become one."""
        for number, group in enumerate(groups):
            for other in groups[number + 1 :]:
                for here in group:
                    for there in other:
                        if self._exchange(here, there, len(groups)):
                            return True
        return False

    def _exchange(self, here: Key, there: Key, count: int) -> bool:
        going, coming = self._movable(here, there), self._movable(there, here)
        for one in (1 << i for i in _bits(going)):
            back = coming & -coming
            if not back:
                return False
            self._move(one, here, there)
            self._move(back, there, here)
            if len(self.groups()) < count:
                return True
            self._move(back, here, there)
            self._move(one, there, here)
        return False


def _line(before: Mapping[Key, Key | None], end: Key) -> list[Key]:
    line, step = [end], before[end]
    while step is not None:
        line.append(step)
        step = before[step]
    return line[::-1]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
