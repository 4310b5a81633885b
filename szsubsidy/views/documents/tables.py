"""The JSON documents about whole tables of firms: ``batch --summary`` and ``budget``."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from szsubsidy.quantities import Percent, Yuan
from szsubsidy.views.documents.shared import Currency, EnvelopeOfTerms, OriginDocument
from szsubsidy.vocabulary import Confidence, Met, Reach


class ScoredProgrammeDocument(TypedDict):
    id: str
    origin: OriginDocument | None
    status: Met
    eligible: int
    amount: Yuan | None
    undetermined: int
    reach: Reach


class SummedTotalDocument(TypedDict):
    rows: int
    amount: Yuan


class SummedTotalsDocument(TypedDict):
    open_now: SummedTotalDocument
    within_reach: SummedTotalDocument
    by_terms: SummedTotalDocument


class UnusedCostDocument(TypedDict):
    fact: str
    rows: int


class RepeatedNamesDocument(TypedDict):
    heading: str
    rows: int
    at_least: bool


class MissingFactDocument(TypedDict):
    fact: str
    rows: int
    alone: int


class ReadColumnDocument(TypedDict):
    heading: str
    fact: str


class ReformTotalsDocument(TypedDict):
    title: str
    total_before: Yuan
    total: Yuan


class ByFirmDocument(TypedDict):
    """Firms with several rows: the column that names them, the rows that were scored, and firms scored and rejected."""

    heading: str
    rows: int
    scored: int
    rejected: int


class SummaryDocument(EnvelopeOfTerms):
    """What ``szsubsidy batch --summary`` writes."""

    currency: Currency
    rows: int
    by_firm: ByFirmDocument | None
    scored: int
    rejected: int
    undetermined: int
    totals: SummedTotalsDocument
    programmes: list[ScoredProgrammeDocument]
    missing: list[MissingFactDocument]
    unused: list[UnusedCostDocument]
    repeated: list[RepeatedNamesDocument]
    columns: list[ReadColumnDocument]
    output: str
    rejects: str | None
    seconds: float
    reform: ReformTotalsDocument | None


class YearlyBudgetDocument(TypedDict):
    value: Yuan
    cite: str | None
    confidence: Confidence | None


class OtherBudgetDocument(TypedDict):
    value: Yuan
    cite: str
    share_percent: Percent


class CarriedDocument(TypedDict):
    amount: Yuan
    share_percent: Percent
    left: Yuan
    firms_whole: int
    firms_in_part: int
    firms_nothing: int
    runs_out_at_line: int | None
    runs_out_on: str | None
    by_other_sources: list[OtherBudgetDocument]


class ClaimedProgrammeDocument(TypedDict):
    id: str
    origin: OriginDocument | None
    name: str
    firms: int
    demand: Yuan | None
    undetermined: int
    reach: Reach
    budget: YearlyBudgetDocument | None
    carried: CarriedDocument | None


class BudgetOutlookDocument(EnvelopeOfTerms):
    """What ``szsubsidy budget --json`` prints."""

    currency: Currency
    rows: int
    manner: Literal["pro-rata", "first-come"]
    by: str | None
    without_day: int
    combination_known: bool
    by_firm: bool
    set_aside: int
    incomplete: int
    repeated: list[RepeatedNamesDocument]
    programmes: list[ClaimedProgrammeDocument]
