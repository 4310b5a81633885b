"""Charts that a spreadsheet draws, from the figures beside them."""

from __future__ import annotations

from typing import Any

from szsubsidy.formats.chart_table import figures_table
from szsubsidy.formats.page import Bars, Chart


def add_chart(book: Any, sheet: Any, block: Chart | Bars, last: int) -> None:
    """Put a chart beside the table of its figures, which ends in the row ``last`` of the sheet.

    The horizontal axis of curves is one of numbers, so that equal steps of cost are equally wide.
    """
    table = figures_table(block)
    first, right = last - len(table.rows) + 1, len(table.columns)
    kind = {"type": "bar"} if isinstance(block, Bars) else {"type": "scatter", "subtype": "straight"}
    chart = book.add_chart(kind)
    for column in range(1, 2 if isinstance(block, Bars) else 1 + len(block.curves)):
        chart.add_series(
            {
                "name": [sheet.name, first - 1, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
            }
        )
    chart.set_title({"name": block.title, "name_font": {"size": 12}})
    axis = {"num_format": "#,##0"}
    if isinstance(block, Bars):
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis(axis)
        chart.set_legend({"none": True})
    else:
        least = min((at for curve in block.curves for at, _ in curve.points), default=0)
        chart.set_x_axis({"name": block.across, "min": least / 100, **axis})
        chart.set_y_axis({"name": block.up, **axis})
        chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("span")
    chart.set_size({"width": 760, "height": 420})
    sheet.insert_chart(max(first - 1, 1), right + 1, chart)
