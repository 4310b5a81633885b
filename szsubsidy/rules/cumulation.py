"""What may be held together on a day, and what the best permitted combination leaves out.

Two programmes conflict when a rule lets only one of them be held. A joint cap holds several
together below a share of one eligible cost, but never below the largest of them; and nothing is paid
beyond the cost itself. `szsubsidy.rules.combination` finds the best set; this module says what is permitted, and
tells of the best set what gave way to what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.catalogue.together import JointCap, Reading, Rule
from szsubsidy.facts.model import Firm
from szsubsidy.record import Record, replace
from szsubsidy.rules.combination import Amounts, Grant, Holding, Permitted, best_combination
from szsubsidy.rules.finding import Finding
from szsubsidy.rules.limits import Conflicts, CostLimit, Limit, Paid, cost_limits, paid_on, under
from szsubsidy.rules.numbers import N, OneFirm

if TYPE_CHECKING:
    from szsubsidy.rules.flow import Flow
    from szsubsidy.rules.several import Fens, SeveralProjects

NOTHING = Amounts(0, 0, 0)


class Together(Record):
    """What the rules in force on a day let a firm hold together.

    ``safe`` also separates what no source says may be held together; ``conditional`` does not. ``paid`` is what the
    programmes are shares of.
    """

    safe: Permitted
    conditional: Permitted
    paid: dict[str, Paid]

    @property
    def unclear(self) -> bool:
        """Whether it can matter that no source says."""
        return self.conditional.conflicts != self.safe.conflicts

    def read(self, cap: JointCap, reading: Reading) -> Permitted:
        """Return what is safely permitted if a joint cap is read in another way."""
        conflicts = self.safe.conflicts
        read = under(cap, self.paid, conflicts, reading)
        joint = tuple(read if limit.rule == cap else limit for limit in self.safe.joint)
        joint = tuple(limit for limit in joint if limit.programmes)
        return Permitted(conflicts, joint, cost_limits(conflicts, joint, self.paid))


class Exclusion(Record):
    """A programme that gives way to ``because_of`` under a rule, and the fen that it would have granted.

    ``because_of`` is None where nothing else takes its place: what is no share of a cost can be more than the cost.
    """

    programme: str
    because_of: str | None
    rule: Rule | JointCap | CostLimit
    forgone: int


class Reduction(Record):
    """A programme that a limit cuts by ``forgone`` fen to ``granted`` beside ``because_of``.

    One that a joint cap and then its cost cut is told of twice, in this order.
    """

    programme: str
    because_of: str | None
    rule: JointCap | CostLimit
    forgone: int
    granted: int


class Combination(Record):
    """The programmes held with what each grants, what is left out, and what a limit cuts."""

    held: dict[str, Amounts[int]]
    excluded: tuple[Exclusion, ...]
    reduced: tuple[Reduction, ...]

    @property
    def amounts(self) -> Amounts[int]:
        """What all that is held comes to."""
        return Amounts(self.computed, self.ceilings, self.possible_ceilings)

    @property
    def computed(self) -> int:
        """The fen that can be computed, over all that is held."""
        return sum(amounts.computed for amounts in self.held.values())

    @property
    def ceilings(self) -> int:
        """The fen that panels may add at most, over all that is held, without what is only possible."""
        return sum(amounts.ceiling for amounts in self.held.values())

    @property
    def possible_ceilings(self) -> int:
        """The fen that panels may add at most where part of the terms was not found, over all that is held."""
        return sum(amounts.possible for amounts in self.held.values())

    @property
    def cut(self) -> int:
        """The fen that limits take away from what is held."""
        return sum(reduction.forgone for reduction in self.reduced)

    @property
    def losses(self) -> tuple[Exclusion | Reduction, ...]:
        """What is left out, then what is cut."""
        return (*self.excluded, *self.reduced)

    def granted(self, programme: str) -> Amounts[int]:
        """Return what the combination grants of a programme: nothing where it does not hold it."""
        return self.held.get(programme, NOTHING)


class ReadOtherwise(Record):
    """The best permitted combination if a joint cap is read in another way than the adopted one.

    ``capped`` are the programmes that grant something and are under the cap, as it is then read.
    """

    cap: JointCap
    reading: Reading
    best: Combination
    capped: tuple[str, ...]


def readings(
    held: Collection[str],
    standalone: Mapping[str, Amounts[int]],
    together: Together,
    numbers: OneFirm | OverProjects,
) -> Iterator[ReadOtherwise]:
    """Yield what is best in each other reading of the joint caps over what ``standalone`` grants, beside what is held.

    A start-up's contract of 8 million, of which the city pays 60 %: 4.8 million as adopted, since the cap of 50 %
    spares the largest award. ``strict`` spares none: 4 million. ``others-only`` leaves the city's own 4.8 million
    alone, and a district's 30 % beside it, 2.4 million, stays below 50 % by itself: 7.2 million.
    """
    for limit in together.safe.joint:
        if isinstance(limit.rule, JointCap) and not standalone.keys().isdisjoint(limit.programmes):
            for reading in limit.rule.readings:
                permitted = together.read(limit.rule, reading)
                under_it = [name for read in permitted.joint if read.rule == limit.rule for name in read.programmes]
                capped = tuple(name for name in under_it if any(standalone.get(name, NOTHING)))
                yield ReadOtherwise(limit.rule, reading, combine_beside(held, standalone, permitted, numbers), capped)


def award_of(edition: Edition, fen: int, as_of: int) -> Amounts[int]:
    """Return an amount as what can be computed or what a panel may add; nothing where it cannot be told."""
    return amounts_of(edition, fen, as_of, 0) if edition.award.has_amount else NOTHING


def amounts_of(edition: Edition, amount: N, as_of: int, none: N) -> Amounts[N]:
    """Return what an edition grants on a day by how well founded it is; ``none`` is no money."""
    if edition.award.is_computed:
        return Amounts(amount, none, none)
    if edition.met_status(as_of) == "possible":
        return Amounts(none, none, amount)
    return Amounts(none, amount, none)


def permitted_on(catalogue: Catalogue, days: Mapping[str, int], among: Collection[str] | None = None) -> Together:
    """Return what may be held together of the programmes of a catalogue, each from its day in ``days`` on.

    ``among`` are those that can be held at all, where these are not all.
    """
    named = days if among is None else among
    known = [catalogue.programmes[name] for name in days if name in named and name in catalogue.programmes]
    paid = paid_on(known, days)
    return together_on(days, catalogue.rules, catalogue.joint_caps, paid, among)


# Two programmes are applied for on different days: the city's from 6 May on, a district's already on 15 January. A
# joint cap that is in force from 6 May on holds the two: when the second is asked for, the authority looks at both. So
# a rule counts for two programmes where it is in force on the later of their days, and a joint cap for all of its
# programmes where it is on the last of theirs.


def together_on(
    days: Mapping[str, int],
    rules: Iterable[Rule],
    joint_caps: Iterable[JointCap],
    paid: Mapping[str, Paid],
    among: Collection[str] | None = None,
) -> Together:
    """Return what may be held together of the programmes of ``days``, each of which is applied for on its day.

    ``paid`` is what they are shares of. Of those that are not ``among`` what can be held only the days count.
    """
    present = days if among is None else {name: day for name, day in days.items() if name in among}
    current = [rule for rule in rules if not present.keys().isdisjoint(rule.programmes)]
    stated = [rule for rule in current if rule.kind == "at-most-one"]
    open_ones = [rule for rule in current if rule.kind == "not-stated"]
    joint = tuple(under(cap, paid, present) for cap in joint_caps if _holds(cap, days))
    joint = tuple(limit for limit in joint if limit.programmes)
    safe, conditional = _conflicts(present, [*stated, *open_ones]), _conflicts(present, stated)
    return Together(
        safe=Permitted(safe, joint, cost_limits(safe, joint, paid)),
        conditional=Permitted(conditional, joint, cost_limits(conditional, joint, paid)),
        paid=dict(paid),
    )


def _holds(cap: JointCap, days: Mapping[str, int]) -> bool:
    """Whether a joint cap is in force on the last day of its programmes."""
    members = [days[programme] for programme in cap.programmes if programme in days]
    return bool(members) and cap.holds_on(max(members))


def grounds_of(combination: Combination, rules: Iterable[Rule], as_of: int) -> tuple[Rule, ...]:
    """Return the rules in force that permit two programmes which a combination holds."""
    return tuple(
        rule
        for rule in rules
        if rule.kind == "permitted"
        and rule.holds_on(as_of)
        and any(one in combination.held and other in combination.held for one, other in pairs_of(rule))
    )


def unruled(combination: Combination, rules: Iterable[Rule], joint: Iterable[Limit]) -> tuple[str, ...]:
    """Return the programmes whose money a combination adds to another's without a rule that speaks of the two."""
    ruled = {frozenset(pair) for rule in rules if rule.kind == "permitted" for pair in pairs_of(rule)}
    ruled |= {frozenset(pair) for limit in joint for pair in combinations(limit.programmes, 2)}
    paying = [programme for programme, amounts in combination.held.items() if any(amounts)]
    alone = {programme for pair in combinations(paying, 2) if frozenset(pair) not in ruled for programme in pair}
    return tuple(programme for programme in paying if programme in alone)


