"""The JSON documents about whole tables of firms: ``batch --summary`` and ``budget``."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from szsubsidy.quantities import Percent, Yuan
from szsubsidy.views.documents.shared import Currency, EnvelopeOfTerms, OriginDocument
from szsubsidy.vocabulary import AsideKind, Confidence, Met, Reach


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


class ReadInputDocument(TypedDict):
    """How an input was read; lines are counted from 1, null where there is none."""

    name: str
    format: str
    encoding: str
    heading_line: int | None
    unit: str | None
    unit_line: int | None


class StepDocument(TypedDict):
    message: str
    typed: str


class ToldDocument(TypedDict):
    code: str
    where: str
    message: str
    hint: str
    steps: list[StepDocument]


class AsideDocument(TypedDict):
    file: str
    line: int
    kind: AsideKind
    text: str


class AsidesDocument(TypedDict):
    """Rows that are no firms."""

    count: int
    lines: list[AsideDocument]


class DoubtDocument(TypedDict):
    code: str
    heading: str
    value: str
    rows: int


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
    inputs: list[ReadInputDocument]
    unread: list[str]
    told: list[ToldDocument]
    set_aside: AsidesDocument
    doubts: list[DoubtDocument]
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
