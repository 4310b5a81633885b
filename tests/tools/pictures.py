"""The interview as README and twins show it: its questions as text, and as a picture the screen after the last answer.

It is run in a pseudo-terminal of 80 x 24, whose screen is drawn cell by cell.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import pyte
from pyte.screens import Char

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.catalogue.read import read_catalogue
from tests.program import COMMAND
from tests.terminal import ENTER, Terminal

WIDTH, HEIGHT = 80, 24
DAY = "2026-11-28"
UNKNOWN = {"en": "I don't know", "zh-Hans": "不清楚", "zh-Hant": "不清楚"}
NEXT = {"en": "? What next?", "zh-Hans": "? 下一步？", "zh-Hant": "? 下一步？"}

CELL, LINE, MARGIN, FONT_SIZE = 9, 20, 16, 15
"""Pixels: how wide a cell is, how high a line, what is left free around them."""
FONTS = (
    "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', monospace"
)
COLORS = {"green": "#3fb950", "cyan": "#39c5cf", "brown": "#d29922", "magenta": "#bc8cff", "red": "#ff7b72"}
PAPER, INK = "#0d1117", "#e6edf3"


class Interview(NamedTuple):
    """What stands on the screen when the menu comes, as SVG, and the questions with their answers, perhaps above it."""

    picture: str
    asked: list[str]


@functools.cache
def interview(catalogue: Path, language: str) -> Interview:
    """Return the interview of a start-up that rents compute for 8 million yuan and does not tell its district."""
    terminal = Terminal(
        f"exec {COMMAND} --as-of {DAY}",
        columns=WIDTH,
        lines=HEIGHT,
        env={REPLACEMENT: str(catalogue), "SZSUBSIDY_LANG": language},
    )
    facts = read_catalogue(catalogue).facts
    another = facts["compute_contract"].another
    assert another is not None
    for question, keys in (
        (facts["company_type"].question, [ENTER]),
        (facts["project_category"].question, [ENTER]),
        (facts["compute_contract"].question, ["800万", ENTER]),
        (another, [ENTER]),
        (facts["district"].question, [UNKNOWN[language], ENTER]),
    ):
        terminal.wait(f"? {question[language]}")
        terminal.send(*keys)
    terminal.wait(NEXT[language])
    picture = drawn(terminal.screen)
    shown = terminal.text().splitlines()
    terminal.child.terminate(force=True)
    last = max(number for number, line in enumerate(shown) if line.startswith("? ") and NEXT[language] not in line)
    return Interview(picture, shown[: last + 1])


def drawn(screen: pyte.Screen) -> str:
    """Return a screen as SVG: each character stands in its cell, whatever font a reader has."""
    width, height = (number * size + 2 * MARGIN for number, size in ((screen.columns, CELL), (screen.lines, LINE)))
    texts = (text for line in range(screen.lines) for text in _texts(screen, line))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">',
            f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>',
            f'<g font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{INK}">',
            *texts,
            "</g>",
            "</svg>\n",
        ]
    )


def _texts(screen: pyte.Screen, line: int) -> Iterator[str]:
    """Yield the texts of a line that look the same, with the place of each character."""
    # "训力券  480" has 训 at 0, 力 at 2, 券 at 4 and 4 at 8: behind a wide character stands an empty cell.
    cells = [(column, screen.buffer[line][column]) for column in range(screen.columns)]
    visible = [(column, cell) for column, cell in cells if cell.data.strip()]
    baseline = MARGIN + LINE * line + FONT_SIZE
    for look, alike in groupby(visible, lambda placed: _look(placed[1])):
        placed = list(alike)
        places = " ".join(str(MARGIN + CELL * column) for column, _ in placed)
        yield f'<text x="{places}" y="{baseline}"{look}>{escape("".join(cell.data for _, cell in placed))}</text>'


def _look(cell: Char) -> str:
    color = f' fill="{COLORS[cell.fg]}"' if cell.fg in COLORS else ""
    return color + (' font-weight="bold"' if cell.bold else "")
