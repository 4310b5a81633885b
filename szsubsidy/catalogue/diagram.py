"""Compiles an edition's conditions into a decision diagram.

The diagram asks each fact at most once on any path, so "which facts could still change the
finding" has an exact answer, also where one fact stands in several conditions.

For example: a start-up or SME whose compute contract is 500,000 yuan or more, and whose model is filed, gets 60% of
the contract if it is a start-up, else 50%.

``company_type`` is asked for two predicates, "one of startup, sme" and "is startup". Of the four pairs of answers three
are possible: no and no (a large firm), yes and no (an SME), yes and yes (a start-up). These are its answer sets, and a
node that asks for it has three children. ``model_filed`` has the answer sets no and yes.

The eligible cost, ``compute_contract``, is not a node: its threshold cuts two ranges, 0 to 499,999.99 and from 500,000,
and each leaf holds the outcome for both, the branch of the award or -1 for "ineligible". For the cost is asked last
anyway, and its amount is needed besides:

    node 0  company_type   large: leaf 0    SME: node 2    start-up: node 1
    node 1  model_filed    no:    leaf 0    yes: leaf 2
    node 2  model_filed    no:    leaf 0    yes: leaf 1
    leaves  0: -1, -1 (ineligible)    1: -1, 1 (50% from 500,000 on)    2: -1, 0 (60%)

With the model not filed, neither the type nor the cost matters: all ways end at leaf 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

from szsubsidy.catalogue.award import Award
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
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.money import MAX_FEN
from szsubsidy.record import replace

MAX_STATES = 100_000
_State: TypeAlias = tuple["Condition | bool", tuple[tuple[int, "Condition | bool"], ...]]
"""What is left of eligibility, and of the condition of each branch by its place, once some facts are answered."""
_Answers: TypeAlias = tuple[bool, ...]
"""One consistent set of answers to the predicates of a fact."""


class TooComplexError(ValueError):
    """The conditions of one edition have more combinations than is sensible to compile."""


def compile_diagram(
    eligibility: Condition,
    award: Award,
    predicates: Predicates,
    facts: Mapping[str, Fact],
) -> Diagram:
    """Return the decision diagram of an edition.

    ``predicates`` are those that the comparisons refer to by place, ``facts`` those that they ask for. Facts are
    asked in the order in which the conditions name them. Raises `TooComplexError` when the conditions would need more
    than `MAX_STATES`.
    """
    branches = tuple((index, branch.when or True) for index, branch in enumerate(award.branches))
    used = [*comparisons(eligibility), *(part for branch in award.branches for part in comparisons(branch.when))]
    presumed = frozenset(comparison.fact for comparison in used if comparison.presumed is not None)
    order = [fact for fact in dict.fromkeys(comparison.fact for comparison in used) if fact != award.of]
    answer_sets = {
        fact: consistent_answers(asked, tuple(value.id for value in facts[fact].values), type_of(facts[fact]).bounds())
        for fact, asked in predicates.items()
    }
    ranges: tuple[tuple[int, int], ...] = ((0, MAX_FEN),)
    answers: list[_Answers] = [()]
    if award.of is not None:
        thresholds = predicates.get(award.of, ())
        ranges = _cost_ranges(thresholds, type_of(facts[award.of]).bounds() or (0, MAX_FEN))
        answers = [_answers_within(a_range, thresholds) for a_range in ranges]
        if thresholds:
            answer_sets[award.of] = tuple(answers)
    builder = _Builder(order, answer_sets, presumed, award.of, answers)
    root = builder.build(0, _simplify_state(eligibility, branches))
    # A cost of the firm is that of its year already, however many projects tell of it.
    by_year = any(comparison.per is not None for comparison in used)
    yearly = by_year and award.of is not None and facts[award.of].of == "project"
    return replace(builder.finish(root, predicates, ranges), yearly=yearly)


def _cost_ranges(predicates: tuple[Predicate, ...], bounds: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The ranges that the thresholds cut out of what a cost, or count, can be: first and last of each, ascending."""
    least, most = bounds
    cuts = [predicate.value for predicate in predicates if isinstance(predicate.value, int)]
    edges = [least, *sorted({cut for cut in cuts if least < cut <= most}), most + 1]
    return tuple((low, high - 1) for low, high in pairwise(edges))


def _answers_within(a_range: tuple[int, int], predicates: tuple[Predicate, ...]) -> _Answers:
    return tuple(isinstance(predicate.value, int) and a_range[0] >= predicate.value for predicate in predicates)


def consistent_answers(
    predicates: tuple[Predicate, ...], domain: tuple[str, ...], bounds: tuple[int, int] | None = None
) -> tuple[_Answers, ...]:
    """Return every consistent set of answers to the predicates of one fact; ``domain`` are the values of a choice.

    An age may be at least 18 and not at least 46, but not the other way round: of two thresholds there are three
    sets, not four, and of an age whose ``bounds`` are 18 and 100 two. Of "within 3 years" and "within 5 years", three
    too. Of a choice, one for each value, those with the same answers counted once.
    """
    test = predicates[0].test
    if test == "true":
        return ((False,), (True,))
    if test in {"in", "any"}:
        members = {tuple(value in _ids(predicate) for predicate in predicates) for value in domain}
        return tuple(sorted(members if test == "in" else _unions(members)))
    order = sorted({predicate.value for predicate in predicates if isinstance(predicate.value, int)})
    place = [order.index(predicate.value) for predicate in predicates if isinstance(predicate.value, int)]
    if test == "ge":
        least, most = (sum(value <= end for value in order) for end in bounds) if bounds else (0, len(order))
        return tuple(tuple(threshold < step for threshold in place) for step in range(least, most + 1))
    return tuple(tuple(threshold >= step for threshold in place) for step in range(len(order) + 1))


