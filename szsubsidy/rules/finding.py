"""What one programme says to one profile on one day."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.catalogue.model import (
    CONFIDENCES,
    Award,
    Branch,
    Dispute,
    Edition,
    Literal,
    OtherValue,
    Programme,
    literals,
)
from szsubsidy.facts.model import Profile
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.scalar import Scalar
from szsubsidy.rules.trace import Reason, decisive, failing, reason, reasons


class Alternative(NamedTuple):
    """What the finding would be under another source's value; fen, and as for `Finding`."""

    other: OtherValue
    amount: int | None
    low: int
    high: int


class DisputeFinding(NamedTuple):
    dispute: Dispute
    alternatives: tuple[Alternative, ...]


class Finding(NamedTuple):
    """A status, an amount, the reasons and the provisions.

    ``amount`` is fen: 0 where ``ineligible``, None where ``undetermined``, ``lapsed`` or
    ``not-yet``; ``last_terms_amount`` tells what the nearest terms give where the programme is
    not in force. ``branch`` is the award's branch that applies, None while that is open.
    ``judged_on`` is the as-of day, or the nearest day of the edition where it is not in force.
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
    failing: tuple[Literal, ...]
    disputes: tuple[DisputeFinding, ...]
    window: str
    confidence: str
    last_terms_amount: int | None


def find(programme: Programme, profile: Profile, as_of: int) -> Finding:
    """Return the finding of one programme; the edition is the one in force on ``as_of``."""
    edition, standing = edition_on(programme, as_of)
    effective = {"lapsed": edition.until or as_of, "not-yet": edition.starts}.get(standing, as_of)
    numbers = Scalar(profile, effective)
    outcome = interpret(edition.diagram, edition.award, numbers)
    status, amount = _status(outcome)
    taken = [edition.award.branches[index] for index, here in outcome.taken.items() if here]
    branch = taken[0] if len(taken) == 1 and status != "ineligible" else None
    atoms = edition.diagram.atoms
    because = reasons(edition.eligibility, atoms, profile, effective)
    for item in taken:
        rests_on = decisive(item.when, atoms, profile, effective)
        because += tuple(reason(literal, atoms, profile, effective) for literal in rests_on)
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
        tuple(dict.fromkeys(because)),
        failing(edition.eligibility, atoms, profile, effective) if status == "ineligible" else (),
        tuple(_disputes(edition, taken, numbers)),
        window_on(edition, as_of),
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


def _status(outcome: Outcome[bool, int]) -> tuple[str, int | None]:
    if outcome.undetermined:
        return "undetermined", None
    return ("eligible", outcome.amount) if outcome.eligible else ("ineligible", 0)


def _disputes(edition: Edition, taken: list[Branch], numbers: Scalar) -> list[DisputeFinding]:
    found = []
    for dispute in edition.disputes:
        branches = edition.award.branches
        if not any(branch in taken for branch in (branches if dispute.branch is None else [branches[dispute.branch]])):
            continue
        alternatives = []
        for other in dispute.others:
            outcome = interpret(edition.diagram, with_other(edition.award, dispute, other.value), numbers)
            alternatives.append(Alternative(other, _status(outcome)[1], outcome.low, outcome.high))
        found.append(DisputeFinding(dispute, tuple(alternatives)))
    return found


def with_other(award: Award, dispute: Dispute, value: int) -> Award:
    """Return the award with the disputed parameter set to another source's value."""
    branches = []
    for index, branch in enumerate(award.branches):
        figure = getattr(branch, dispute.field)
        touched = dispute.branch in {None, index} and figure is not None
        branches.append(branch._replace(**{dispute.field: figure._replace(value=value)}) if touched else branch)
    return award._replace(branches=tuple(branches))


def _confidence(branch: Branch) -> str:
    figures = [figure for figure in (branch.rate, branch.cap) if figure is not None]
    return max((figure.confidence for figure in figures), key=CONFIDENCES.index)


def _assumptions(edition: Edition, profile: Profile, as_of: int, assumed: set[str]) -> tuple[Reason, ...]:
    """One condition for each presumed fact that matters: the one that the verdict rests on, if any."""
    if not assumed:
        return ()
    conditions = [edition.eligibility, *(branch.when for branch in edition.award.branches)]
    atoms = edition.diagram.atoms
    found: dict[str, Reason] = {}
    for literal in (
        *(literal for condition in conditions for literal in decisive(condition, atoms, profile, as_of)),
        *(literal for condition in conditions for literal in literals(condition)),
    ):
        if literal.fact in assumed:
            found.setdefault(literal.fact, Reason(literal, holds=True, assumed=True))
    return tuple(found.values())
