"""The figures of a chart as a table, for where nothing can be drawn and for a spreadsheet."""

from __future__ import annotations

from szsubsidy.formats.page import Amount, Bars, Chart, Column, Table


def figures_table(block: Chart | Bars) -> Table:
    """Return one row for each amount across at which a curve has a point or a mark stands, or for each bar."""
    if isinstance(block, Bars):
        heads = (Column(""), Column(block.title, "amount"))
        return Table(heads, tuple((bar.name, Amount(bar.amount)) for bar in block.bars))
    curves = [dict(curve.points) for curve in block.curves]
    marks = {mark.at: mark.content for mark in block.marks}
    across = sorted({at for curve in curves for at in curve} | set(marks))
    columns = (
        Column(block.across, "amount"),
        *(Column(curve.name, "amount") for curve in block.curves),
        *([Column("")] if marks else []),
    )
    rows = tuple(
        (
            Amount(at),
            *(Amount(curve[at]) if at in curve else "" for curve in curves),
            *([marks.get(at, "")] if marks else []),
        )
        for at in across
    )
    return Table(columns, rows)
