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


class OtherDocument(TypedDict):
    value: Amount
    amount: Amount | None
    range: Pair
    cite: str
    confidence: Literal["official", "reported", "announced"]


class DisputeDocument(TypedDict):
    parameter: str
    adopted: Amount
    cite: str
    others: list[OtherDocument]
    reason: str


class EditionDocument(TypedDict):
    starts: Day
    until: Day | None
    reviewed: Day


class NoteDocument(TypedDict):
    text: str
    cite: str


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
    confidence: Literal["official", "reported", "announced"]
    edition: EditionDocument
    last_terms_amount: Amount | None
    reasons: list[ReasonDocument]
    disputes: list[DisputeDocument]
    unmodelled: list[NoteDocument]
    provisions: list[str]
    terms_link: str | None


class ExclusionDocument(TypedDict):
    id: str
    because_of: str
    rule: str
    forgone: Amount
    cite: str


class WarningDocument(TypedDict):
    code: str
    programmes: list[str]
    text: str


class EstimateDocument(TypedDict):
    """What ``szsubsidy estimate --json`` prints."""

    schema_version: Literal[1]
    as_of: Day
    currency: Literal["CNY"]
    profile: dict[str, Any]
    programmes: list[ProgrammeDocument]
    combination: list[str]
    excluded: list[ExclusionDocument]
    total: Amount
    total_range: Pair
    ceilings: Amount
    missing: list[str]
    warnings: list[WarningDocument]
    disclaimer: str


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of an estimate."""
    schema = TypeAdapter(EstimateDocument).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "szsubsidy estimate", **schema}
