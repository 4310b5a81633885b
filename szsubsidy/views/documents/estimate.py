"""The JSON documents of ``estimate`` and ``explain``."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.views.documents.shared import (
    CostOrCount,
    Currency,
    Disputed,
    EnvelopeOfTerms,
    HowSure,
    OriginDocument,
    ProfileDocument,
    Range,
    RestsOnDocument,
    WindowDocument,
)
from szsubsidy.vocabulary import Basis, Confidence, JointReading, Kind, Reach, Status, UnreadPart


class ReasonDocument(TypedDict):
    fact: str
    holds: bool | None
    assumed: bool
    text: str
    cite: str
    confidence: Confidence


class OtherDocument(TypedDict):
    value: Disputed
    amount: Yuan | None
    range: Range | None
    cite: str
    confidence: Confidence


class DisputeDocument(TypedDict):
    parameter: str
    adopted: Disputed
    cite: str
    others: list[OtherDocument]
    reason: str


class EditionDocument(TypedDict):
    starts: Day
    until: Day | None
    rests_on: RestsOnDocument | None
    reviewed: Day


class UnreadDocument(TypedDict):
    """Which part of the authority's terms was not found, and where it must stand."""

    what: UnreadPart
    cite: str


class NoteDocument(TypedDict):
    text: str
    cite: str


class RequirementDocument(TypedDict):
    fact: str
    text: str
    cite: str


class RateFigureDocument(TypedDict):
    parameter: Literal["rate"]
    value: Percent
    cite: str
    confidence: Confidence


AmountParameter: TypeAlias = Literal["each", "cap", "usual_cap", "annual_budget"]


class AmountFigureDocument(TypedDict):
    parameter: AmountParameter
    value: Yuan
    cite: str
    confidence: Confidence


FigureDocument: TypeAlias = RateFigureDocument | AmountFigureDocument


class BudgetDocument(AmountFigureDocument):
    share_percent: Percent | None


class AreaDocument(TypedDict):
    area: str
    name: str


class AtApplicationDocument(TypedDict):
    """What the terms of the application day say, where that is not what those of the as-of day say."""

    status: Status
    amount: Yuan | None


class ProjectDocument(TypedDict):
    """What one project brings, before what limits the year; ``amount`` is null where it is not settled.

    Neither it nor ``range`` is there where the firm has one award for all its projects. ``counts`` is whether the
    project meets every condition but those on the cost of the year, ``failing`` are the conditions that keep it out.
    """

    name: str
    counts: bool
    amount: NotRequired[Yuan | None]
    range: NotRequired[Range]
    missing: list[str]
    failing: list[RequirementDocument]


class YearDocument(TypedDict):
    """What projects bring together at most, what limits the year, if anything does, and what was granted already."""

    brought: Yuan
    cap: Yuan | None
    held: Yuan


class ProgrammeDocument(TypedDict):
    """What one programme says; ``window_confirmed`` is false where the window rests on an unconfirmed source.

    ``projects`` and ``year`` are there where the firm has several projects, or was granted money already in the year.
    """

    id: str
    name: str
    kind: Kind
    status: Status
    basis: Basis
    amount: Yuan | None
    range: Range
    rate_percent: Percent | None
    certainty: HowSure | None
    cap: Yuan | None
    missing: list[str]
    assumptions: list[str]
    reach: Reach
    window: WindowDocument | None
    window_confirmed: bool
    application_day: Day | None
    at_application: AtApplicationDocument | None
    confidence: Confidence
    edition: EditionDocument
    last_terms_amount: Yuan | None
    only_because: list[RequirementDocument]
    least_cost: CostOrCount | None
    cap_binds_at: CostOrCount | None
    rate_known: bool
    unread: UnreadDocument | None
    disputes: list[DisputeDocument]
    terms_link: str | None
    terms_link_seen: bool | None
    elsewhere: AreaDocument | None
    origin: OriginDocument | None
    projects: NotRequired[list[ProjectDocument]]
    year: NotRequired[YearDocument]


