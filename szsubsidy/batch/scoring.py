"""What the catalogue says of every row of a table on one day, by the interpreter that judges a single firm, too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from szsubsidy.batch.applying import applying, asked_by
from szsubsidy.batch.deciding import Deciding
from szsubsidy.batch.expressions import Expr, Layout, Library, Table, lay_out, lay_out_by_firm
from szsubsidy.batch.firm_table import FirmTable
from szsubsidy.batch.judging import ByFirm, FirmByFirm, Judge, RowByRow
from szsubsidy.batch.scope import scope
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.rules.combination import Amounts, Grant, Holding
from szsubsidy.rules.cumulation import amounts_of, permitted_on
from szsubsidy.rules.interpret import Outcome
from szsubsidy.rules.reach import Availability, availability
from szsubsidy.vocabulary import Certainty, Met, Validity

TOTAL = "total"
WITHIN_REACH = "within_reach"
OPEN_NOW = "open_now"
CEILINGS = "ceilings"
POSSIBLE_CEILINGS = "possible_ceilings"
CONDITIONAL = "conditional_total"
COMBINATION = "combination"
UNDETERMINED = "undetermined"
POSSIBLE = "possible"
IN_DOUBT = "in_doubt"
RATE_UNKNOWN = "rate_unknown"
OWN_TERMS = "own_terms"
UNUSED = "unused"
MISSING = "missing"
ASSUMED = "assumptions"
SUMMARIES = (
    TOTAL,
    WITHIN_REACH,
    OPEN_NOW,
    CEILINGS,
    POSSIBLE_CEILINGS,
    COMBINATION,
    UNDETERMINED,
    POSSIBLE,
    IN_DOUBT,
    RATE_UNKNOWN,
    OWN_TERMS,
    MISSING,
    ASSUMED,
    UNUSED,
    CONDITIONAL,
)
"""What is said of a row as a whole, in this order."""
ELIGIBLE = "eligible:"
OPEN = "undetermined:"
AMOUNT = "amount:"
"""What the columns of one programme begin with."""
BEFORE = "_before"
"""What the columns under the terms in force end with, where changed terms are scored."""
TOTAL_BEFORE = TOTAL + BEFORE
SUMMED = (OPEN_NOW, WITHIN_REACH, TOTAL, TOTAL_BEFORE)
"""The totals that are summed up over all rows."""
BITS = 60
"""Members of a set that one 64-bit integer holds, with room for sums."""


class Granted(NamedTuple):
    """Whether the best permitted combination holds a programme, and the fen that it then grants.

    What a panel decides is the most that it may grant. Where no source gives the rate, ``held`` is whether it fits, and
    ``fen`` says nothing. ``uncut`` is what it would grant but for the limit of its cost: what a joint cap leaves of it.
    """

    held: Expr
    fen: Expr
    uncut: Expr
    certainty: Certainty


class Scoring(NamedTuple):
    """What the rules say of every row of a table, as nodes of one expression graph.

    ``outcomes`` and ``editions`` are those of the programmes in force, ``validity`` tells of every programme whether it
    is. ``granted`` has those that the best combination can hold, ``within_reach`` tells of those that one can still
    apply for whether they are held then, ``about`` of each whether it is for where a firm is and about what it named,
    ``availability`` until when one can. ``totals`` are, in fen: ``total`` (by the
    terms), ``within_reach``, ``open_now``, ``ceilings``, ``possible_ceilings`` (of terms that were not found whole)
    and, if all that no source speaks of could be held together, ``conditional_total``. ``sets`` tell of each programme
    whether it is in the ``combination`` or ``undetermined``, and where all that was read is met whether it is only
    ``possible``, ``in_doubt``, or of a rate that no source gives (``rate_unknown``); of each programme of one's own
    whether it is in the combination (``own_terms``); of each fact whether it is ``missing``, among the ``assumptions``,
    or ``unused``. ``facts`` are those of the table that any programme asks for. ``by_firm`` says whether several rows
    are one firm; then all of this is of firms, and ``differing`` tells of each fact of the firm, and of money held,
    whether the rows of a firm say different things. ``deciding`` tells where a cell that cannot be read could change
    any of it. Where changed terms are scored, each programme that they change stands once more, ending in `BEFORE`, and
    so does the total.
    """

    outcomes: dict[str, Outcome[Expr, Expr]]
    editions: dict[str, Edition]
    validity: dict[str, Validity]
    granted: dict[str, Granted]
    within_reach: dict[str, Expr]
    availability: dict[str, Availability]
    totals: dict[str, Expr]
    sets: dict[str, dict[str, Expr]]
    facts: tuple[str, ...]
    numbers: Table
    as_of: int
    by_firm: ByFirm | None
    differing: dict[str, Expr]
    deciding: Deciding
    about: dict[str, Expr]
    catalogue: Catalogue
    needs: dict[str, Expr]
    """Of each fact whether it could change the outcome, by the terms or when one applies: missing, or only presumed."""
    relevant: dict[str, Expr]
    """Of each programme in the scope of the table (some row could be granted it), whether a row is about it."""

    def layout(self, roots: Mapping[str, Expr], library: Library) -> Layout:
        """Return what to add, stage by stage, to a table of cleaned facts, so that it has the columns ``roots``."""
        if self.by_firm is None:
            return Layout(lay_out(roots, library), [])
        return lay_out_by_firm(roots, library)

    def bounds_of(self, fact: str) -> Collection[int]:
        """Return the values by which the rules tell those of a fact apart, on any day that they are asked about."""
        return self.numbers.bounds.get(fact, ())

    def met_status(self, programme: str) -> Met:
        """Return what a programme in force says to rows that meet all that was read of its terms."""
        return self.editions[programme].met_status(self.as_of)

    def cannot_be_told(self, programme: str) -> tuple[str, ...]:
        """Return what the columns begin with that tell in which rows the amount of a programme is not known.

        That is where facts are missing and, where no source gives the rate, wherever the firm is eligible as well.
        """
        return (OPEN, ELIGIBLE) if self.editions[programme].award.rate_unknown else (OPEN,)

    def masks(self, name: str) -> dict[str, Expr]:
        """Return one of the sets as integers of `BITS` bits each, the first element lowest."""
        return masks(self.numbers, name, self.sets[name])


class _Judged(NamedTuple):
    """What the programmes of one catalogue say, and what each row holds of them.

    ``chosen`` is the best combination without what no source speaks of, ``conditional`` what can be computed of the
    best one with it; ``asked`` are the facts that any programme asks for.
    """

    outcomes: dict[str, Outcome[Expr, Expr]]
    editions: dict[str, Edition]
    validity: dict[str, Validity]
    chosen: dict[str, Grant[Expr, Expr]]
    conditional: Expr
    asked: set[str]


def scoring(
    catalogue: Catalogue,
    as_of: int,
    available: Collection[str],
    before: Catalogue | None = None,
    by_firm: ByFirm | None = None,
) -> Scoring:
    """Run the interpreter over every programme, for all rows of a table with the ``available`` facts.

    ``before`` is the catalogue in force, where the other one has changed terms. With ``by_firm`` everything in the
    result is of firms, with several rows each; such a scoring is for `szsubsidy.batch.firm_scorer`.
    """
    judge: Judge
    if by_firm is None:
        judge = RowByRow(Table(catalogue.facts, as_of, available))
    else:
        judge = FirmByFirm(FirmTable(catalogue.facts, as_of, available), by_firm)
    n = judge.n
    judged = _judged(catalogue, as_of, judge)
    outcomes, editions, validity, chosen, conditional, asked = judged
    awards = _granted(judged, n)
    still = applying(catalogue, as_of, judge, outcomes)
    asked |= still.asked
    ever = [*outcomes.values(), *still.later.values()]
    lacking = [outcome.missing for outcome in ever]
    needs = _over_all(n, catalogue.facts, [*lacking, *(outcome.assumed for outcome in ever)])
    sets = {
        COMBINATION: {programme: chosen[programme].held for programme in outcomes},
        UNDETERMINED: {programme: outcome.undetermined for programme, outcome in outcomes.items()},
        POSSIBLE: {
            name: outcomes[name].eligible for name in editions if editions[name].met_status(as_of) == "possible"
        },
        IN_DOUBT: {
            name: outcomes[name].eligible for name in editions if editions[name].met_status(as_of) == "in-doubt"
        },
        RATE_UNKNOWN: {name: outcomes[name].eligible for name in editions if editions[name].award.rate_unknown},
        OWN_TERMS: {name: chosen[name].held for name in editions if catalogue.programmes[name].origin is not None},
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
    in_scope = scope(catalogue, as_of, available)
    relevant = {name: about for name, about in still.about.items() if name in in_scope}
    if before is not None:
        old = _judged(before, as_of, judge.anew())
        asked |= old.asked
        in_scope |= scope(before, as_of, available)
        totals[TOTAL_BEFORE] = summed(n, [grant.amounts.computed for grant in old.chosen.values()])
        for programme, terms in before.programmes.items():
            if catalogue.programmes.get(programme) != terms:
                validity[programme + BEFORE] = old.validity[programme]
                if programme in in_scope:
                    about = still.about.get(programme, n.true)
                    relevant |= {name: about for name in (programme, programme + BEFORE) if name in validity}
                if programme in old.outcomes:
                    outcomes[programme + BEFORE] = old.outcomes[programme]
                    editions[programme + BEFORE] = old.editions[programme]
    facts = tuple(fact for fact in catalogue.facts if fact in asked and fact in available)
    differing = judge.differing(facts)
    deciding = Deciding([catalogue] if before is None else [catalogue, before], as_of, available, by_firm)
    known = {programme.id: availability(programme, as_of) for programme in catalogue.programmes.values()}
    return Scoring(
        outcomes,
        editions,
        validity,
        awards,
        still.held,
        known,
        totals,
        sets,
        facts,
        n,
        as_of,
        by_firm,
        differing,
        deciding,
        still.about,
        catalogue,
        needs,
        relevant,
    )


def _granted(judged: _Judged, n: Table) -> dict[str, Granted]:
    """What the best combination can hold; an award is of one kind, and nothing of the others."""
    found: dict[str, Granted] = {}
    for name, edition in judged.editions.items():
        award, grant = edition.award, judged.chosen[name]
        if award.rate_unknown:
            found[name] = Granted(judged.outcomes[name].eligible, n.constant(0), n.constant(0), "rate-unknown")
        elif award.has_amount:
            fen, uncut = summed(n, grant.amounts), summed(n, grant.uncut)
            found[name] = Granted(grant.held, fen, uncut, "computed" if award.is_computed else "panel")
    return {name: granted for name, granted in found.items() if granted.held is not n.false}


def _judged(catalogue: Catalogue, as_of: int, judge: Judge) -> _Judged:
    n = judge.n
    outcomes: dict[str, Outcome[Expr, Expr]] = {}
    editions: dict[str, Edition] = {}
    validity: dict[str, Validity] = {}
    holdings: dict[str, Holding[Expr, Expr]] = {}
    asked: set[str] = set()
    none = n.constant(0)
    for programme in catalogue.programmes.values():
        edition, validity[programme.id] = programme.edition_on(as_of)
        holdings[programme.id] = Holding(n.false, Amounts(none, none, none))
        if validity[programme.id] != "in-force":
            continue
        award = edition.award
        editions[programme.id] = edition
        asked |= asked_by(edition)
        outcome = outcomes[programme.id] = judge.says(programme.id, edition, as_of)
        if award.has_amount:
            holdings[programme.id] = Holding(outcome.eligible, amounts_of(edition, outcome.amount, as_of, none))
    days = dict.fromkeys(catalogue.programmes, as_of)
    together = permitted_on(catalogue, days)
    asked |= {limit.of for limit in (*together.safe.joint, *together.conditional.costs)}
    chosen = judge.chooser(holdings, together.safe, days).best()
    conditional = summed(n, [grant.amounts.computed for grant in chosen.values()])
    if together.unclear:
        conditional = judge.chooser(holdings, together.conditional, days).most().computed
    return _Judged(outcomes, editions, validity, chosen, conditional, asked)


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
