"""A report taken apart, as the writers of files need it."""

from __future__ import annotations

import re
from typing import NamedTuple

from szsubsidy.render.plain_text import cells
from szsubsidy.render.report import Block, Report, Section, Table

_ADDRESS = re.compile(r"(https?://[!-~]*[A-Za-z0-9/=_#&%-])")


class Part(NamedTuple):
    """A section of level 2 and all that stands under it, up to the next one."""

    heading: str
    blocks: tuple[Block, ...]


def parts(report: Report) -> list[Part]:
    """Return the parts of a report in order; blocks before the first heading make one without a heading."""
    found: list[tuple[str, list[Block]]] = []
    for block in report.blocks:
        heading = block.heading if isinstance(block, Section) and block.level == 2 else ""
        if heading or not found:
            found.append((heading, []))
        found[-1][1].append(block)
    return [Part(heading, tuple(blocks)) for heading, blocks in found]


def addresses(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text, and of each whether it is an address to follow."""
    return [(piece, place % 2 == 1) for place, piece in enumerate(_ADDRESS.split(text)) if piece]


def shares(table: Table) -> list[int]:
    """Return how wide each column of a table should be, in per cent: by what its cells hold, within bounds."""
    weights = []
    for place, column in enumerate(table.columns):
        held = [cells(row[place]) for row in table.rows] or [0]
        wanted = max(held) + 2 if column.right else (max(held) + sum(held) // len(held)) // 2
        weights.append(min(max(wanted, cells(column.heading), LEAST), MOST))
    return [weight * 100 // sum(weights) for weight in weights]


LEAST, MOST = 12, 32
"""Characters for which a column always, or never more than, gets room."""
