"""The JSON documents that ask what if: ``compare``, ``sweep`` and ``solve``."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

from szsubsidy.quantities import Day, Yuan
from szsubsidy.views.documents.shared import Currency, ProfileDocument, Range
from szsubsidy.views.documents.terms_diff import ChangedProgrammeDocument
from szsubsidy.vocabulary import Status

_SIGNED = {key: value for key, value in Yuan.SCHEMA.items() if key != "minimum"}
Difference = Annotated[Yuan, WithJsonSchema(_SIGNED)]
"""Yuan more than the baseline has; below zero, yuan less."""
DifferenceRange: TypeAlias = Annotated[list[Difference], Field(min_length=2, max_length=2)]


class ComparedProgrammeDocument(TypedDict):
    id: str
    name: str
    status: Status
    amount: Yuan | None
    range: Range
    difference: Difference | None


class VariantDocument(TypedDict):
    name: str
    baseline: bool
    as_of: Day
    profile: ProfileDocument
    programmes: list[ComparedProgrammeDocument]
    combination: list[str]
    total: Yuan
    total_range: Range
    conditional_total: Yuan
    ceilings: Yuan
    difference: Difference | None
    difference_range: DifferenceRange
    changed_terms: list[ChangedProgrammeDocument]


class ComparedDocument(TypedDict):
    """What ``szsubsidy compare --json`` prints."""

    schema_version: Literal[1]
    currency: Currency
    variants: list[VariantDocument]
    disclaimer: str
