"""Sums up what an engine counted."""

from __future__ import annotations

from szsubsidy.batch.doubts import summed_up
from szsubsidy.batch.request import Request
from szsubsidy.batch.result import Result
from szsubsidy.batch.scoring import BEFORE, BITS, MISSING, OPEN_NOW, TOTAL, TOTAL_BEFORE, WITHIN_REACH
from szsubsidy.batch.summary import (
    Applied,
    AssumedFact,
    MissingFact,
    ReadColumn,
    ReformTotals,
    Summary,
    SummedTotal,
    UnusedCost,
)
from szsubsidy.batch.tables.formats import format_of
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.rules.reach import availability


def summary_of(request: Request, catalogue: Catalogue, result: Result, seconds: float) -> Summary:
    """Return what a batch did, and in how many seconds."""
    tally = result.tally
    scored = tally.scored if result.by_firm is None else result.by_firm.rows
    return Summary(
        as_of=request.as_of,
        rows=scored + result.rejected + len(result.aside),
        by_firm=result.by_firm,
        scored=tally.scored,
        rejected=result.rejected,
        undetermined=sum(count for mask, count in tally.missing.items() if mask),
        open_now=SummedTotal(tally.paid[OPEN_NOW], tally.totals[OPEN_NOW]),
        within_reach=SummedTotal(tally.paid[WITHIN_REACH], tally.totals[WITHIN_REACH]),
        by_terms=SummedTotal(tally.paid[TOTAL], tally.totals[TOTAL]),
        programmes=tuple(
            Applied(
                programme,
                result.scoring.met_status(programme),
                tally.eligible[programme],
                None if result.scoring.editions[programme].award.rate_unknown else tally.sums[programme],
                tally.undetermined[programme],
                availability(catalogue.programmes[programme.removesuffix(BEFORE)], request.as_of),
                programme in result.scoring.scoped,
            )
            for programme in result.scoring.editions
        ),
        missing=tuple(_missing(result)),
        unused=tuple(UnusedCost(fact, rows) for fact, rows in tally.unused.most_common() if rows),
        assumed=tuple(AssumedFact(fact, rows) for fact, rows in tally.assumed.most_common()),
        repeated=result.repeated,
        columns=tuple(
            ReadColumn(column.heading, f"{column.fact.id}({column.unit})" if column.unit else column.fact.id)
            for column in result.columns
        ),
        output=request.output,
        written=_written(request, result),
        rejects=result.rejects if result.rejected else None,
        examples=result.examples,
        seconds=seconds,
        reform=ReformTotals(request.reform.title, tally.totals[TOTAL_BEFORE], tally.totals[TOTAL])
        if request.reform
        else None,
        inputs=result.inputs,
        unread=result.unread,
        told=result.told,
        aside=result.aside,
        doubts=summed_up(tally.doubts),
    )


def _written(request: Request, result: Result) -> int | None:
    """How many rows the output has; a workbook has the rejected ones, too."""
    if request.shape == "long":
        return None
    if (request.output_format or format_of(request.output)) != "xlsx":
        return result.tally.scored
    return result.tally.scored + (result.rejected if result.by_firm is None else result.by_firm.rejected)


def _missing(result: Result) -> list[MissingFact]:
    """The missing facts, those first that alone would settle most rows.

    Rows are counted by the set of facts that they lack, a bit for each. With the facts ``a, b`` and the counts
    ``{0b01: 5, 0b10: 2, 0b11: 3}``, 8 rows lack ``a`` and 5 of them nothing else; 5 lack ``b`` and 2 nothing else.
    """
    counts = result.tally.missing
    facts = [
        MissingFact(fact, sum(count for mask, count in counts.items() if mask >> bit & 1), counts.get(1 << bit, 0))
        for bit, fact in enumerate(result.scoring.members[MISSING][:BITS])
    ]
    return sorted((fact for fact in facts if fact.rows), key=lambda fact: (-fact.alone, -fact.rows))
