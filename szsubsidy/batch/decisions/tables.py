"""A decision table: what an edition says in every state of its facts, worked out by the one interpreter.

Of start-ups and others with a contract, 60% for start-ups and 50% for others from 500,000 yuan on, the states of
`szsubsidy.batch.decisions.states` become, with the outcomes numbered and 0 for "says nothing of such a row":

    state    0  1  2  3  4  5  6  7  8
    outcome  1  2  3  4  0  5  6  0  7

    1  undetermined, type and contract are missing      4, 6  undetermined, the contract is missing
    2  …, from the next state on: what is asked, and what it comes to                      5  50% of the contract
    3  undetermined, the type is missing, as 50 and 60% differ                             7  60% of the contract

A row is looked up by one number, made of the places of its facts' cells; nothing else is asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeAlias

from szsubsidy.batch.decisions.states import Axis, Spread, States
from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.catalogue.logic import Predicate
from szsubsidy.catalogue.model import Edition
from szsubsidy.rules.interpret import interpret

Likeness: TypeAlias = tuple[Hashable, ...]
MOST_STATES = 1 << 16
"""An edition with more states has no table: it is walked row by row."""


class Says(NamedTuple):
    """What an edition says of a row: `szsubsidy.rules.interpret.Outcome` of one state.

    What can be worked out of a row that is neither ``eligible`` nor ``undetermined`` is what is ``assumed`` of it.
    """

    eligible: bool
    undetermined: bool
    amount: Expr
    low: Expr
    high: Expr
    missing: tuple[str, ...]
    assumed: tuple[str, ...]


class DecisionTable(NamedTuple):
    """The outcome of each state, 0 where there is nothing to say, and what the others mean: 1 is the first of ``says``.

    The states are numbered by the axes and then the ``tests``, the last fastest.
    """

    tests: tuple[Expr, ...]
    outcomes: list[int]
    says: list[Says]


def predicates_of(edition: Edition) -> dict[str, list[Predicate]]:
    """Return what an edition asks of each fact: where the applicant is among it, and of its cost perhaps nothing."""
    asked = {fact: list(predicates) for fact, predicates in edition.diagram.predicates.items()}
    within = edition.diagram.within
    if within is not None and within.predicate not in asked.setdefault(within.fact, []):
        asked[within.fact].append(within.predicate)
    if edition.award.of is not None:
        asked.setdefault(edition.award.of, [])
    return asked


def likeness(edition: Edition, axes: Sequence[Axis]) -> Likeness:
    """Return what the outcomes of an edition in the states of its ``axes`` depend on.

    The terms of two districts may be the same but for the place that they ask for; then so are their outcomes.
    """
    diagram, award, within = edition.diagram, edition.award, edition.diagram.within
    return (
        tuple((axis.fact, axis.cells) for axis in axes),
        None if within is None else (within.home, predicates_of(edition)[within.fact].index(within.predicate)),
        tuple(diagram.answer_sets.items()),
        (diagram.presumed, diagram.nodes, diagram.root, diagram.leaves, diagram.cost_ranges),
        (award.of, award.has_amount, award.branches),
    )


def tabulated(edition: Edition, table: Table, axes: Sequence[Axis]) -> DecisionTable | None:
    """Return what an edition says in every state of the ``axes``, on the day of ``table``.

    None where there are more states than `MOST_STATES`.
    """
    n = States(axes, table)
    if n.count > MOST_STATES:
        return None
    outcome = interpret(edition.diagram, edition.award, n)
    tests = tuple(n.asked)
    if tests:
        n = States(axes, table, tests)
        if n.count > MOST_STATES:
            return None
        outcome = interpret(edition.diagram, edition.award, n)
    facts_told = [(fact, states) for fact, states in (*outcome.missing.items(), *outcome.assumed.items())]
    telling = outcome.eligible | outcome.undetermined
    for _, states in facts_told:
        telling |= states
    groups = [telling] if telling else []
    for states in (outcome.eligible, outcome.undetermined, *(states for _, states in facts_told)):
        groups = _split(groups, [states])
    for spread in (outcome.amount, outcome.low, outcome.high):
        groups = _split(groups, list(spread.values()))
    says, outcomes = [], [0] * n.count
    for place, group in enumerate(groups, 1):
        says.append(
            Says(
                bool(group & outcome.eligible),
                bool(group & outcome.undetermined),
                _one(outcome.amount, group),
                _one(outcome.low, group),
                _one(outcome.high, group),
                tuple(fact for fact, states in outcome.missing.items() if states & group),
                tuple(fact for fact, states in outcome.assumed.items() if states & group),
            )
        )
        for begin, end in runs_of(group):
            outcomes[begin:end] = [place] * (end - begin)
    return DecisionTable(tests, outcomes, says)


def runs_of(states: int) -> list[tuple[int, int]]:
    """Return where the runs of ones of an integer begin and end, the lowest first: of 0b1011 at 0, 2 and at 3, 4."""
    return [run.span() for run in re.finditer("1+", bin(states)[:1:-1])]


def _split(groups: list[int], parts: Sequence[int]) -> list[int]:
    """The parts of some sets of states: of {1, 2, 3} and the parts {1} and {2} these are {1}, {2} and {3}."""
    split = []
    for group in groups:
        rest = group
        for part in parts:
            if rest & part:
                split.append(rest & part)
                rest &= ~part
        if rest:
            split.append(rest)
    return split


def _one(spread: Spread, group: int) -> Expr:
    """What an amount is in some states, in all of which it is the same."""
    return next(expr for expr, states in spread.items() if states & group)