class OverProjects(Record):
    """The numbers of a firm with several projects, and what each programme would give for each of them."""

    numbers: SeveralProjects
    flows: dict[str, Flow[Fens]]


def numbers_of(findings: Iterable[Finding], firm: Firm, as_of: int, *, least: bool = False) -> OneFirm | OverProjects:
    """Return the numbers of a firm, with what each programme would give for each project where these are several."""
    if firm.is_flat:
        return OneFirm(firm.profile, as_of)
    from szsubsidy.rules.flow import Flow  # loaded where it is used: most starts are of firms with one project
    from szsubsidy.rules.several import SeveralProjects

    flows = {}
    for finding in findings:
        kinds = award_of(finding.edition, 1, finding.evaluated_on)
        grants = tuple(share.low if least else share.high for share in finding.shares)
        flows[finding.programme.id] = Flow(grants, kinds.index(1) if 1 in kinds else 0)
    return OverProjects(SeveralProjects(firm.profiles, as_of), flows)


def _best(
    standalone: Mapping[str, Amounts[int]], permitted: Permitted, numbers: OneFirm | OverProjects, *, least: bool
) -> dict[str, Grant[bool, int]]:
    """What the best permitted combination holds of each programme that ``permitted`` speaks of."""
    alone = {name: standalone.get(name, NOTHING) for name in permitted.conflicts}
    if isinstance(numbers, OneFirm):
        holdings = {name: Holding(name in standalone, amounts) for name, amounts in alone.items()}
        return best_combination(holdings, permitted, numbers, least=least)
    from szsubsidy.rules.flow import YearChooser

    n = numbers.numbers
    everywhere = {
        name: Holding(n.true if name in standalone else n.false, Amounts(*map(n.constant, amounts)))
        for name, amounts in alone.items()
    }
    best = YearChooser(everywhere, permitted, n, numbers.flows, least=least).best()
    return {
        name: Grant(grant.held[0], _of_the_firm(grant.amounts), _of_the_firm(grant.uncut))
        for name, grant in best.items()
    }


