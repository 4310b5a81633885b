"""The figures of a chart as a table, for where nothing can be drawn and for a spreadsheet."""

from __future__ import annotations

from szsubsidy.formats.page import Amount, Bars, Chart, Column, Table


def figures_table(block: Chart | Bars) -> Table:
    """Return one row for each place across at which a curve has a point, or for each bar."""
    if isinstance(block, Bars):
        heads = (Column(""), Column(block.title, "amount"))
        return Table(heads, tuple((bar.name, Amount(bar.amount)) for bar in block.bars))
    curves = [dict(curve.points) for curve in block.curves]
    marks = {mark.at: mark.content for mark in block.marks}
    places = sorted({place for curve in curves for place in curve} | set(marks))
    columns = (
        Column(block.across, "amount"),
        *(Column(curve.name, "amount") for curve in block.curves),
        *([Column("")] if marks else []),
    )
    rows = tuple(
        (
            Amount(place),
            *(Amount(curve[place]) if place in curve else "" for curve in curves),
            *([marks.get(place, "")] if marks else []),
        )
        for place in places
    )
    return Table(columns, rows)
