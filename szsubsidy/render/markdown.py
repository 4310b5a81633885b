"""A report as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from szsubsidy.render.figures_table import figures_table
from szsubsidy.render.report import Report, Section, Table, indented

_SPECIAL = re.compile(r"(https?://[^\s<>|]+)|([\\`*_{}\[\]<>|#])")


def markdown(report: Report) -> str:
    """Return the report as Markdown; text is escaped, so that none of it becomes markup."""
    parts = [f"# {_escape(report.title)}"] if report.title else []
    for block in report.blocks:
        match block:
            case Table():
                parts.append(_table(block))
            case Section():
                parts.append(_section(block))
            case _:
                parts += [f"**{_escape(block.title)}**", _table(figures_table(block))]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    lines = [_row(tuple(column.heading for column in table.columns))]
    lines.append("|" + "|".join(" ---: " if column.right else " --- " for column in table.columns) + "|")
    lines += [_row(row) for row in table.rows]
    return "\n".join(lines)


def _row(row: tuple[str, ...]) -> str:
    return "| " + " | ".join(_escape(cell) for cell in row) + " |"


def _section(section: Section) -> str:
    if not section.heading:
        return "\n\n".join(_escape(line) for line in section.lines)
    return "\n\n".join(
        [f"{'#' * section.level} {_escape(section.heading)}", *(["\n".join(_items(section))] if section.lines else [])]
    )


def _items(section: Section) -> Iterator[str]:
    for line in section.lines:
        depth, text = indented(line)
        yield f"{'  ' * depth}- {_escape(text)}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: found[1] or f"\\{found[2]}", text)