def _of_the_firm(amounts: Amounts[Fens]) -> Amounts[int]:
    """Amounts that stand at every project alike, once."""
    return Amounts(amounts.computed[0], amounts.ceiling[0], amounts.possible[0])


def combine(
    standalone: Mapping[str, Amounts[int]],
    permitted: Permitted,
    numbers: OneFirm | OverProjects,
    *,
    least: bool = False,
) -> Combination:
    """Return the best permitted set of programmes and what it leaves out; ``standalone`` is what each grants alone.

    The order of the conflicts decides between sets of equal amounts and size. ``numbers`` tells what a
    limit is a share of; where that is unknown it cuts nothing, with ``least`` it leaves only the
    largest award under a joint cap, and nothing of a cost.
    """
    conflicts = permitted.conflicts
    best = _best(standalone, _among(standalone, permitted), numbers, least=least)
    held = {programme: chosen.amounts for programme, chosen in best.items() if chosen.held}
    excluded: list[Exclusion] = []
    reduced: list[Reduction] = []
    for programme in conflicts:
        if programme not in standalone:
            continue
        alone, granted = sum(standalone[programme]), sum(held.get(programme, NOTHING))
        if programme not in held:
            rule, rival = _ground(programme, permitted, standalone, held, best)
            excluded.append(Exclusion(programme, rival, rule, alone))
            continue
        uncut = sum(best[programme].uncut)
        reduced += [
            Reduction(programme, _largest_beside(programme, limit, held), limit.rule, before - after, after)
            for limits, before, after in ((permitted.joint, alone, uncut), (permitted.costs, uncut, granted))
            for limit in limits
            if after < before and programme in limit.programmes
        ]
    return Combination(held, tuple(excluded), tuple(reduced))


