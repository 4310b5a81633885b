"""Charts as SVG: one stand-alone document, text as text, told apart without colour too."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from xml.sax.saxutils import escape

from szsubsidy.formats.axis import tick_label, ticks, top
from szsubsidy.formats.page import Bars, Chart, to_text
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.width import cells
from szsubsidy.money import grouped

WIDTH = 960
FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
STROKES = (
    ("#0b5394", "", "3"),
    ("#b45309", "9 5", "2.2"),
    ("#15803d", "3 4", "2.2"),
    ("#9d174d", "12 4 3 4", "2.2"),
    ("#6b21a8", "6 3 2 3 2 3", "2.2"),
    ("#0f766e", "16 5", "2.2"),
)
"""Colour, dashes and width of the curves, in turn."""
CELL = 7.4
"""Pixels that a cell of text takes at 14 pixels, at most."""
LEFT, RIGHT, HEIGHT = 96, 36, 380
LINE = 24
UPWARDS = 8
"""About as many amounts stand along the vertical axis."""


def svg(block: Chart | Bars) -> str:
    """Return a chart as an SVG document."""
    return _chart(block) if isinstance(block, Chart) else _bars(block)


def _chart(chart: Chart) -> str:
    begin = 52 + LINE * len(chart.curves) + 48
    notes = [line for number, mark in enumerate(chart.marks, 1) for line in _note(number, to_text(mark.content))]
    bottom = begin + HEIGHT
    whole = bottom + 62 + LINE * len(notes) + 12
    scale = _Scale(chart, begin)
    return _document(
        chart.title,
        _description(chart),
        whole,
        [
            _text(24, 34, chart.title, size=18),
            *_legend(chart),
            *_grid(chart, scale),
            *_marks(chart, scale),
            *(_curve(index, scale.line(curve.points)) for index, curve in reversed(list(enumerate(chart.curves)))),
            _text((scale.left + WIDTH - RIGHT) // 2, bottom + 46, chart.across, anchor="middle"),
            *(_numbered(24, bottom + 74 + LINE * row, *note) for row, note in enumerate(notes)),
        ],
    )


class _Scale:
    """From fen to pixels."""

    def __init__(self, chart: Chart, begin: int) -> None:
        costs = [cost for curve in chart.curves for cost, _ in curve.points]
        self.low, self.high = min(costs), max(costs)
        self.top = top([amount for curve in chart.curves for _, amount in curve.points])
        self.begin = begin
        labels = [tick_label(amount, chart.units) for amount in ticks(0, self.top, UPWARDS)]
        self.left = max(LEFT, ceil(max(map(len, labels)) * CELL) + 24)

    def x(self, cost: int) -> float:
        return self.left + (WIDTH - self.left - RIGHT) * (cost - self.low) / max(self.high - self.low, 1)

    def y(self, amount: int) -> float:
        return self.begin + HEIGHT * (self.top - amount) / self.top

    def line(self, points: tuple[tuple[int, int], ...]) -> str:
        return " ".join(f"{self.x(cost):.1f},{self.y(amount):.1f}" for cost, amount in points)


def _grid(chart: Chart, scale: _Scale) -> Iterator[str]:
    end, bottom = WIDTH - RIGHT, scale.begin + HEIGHT
    for amount in ticks(0, scale.top, UPWARDS):
        y = scale.y(amount)
        yield f'<line x1="{scale.left}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d4d4d8"/>'
        yield _text(scale.left - 10, y + 5, tick_label(amount, chart.units), anchor="end", size=13)
    for cost in ticks(scale.low, scale.high, 8):
        x = scale.x(cost)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 6}" stroke="#52525b"/>'
        yield _text(x, bottom + 22, tick_label(cost, chart.units), anchor="middle", size=13)
    yield f'<line x1="{scale.left}" x2="{end}" y1="{bottom}" y2="{bottom}" stroke="#52525b"/>'
    yield _text(24, scale.begin - 30, chart.up, size=13)


def _marks(chart: Chart, scale: _Scale) -> Iterator[str]:
    before, raised = -100.0, False
    for number, mark in enumerate(chart.marks, 1):
        x = scale.x(mark.at)
        raised = x - before < 22 and not raised
        y = scale.begin - (34 if raised else 12)
        before = x
        line = f'x1="{x:.1f}" x2="{x:.1f}" y1="{y + 10}" y2="{scale.begin + HEIGHT}"'
        yield f'<line {line} stroke="#71717a" stroke-dasharray="2 3"/>'
        yield _disc(x, y, number)


def _legend(chart: Chart) -> Iterator[str]:
    for index, curve in enumerate(chart.curves):
        y = 58 + LINE * index
        yield _curve(index, f"24,{y} 68,{y}")
        yield _text(80, y + 5, curve.name)


def _curve(index: int, points: str) -> str:
    colour, dashes, width = STROKES[index % len(STROKES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _note(number: int, text: str) -> Iterator[tuple[int, str]]:
    """Lines of what a mark says, none wider than the picture; the number stands before the first."""
    room = int((WIDTH - 80) / CELL)
    line = ""
    for character in sanitize(text):
        if cells(line + character) > room:
            cut = line.rfind(" ") if line.isascii() and " " in line else len(line)
            yield number, line[:cut]
            number, line = 0, line[cut:].lstrip()
        line += character
    yield number, line


def _numbered(x: int, y: int, number: int, text: str) -> str:
    return (_disc(x + 9, y - 5, number) if number else "") + _text(x + 28, y, text)


def _disc(x: float, y: float, number: int) -> str:
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#fff" stroke="#52525b"/>'
    return circle + _text(x, y + 4.5, str(number), anchor="middle", size=12)


def _bars(block: Bars) -> str:
    names = [_shortened(bar.name) for bar in block.bars]
    left = min(24 + CELL * max([cells(name) for name in names], default=0) + 12, WIDTH * 0.5)
    written = [grouped(bar.amount) for bar in block.bars]
    room = WIDTH - left - CELL * max([len(text) for text in written], default=0) - 36
    largest = max([bar.amount for bar in block.bars], default=0) or 1
    parts = [_text(24, 34, block.title, size=18)]
    for row, (bar, name, text) in enumerate(zip(block.bars, names, written, strict=True)):
        y = 58 + 30 * row
        width = room * bar.amount / largest
        parts += [
            _text(left - 10, y + 15, name, anchor="end"),
            f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="20" fill="{STROKES[0][0]}"/>',
            _text(left + width + 8, y + 15, text),
        ]
    spoken = "; ".join(f"{bar.name}: {grouped(bar.amount)}" for bar in block.bars)
    return _document(block.title, spoken, 58 + 30 * len(block.bars) + 18, parts)


def _shortened(name: str) -> str:
    """A name that leaves half of the picture to the bars."""
    room = int(WIDTH * 0.5 / CELL) - 6
    if cells(name) <= room:
        return name
    while cells(name) > room - 1:
        name = name[:-1]
    return f"{name}…"


def _description(chart: Chart) -> str:
    """The chart in words, for who does not see it."""
    first = chart.curves[0]
    ends = [f"{grouped(cost)}: {grouped(amount)}" for cost, amount in (first.points[0], first.points[-1])]
    return "; ".join([f"{first.name}: {', '.join(ends)}", *(to_text(mark.content) for mark in chart.marks)])


def _document(title: str, spoken: str, height: float, parts: list[str]) -> str:
    size = f'width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONTS}" fill="#18181b">',
            f"<title>{_safe(title)}</title>",
            f"<desc>{_safe(spoken)}</desc>",
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, text: str, *, size: int = 14, anchor: str = "start") -> str:
    weight = "600" if size > 14 else "400"
    attributes = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
    return f"<text {attributes}>{_safe(text)}</text>"


def _safe(text: str) -> str:
    """Text of files and users as text: no markup, nothing that XML cannot hold."""
    return escape(sanitize(text))
