"""The interview as README and twins show it: its questions as text, and as a picture the screen after the last answer.

It is run in a pseudo-terminal of 80 x 24, whose screen is drawn cell by cell.
"""

from __future__ import annotations

import functools
import io
import re
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pyte
from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.text import Text

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.catalogue.read import read_catalogue
from tests.program import COMMAND
from tests.terminal import ENTER, Terminal

WIDTH, HEIGHT = 80, 24
DAY = "2026-11-28"
UNKNOWN = {"en": "I don't know", "zh-Hans": "不清楚", "zh-Hant": "不清楚"}
NEXT = {"en": "? What next?", "zh-Hans": "? 下一步？", "zh-Hant": "? 下一步？"}
_FONT_FACE = re.compile(r" *@font-face \{.*?\}\n", re.DOTALL)
"""They would be fetched from elsewhere."""


class Interview(NamedTuple):
    """What stands on the screen when the menu comes, and the questions with their answers, which may be above it."""

    screen: list[Text]
    asked: list[str]

    def picture(self) -> str:
        """Return the screen as SVG."""
        console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
        for line in self.screen:
            console.print(line, no_wrap=True, crop=False)
        return _FONT_FACE.sub("", console.export_svg(title="szsubsidy", unique_id="szsubsidy"))


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
    for fact, keys in {
        "company_type": [ENTER],
        "project_category": [ENTER],
        "compute_contract": ["800万", ENTER],
        "district": [UNKNOWN[language], ENTER],
    }.items():
        terminal.wait(f"? {facts[fact].question[language]}")
        terminal.send(*keys)
    terminal.wait(NEXT[language])
    screen = [_drawn(terminal.screen, line) for line in range(HEIGHT)]
    shown = terminal.text().splitlines()
    terminal.child.terminate(force=True)
    last = max(number for number, line in enumerate(shown) if line.startswith("? ") and NEXT[language] not in line)
    return Interview(screen, shown[: last + 1])


def _drawn(screen: pyte.HistoryScreen, line: int) -> Text:
    """Return a line of a screen; a wide character has an empty cell behind it."""
    cells = (screen.buffer[line][column] for column in range(screen.columns))
    text = Text()
    for style, alike in groupby(cells, _style):
        text.append("".join(cell.data for cell in alike), style)
    return text


def _style(cell: Char) -> Style:
    color = None if cell.fg == "default" else cell.fg.replace("brown", "yellow")
    return Style(color=color, bold=cell.bold, reverse=cell.reverse)
