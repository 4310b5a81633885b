"""What programmes grant together over several projects, by augmenting paths: water through pipes, read naively."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from szsubsidy.money import BASIS_POINTS
from szsubsidy.rules.combination import Amounts
from szsubsidy.rules.limits import CostLimit
from szsubsidy.rules.limits import Limit as OneLimit

WIDE = 10**20
"""More than flows anywhere."""


class Giving(NamedTuple):
    """What a programme grants in the year, in fen, and would give for each project, in ten-thousandths of a fen.

    ``kind`` is 0 where that is computed, 1 where a panel may add it, 2 where that is only possible.
    """

    alone: int
    grants: tuple[int, ...]
    kind: int = 0

    @property
    def amounts(self) -> Amounts[int]:
        return Amounts(*(self.alone if place == self.kind else 0 for place in range(3)))


Pipes = dict[Hashable, dict[Hashable, int]]


def comes_to(
    group: Mapping[str, Giving], joint: Iterable[OneLimit], costs: Iterable[OneLimit], of: Mapping[str, tuple[int, ...]]
) -> Amounts[int]:
    """What programmes come to together: what can be computed first, then what panels may add beside it."""
    joint, costs = list(joint), list(costs)
    flows = [most(group, joint, costs, of, up_to=kind) // BASIS_POINTS for kind in range(3)]
    return Amounts(flows[0], flows[1] - flows[0], flows[2] - flows[1])


def most(
    group: Mapping[str, Giving],
    joint: list[OneLimit],
    costs: list[OneLimit],
    of: Mapping[str, tuple[int, ...]],
    *,
    up_to: int = 2,
) -> int:
    """The most that flows from the programmes of the first kinds, in ten-thousandths of a fen.

    ``of`` are the costs of each project. A pipe leads to a programme, as wide as what it grants in the year; from it
    one to each project, through what its joint cap leaves there, and through the cost.
    """
    pipes: Pipes = {}

    def lay(start: Hashable, end: Hashable, width: int) -> None:
        pipes.setdefault(start, {})[end] = width
        pipes.setdefault(end, {}).setdefault(start, 0)

    for name, giving in group.items():
        if giving.kind > up_to:
            continue
        lay("spring", name, giving.alone * BASIS_POINTS)
        cap = next((limit for limit in joint if name in limit.programmes), None)
        cost = next((limit for limit in costs if name in limit.programmes), None)
        if cap is None and cost is None:
            lay(name, "sea", WIDE)
            continue
        for place, grant in enumerate(giving.grants):
            goal: Hashable = "sea"
            if cost is not None:
                goal = ("cost", cost.of, place)
                lay(goal, "sea", of[cost.of][place] * BASIS_POINTS)
            if cap is not None:
                lay(("cap", cap.programmes, place), goal, room(cap, group, of[cap.of][place], place))
                goal = ("cap", cap.programmes, place)
            lay(name, goal, grant)
    return pumped(pipes)


def room(cap: OneLimit, group: Mapping[str, Giving], cost: int, place: int) -> int:
    """What a joint cap leaves of a project: the share of its cost, or the largest grant of the best founded."""
    assert not isinstance(cap.rule, CostLimit)
    share = cost * cap.rate
    if not cap.spares_largest:
        return share
    under = [giving for name, giving in group.items() if name in cap.programmes]
    founded = [giving.kind for giving in under if giving.alone and giving.grants[place]]
    best = min(founded, default=0)
    return max([share, *(giving.grants[place] for giving in under if giving.kind == best)])


def pumped(pipes: Pipes) -> int:
    """The most that flows from the spring to the sea: as long as a way has room, water is sent along it."""
    total = 0
    while (way := way_with_room(pipes)) is not None:
        width = min(pipes[start][end] for start, end in way)
        for start, end in way:
            pipes[start][end] -= width
            pipes[end][start] += width
        total += width
    return total


def way_with_room(pipes: Pipes) -> list[tuple[Hashable, Hashable]] | None:
    """A way from the spring to the sea that has room, one of the shortest."""
    came_from: dict[Hashable, Hashable] = {"spring": "spring"}
    queue: list[Hashable] = ["spring"]
    for start in queue:
        for end, width in pipes.get(start, {}).items():
            if width and end not in came_from:
                came_from[end] = start
                queue.append(end)
    if "sea" not in came_from:
        return None
    way: list[tuple[Hashable, Hashable]] = []
    here: Hashable = "sea"
    while here != "spring":
        way.append((came_from[here], here))
        here = came_from[here]
    return way[::-1]
