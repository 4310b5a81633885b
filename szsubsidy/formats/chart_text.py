"""Charts on a terminal: characters alone, so that they are told apart without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from szsubsidy.formats.axis import tick_label, ticks, top
from szsubsidy.formats.page import Bars, Chart, to_text
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.width import cells
from szsubsidy.money import grouped

HEIGHT = 20
WIDEST = 100
MARKERS = (("braille", "⠒"), ("x", "x"), ("o", "o"), ("+", "+"), ("#", "#"), ("*", "*"))
"""What the curves are drawn with, by the library's name and as shown in the legend."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def drawn(block: Chart | Bars, width: int) -> str:
    """Return a chart as lines of text, at most ``width`` cells wide."""
    width = min(width, WIDEST)
    lines = _bars(block, width) if isinstance(block, Bars) else _chart(block, width)
    return "\n".join(line.rstrip() for line in lines)


def _chart(chart: Chart, width: int) -> Iterator[str]:
    yield sanitize(chart.title)
    yield ""
    yield from _plotted(chart, width)
    yield f"{' ' * (width // 2 - cells(chart.across) // 2)}{sanitize(chart.across)}"
    yield ""
    for (_, sign), curve in zip(_markers(chart), chart.curves, strict=True):
        yield f"{sign * 3}  {sanitize(curve.name)}"
    for number, mark in enumerate(chart.marks, 1):
        yield f"{number:>3}  {sanitize(to_text(mark.content))}"


def _plotted(chart: Chart, width: int) -> list[str]:
    from plotext import figure, terminal

    costs = [cost for curve in chart.curves for cost, _ in curve.points]
    low, high = min(costs), max(costs)
    highest = top([amount for curve in chart.curves for _, amount in curve.points])
    terminal.limit(False, False)
    figure.clear()
    figure.plot_size(width, HEIGHT)
    figure.theme("colorless")
    for (marker, _), curve in reversed(list(zip(_markers(chart), chart.curves, strict=True))):
        signal = figure.signal(
            [cost for cost, _ in curve.points], [amount for _, amount in curve.points], marker=marker
        )
        signal.lines()
        figure.draw(signal)
    total = dict(chart.curves[0].points)
    for number, mark in enumerate(chart.marks, 1):
        if mark.at in total:
            figure.draw(figure.text(mark.at, total[mark.at], str(number)))
    _ruler(figure.ruler("x"), low, high, max(width // 16, 2), chart.units)
    _ruler(figure.ruler("y"), 0, highest, 6, chart.units)
    text = _COLOUR.sub("", str(figure.build()))
    figure.clear()
    return [line for line in text.splitlines() if line.strip()]


def _ruler(ruler: Any, low: int, high: int, most: int, units: tuple[str, str] | None) -> None:
    ruler.lim(low, high)
    amounts = ticks(low, high, most)
    ruler.ticks(amounts, [tick_label(fen, units) for fen in amounts])


def _markers(chart: Chart) -> list[tuple[str, str]]:
    return [MARKERS[index % len(MARKERS)] for index in range(len(chart.curves))]


def _bars(block: Bars, width: int) -> Iterator[str]:
    """Bars of whole and half blocks behind names, the amount at the end of each."""
    names = [sanitize(bar.name) for bar in block.bars]
    written = [grouped(bar.amount) for bar in block.bars]
    left = max([cells(name) for name in names], default=0)
    room = max(width - left - max([len(text) for text in written], default=0) - 4, 8)
    largest = max([bar.amount for bar in block.bars], default=0) or 1
    yield sanitize(block.title)
    yield ""
    for bar, name, text in zip(block.bars, names, written, strict=True):
        halves = 2 * room * bar.amount // largest
        yield f"{name}{' ' * (left - cells(name))}  {'█' * (halves // 2)}{'▌' * (halves % 2)} {text}"