def _among(standalone: Mapping[str, object], permitted: Permitted) -> Permitted:
    """What is permitted among programmes that grant something; of large catalogues they are few."""

    def of_these(limits: Sequence[Limit]) -> tuple[Limit, ...]:
        kept = [tuple(name for name in limit.programmes if name in standalone) for limit in limits]
        return tuple(replace(limit, programmes=names) for limit, names in zip(limits, kept, strict=True) if names)

    conflicts = {
        name: {other: rule for other, rule in against.items() if other in standalone}
        for name, against in permitted.conflicts.items()
        if name in standalone
    }
    return Permitted(conflicts, of_these(permitted.joint), of_these(permitted.costs))


def combine_beside(
    held: Collection[str],
    standalone: Mapping[str, Amounts[int]],
    permitted: Permitted,
    numbers: OneFirm | OverProjects,
) -> Combination:
    """Return the best permitted combination beside the programmes that the firm ``held`` already in the year."""
    ousted = [
        Exclusion(name, rival, permitted.conflicts[name][rival], sum(amounts))
        for name, amounts in standalone.items()
        if (rival := held_rival(name, permitted, held)) is not None
    ]
    if not ousted:
        return combine(standalone, permitted, numbers)
    out = {loss.programme for loss in ousted}
    best = combine({name: amounts for name, amounts in standalone.items() if name not in out}, permitted, numbers)
    return replace(best, excluded=(*ousted, *best.excluded))


def held_rival(programme: str, permitted: Permitted, held: Collection[str]) -> str | None:
    """Return what the firm ``held`` already that a programme may not be held beside, be it held itself or not."""
    against = permitted.conflicts.get(programme, {})
    return next((other for other in held if other in against), None)


def pairs_of(rule: Rule) -> list[tuple[str, str]]:
    """Return the pairs of programmes that a rule is about."""
    if rule.beside:
        return list(product(rule.programmes, rule.beside))
    return list(combinations(rule.programmes, 2))


def _conflicts(days: Mapping[str, int], rules: Iterable[Rule]) -> Conflicts:
    """For each programme those that may not be held beside it, and the rule that says so on the later of their days."""
    conflicts: Conflicts = {programme: {} for programme in days}
    for rule in rules:
        for one, other in pairs_of(rule):
            if one in conflicts and other in conflicts and rule.holds_on(max(days[one], days[other])):
                conflicts[one].setdefault(other, rule)
                conflicts[other].setdefault(one, rule)
    return conflicts


def _ground(
    programme: str,
    permitted: Permitted,
    standalone: Mapping[str, Amounts[int]],
    held: Mapping[str, Amounts[int]],
    best: Mapping[str, Grant[bool, int]],
) -> tuple[Rule | JointCap | CostLimit, str | None]:
    """The rule that a programme is left out by, and the largest award that takes its place."""
    against = permitted.conflicts[programme]
    if rivals := [other for other in against if other in held]:
        rival = max(rivals, key=lambda other: standalone[other])
        return against[rival], rival
    cut_to_nothing = sum(best[programme].uncut) == 0
    limits = [limit for limit in (*permitted.joint, *permitted.costs) if programme in limit.programmes]
    for limit in limits:
        if isinstance(limit.rule, CostLimit) or cut_to_nothing:
            rival_beside = _largest_beside(programme, limit, held)
            if rival_beside is not None:
                return limit.rule, rival_beside
    # No held programme takes its place. Either it gave way to a rival that a limit then cut to nothing, so that neither
    # of the two is held, or its cost is nothing.
    if rivals := [other for other in against if other in standalone]:
        rival = max(rivals, key=lambda other: standalone[other])
        return against[rival], rival
    return limits[-1].rule, None


def _largest_beside(programme: str, limit: Limit, held: Mapping[str, Amounts[int]]) -> str | None:
    """The largest other award that a combination holds under a limit; None where it holds no other."""
    rivals = [other for other in limit.programmes if other in held and other != programme]
    return max(rivals, key=lambda other: held[other], default=None)
