"""The JSON documents that ask what if: ``compare``, ``sweep`` and ``solve``."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

from szsubsidy.quantities import Day, Yuan
from szsubsidy.views.documents.estimate import WarningDocument
from szsubsidy.views.documents.shared import Currency, EnvelopeOfTerms, OriginDocument, ProfileDocument, Range
from szsubsidy.views.documents.terms_diff import ChangedProgrammeDocument
from szsubsidy.vocabulary import KinkKind, Status

_SIGNED = {key: value for key, value in Yuan.SCHEMA.items() if key != "minimum"}
Difference = Annotated[Yuan, WithJsonSchema(_SIGNED)]
"""Yuan more than the baseline has; below zero, yuan less."""
DifferenceRange: TypeAlias = Annotated[list[Difference], Field(min_length=2, max_length=2)]


class ComparedProgrammeDocument(TypedDict):
    id: str
    name: str
    origin: OriginDocument | None
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
    official_total: Yuan | None
    total_range: Range
    within_reach: Yuan
    within_reach_range: Range
    open_now: Yuan
    conditional_total: Yuan
    ceilings: Yuan
    possible_ceilings: Yuan
    difference: Difference | None
    difference_range: DifferenceRange
    within_reach_difference: Difference | None
    changed_terms: list[ChangedProgrammeDocument]


class ComparedDocument(EnvelopeOfTerms):
    """What ``szsubsidy compare --json`` prints; ``as_of`` is the day of the baseline."""

    currency: Currency
    variants: list[VariantDocument]
    disclaimer: str


class VariedProjectDocument(TypedDict):
    """Of which project of several an amount is; ``new`` where it is one more beside those that there are."""

    name: str
    new: bool


class MostDocument(TypedDict):
    cost: Yuan
    total: Yuan


class SweptProgrammeDocument(TypedDict):
    id: str
    name: str
    origin: OriginDocument | None


class ReformedTotalDocument(TypedDict):
    title: str
    total: Yuan


class PointDocument(TypedDict):
    """``granted`` is what the best combination holds of each programme, ``alone`` what it would give by itself."""

    cost: Yuan
    granted: dict[str, Yuan]
    alone: dict[str, Yuan]
    total: Yuan
    reforms: list[ReformedTotalDocument]


class KinkDocument(TypedDict):
    cost: Yuan
    kind: KinkKind
    programmes: list[str]
    total: Yuan
    text: str


_From = TypedDict("_From", {"from": Yuan})


class SweepDocument(EnvelopeOfTerms, _From):
    """What ``szsubsidy sweep --json`` prints.

    ``most`` is the least cost that gives most, of an amount beside other projects or money of the year.
    """

    currency: Currency
    fact: str
    project: VariedProjectDocument | None
    to: Yuan
    own: Yuan | None
    profile: ProfileDocument
    programmes: list[SweptProgrammeDocument]
    points: list[PointDocument]
    kinks: list[KinkDocument]
    most: MostDocument | None
    missing: list[str]
    warnings: list[WarningDocument]
    disclaimer: str


class ReformedCostDocument(TypedDict):
    title: str
    reached: bool | None
    cost: Yuan | None
    total: Yuan | None
    most: MostDocument | None


class BindingCapDocument(TypedDict):
    """A cap that binds; of a year's cap ``taken`` is what the projects ``by`` bring, ``held`` was granted already."""

    id: str
    cap: Yuan
    cite: str
    taken: Yuan
    by: list[str]
    held: Yuan


class SolutionDocument(EnvelopeOfTerms):
    """What ``szsubsidy solve --json`` prints; ``reached`` is null where missing facts leave it open."""

    currency: Currency
    fact: str
    project: VariedProjectDocument | None
    target: Yuan
    profile: ProfileDocument
    reached: bool | None
    cost: Yuan | None
    total: Yuan | None
    total_one_fen_less: Yuan | None
    most: MostDocument | None
    combination: list[str]
    stopped_by: list[BindingCapDocument]
    reforms: list[ReformedCostDocument]
    missing: list[str]
    warnings: list[WarningDocument]
    disclaimer: str
