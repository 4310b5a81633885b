"""The JSON document of an estimate: a contract, versioned apart from the program.

The types describe it; its JSON Schema is made from them. Amounts are yuan, exact to the fen.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, WithJsonSchema
from typing_extensions import TypedDict

Amount = Annotated[
    Decimal,
    WithJsonSchema({"type": "number", "minimum": 0, "multipleOf": 0.01, "description": "yuan, exact to the fen"}),
]
Rate = Annotated[Decimal, WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Pair = Annotated[list[Amount], Field(min_length=2, max_length=2)]


class ReasonDocument(TypedDict):
    fact: str
    holds: bool | None
    assumed: bool
    text: str
    cite: str


Confidence = Literal["official", "reported", "announced", "unconfirmed"]
Disputed = Amount | str
"""A percentage, an amount, a threshold, a day, or of a benefit its words."""


class OtherDocument(TypedDict):
    value: Disputed
    amount: Amount | None
    range: Pair | None
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
    reviewed: Day


class WindowDocument(TypedDict):
    opens: Day
    closes: Day
    cite: str


class NoteDocument(TypedDict):
    text: str
    cite: str


class RequirementDocument(TypedDict):
    fact: str
    text: str
    cite: str


class FigureDocument(TypedDict):
    parameter: Literal["rate", "cap", "usual_cap", "annual_budget"]
    value: Amount
    cite: str
    confidence: Confidence


class BudgetDocument(FigureDocument):
    share_percent: Rate | None


class ProgrammeDocument(TypedDict):
    id: str
    name: str
    kind: Literal["voucher", "grant", "prize", "fund", "guarantee", "in-kind"]
    status: Literal["eligible", "ineligible", "undetermined", "lapsed", "not-yet"]
    basis: Literal["share", "fixed", "ceiling", "none"]
    amount: Amount | None
    range: Pair
    rate_percent: Rate | None
    cap: Amount | None
    missing: list[str]
    assumptions: list[str]
    window: Literal["open", "closed", "unknown"]
    next_window: WindowDocument | None
    last_window: WindowDocument | None
    confidence: Confidence
    edition: EditionDocument
    last_terms_amount: Amount | None
    reasons: list[ReasonDocument]
    only_because: list[RequirementDocument]
    least_cost: Amount | None
    cap_binds_at: Amount | None
    rate_known: bool
    figures: list[FigureDocument]
    annual_budget: BudgetDocument | None
    disputes: list[DisputeDocument]
    unmodelled: list[NoteDocument]
    provisions: list[str]
    terms_link: str | None


class ExclusionDocument(TypedDict):
    id: str
    because_of: str
    rule: Literal["at-most-one", "not-stated", "joint-cap"]
    rule_id: str
    forgone: Amount
    cite: str
    text: str


class ReductionDocument(ExclusionDocument):
    granted: Amount


class PermissionDocument(TypedDict):
    rule_id: str
    text: str
    cite: str


class ConditionalDocument(TypedDict):
    combination: list[str]
    total: Amount
    ceilings: Amount


class WarningDocument(TypedDict):
    code: str
    programmes: list[str]
    text: str
    cites: list[str]


class EstimateDocument(TypedDict):
    """What ``szsubsidy estimate --json`` prints."""

    schema_version: Literal[1]
    as_of: Day
    currency: Literal["CNY"]
    profile: dict[str, Any]
    programmes: list[ProgrammeDocument]
    combination: list[str]
    excluded: list[ExclusionDocument]
    reduced: list[ReductionDocument]
    permitted_by: list[PermissionDocument]
    total: Amount
    total_range: Pair
    ceilings: Amount
    conditional: ConditionalDocument
    missing: list[str]
    warnings: list[WarningDocument]
    disclaimer: str


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of an estimate."""
    schema = TypeAdapter(EstimateDocument).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "szsubsidy estimate", **schema}
