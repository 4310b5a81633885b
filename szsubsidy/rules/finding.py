"""What one programme says to one profile on one day."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.catalogue.award import Award, Branch, Figure
from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.logic import Comparison, Within, comparisons
from szsubsidy.catalogue.model import Edition, Programme
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.money import BASIS_POINTS, share
from szsubsidy.record import Record, replace
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.reach import Availability, availability
from szsubsidy.rules.trace import Reason, decisive, failing, implies, kleene, reason, reasons, ruled_out
from szsubsidy.vocabulary import CONFIDENCES, MET, Confidence, Judgement, Status, Validity


class ProjectShare(Record):
    """What one project brings to a finding: in ten-thousandths of a fen, before what limits the year.

    ``counts`` is whether it may count: it meets every condition but those on the cost of the year. ``obstacles`` are
    the conditions that keep it out, ``missing`` the facts of it that are unknown and matter. ``cost`` is the fen, or
    the count, that the award is a share of, None where that is not known; ``branch`` that of the award, None while
    open.
    """

    project: str
    counts: bool
    low: int
    high: int
    obstacles: tuple[Reason, ...]
    missing: tuple[str, ...]
    cost: int | None
    branch: Branch | None

    @property
    def bounds(self) -> tuple[int, int]:
        """From what to what it brings, in fen, rounded down."""
        return self.low // BASIS_POINTS, self.high // BASIS_POINTS

    @property
    def uncapped(self) -> int | None:
        """What the rate alone would give for it, in fen, rounded down; None where that is not known."""
        if self.cost is None or self.branch is None or self.branch.multiplier is None:
            return None
        return share(self.cost, self.branch.multiplier)

    @property
    def is_capped(self) -> bool:
        """Whether the cap cuts what the rate alone would give for it."""
        if self.cost is None or self.branch is None or self.branch.multiplier is None:
            return False
        return self.cost * self.branch.multiplier > self.branch.cap.value * BASIS_POINTS


class YearSum(Record):
    """How what projects bring becomes what the year leaves, in fen: 13.5 million, capped at 10, with 7 granted, is 3.

    ``brought`` is what they bring together at most, rounded down once, ``cap`` what limits the year, if anything does,
    and ``held`` what was granted of it already.
    """

    brought: int
    cap: Figure | None
    held: int

    @property
    def left(self) -> int | None:
        """What the cap leaves beside what was granted already; None where nothing limits the year."""
        return None if self.cap is None else max(self.cap.value - self.held, 0)

    @property
    def cut(self) -> int:
        """What the cap takes away, or, where all would fit but for what was granted, the two together."""
        if self.cap is None or self.left is None:
            return 0
        return self.brought - self.cap.value if self.brought >= self.cap.value else max(self.brought - self.left, 0)

    @property
    def cut_by_held(self) -> int:
        """What was granted already takes away beside the cap: of 13.5 million under a cap of 10, all that is held."""
        if self.cap is None or self.left is None or self.brought < self.cap.value:
            return 0
        return self.cap.value - self.left

    @property
    def is_full(self) -> bool:
        """Whether another project could bring nothing more."""
        return self.left is not None and self.brought >= self.left


class Finding(Record):
    """A status, an amount, the reasons and the provisions.

    ``amount`` is fen: 0 where ``ineligible``, None where ``undetermined``, ``lapsed`` or ``not-yet``, and where no
    source gives the rate; ``last_terms_amount`` tells what the nearest terms give where the programme is
    not in force. ``branch`` is the award's branch that applies, None while that is open. ``confidence`` is that of the
    weakest provision that decides the finding.
    ``failing`` are the conditions that an ineligible applicant fails on.
    ``evaluated_on`` is the as-of day, or the nearest day of the edition where it is not in force.
    ``elsewhere`` is the area that the programme is for, where the applicant is not in it.
    ``availability`` is whether one can apply, seen from the as-of day. ``shares`` are what the projects of a firm with
    several bring, in their order; none of a firm with one. ``year`` is what limits them together. ``told_of`` is the
    profile that the reasons tell of: there that of the first project that counts, with the year's cost where the terms
    look at that.
    """

    programme: Programme
    edition: Edition
    evaluated_on: int
    status: Status
    amount: int | None
    low: int
    high: int
    branch: Branch | None
    missing: tuple[str, ...]
    assumptions: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    failing: tuple[Comparison, ...]
    availability: Availability
    confidence: Confidence
    last_terms_amount: int | None
    elsewhere: str | None
    shares: tuple[ProjectShare, ...]
    year: YearSum | None
    told_of: Profile | None

    @property
    def applies(self) -> bool:
        """Whether the applicant is, or may yet turn out to be, eligible today."""
        return self.met or self.status == "undetermined"

    @property
    def figures(self) -> tuple[int, ...]:
        """The amount (fen) or, where it is not known, what bounds it."""
        return (self.low, self.high) if self.amount is None else (self.amount,)

    @property
    def met(self) -> bool:
        """Whether all that was read of the terms is met, though they may be in doubt, or not read whole."""
        return self.status in MET

    @property
    def obstacles(self) -> tuple[Reason, ...]:
        """The conditions that an ineligible applicant fails on, each with its verdict.

        One that holds stands under a "not": of "no individual", failed by an individual, it is "an individual".
        """
        return tuple(reason for reason in self.reasons if reason.comparison in self.failing)

    @property
    def telling_obstacles(self) -> tuple[Reason, ...]:
        """The same without those that another implies: of "over 40" and "over 45", the latter."""
        return tuple(
            reason
            for reason in self.obstacles
            if not any(implies(other.comparison, reason.comparison) for other in self.obstacles)
        )

    @property
    def in_force(self) -> bool:
        """Whether the programme has terms on the as-of day."""
        return self.status not in {"lapsed", "not-yet"}


INELIGIBLE: Outcome[bool, int] = Outcome(
    eligible=False, undetermined=False, amount=0, low=0, high=0, missing={}, assumed={}, possible_branches={}
)
"""What the interpreter says where no answer to an unknown fact could help; it need not be asked."""


def find(programme: Programme, firm: Profile | Firm, as_of: int) -> Finding:
    """Return the finding of one programme; the edition is the one in force on ``as_of``.

    A profile is a firm with one project.
    """
    if isinstance(firm, Firm):
        return find(programme, firm.profile, as_of) if firm.is_flat else _find_for_the_year(programme, firm, as_of)
    profile = firm
    edition, validity = programme.edition_on(as_of)
    day = _nearest_day(edition, validity, as_of)
    numbers = OneFirm(profile, day)
    predicates = edition.diagram.predicates
    elsewhere = programme.within is not None and not _is_inside(programme.within, numbers)
    if (elsewhere and edition.diagram.within) or ruled_out(edition.eligibility, predicates, profile, day):
        outcome: Outcome[bool, int] = INELIGIBLE
    else:
        outcome = interpret(edition.diagram, edition.award, numbers)
    status, amount = status_of(outcome, edition, as_of)
    possible = [
        edition.award.branches[index] for index, is_possible in outcome.possible_branches.items() if is_possible
    ]
    branch = possible[0] if len(possible) == 1 and status != "ineligible" else None
    because = reasons(edition.eligibility, predicates, profile, day)
    for each in possible:
        rests_on = decisive(each.when, predicates, profile, day)
        because += tuple(reason(comparison, predicates, profile, day) for comparison in rests_on)
    assumed = {fact for fact, is_assumed in outcome.assumed.items() if is_assumed}
    in_force = validity == "in-force"
    return Finding(
        programme=programme,
        edition=edition,
        evaluated_on=day,
        status=status if validity == "in-force" else validity,
        amount=amount if in_force else None,
        low=outcome.low if in_force else 0,
        high=outcome.high if in_force else 0,
        branch=branch,
        missing=tuple(fact for fact, is_missing in outcome.missing.items() if is_missing),
        assumptions=_assumptions(edition, profile, day, assumed),
        reasons=tuple(dict.fromkeys(because)) if possible else because,
        failing=_failing(edition, profile, day, elsewhere=elsewhere) if status == "ineligible" else (),
        availability=availability(programme, as_of),
        confidence=_confidence(edition, possible, profile, day, elsewhere=elsewhere),
        last_terms_amount=None if in_force else amount,
        elsewhere=programme.within.area if programme.within and elsewhere else None,
        shares=(),
        year=None,
        told_of=None,
    )


# A firm has contracts of 10 million with an affiliate and of 8 million with somebody else. What is said of the firm is
# said of the project that counts, with the year's cost where the terms look at that; the other one is told of beside
# it, with the condition that keeps it out.


def _find_for_the_year(programme: Programme, firm: Firm, as_of: int) -> Finding:
    """Return what a programme says to a firm with several projects, or with money of the year."""
    # Loaded where they are used: most starts are of firms with one project.
    from szsubsidy.rules.several import SeveralProjects
    from szsubsidy.rules.year import interpret_year, of_the_firm

    edition, validity = programme.edition_on(as_of)
    day = _nearest_day(edition, validity, as_of)
    award, diagram = edition.award, edition.diagram
    numbers = SeveralProjects(firm.profiles, day)
    granted = firm.held.get(programme.id, 0)
    held = numbers.constant(granted)
    said = interpret_year(diagram, award, numbers, held)
    profiles = _with_the_cost_of_the_year(firm, edition, said.counts)
    alone = [find(programme, profile, as_of) for profile in profiles]
    places = [place for place, counts in enumerate(said.counts) if counts] or _nearest(alone)
    base = alone[places[0]]
    outcome = of_the_firm(said.firm)
    status, amount = status_of(outcome, edition, as_of)
    in_force = validity == "in-force"
    branches = {alone[place].branch for place in places}
    missing = {
        fact: [place for place, is_missing in enumerate(matters) if is_missing]
        for fact, matters in said.firm.missing.items()
    }
    assumptions = {reason.comparison.fact: reason for place in places for reason in alone[place].assumptions}

    return replace(
        base,
        status=status if validity == "in-force" else validity,
        amount=amount if in_force else None,
        low=outcome.low if in_force else 0,
        high=outcome.high if in_force else 0,
        branch=branches.pop() if len(branches) == 1 and status != "ineligible" else None,
        missing=tuple(fact for fact, of in missing.items() if of),
        assumptions=tuple(assumptions.values()),
        reasons=tuple(dict.fromkeys(reason for place in places for reason in alone[place].reasons)),
        failing=base.failing if status == "ineligible" else (),
        confidence=max((alone[place].confidence for place in places), key=CONFIDENCES.index),
        last_terms_amount=None if in_force else amount,
        shares=tuple(
            ProjectShare(
                project=project,
                counts=said.counts[place],
                low=said.grants_low[place],
                high=said.grants_high[place],
                obstacles=() if said.counts[place] else alone[place].telling_obstacles,
                missing=tuple(fact for fact, of in missing.items() if place in of),
                cost=_cost(firm.profiles[place], award),
                branch=alone[place].branch,
            )
            for place, project in enumerate(firm.names)
        ),
        year=YearSum(
            sum(said.grants_high) // BASIS_POINTS if award.each_project else max(alone[place].high for place in places),
            award.year_limit,
            granted,
        ),
        told_of=profiles[places[0]],
    )


def _cost(profile: Profile, award: Award) -> int | None:
    """What an award is a share of, or counts, as far as it is known."""
    cost = profile.get(award.of or "")
    return cost if isinstance(cost, int) else None


def _with_the_cost_of_the_year(firm: Firm, edition: Edition, counts: Sequence[bool]) -> list[Profile]:
    """The profile of each project, with the cost of all that count where the terms look at the year."""
    of, profiles = edition.award.of, firm.profiles
    if not edition.diagram.yearly or of is None:
        return profiles
    costs = [profile.get(of) for profile, counting in zip(profiles, counts, strict=True) if counting]
    known = [cost for cost in costs if isinstance(cost, int)]
    if len(known) < len(costs):
        return profiles
    return [
        profile | {of: sum(known)} if counting else profile for profile, counting in zip(profiles, counts, strict=True)
    ]


def _nearest(alone: Sequence[Finding]) -> list[int]:
    """The project that fails on the fewest conditions, where none counts."""
    return [min(range(len(alone)), key=lambda place: len(alone[place].failing))]


def _failing(edition: Edition, profile: Profile, day: int, *, elsewhere: bool) -> tuple[Comparison, ...]:
    """The conditions that an ineligible applicant fails on; none where only its place is wrong."""
    predicates = edition.diagram.predicates
    if elsewhere and kleene(edition.eligibility, predicates, profile, day) is not False:
        return ()
    return failing(edition.eligibility, predicates, profile, day)


def _is_inside(within: Within, numbers: OneFirm) -> bool:
    """Whether the applicant is in an area."""
    return numbers.holds(within.fact, within.predicate) or (within.home and not numbers.known(within.fact))


def _nearest_day(edition: Edition, validity: Validity, as_of: int) -> int:
    """The as-of day, or the day of the edition that is nearest to it."""
    match validity:
        case "lapsed":
            return edition.until or as_of
        case "not-yet":
            return edition.starts
    return as_of


def status_of(outcome: Outcome[bool, int], edition: Edition, as_of: int) -> tuple[Judgement, int | None]:
    """Return the status, and the amount where it can be told: not of a share whose rate no source gives."""
    if outcome.undetermined:
        return "undetermined", None
    if not outcome.eligible:
        return "ineligible", 0
    return edition.met_status(as_of), None if edition.award.rate_unknown else outcome.amount


# The training voucher of 2026 pays 60% by an official clause of the measures. The least contract, and that the seller
# is no affiliate, stand in an extraction of the guide alone: reported. A start-up's finding rests on all of these, so
# it is reported. A bank fails on the kinds of applicants alone, whatever is known of rates.


def _confidence(edition: Edition, possible: list[Branch], profile: Profile, day: int, *, elsewhere: bool) -> Confidence:
    """How sure the weakest of the provisions is that decide a finding: its days, conditions, rates and caps."""
    predicates = edition.diagram.predicates
    conditions = [] if elsewhere else [edition.eligibility]
    deciding: list[Cited] = [edition.in_force]
    for condition in (*conditions, *(branch.when for branch in possible)):
        deciding += decisive(condition, predicates, profile, day)
    for branch in possible:
        deciding += branch.figures
    return max((cited.confidence for cited in deciding), key=CONFIDENCES.index)


def _assumptions(edition: Edition, profile: Profile, as_of: int, assumed: set[str]) -> tuple[Reason, ...]:
    """One condition for each presumed fact that matters: the one that the verdict rests on, if any."""
    if not assumed:
        return ()
    conditions = [edition.eligibility, *(branch.when for branch in edition.award.branches)]
    predicates = edition.diagram.predicates
    reasons_of: dict[str, Reason] = {}
    for comparison in (
        *(comparison for condition in conditions for comparison in decisive(condition, predicates, profile, as_of)),
        *(comparison for condition in conditions for comparison in comparisons(condition)),
    ):
        if comparison.fact in assumed:
            reasons_of.setdefault(comparison.fact, Reason(comparison, holds=True, assumed=True))
    return tuple(reasons_of.values())
