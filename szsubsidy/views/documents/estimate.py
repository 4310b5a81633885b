"""The JSON documents of ``estimate`` and ``explain``."""

from __future__ import annotations

from typing import Literal, TypeAlias

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


class ProgrammeDocument(TypedDict):
    id: str
    name: str
    kind: Kind
    status: Status
    basis: Basis
    amount: Yuan | None
    range: Range
    rate_percent: Percent | None
    cap: Yuan | None
    missing: list[str]
    assumptions: list[str]
    reach: Reach
    window: WindowDocument | None
    application_day: Day | None
    confidence: Confidence
    edition: EditionDocument
    last_terms_amount: Yuan | None
    reasons: list[ReasonDocument]
    only_because: list[RequirementDocument]
    least_cost: CostOrCount | None
    cap_binds_at: CostOrCount | None
    certainty: HowSure | None
    rate_known: bool
    unread: UnreadDocument | None
    figures: list[FigureDocument]
    annual_budget: BudgetDocument | None
    disputes: list[DisputeDocument]
    unmodelled: list[NoteDocument]
    provisions: list[str]
    terms_link: str | None
    terms_link_seen: bool | None
    elsewhere: AreaDocument | None
    origin: OriginDocument | None


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


class ExplanationDocument(EnvelopeOfTerms, ProgrammeDocument):
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


class EstimateDocument(EnvelopeOfTerms):
    """What ``szsubsidy estimate --json`` prints."""

    currency: Currency
    profile: ProfileDocument
    programmes: list[ProgrammeDocument]
    combination: list[str]
    excluded: list[ExclusionDocument]
    reduced: list[ReductionDocument]
    permitted_by: list[PermissionDocument]
    total: Yuan
    readings: list[ReadingDocument]
    official_total: Yuan | None
    total_range: Range
    ceilings: Yuan
    possible_ceilings: Yuan
    conditional: ConditionalDocument
    missing: list[str]
    warnings: list[WarningDocument]
    disclaimer: str
