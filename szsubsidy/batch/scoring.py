"""What the catalogue says of every row of a table, on one day, through the one interpreter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from szsubsidy.batch.expressions import Expr, Library, Stage, Table, lay_out
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.combination import Holding, best_combination
from szsubsidy.rules.cumulation import permitted_on
from szsubsidy.rules.finding import edition_on
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.vocabulary import Validity

TOTAL = "total"
CEILINGS = "ceilings"
CONDITIONAL = "conditional_total"
COMBINATION = "combination"
UNDETERMINED = "undetermined"
MISSING = "missing"
ASSUMED = "assumptions"
SUMMARIES = (TOTAL, CEILINGS, COMBINATION, UNDETERMINED, MISSING, ASSUMED, CONDITIONAL)
"""What is said of a row as a whole, in this order."""
ELIGIBLE = "eligible:"
OPEN = "undetermined:"
AMOUNT = "amount:"
"""What the columns of one programme begin with."""
BEFORE = "_before"
"""What the columns under the terms in force end with, where changed terms are scored."""
TOTAL_BEFORE = TOTAL + BEFORE
BITS = 60


class Scoring(NamedTuple):
    """What every programme in force says, and what follows for the row.

    ``validity`` tells of every programme of the catalogue whether it is in force;
    ``totals`` are ``total``, ``ceilings`` and, if all that no source speaks of could be held together,
    ``conditional_total`` in fen; ``sets`` tell of each programme whether it is
    in the ``combination`` or ``undetermined``, of each fact whether it is ``missing`` or among the
    ``assumptions``. ``facts`` are those of the table that any programme asks for. Where changed terms are
    scored, each programme that they change stands once more, ending in `BEFORE`, and so does the total.
    """

    outcomes: dict[str, Outcome[Expr, Expr]]
    validity: dict[str, Validity]
    totals: dict[str, Expr]
    sets: dict[str, dict[str, Expr]]
    facts: tuple[str, ...]
    numbers: Table

    def stages(self, roots: Mapping[str, Expr], library: Library) -> list[Stage]:
        """Return the columns to add, stage by stage, to a table of cleaned facts, to get ``roots``."""
        return lay_out(roots, library)

    def masks(self, name: str) -> dict[str, Expr]:
        """Return one of the sets as integers of `BITS` bits each, the first element lowest."""
        return masks(self.numbers, name, self.sets[name])


class _Judged(NamedTuple):
    """What the programmes of one catalogue say, and what is held if no source forbids it, or if one might."""

    outcomes: dict[str, Outcome[Expr, Expr]]
    validity: dict[str, Validity]
    chosen: dict[str, Holding[Expr, Expr]]
    conditional: dict[str, Holding[Expr, Expr]]
    asked: set[str]


def scoring(catalogue: Catalogue, as_of: int, available: Collection[str], before: Catalogue | None = None) -> Scoring:
    """Run the interpreter over every programme, for all rows of a table with the ``available`` facts.

    ``before`` is the catalogue in force, where the other one has changed terms.
    """
    n = Table(catalogue.facts, as_of, available)
    outcomes, validity, chosen, conditional, asked = _judged(catalogue, as_of, n)
    sets = {
        COMBINATION: {programme: chosen[programme].held for programme in outcomes},
        UNDETERMINED: {programme: found.undetermined for programme, found in outcomes.items()},
        MISSING: _over_all(n, catalogue.facts, [found.missing for found in outcomes.values()]),
        ASSUMED: _over_all(n, catalogue.facts, [found.assumed for found in outcomes.values()]),
    }
    totals = {
        TOTAL: summed(n, [holding.computed for holding in chosen.values()]),
        CEILINGS: summed(n, [holding.ceiling for holding in chosen.values()]),
        CONDITIONAL: summed(n, [holding.computed for holding in conditional.values()]),
    }
    if before is not None:
        old = _judged(before, as_of, n)
        asked |= old.asked
        totals[TOTAL_BEFORE] = summed(n, [holding.computed for holding in old.chosen.values()])
        for programme, terms in before.programmes.items():
            if catalogue.programmes.get(programme) != terms:
                validity[programme + BEFORE] = old.validity[programme]
                if programme in old.outcomes:
                    outcomes[programme + BEFORE] = old.outcomes[programme]
    facts = tuple(fact for fact in catalogue.facts if fact in asked and fact in available)
    return Scoring(outcomes, validity, totals, sets, facts, n)


def _judged(catalogue: Catalogue, as_of: int, n: Table) -> _Judged:
    outcomes: dict[str, Outcome[Expr, Expr]] = {}
    validity: dict[str, Validity] = {}
    holdings: dict[str, Holding[Expr, Expr]] = {}
    asked: set[str] = set()
    none = n.constant(0)
    for programme in catalogue.programmes.values():
        edition, validity[programme.id] = edition_on(programme, as_of)
        holdings[programme.id] = Holding(n.false, none, none)
        if validity[programme.id] != "in-force":
            continue
        award = edition.award
        asked |= {*edition.diagram.answer_sets, *([award.of] if award.of else [])}
        found = outcomes[programme.id] = interpret(edition.diagram, award, n)
        if award.is_money:
            computed, ceiling = (found.amount, none) if award.is_computed else (none, found.amount)
            holdings[programme.id] = Holding(found.eligible, computed, ceiling)
    asked |= {cap.of for cap in catalogue.joint_caps}
    together = permitted_on(holdings, catalogue.rules, catalogue.joint_caps, as_of)
    chosen = best_combination(holdings, together.safe, together.joint_caps, n)
    conditional = chosen
    if together.unclear:
        conditional = best_combination(holdings, together.conflicts, together.joint_caps, n)
    return _Judged(outcomes, validity, chosen, conditional, asked)


def masks(n: Table, name: str, members: Mapping[str, Expr]) -> dict[str, Expr]:
    """Return a set of each row as integers of `BITS` bits, the first member lowest."""
    found = {}
    items = list(members.values())
    for begin in range(0, max(len(items), 1), BITS):
        here = items[begin : begin + BITS]
        weighed = [n.choose(item, n.constant(1 << place), n.constant(0)) for place, item in enumerate(here)]
        found[f"{name}:{begin}"] = summed(n, weighed)
    return found


def summed(n: Table, terms: Iterable[Expr]) -> Expr:
    """Return the sum of amounts."""
    total = n.constant(0)
    for term in terms:
        total = n.add(total, term)
    return total


def _over_all(n: Table, facts: Iterable[str], groups: Iterable[Mapping[str, Expr]]) -> dict[str, Expr]:
    """For each fact, whether any group names it."""
    found: dict[str, Expr] = {}
    for group in groups:
        for fact, here in group.items():
            found[fact] = n.either(found.get(fact, n.false), here)
    return {fact: found[fact] for fact in facts if fact in found}