def _unions(members: set[_Answers]) -> set[_Answers]:
    """The answers of every set of one or more values, from the answers of each value."""
    unions: set[_Answers] = set()
    for member in members:
        joined = {tuple(a or b for a, b in zip(member, other, strict=True)) for other in unions}
        unions |= joined | {member}
    return unions


def _ids(predicate: Predicate) -> tuple[str, ...]:
    return predicate.value if isinstance(predicate.value, tuple) else ()


class _Builder:
    """Builds a diagram from the root: each answer set of a fact is put into the conditions, and what is left is built.

    In the example of the module, of a start-up is left: eligible if the cost and the filing are, branch 0. Of a large
    firm nothing is left: every way from there is one leaf. What two ways leave alike is built once, and a node whose
    children are all the same is passed over. Nodes are numbered from the leaves up, and turned round at the end.
    """

    def __init__(
        self,
        order: list[str],
        answer_sets: dict[str, tuple[_Answers, ...]],
        presumed: frozenset[str],
        cost: str | None,
        cost_answers: list[_Answers],
    ) -> None:
        self.order = order
        self.answer_sets = answer_sets
        self.presumed = presumed
        self.cost = cost
        self.cost_answers = cost_answers
        self.nodes: list[Node] = []
        self.leaves: dict[tuple[int, ...], int] = {}
        self.built: dict[tuple[int, _State], int] = {}
        self.interned: dict[Node, int] = {}

    def build(self, level: int, state: _State) -> int:
        """Return the node or, below zero, the leaf for what is left when the facts before ``level`` are answered."""
        key = (level, state)
        if key in self.built:
            return self.built[key]
        if len(self.built) > MAX_STATES:
            raise TooComplexError
        if level == len(self.order):
            child = self.leaf(state)
        elif not _mentions(state, self.order[level]):
            child = self.build(level + 1, state)
        else:
            child = self.node(level, state)
        self.built[key] = child
        return child

    def node(self, level: int, state: _State) -> int:
        """Return the node that asks for a fact, or its child where that is the same for all answers."""
        fact = self.order[level]
        children = tuple(self.build(level + 1, _restrict(state, fact, answers)) for answers in self.answer_sets[fact])
        assumed = self.build(level + 1, _restrict(state, fact, None)) if fact in self.presumed else None
        if len({*children, *([] if assumed is None else [assumed])}) == 1:
            return children[0]
        node = Node(fact, children, assumed)
        if node not in self.interned:
            self.interned[node] = len(self.nodes)
            self.nodes.append(node)
        return self.interned[node]

    def leaf(self, state: _State) -> int:
        """Return the leaf, as a child is written, with the branch for each range of the cost."""
        outcome = tuple(
            _outcome(_restrict(state, self.cost, answers) if self.cost else state) for answers in self.cost_answers
        )
        return ~self.leaves.setdefault(outcome, len(self.leaves))

    def finish(self, root: int, predicates: Predicates, cost_ranges: tuple[tuple[int, int], ...]) -> Diagram:
        """Return the diagram, its nodes turned round so that parents precede their children."""
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
            cost_ranges=cost_ranges,
        )


def _outcome(state: _State) -> int:
    """The branch that applies when everything is answered; -1 where the applicant is ineligible or none applies."""
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


def _restrict(state: _State, fact: str, answers: _Answers | None) -> _State:
    """Put in the answers about one fact; None makes every condition on it what it is presumed to be."""
    eligible, branches = state
    return _simplify_state(
        _put(eligible, fact, answers), tuple((index, _put(when, fact, answers)) for index, when in branches)
    )


def _simplify_state(eligible: Condition | bool, branches: tuple[tuple[int, Condition | bool], ...]) -> _State:
    """Drop the branches that cannot apply, and those behind the first that surely does."""
    if eligible is False:
        return False, ()
    kept = []
    for index, when in branches:
        if when is not False:
            kept.append((index, when))
        if when is True:
            break
    return eligible, tuple(kept)


def _put(condition: Condition | bool, fact: str, answers: _Answers | None) -> Condition | bool:
    """Return what is left of a condition with the answers about a fact put in, as `_restrict` says."""
    match condition:
        case bool():
            return condition
        case Comparison():
            if condition.fact != fact:
                return condition
            return bool(condition.presumed) if answers is None else answers[condition.predicate] != condition.negated
        case Not(negated):
            inner = _put(negated, fact, answers)
            return not inner if isinstance(inner, bool) else Not(inner)
        case AllOf(items):
            return _join(AllOf, items, fact, answers, neutral=True)
        case AnyOf(items):
            return _join(AnyOf, items, fact, answers, neutral=False)


def _join(
    kind: type[AllOf | AnyOf],
    items: tuple[Condition, ...],
    fact: str,
    answers: _Answers | None,
    *,
    neutral: bool,
) -> Condition | bool:
    """Put answers into the parts of a condition; those that come to ``neutral`` drop out, another decides it."""
    kept: list[Condition] = []
    for item in items:
        put = _put(item, fact, answers)
        if isinstance(put, bool):
            if put is not neutral:
                return put
        else:
            kept.append(put)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(tuple(kept))
