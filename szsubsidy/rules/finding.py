"""What one programme says to one profile on one day."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.catalogue.model import (
    CONFIDENCES,
    Award,
    Branch,
    Claim,
    Comparison,
    Diagram,
    Dispute,
    Edition,
    Programme,
    Window,
    comparisons,
)
from szsubsidy.facts.model import Profile
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.one_firm import Scalar
from szsubsidy.rules.trace import Reason, decisive, failing, kleene, reason, reasons, ruled_out


class Alternative(NamedTuple):
    """What the finding would be by another source; fen, and as for `Finding`.

    ``low`` and ``high`` are None where no amount depends on it.
    """

    other: Claim
    amount: int | None
    low: int | None
    high: int | None


class DisputeFinding(NamedTuple):
    """A dispute that touches the finding, and what each other source would give."""

    dispute: Dispute
    alternatives: tuple[Alternative, ...]


class Finding(NamedTuple):
    """A status, an amount, the reasons and the provisions.

    ``amount`` is fen: 0 where ``ineligible``, None where ``undetermined``, ``lapsed`` or
    ``not-yet``; ``last_terms_amount`` tells what the nearest terms give where the programme is
    not in force. ``branch`` is the award's branch that applies, None while that is open.
    ``judged_on`` is the as-of day, or the nearest day of the edition where it is not in force.
    ``window`` is about that edition; ``next_window`` and ``last_window`` are about the programme.
    """

    programme: Programme
    edition: Edition
    judged_on: int
    status: str
    amount: int | None
    low: int
    high: int
    branch: Branch | None
    missing: tuple[str, ...]
    assumptions: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    failing: tuple[Comparison, ...]
    disputes: tuple[DisputeFinding, ...]
    window: str
    next_window: Window | None
    last_window: Window | None
    confidence: str
    last_terms_amount: int | None


INELIGIBLE: Outcome[bool, int] = Outcome(
    eligible=False, undetermined=False, amount=0, low=0, high=0, missing={}, assumed={}, taken={}
)
"""What the interpreter says where no answer to an unknown fact could help; it need not be asked."""


def find(programme: Programme, profile: Profile, as_of: int) -> Finding:
    """Return the finding of one programme; the edition is the one in force on ``as_of``."""
    edition, standing = edition_on(programme, as_of)
    effective = {"lapsed": edition.until or as_of, "not-yet": edition.starts}.get(standing, as_of)
    numbers = Scalar(profile, effective)
    predicates = edition.diagram.predicates
    if ruled_out(edition.eligibility, predicates, profile, effective):
        outcome: Outcome[bool, int] = INELIGIBLE
    else:
        outcome = interpret(edition.diagram, edition.award, numbers)
    status, amount = _status(outcome)
    taken = [edition.award.branches[index] for index, here in outcome.taken.items() if here]
    branch = taken[0] if len(taken) == 1 and status != "ineligible" else None
    because = reasons(edition.eligibility, predicates, profile, effective)
    for item in taken:
        rests_on = decisive(item.when, predicates, profile, effective)
        because += tuple(reason(comparison, predicates, profile, effective) for comparison in rests_on)
    assumed = {fact for fact, here in outcome.assumed.items() if here}
    return Finding(
        programme,
        edition,
        effective,
        standing or status,
        None if standing else amount,
        0 if standing else outcome.low,
        0 if standing else outcome.high,
        branch,
        tuple(fact for fact, here in outcome.missing.items() if here),
        _assumptions(edition, profile, effective, assumed),
        tuple(dict.fromkeys(because)) if taken else because,
        failing(edition.eligibility, predicates, profile, effective) if status == "ineligible" else (),
        tuple(_disputes(edition, taken, numbers, as_of)),
        window_on(edition, as_of),
        next_window(programme, as_of),
        last_window(programme, as_of),
        _confidence(branch or edition.award.branches[0]),
        amount if standing else None,
    )


def edition_on(programme: Programme, as_of: int) -> tuple[Edition, str]:
    """Return the edition that governs a day and ``""``, or the nearest one and ``lapsed`` or ``not-yet``."""
    before = [edition for edition in programme.editions if edition.starts <= as_of]
    if not before:
        return programme.editions[0], "not-yet"
    edition = before[-1]
    if edition.until is not None and edition.until < as_of:
        return edition, "lapsed"
    return edition, ""


def window_on(edition: Edition, as_of: int) -> str:
    """Return ``open``, ``closed`` or ``unknown``."""
    if not edition.windows:
        return "unknown"
    return "open" if any(item.opens <= as_of <= item.closes for item in edition.windows) else "closed"


def next_window(programme: Programme, as_of: int) -> Window | None:
    """Return the application window that is open on a day, or else the next one ahead; None if none is known."""
    ahead = [item for edition in programme.editions for item in edition.windows if item.closes >= as_of]
    return min(ahead, key=lambda item: (item.opens, item.closes), default=None)


def last_window(programme: Programme, as_of: int) -> Window | None:
    """Return the application window that closed last before a day."""
    past = [item for edition in programme.editions for item in edition.windows if item.closes < as_of]
    return max(past, key=lambda item: (item.closes, item.opens), default=None)


def _status(outcome: Outcome[bool, int]) -> tuple[str, int | None]:
    if outcome.undetermined:
        return "undetermined", None
    return ("eligible", outcome.amount) if outcome.eligible else ("ineligible", 0)


def _disputes(edition: Edition, taken: list[Branch], numbers: Scalar, as_of: int) -> list[DisputeFinding]:
    found = []
    for dispute in edition.disputes:
        if kleene(dispute.when, dispute.when_predicates, numbers.profile, numbers.as_of) is False:
            continue
        if not _touches(dispute, edition, taken, numbers.profile, as_of):
            continue
        found.append(
            DisputeFinding(dispute, tuple(_alternative(edition, dispute, other, numbers) for other in dispute.others))
        )
    return found


def _alternative(edition: Edition, dispute: Dispute, other: Claim, numbers: Scalar) -> Alternative:
    if dispute.field not in {"rate", "cap", "usual_cap", "threshold"}:
        return Alternative(other, None, None, None)
    outcome = interpret(*with_other(edition, dispute, other.value), numbers)
    return Alternative(other, _status(outcome)[1], outcome.low, outcome.high)


def _touches(dispute: Dispute, edition: Edition, taken: list[Branch], profile: Profile, as_of: int) -> bool:
    """Whether the finding could depend on a dispute; of a day, whether the as-of day lies between the sources."""
    match dispute.field:
        case "rate":
            return edition.award.branches[dispute.branch or 0] in taken
        case "starts" | "until":
            days = [dispute.adopted.value, *(other.value for other in dispute.others)]
            return min(days) <= as_of <= max(days)
        case "threshold":
            return dispute.fact in profile
    return bool(taken)


def with_other(edition: Edition, dispute: Dispute, value: int) -> tuple[Diagram, Award]:
    """Return the diagram and award of an edition with the disputed parameter as another source has it."""
    diagram, award = edition.diagram, edition.award
    if dispute.field == "threshold":
        assert dispute.fact is not None
        assert dispute.predicate is not None
        place, shift = dispute.predicate
        predicates = list(diagram.predicates[dispute.fact])
        predicates[place] = predicates[place]._replace(value=value + shift)
        return diagram._replace(predicates=diagram.predicates | {dispute.fact: tuple(predicates)}), award
    branches = []
    for index, branch in enumerate(award.branches):
        figure = getattr(branch, dispute.field)
        touched = dispute.branch in {None, index} and figure is not None
        branches.append(branch._replace(**{dispute.field: figure._replace(value=value)}) if touched else branch)
    return diagram, award._replace(branches=tuple(branches))


def _confidence(branch: Branch) -> str:
    figures = [figure for figure in (branch.rate, branch.cap) if figure is not None]
    return max((figure.confidence for figure in figures), key=CONFIDENCES.index)


def _assumptions(edition: Edition, profile: Profile, as_of: int, assumed: set[str]) -> tuple[Reason, ...]:
    """One condition for each presumed fact that matters: the one that the verdict rests on, if any."""
    if not assumed:
        return ()
    conditions = [edition.eligibility, *(branch.when for branch in edition.award.branches)]
    predicates = edition.diagram.predicates
    found: dict[str, Reason] = {}
    for comparison in (
        *(comparison for condition in conditions for comparison in decisive(condition, predicates, profile, as_of)),
        *(comparison for condition in conditions for comparison in comparisons(condition)),
    ):
        if comparison.fact in assumed:
            found.setdefault(comparison.fact, Reason(comparison, holds=True, assumed=True))
    return tuple(found.values())
