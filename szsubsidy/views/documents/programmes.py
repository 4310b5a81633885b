"""The JSON documents of ``programmes list`` and ``show``, and of ``disputes``."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.views.documents.shared import (
    ClaimDocument,
    Disputed,
    EnvelopeOfTerms,
    FactValue,
    HowSure,
    OriginDocument,
    RestsOnDocument,
    TextDocument,
)
from szsubsidy.vocabulary import Basis, Confidence, JointReading, Kind, Reach, Stage, UnreadPart, Validity


class ListedProgrammeDocument(TypedDict):
    id: str
    name: str
    kind: Kind
    authority: str
    area: str
    origin: OriginDocument | None
    state: Validity
    reach: Reach
    basis: Basis
    certainty: HowSure | None
    cap: Yuan | None
    starts: Day
    until: Day | None
    rests_on: RestsOnDocument | None
    reviewed: Day


class ProgrammesDocument(EnvelopeOfTerms):
    """What ``szsubsidy programmes list --json`` prints."""

    programmes: list[ListedProgrammeDocument]


ComparisonDocument = TypedDict(
    "ComparisonDocument",
    {
        "fact": str,
        "is": NotRequired[bool | str],
        "in": NotRequired[list[str]],
        "at_least": NotRequired[FactValue],
        "at_most": NotRequired[FactValue],
        "above": NotRequired[FactValue],
        "below": NotRequired[FactValue],
        "on_or_after": NotRequired[Day],
        "before": NotRequired[Day],
        "within_years_of": NotRequired[int],
        "older_than_years": NotRequired[int],
        "presumed": bool | Literal["unmet"],
        "per": Literal["year"] | None,
        "cite": str,
    },
)
NotDocument = TypedDict("NotDocument", {"not": "ConditionDocument"})


class AllOfDocument(TypedDict):
    all: list[ConditionDocument]


class AnyOfDocument(TypedDict):
    any: list[ConditionDocument]


ConditionDocument: TypeAlias = ComparisonDocument | NotDocument | AllOfDocument | AnyOfDocument


class TermsFigureDocument(TypedDict):
    amount: Yuan
    per: str | None
    cite: str
    confidence: Confidence


class TermsRateDocument(TypedDict):
    percent: Percent
    cite: str
    confidence: Confidence


class BranchDocument(TypedDict):
    when: ConditionDocument | None
    rate: TermsRateDocument | None
    cap: TermsFigureDocument
    usual_cap: TermsFigureDocument | None


class TierDocument(TypedDict):
    label: TextDocument | None
    amount: Yuan
    per: str | None
    cite: str
    confidence: Confidence


class OverrideDocument(TypedDict):
    fact: str
    by: str
    cite: str


class StatementDocument(TypedDict):
    text: TextDocument
    cite: str
    confidence: Confidence


class TermsWindowDocument(TypedDict):
    stage: Stage
    opens: Day
    closes: Day | None
    cite: str
    confidence: Confidence


class TermsDisputeDocument(TypedDict):
    parameter: str
    adopted: Disputed
    cite: str
    others: list[ClaimDocument]
    reason: TextDocument


class ApplicationDocument(TypedDict):
    office: TextDocument
    how: TextDocument | None
    link: str | None
    link_seen: bool | None
    cite: str
    confidence: Confidence


class TermsUnreadDocument(TypedDict):
    what: UnreadPart
    cite: str
    confidence: Confidence


class ExhaustedDocument(TypedDict):
    day: Day
    cite: str
    confidence: Confidence


class PausedDocument(TypedDict):
    starts: Day
    until: Day | None
    cite: str
    confidence: Confidence


class TermsDocument(TypedDict):
    starts: Day
    until: Day | None
    exact: bool
    cite: str
    rests_on: RestsOnDocument | None
    unread: TermsUnreadDocument | None
    paused: PausedDocument | None
    exhausted_on: ExhaustedDocument | None
    reviewed: Day
    eligibility: ConditionDocument
    basis: Basis
    certainty: HowSure | None
    of: str | None
    unit: TextDocument | None
    each: TermsFigureDocument | None
    branches: list[BranchDocument]
    tiers: list[TierDocument]
    rate_unknown: str | None
    yearly_cap: TermsFigureDocument | None
    overrides: list[OverrideDocument]
    benefits: list[StatementDocument]
    annual_budget: TermsFigureDocument | None
    windows: list[TermsWindowDocument]
    disputes: list[TermsDisputeDocument]
    unmodelled: list[StatementDocument]
    notes: list[StatementDocument]
    apply: ApplicationDocument | None


class ProgrammeTermsDocument(EnvelopeOfTerms):
    """What ``szsubsidy programmes show --json`` prints."""

    id: str
    kind: Kind
    authority: str
    area: str
    origin: OriginDocument | None
    name: TextDocument
    summary: TextDocument
    aliases: list[str]
    announced: list[str]
    editions: list[TermsDocument]


class DisputedPeriodDocument(TypedDict):
    starts: Day
    until: Day | None


class CatalogueDisputeDocument(TypedDict):
    programme: str
    edition: DisputedPeriodDocument
    parameter: str
    adopted: Disputed
    cite: str
    others: list[ClaimDocument]
    reason: str
    confidence: Confidence


class DisputedReadingDocument(TypedDict):
    reading: JointReading
    own: list[str]
    text: str
    cite: str
    confidence: Confidence


class DisputedCapDocument(TypedDict):
    """A joint cap that can be read in other ways than the adopted one."""

    rule_id: str
    programmes: list[str]
    of: str
    percent: Percent
    starts: Day | None
    until: Day | None
    adopted: str
    cite: str
    confidence: Confidence
    others: list[DisputedReadingDocument]


class DisputesDocument(EnvelopeOfTerms):
    """What ``szsubsidy disputes --json`` prints."""

    disputes: list[CatalogueDisputeDocument]
    readings: list[DisputedCapDocument]
