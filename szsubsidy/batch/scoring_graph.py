"""What the catalogue says of every row of a table on one day, by the interpreter that judges a single firm, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from szsubsidy.batch.applying import applying
from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.firm_table import FirmTable
from szsubsidy.batch.judging import FirmByFirm, Judge, RowByRow
from szsubsidy.batch.scoring import (
    ASSUMED,
    BEFORE,
    BITS,
    CEILINGS,
    COMBINATION,
    CONDITIONAL,
    IN_DOUBT,
    MISSING,
    OPEN_NOW,
    OWN_TERMS,
    POSSIBLE,
    POSSIBLE_CEILINGS,
    RATE_UNKNOWN,
    TOTAL,
    TOTAL_BEFORE,
    UNDETERMINED,
    UNUSED,
    WITHIN_REACH,
    Scoring,
    in_force,
)
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.rules.combination import Amounts, Grant, Holding
from szsubsidy.rules.cumulation import amounts_of, permitted_on
from szsubsidy.rules.interpret import Outcome


class Granted(NamedTuple):
    """Whether the best permitted combination holds a programme, and the fen that it then grants.

    What a panel decides is the most that it may grant. Where no source gives the rate, ``held`` is whether it fits, and
    ``fen`` says nothing. ``uncut`` is what it would grant but for the limit of its cost: what a joint cap leaves of it.
    """

    held: Expr
    fen: Expr
    uncut: Expr


class Graph(NamedTuple):
    """What the rules say of every row of a table, as nodes of one expression graph over ``numbers``.

    ``outcomes`` are those of the programmes in force. ``granted`` has those that the best combination can hold,
    ``within_reach`` tells of those that one can still apply for whether they are held then, ``about`` of each whether
    it is for where a firm is and about what it named, ``relevant`` the same of those in the scope of the table.
    ``totals`` and ``sets`` are those that `Scoring` names. ``needs`` tells of each fact whether it could change the
    outcome, by the terms or when one applies: it is missing, or only presumed. Of firms with several rows,
    ``differing`` tells of each fact of the firm, and of money held, whether the rows of a firm say different things.
    """

    outcomes: dict[str, Outcome[Expr, Expr]]
    granted: dict[str, Granted]
    within_reach: dict[str, Expr]
    totals: dict[str, Expr]
    sets: dict[str, dict[str, Expr]]
    numbers: Table
    differing: dict[str, Expr]
    about: dict[str, Expr]
    needs: dict[str, Expr]
    relevant: dict[str, Expr]


class _Judged(NamedTuple):
    """What the programmes of one catalogue say, and what each row holds of them.

    ``chosen`` is the best combination without what no source speaks of, ``conditional`` what can be computed of the
    best one with it.
    """

    outcomes: dict[str, Outcome[Expr, Expr]]
    editions: dict[str, Edition]
    chosen: dict[str, Grant[Expr, Expr]]
    conditional: Expr


def graph_of(scoring: Scoring) -> Graph:
    """Run the interpreter over every programme, for all rows of a table."""
    catalogue, as_of, before = scoring.catalogue, scoring.as_of, scoring.before
    judge: Judge
    if scoring.by_firm is None:
        judge = RowByRow(Table(catalogue.facts, as_of, scoring.available))
    else:
        judge = FirmByFirm(FirmTable(catalogue.facts, as_of, scoring.available), scoring.by_firm)
    n = judge.n
    judged = _judged(catalogue, as_of, judge)
    outcomes, editions, chosen, conditional = judged
    awards = _granted(judged, n)
    still = applying(catalogue, scoring.candidates, as_of, judge, outcomes)
    ever = [*outcomes.values(), *still.later.values()]
    lacking = [outcome.missing for outcome in ever]
    members = scoring.members
    sets = {
        COMBINATION: {programme: chosen[programme].held for programme in outcomes},
        UNDETERMINED: {programme: outcome.undetermined for programme, outcome in outcomes.items()},
        **{
            kind: {name: outcomes[name].eligible for name in members[kind]}
            for kind in (POSSIBLE, IN_DOUBT, RATE_UNKNOWN)
        },
        OWN_TERMS: {name: chosen[name].held for name in members[OWN_TERMS]},
        MISSING: _over_all(n, catalogue.facts, lacking),
        ASSUMED: _over_all(n, catalogue.facts, [outcome.assumed for outcome in outcomes.values()]),
        UNUSED: still.unused,
    }
    granted = [chosen[name].amounts for name in editions]
    totals = {
        TOTAL: summed(n, [amounts.computed for amounts in granted]),
        WITHIN_REACH: still.within_reach,
        OPEN_NOW: still.open_now,
        CEILINGS: summed(n, [amounts.ceiling for amounts in granted]),
        POSSIBLE_CEILINGS: summed(n, [amounts.possible for amounts in granted]),
        CONDITIONAL: conditional,
    }
    if before is not None:
        old = _judged(before, as_of, judge.anew())
        totals[TOTAL_BEFORE] = summed(n, [grant.amounts.computed for grant in old.chosen.values()])
        outcomes |= {name + BEFORE: old.outcomes[name] for name in scoring.changed if name in old.outcomes}
    return Graph(
        outcomes,
        awards,
        still.held,
        totals,
        sets,
        n,
        judge.differing(scoring.facts),
        still.about,
        _over_all(n, catalogue.facts, [*lacking, *(outcome.assumed for outcome in ever)]),
        {name: still.about.get(name.removesuffix(BEFORE), n.true) for name in scoring.scoped},
    )


def _granted(judged: _Judged, n: Table) -> dict[str, Granted]:
    """What the best combination can hold; an award is of one kind, and nothing of the others."""
    found: dict[str, Granted] = {}
    for name, edition in judged.editions.items():
        award, grant = edition.award, judged.chosen[name]
        if award.rate_unknown:
            found[name] = Granted(judged.outcomes[name].eligible, n.constant(0), n.constant(0))
        elif award.has_amount:
            fen, uncut = summed(n, grant.amounts), summed(n, grant.uncut)
            found[name] = Granted(grant.held, fen, uncut)
    return {name: granted for name, granted in found.items() if granted.held is not n.false}


def _judged(catalogue: Catalogue, as_of: int, judge: Judge) -> _Judged:
    n = judge.n
    none = n.constant(0)
    editions, _ = in_force(catalogue, as_of)
    holdings = dict.fromkeys(catalogue.programmes, Holding(n.false, Amounts(none, none, none)))
    outcomes = {name: judge.says(name, edition, as_of) for name, edition in editions.items()}
    for name, edition in editions.items():
        if edition.award.has_amount:
            outcome = outcomes[name]
            holdings[name] = Holding(outcome.eligible, amounts_of(edition, outcome.amount, as_of, none))
    days = dict.fromkeys(catalogue.programmes, as_of)
    together = permitted_on(catalogue, days)
    chosen = judge.chooser(holdings, together.safe, days).best()
    conditional = summed(n, [grant.amounts.computed for grant in chosen.values()])
    if together.unclear:
        conditional = judge.chooser(holdings, together.conditional, days).most().computed
    return _Judged(outcomes, editions, chosen, conditional)


def masks(n: Table, name: str, members: Mapping[str, Expr]) -> dict[str, Expr]:
    """Return a set of each row as integers of `BITS` bits, the first member lowest.

    A row that has the first and the third of three members gets 0b101 = 5. The integers are called by the name and
    the place of their first member: ``missing:0`` and, with more than `BITS` members, ``missing:60``.
    """
    integers = {}
    truths = list(members.values())
    for begin in range(0, max(len(truths), 1), BITS):
        bits = [
            n.choose(truth, n.constant(1 << bit), n.constant(0))
            for bit, truth in enumerate(truths[begin : begin + BITS])
        ]
        integers[f"{name}:{begin}"] = summed(n, bits)
    return integers


def summed(n: Table, amounts: Iterable[Expr]) -> Expr:
    """Return the sum of amounts."""
    total = n.constant(0)
    for amount in amounts:
        total = n.add(total, amount)
    return total


def _over_all(n: Table, facts: Iterable[str], groups: Iterable[Mapping[str, Expr]]) -> dict[str, Expr]:
    """For each fact, whether any group names it."""
    named: dict[str, Expr] = {}
    for group in groups:
        for fact, truth in group.items():
            named[fact] = n.either(named.get(fact, n.false), truth)
    return {fact: named[fact] for fact in facts if fact in named}
