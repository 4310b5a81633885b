"""What one programme says to one profile on one day."""

from __future__ import annotations

from szsubsidy.catalogue.award import Award, Branch
from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.logic import Comparison, Diagram, Within, comparisons
from szsubsidy.catalogue.model import Claim, Dispute, Edition, Programme
from szsubsidy.facts.model import Profile
from szsubsidy.record import Record, replace
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.numbers import OneFirm
from szsubsidy.rules.reach import Availability, availability
from szsubsidy.rules.trace import Reason, decisive, failing, implies, kleene, reason, reasons, ruled_out
from szsubsidy.vocabulary import CONFIDENCES, MET, Confidence, Judgement, Status, Validity


class Alternative(Record):
    """What the finding would be by another source; fen, and as for `Finding`.

    ``low`` and ``high`` are None where no amount depends on it.
    """

    other: Claim
    amount: int | None
    low: int | None
    high: int | None


class DisputeFinding(Record):
    """A dispute that the finding could depend on, and what each other source would give."""

    dispute: Dispute
    alternatives: tuple[Alternative, ...]


class Finding(Record):
    """A status, an amount, the reasons and the provisions.

    ``amount`` is fen: 0 where ``ineligible``, None where ``undetermined``, ``lapsed`` or ``not-yet``, and where no
    source gives the rate; ``last_terms_amount`` tells what the nearest terms give where the programme is
    not in force. ``branch`` is the award's branch that applies, None while that is open. ``confidence`` is that of the
    weakest provision that decides the finding.
    ``failing`` are the conditions that an ineligible applicant fails on.
    ``evaluated_on`` is the as-of day, or the nearest day of the edition where it is not in force.
    ``elsewhere`` is the area that the programme is for, where the applicant is not in it.
    ``availability`` is whether one can apply, seen from the as-of day.
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
    disputes: tuple[DisputeFinding, ...]
    availability: Availability
    confidence: Confidence
    last_terms_amount: int | None
    elsewhere: str | None = None

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


def find(programme: Programme, profile: Profile, as_of: int) -> Finding:
    """Return the finding of one programme; the edition is the one in force on ``as_of``."""
    edition, validity = programme.edition_on(as_of)
    day = _nearest_day(edition, validity, as_of)
    numbers = OneFirm(profile, day)
    predicates = edition.diagram.predicates
    elsewhere = programme.within is not None and not _is_inside(programme.within, numbers)
    if (elsewhere and edition.diagram.within) or ruled_out(edition.eligibility, predicates, profile, day):
        outcome: Outcome[bool, int] = INELIGIBLE
    else:
        outcome = interpret(edition.diagram, edition.award, numbers)
    status, amount = _status(outcome, edition, as_of)
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
        disputes=tuple(_disputes(edition, possible, numbers, as_of)),
        availability=availability(programme, as_of),
        confidence=_confidence(edition, possible, profile, day, elsewhere=elsewhere),
        last_terms_amount=None if in_force else amount,
        elsewhere=programme.within.area if programme.within and elsewhere else None,
    )


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


def _status(outcome: Outcome[bool, int], edition: Edition, as_of: int) -> tuple[Judgement, int | None]:
    """The status, and the amount where it can be told: not of a share whose rate no source gives."""
    if outcome.undetermined:
        return "undetermined", None
    if not outcome.eligible:
        return "ineligible", 0
    return edition.met_status(as_of), None if edition.award.rate_unknown else outcome.amount


def _disputes(edition: Edition, possible: list[Branch], numbers: OneFirm, as_of: int) -> list[DisputeFinding]:
    return [
        DisputeFinding(
            dispute, tuple(_alternative(edition, dispute, other, numbers, as_of) for other in dispute.others)
        )
        for dispute in edition.disputes
        if kleene(dispute.when, dispute.when_predicates, numbers.profile, numbers.as_of) is not False
        and _concerns(dispute, edition, possible, numbers.profile, as_of)
    ]


def _alternative(edition: Edition, dispute: Dispute, other: Claim, numbers: OneFirm, as_of: int) -> Alternative:
    if dispute.field not in {"rate", "cap", "usual_cap", "threshold"}:
        return Alternative(other, None, None, None)
    outcome = interpret(*with_other(edition, dispute, other.value), numbers)
    return Alternative(other, _status(outcome, edition, as_of)[1], outcome.low, outcome.high)


def _concerns(dispute: Dispute, edition: Edition, possible: list[Branch], profile: Profile, as_of: int) -> bool:
    """Whether the finding could depend on a dispute; of a day, whether the as-of day lies between the sources."""
    if dispute.branch is not None:
        return edition.award.branches[dispute.branch] in possible
    match dispute.field:
        case "starts" | "until":
            days = [dispute.adopted.value, *(other.value for other in dispute.others)]
            return min(days) <= as_of <= max(days)
        case "threshold":
            return dispute.fact in profile
    return bool(possible)


def with_other(edition: Edition, dispute: Dispute, value: int) -> tuple[Diagram, Award]:
    """Return the diagram and award of an edition with the disputed parameter as another source has it."""
    diagram, award = edition.diagram, edition.award
    if dispute.field == "threshold":
        assert dispute.fact is not None
        assert dispute.predicate is not None
        index, shift = dispute.predicate
        predicates = list(diagram.predicates[dispute.fact])
        predicates[index] = replace(predicates[index], value=value + shift)
        return replace(diagram, predicates=diagram.predicates | {dispute.fact: tuple(predicates)}), award
    branches = []
    for index, branch in enumerate(award.branches):
        figure = getattr(branch, dispute.field)
        disputed = dispute.branch in {None, index} and figure is not None
        most = [value]
        if dispute.field == "cap":
            disputed = disputed and not (branch.rate and branch.rate.cap)  # a rate's own cap is not the one in question
            most += [award.yearly_cap.value] if award.yearly_cap else []
            most += [branch.cap.value] if any(tier.when for tier in award.tiers) else []  # no cap raises a tier
        branches.append(replace(branch, **{dispute.field: replace(figure, value=min(most))}) if disputed else branch)
    return diagram, replace(award, branches=tuple(branches))


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