class DetailedProgrammeDocument(ProgrammeDocument):
    """With ``--details``, and in ``explain``: also each condition, figure and provision, and every dispute."""

    reasons: list[ReasonDocument]
    figures: list[FigureDocument]
    annual_budget: BudgetDocument | None
    unmodelled: list[NoteDocument]
    provisions: list[str]


class _OtherReading(TypedDict):
    rule_id: str
    reading: JointReading
    text: str
    cite: str


class ProgrammeReadingDocument(_OtherReading):
    """How else a joint cap can be read: what the programme alone comes to then, and all that applies together."""

    amount: Yuan | None
    total: Yuan | None


class ReadingDocument(_OtherReading):
    """Another total, by another reading of a joint cap, with what each programme held then grants.

    ``capped`` are those that are then under the cap; the total also has what is not.
    """

    total: Yuan
    capped: list[str]
    amounts: dict[str, Yuan]


class ExplanationDocument(EnvelopeOfTerms, DetailedProgrammeDocument):
    """What ``szsubsidy explain --json`` prints."""

    readings: list[ProgrammeReadingDocument]


class ExclusionDocument(TypedDict):
    """What is left out or cut: by a rule, or by the cost itself, for which nothing is cited."""

    id: str
    because_of: str | None
    rule: Literal["at-most-one", "not-stated", "joint-cap", "cost"]
    rule_id: str | None
    forgone: Yuan
    cite: str | None
    text: str


class ReductionDocument(ExclusionDocument):
    granted: Yuan


class PermissionDocument(TypedDict):
    rule_id: str
    text: str
    cite: str


class ConditionalDocument(TypedDict):
    combination: list[str]
    total: Yuan
    ceilings: Yuan
    possible_ceilings: Yuan


class WarningDocument(TypedDict):
    code: str
    programmes: list[str]
    text: str
    cites: list[str]


class OptionsDocument(TypedDict):
    """How an estimate was asked for, beside the day and the facts."""

    language: str
    all: bool
    details: bool


class TotalsDocument(TypedDict):
    """Sums: as if one could apply on the day, of what one can still apply for, and of what is open.

    ``ceilings`` are what panels may add by the terms, ``possible_ceilings`` what they may where part of the terms was
    not found. ``official_…`` is what a total is without terms of one's own, null where there are none.
    """

    by_terms: Yuan
    within_reach: Yuan
    open_now: Yuan
    by_terms_range: Range
    within_reach_range: Range
    ceilings: Yuan
    possible_ceilings: Yuan
    within_reach_ceilings: Yuan
    within_reach_possible_ceilings: Yuan
    open_now_ceilings: Yuan
    open_now_possible_ceilings: Yuan
    official_by_terms: Yuan | None
    official_within_reach: Yuan | None


class AdditionDocument(TypedDict):
    fact: str
    value: str


class UnusedDocument(TypedDict):
    """A fact that was given and counts for nothing, and what would make it count."""

    fact: str
    add: AdditionDocument
    programme: str
    amount: Yuan
    project: NotRequired[str]


class HelpDocument(TypedDict):
    """The least value of one fact with which a programme that gives nothing would give an amount."""

    programme: str
    fact: str
    value: CostOrCount
    amount: Yuan


class SealDocument(TypedDict):
    """Check digits of what was asked, by which ``verify`` tells what was changed since."""

    program: str
    catalogue: str
    as_of: str
    options: str
    profile: dict[str, str | list[dict[str, str]] | dict[str, str]]


class EstimateDocument(EnvelopeOfTerms):
    """What ``szsubsidy estimate --json`` prints: a record, which ``szsubsidy verify`` derives anew."""

    options: OptionsDocument
    currency: Currency
    profile: ProfileDocument
    programmes: list[ProgrammeDocument | DetailedProgrammeDocument]
    combination: list[str]
    within_reach_combination: list[str]
    open_now_combination: list[str]
    excluded: list[ExclusionDocument]
    reduced: list[ReductionDocument]
    permitted_by: list[PermissionDocument]
    totals: TotalsDocument
    readings: list[ReadingDocument]
    conditional: ConditionalDocument
    missing: list[str]
    unused: list[UnusedDocument]
    helps: list[HelpDocument]
    warnings: list[WarningDocument]
    disclaimer: str
    seal: SealDocument
