"""What the firms of a table can still apply for, by the rules that tell a single firm.

Whether a programme can be applied for, and on which day, depends on no firm: so it is settled before any row is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.judging import Judge
from szsubsidy.catalogue.logic import Comparison, comparisons
from szsubsidy.catalogue.model import Catalogue, Edition, Programme
from szsubsidy.rules.combination import Amounts, Holding
from szsubsidy.rules.cumulation import amounts_of, permitted_on
from szsubsidy.rules.interpret import Outcome
from szsubsidy.rules.numbers import B, N, Numbers
from szsubsidy.rules.reach import availability


class Applying(NamedTuple):
    """What can be computed of what one can still apply for, and of what is open for sure, in fen of each row.

    ``held`` tells of each programme that one can still apply for whether the best permitted combination holds it, or,
    where no source gives its rate, whether it fits. ``about`` tells of each programme whether it is for where the firm
    is, and about what it named. ``unused`` are the costs that only programmes about something else
    than the firm named are paid for. ``later`` are the outcomes on application days other than the as-of day.
    """

    within_reach: Expr
    open_now: Expr
    held: dict[str, Expr]
    about: dict[str, Expr]
    unused: dict[str, Expr]
    later: dict[str, Outcome[Expr, Expr]]


class Candidate(NamedTuple):
    """A programme on the day on which one can apply for it, or on the as-of day where one cannot any more."""

    programme: Programme
    edition: Edition
    in_force: bool
    day: int
    can_apply: bool
    is_open: bool


def applying(
    catalogue: Catalogue,
    judged: Sequence[Candidate],
    as_of: int,
    judge: Judge,
    outcomes: Mapping[str, Outcome[Expr, Expr]],
) -> Applying:
    """Return what one can still apply for; ``outcomes`` are those of the as-of day, of the programmes in force."""
    n = judge.n
    later = {
        found.programme.id: judge.says(found.programme.id, found.edition, found.day)
        for found in judged
        if found.can_apply and found.in_force and found.day != as_of
    }
    known = {**outcomes, **later}
    entering = [found for found in judged if found.can_apply and found.in_force and is_sure(found)]
    granting = {found.programme.id: _holding(found, known[found.programme.id], n) for found in entering}
    open_ones = {found.programme.id for found in entering if found.is_open}
    none = n.constant(0)
    nothing: Holding[Expr, Expr] = Holding(n.false, Amounts(none, none, none))
    about = {found.programme.id: judge.some(is_on_topic(catalogue, found.programme, as_of, n)) for found in judged}
    for name, outcome in later.items():  # about something else now, perhaps, and not on its application day
        about[name] = n.either(about[name], n.either(outcome.eligible, outcome.undetermined))
    unused = _unused(catalogue, judged, about, judge)
    days = dict.fromkeys(judge.held, as_of) | {found.programme.id: found.day for found in entering}
    together = permitted_on(catalogue, days).safe
    opened = {name: holding if name in open_ones else nothing for name, holding in granting.items()}
    within = judge.chooser(granting, together, days)
    best = within.best()
    held = {
        found.programme.id: known[found.programme.id].eligible
        if found.edition.award.rate_unknown
        else best[found.programme.id].held
        for found in entering
    }
    return Applying(
        within_reach=within.most().computed,
        open_now=judge.chooser(opened, together, days).most().computed,
        held={name: truth for name, truth in held.items() if truth is not n.false},
        about=about,
        unused=unused,
        later=later,
    )


def asked_by(edition: Edition) -> set[str]:
    """Return the facts that an edition asks for."""
    within, cost = edition.diagram.within, edition.award.of
    return {*edition.diagram.answer_sets, *([cost] if cost else []), *([within.fact] if within else [])}


def day_of_application(programme: Programme, as_of: int) -> int:
    """Return the day on which a programme is judged for whoever applies for it; as of that day where nobody can."""
    return availability(programme, as_of).day or as_of


def candidate(programme: Programme, as_of: int) -> Candidate:
    """Return a programme as it is judged for whoever applies for it, seen from a day."""
    known = availability(programme, as_of)
    day = known.day or as_of
    edition, validity = programme.edition_on(day)
    return Candidate(programme, edition, validity == "in-force", day, known.day is not None, known.is_open)


def is_sure(found: Candidate) -> bool:
    """Return whether its terms are not in doubt on the day."""
    return found.edition.met_status(found.day) != "in-doubt"


def _holding(found: Candidate, outcome: Outcome[Expr, Expr], n: Table) -> Holding[Expr, Expr]:
    none = n.constant(0)
    if not found.edition.award.has_amount:
        return Holding(n.false, Amounts(none, none, none))
    return Holding(outcome.eligible, amounts_of(found.edition, outcome.amount, found.day, none))


def _unused(
    catalogue: Catalogue, judged: Iterable[Candidate], about: Mapping[str, Expr], judge: Judge
) -> dict[str, Expr]:
    """For each cost, whether it is given and no programme in force that is about what the firm named is paid for it."""
    n = judge.n
    used: dict[str, Expr] = {}
    for found in judged:
        cost = found.edition.award.of
        if cost is not None:
            on_topic = about[found.programme.id] if found.in_force else n.false
            used[cost] = n.either(used.get(cost, n.false), on_topic)
    return {cost: n.both(judge.some(n.known(cost)), n.negate(used[cost])) for cost in catalogue.facts if cost in used}


def is_on_topic(catalogue: Catalogue, programme: Programme, as_of: int, n: Numbers[B, N]) -> B:
    """Return whether a programme is for where the firm is, and about what it named."""
    edition, _ = programme.edition_on(as_of)
    about = n.true
    if within := programme.within:
        inside = n.holds(within.fact, within.predicate)
        about = n.either(inside, n.negate(n.known(within.fact))) if within.home else inside
    for comparison in comparisons(edition.eligibility):
        if catalogue.facts[comparison.fact].topical:
            about = n.both(about, n.negate(_fails(comparison, edition, n)))
    return about


def _fails(comparison: Comparison, edition: Edition, n: Numbers[B, N]) -> B:
    """Whether a condition does not hold; a presumed one counts as its presumption where its fact is unknown."""
    fact = comparison.fact
    holds = n.holds(fact, edition.diagram.predicates[fact][comparison.predicate])
    fails = n.both(n.known(fact), holds if comparison.negated else n.negate(holds))
    return n.either(fails, n.negate(n.known(fact))) if comparison.presumed is False else fails
