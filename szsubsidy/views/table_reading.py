"""How the inputs of a batch were read, in words: what their heads were found to be, and which rows are no firms."""

from __future__ import annotations

from collections.abc import Iterator

from szsubsidy.batch.result import ReadInput
from szsubsidy.batch.summary import Summary
from szsubsidy.batch.units import unit_text
from szsubsidy.errors import counted
from szsubsidy.facts.types import type_of
from szsubsidy.formats.page import Content, Count
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.views.phrases import Phrases
from szsubsidy.vocabulary import AsideKind

_MOST_FILES = 3
_MOST_HEADINGS = 5
_MOST_ASIDE = 3
"""Of so many files, headings that were not read, and rows that are no firms people are told one by one."""


def reading_lines(summary: Summary, phrases: Phrases) -> list[Content]:
    """Return a line for each input, the last of which says whether all columns were read."""
    lines = [input_line(each, summary, phrases) for each in summary.inputs[:_MOST_FILES]]
    if not lines:
        return []
    lines[-1] = phrases.clauses([lines[-1], _columns(summary, phrases)])
    more = len(summary.inputs) - _MOST_FILES
    if more > 0:
        lines.append(phrases.fmt(counted("and {count} more file", "and {count} more files", more), count=str(more)))
    return [*lines]


def _units(summary: Summary, phrases: Phrases) -> set[str]:
    """The units that the columns of amounts were read in."""
    facts = phrases.catalogue.facts
    read = [column.fact.partition("(") for column in summary.columns]
    return {unit.removesuffix(")") for fact, _, unit in read if fact in facts and type_of(facts[fact]).in_yuan}


def input_line(each: ReadInput, summary: Summary, phrases: Phrases) -> str:
    """Write how an input was read: ``firms.csv: UTF-8; headings on line 3; amounts in 万元, from line 2``."""
    parts = [each.encoding.upper() if each.format in {"csv", "tsv", "jsonl"} else each.format.upper()]
    found = each.found
    if found.heading:
        parts.append(phrases.fmt("headings on line {line}", line=str(found.heading)))
    units = _units(summary, phrases)
    if found.unit_line and (not units or unit_text(found.unit) in map(unit_text, units)):
        above, line = unit_of_money(found.unit, phrases), str(found.unit_line)
        parts.append(phrases.fmt("amounts in {unit}, from line {line}", unit=above, line=line))
    elif len(units) == 1 and any(units):
        parts.append(phrases.fmt("amounts in {unit}", unit=unit_of_money(units.pop(), phrases)))
    return phrases.labelled(sanitize(each.name), phrases.clauses(parts))


def unit_of_money(unit: str, phrases: Phrases) -> str:
    """Write in what the amounts of a table count, one of `szsubsidy.money.UNITS`, as the language does: ``万元``."""
    ten_thousand, hundred_million = phrases.units
    return unit_text(unit).replace("万", ten_thousand).replace("亿", hundred_million)


def _columns(summary: Summary, phrases: Phrases) -> str:
    count = len(summary.columns) + len(summary.unread)
    if not summary.unread:
        return phrases.fmt(
            counted("its {count} column is read", "all {count} columns are read", count), count=str(count)
        )
    named = [sanitize(heading).strip() or phrases.tr("(no heading)") for heading in summary.unread[:_MOST_HEADINGS]]
    more = len(summary.unread) - _MOST_HEADINGS
    if more > 0:
        named.append(phrases.fmt("{count} more", count=str(more)))
    return phrases.fmt("not read: {headings}", headings=phrases.joined(named))


def rows_line(summary: Summary, phrases: Phrases) -> Content:
    """Write how many rows there were, and what became of them."""
    return phrases.fmt(
        counted(
            "{rows} row: {scored} estimated, {rejected} rejected, {aside} set aside",
            "{rows} rows: {scored} estimated, {rejected} rejected, {aside} set aside",
            summary.rows,
        ),
        rows=Count(summary.rows),
        scored=Count(summary.rows - summary.rejected - len(summary.aside)),
        rejected=Count(summary.rejected),
        aside=Count(len(summary.aside)),
    )


def aside_lines(summary: Summary, phrases: Phrases) -> Iterator[Content]:
    """Yield the first rows that are no firms, and how many more there are."""
    for aside in summary.aside[:_MOST_ASIDE]:
        what = phrases.in_brackets(sanitize(aside.text), kind_text(aside.kind, phrases))
        where = phrases.fmt("line {line}: {what}", line=str(aside.line), what=what)
        yield phrases.labelled(sanitize(aside.file), where) if len(summary.inputs) > 1 else where
    more = len(summary.aside) - _MOST_ASIDE
    if more > 0:
        yield phrases.fmt("{count} more", count=str(more))


def kind_text(kind: AsideKind, phrases: Phrases) -> str:
    """Write what a row is that is no firm."""
    return {
        "total": phrases.tr("a total"),
        "note": phrases.tr("a note"),
        "heading": phrases.tr("headings once more"),
    }[kind]
