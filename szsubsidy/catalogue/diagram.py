"""Compiles an edition's conditions into a decision diagram.

The diagram asks each fact at most once on any path, so "which facts could still change the
finding" has an exact answer, also where one fact stands in several conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

from szsubsidy.catalogue.logic import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Diagram,
    Node,
    Not,
    Predicate,
    Predicates,
    comparisons,
)
from szsubsidy.catalogue.model import Award
from szsubsidy.money import MAX_FEN

MAX_STATES = 100_000
_State: TypeAlias = tuple["Condition | bool", tuple[tuple[int, "Condition | bool"], ...]]


class TooComplexError(ValueError):
    """The conditions of one edition have more combinations than is sensible to compile."""


def compile_diagram(
    eligibility: Condition,
    award: Award,
    predicates: Predicates,
    domains: Mapping[str, tuple[str, ...]],
) -> Diagram:
    """Return the decision diagram of an edition.

    ``atoms`` holds, per fact, the atoms that the literals refer to by index; ``domains`` the ids
    that a choice can be. Raises
    `TooComplexError` when the conditions would need more than a hundred thousand states.
    """
    branches = tuple((index, branch.when or True) for index, branch in enumerate(award.branches))
    used = [*comparisons(eligibility), *(lit for branch in award.branches for lit in comparisons(branch.when))]
    presumed = frozenset(comparison.fact for comparison in used if comparison.presumed is not None)
    order = [fact for fact in dict.fromkeys(comparison.fact for comparison in used) if fact != award.of]
    answer_sets = {fact: _answer_sets(found, domains.get(fact, ())) for fact, found in predicates.items()}
    cost_atoms = predicates.get(award.of or "", ())
    builder = _Builder(order, answer_sets, presumed, award.of, _signatures(cost_atoms))
    root = builder.build(0, _simplify_state(eligibility, branches))
    return builder.finish(root, predicates, _intervals(cost_atoms))


def _intervals(predicates: tuple[Predicate, ...]) -> tuple[tuple[int, int], ...]:
    """The stretches of cost, in fen, that the thresholds cut out, in ascending order."""
    edges = sorted(
        {0, MAX_FEN + 1, *(int(predicate.value) for predicate in predicates if isinstance(predicate.value, int))}
    )
    return tuple((low, high - 1) for low, high in pairwise(edges))


def _signatures(predicates: tuple[Predicate, ...]) -> list[tuple[bool, ...]]:
    return [
        tuple(isinstance(predicate.value, int) and low >= predicate.value for predicate in predicates)
        for low, _ in _intervals(predicates)
    ]


def _answer_sets(predicates: tuple[Predicate, ...], domain: tuple[str, ...]) -> tuple[tuple[bool, ...], ...]:
    """Every consistent set of answers to the atoms of one fact."""
    test = predicates[0].test
    if test == "true":
        return ((False,), (True,))
    if test in {"in", "any"}:
        members = {tuple(value in _ids(predicate) for predicate in predicates) for value in domain}
        return tuple(sorted(members if test == "in" else _unions(members)))
    bounds = [predicate.value for predicate in predicates if isinstance(predicate.value, int)]
    steps = range(len(set(bounds)) + 1)
    order = sorted(set(bounds))
    if test == "ge":
        return tuple(tuple(order.index(bound) < step for bound in bounds) for step in steps)
    return tuple(tuple(order.index(bound) >= step for bound in bounds) for step in steps)


def _unions(members: set[tuple[bool, ...]]) -> set[tuple[bool, ...]]:
    """The answers of every set of one or more values, from the answers of each value."""
    found: set[tuple[bool, ...]] = set()
    for member in members:
        joined = {tuple(a or b for a, b in zip(member, other, strict=True)) for other in found}
        found |= joined | {member}
    return found


def _ids(predicate: Predicate) -> tuple[str, ...]:
    return predicate.value if isinstance(predicate.value, tuple) else ()


class _Builder:
    def __init__(
        self,
        order: list[str],
        answer_sets: dict[str, tuple[tuple[bool, ...], ...]],
        presumed: frozenset[str],
        cost: str | None,
        cost_answers: list[tuple[bool, ...]],
    ) -> None:
        self.order = order
        self.answer_sets = answer_sets
        self.presumed = presumed
        self.cost = cost
        self.cost_answers = cost_answers
        self.nodes: list[Node] = []
        self.leaves: dict[tuple[int, ...], int] = {}
        self.known: dict[tuple[int, _State], int] = {}
        self.interned: dict[Node, int] = {}

    def build(self, level: int, state: _State) -> int:
        key = (level, state)
        if key in self.known:
            return self.known[key]
        if len(self.known) > MAX_STATES:
            raise TooComplexError
        if level == len(self.order):
            found = self.leaf(state)
        elif not _mentions(state, self.order[level]):
            found = self.build(level + 1, state)
        else:
            found = self.node(level, state)
        self.known[key] = found
        return found

    def node(self, level: int, state: _State) -> int:
        fact = self.order[level]
        children = tuple(self.build(level + 1, _restrict(state, fact, cell)) for cell in self.answer_sets[fact])
        assumed = self.build(level + 1, _restrict(state, fact, None)) if fact in self.presumed else None
        if len({*children, *([] if assumed is None else [assumed])}) == 1:
            return children[0]
        node = Node(fact, children, assumed)
        if node not in self.interned:
            self.interned[node] = len(self.nodes)
            self.nodes.append(node)
        return self.interned[node]

    def leaf(self, state: _State) -> int:
        outcome = tuple(
            _outcome(_restrict(state, self.cost, cell) if self.cost else state) for cell in self.cost_answers
        )
        return ~self.leaves.setdefault(outcome, len(self.leaves))

    def finish(self, root: int, predicates: Predicates, intervals: tuple[tuple[int, int], ...]) -> Diagram:
        last = len(self.nodes) - 1

        def turned(child: int) -> int:
            return child if child < 0 else last - child

        nodes = tuple(
            Node(
                node.fact,
                tuple(turned(child) for child in node.children),
                None if node.presumed is None else turned(node.presumed),
            )
            for node in reversed(self.nodes)
        )
        return Diagram(
            predicates=predicates,
            answer_sets=self.answer_sets,
            presumed=self.presumed,
            nodes=nodes,
            root=turned(root),
            leaves=tuple(self.leaves),
            cost_ranges=intervals,
        )


def _outcome(state: _State) -> int:
    eligible, branches = state
    if eligible is not True or not branches or branches[0][1] is not True:
        return -1
    return branches[0][0]


def _mentions(state: _State, fact: str) -> bool:
    eligible, branches = state
    conditions = [eligible, *(when for _, when in branches)]
    return any(
        comparison.fact == fact
        for condition in conditions
        if not isinstance(condition, bool)
        for comparison in comparisons(condition)
    )


def _restrict(state: _State, fact: str, cell: tuple[bool, ...] | None) -> _State:
    """Put in the answers of one cell; ``None`` makes every condition on the fact what it is presumed to be."""
    eligible, branches = state
    return _simplify_state(
        _put(eligible, fact, cell), tuple((index, _put(when, fact, cell)) for index, when in branches)
    )


def _simplify_state(eligible: Condition | bool, branches: tuple[tuple[int, Condition | bool], ...]) -> _State:
    if eligible is False:
        return False, ()
    kept = []
    for index, when in branches:
        if when is not False:
            kept.append((index, when))
        if when is True:
            break
    return eligible, tuple(kept)


def _put(condition: Condition | bool, fact: str, cell: tuple[bool, ...] | None) -> Condition | bool:
    match condition:
        case bool():
            return condition
        case Comparison():
            if condition.fact != fact:
                return condition
            return bool(condition.presumed) if cell is None else cell[condition.predicate] != condition.negated
        case Not(negated):
            inner = _put(negated, fact, cell)
            return not inner if isinstance(inner, bool) else Not(inner)
        case AllOf(items):
            return _join(AllOf, items, fact, cell, neutral=True)
        case AnyOf(items):
            return _join(AnyOf, items, fact, cell, neutral=False)


def _join(
    kind: type[AllOf | AnyOf],
    items: tuple[Condition, ...],
    fact: str,
    cell: tuple[bool, ...] | None,
    *,
    neutral: bool,
) -> Condition | bool:
    kept: list[Condition] = []
    for item in items:
        put = _put(item, fact, cell)
        if isinstance(put, bool):
            if put is not neutral:
                return put
        else:
            kept.append(put)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(tuple(kept))
