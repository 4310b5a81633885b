"""The cells of some rows that cannot be read: which rows cannot be scored for them, and what is told of the others.

Of the rows

    2  startup, 约800, model-training
    3  bank, 约800, model-training
    4  startup, 800, nobody knows

that of line 2 cannot be scored: what its cost is decides what it gets. A bank gets nothing, whatever its contract
costs: line 3 is scored, and remarks that ``约800`` was not read. Line 4 cannot be scored: its category could be any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.cells import Cleaner, as_text
from szsubsidy.batch.deciding import BAD, DECIDES, Deciding
from szsubsidy.batch.expressions import FIRM, KNOWN, VALUE
from szsubsidy.batch.firm_table import FIRST, HELD
from szsubsidy.batch.headings import Column
from szsubsidy.batch.tables.source import TYPED, Defect, Reject, Rows
from szsubsidy.batch.tables.typed import flat
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.i18n import Translate

MOST_REMEMBERED = 10_000
"""Of so many different texts of a column it is remembered what is wrong with them."""
Flags = Sequence[pl.Series | None]
"""For each column of facts in which rows it cannot be read; None: in every one it can."""


class Reading(NamedTuple):
    """How a table is read: as which format, the place of the column that names the firms, and who writes remarks.

    ``separator`` stands between the cells, where the table is text. With ``from_1904`` numbers in columns of days count
    from that year. ``within`` is what a fact is called within a sentence.
    """

    format: str = "csv"
    name: int | None = None
    tr: Translate = str
    separator: str = ""
    from_1904: bool = False
    within: Callable[[str], str] = str


AS_CSV = Reading()
"""As it is where nothing is said."""


class BadCells:
    """Tells what is wrong with cells, and whether it matters; workers may share it."""

    def __init__(self, deciding: Deciding, cleaners: Sequence[tuple[Column, Cleaner]], reading: Reading) -> None:
        self._deciding = deciding
        self._cleaners = cleaners
        self._name = reading.name
        self._tr = reading.tr
        self.separator: str = reading.tr(message("; "))
        self._told: list[dict[str, tuple[Defect, ...]]] = [{} for _ in cleaners]

    def decide(self, texts: Sequence[pl.Series], firm_of: pl.Series | None = None) -> pl.Series:
        """Return for each row, or each firm by its number, whether a cell that cannot be read could change anything.

        ``texts`` are the columns of facts, ``firm_of`` the number of each row's firm; None: each is one by itself.
        """
        cleaned = [cleaner.clean(text) for (_, cleaner), text in zip(self._cleaners, texts, strict=True)]
        rows = pl.int_range(len(texts[0]), eager=True)
        firms = rows if firm_of is None else firm_of
        table = pl.DataFrame([firms.alias(FIRM), firms.is_first_distinct().alias(FIRST)])
        held = [pl.lit(value=False)]
        for (column, _), fact in zip(self._cleaners, cleaned, strict=True):
            bad = pl.repeat(value=False, n=len(rows), eager=True) if fact.bad is None else fact.bad
            if column.held is None:
                names = (KNOWN + column.fact.id, VALUE + column.fact.id)
                table = table.with_columns(fact.known.alias(names[0]), fact.value.alias(names[1]))
            else:  # what a firm was granted already can change what else it gets
                table = table.with_columns(fact.value.alias(HELD + column.held))
                held.append(pl.col(BAD + column.fact.id).any().over(FIRM))
            table = table.with_columns(bad.alias(BAD + column.fact.id))
        layout = self._deciding.layout
        table = table.with_columns(pl.any_horizontal(held).alias(HELD))
        for stage in layout.of_rows:
            table = table.with_columns(**stage)
        table = table.filter(FIRST)
        for stage in layout.of_firms:
            table = table.with_columns(**stage)
        decides = [pl.col(DECIDES + fact) for fact in self._deciding.truths]
        return table.select(pl.any_horizontal(HELD, *decides)).to_series()

    def rejects(self, rows: Rows, places: pl.Series, texts: Sequence[pl.Series], bad: Flags) -> list[Reject]:
        """Return the rows at some places, each with a cell that cannot be read, with all that is wrong with them."""
        lines, raws = rows.lines.gather(places).to_list(), texts_of_rows(rows, places)
        return list(map(Reject, lines, raws, self._defects(places, texts, bad), self._firms(rows, places)))

    def remarks(self, places: pl.Series, texts: Sequence[pl.Series], bad: Flags) -> list[str]:
        """Return what is to be told of the rows at some places, which are scored though cells cannot be read."""
        said: dict[int, str] = {}

        def remark(defect: Defect) -> str:
            if id(defect) not in said:
                what = message("{heading}: {given} cannot be read, and changes nothing")
                error = SubsidyError(what, heading=defect.column, given=quoted(defect.value))
                said[id(defect)] = error.line(self._tr)
            return said[id(defect)]

        return [self.separator.join(map(remark, found)) for found in self._defects(places, texts, bad)]

    def _firms(self, rows: Rows, places: pl.Series) -> list[str]:
        """What the firms at some places are called; nothing where no column says so."""
        if self._name is None or str(self._name) not in rows.cells.columns:
            return [""] * len(places)
        return as_text(rows.cells[str(self._name)].gather(places)).fill_null("").str.strip_chars().to_list()

    def _defects(self, places: pl.Series, texts: Sequence[pl.Series], bad: Flags) -> list[tuple[Defect, ...]]:
        """What is wrong with the cells of each row, from left to right; each distinct text is read once."""
        found: list[tuple[Defect, ...]] = [()] * len(places)
        for (column, cleaner), text, flags, told in zip(self._cleaners, texts, bad, self._told, strict=True):
            if flags is None:
                continue
            among = flags.gather(places).arg_true()
            for index, value in zip(among.to_list(), text.gather(places.gather(among)).to_list(), strict=True):
                defects = told.get(value)
                if defects is None:
                    if len(told) >= MOST_REMEMBERED:
                        told.clear()
                    defects = told[value] = (Defect(_why(cleaner, value), column.heading, value, column.fact),)
                found[index] += defects
        return found


def _why(cleaner: Cleaner, text: str) -> SubsidyError:
    try:
        cleaner.read(text)
    except SubsidyError as error:
        return error
    return SubsidyError(message("cannot be read"), code="bad-value")


def texts_of_rows(rows: Rows, places: pl.Series) -> list[str]:
    """Return some rows as they stood, or as CSV where the input is no text."""
    if rows.raw is not None:
        return rows.raw.gather(places).to_list()
    names = [name for name in rows.cells.columns if not name.startswith(TYPED)]
    cells = pl.DataFrame([as_text(flat(rows.cells[name].gather(places))).alias(name) for name in names])
    written = [_written(pl.col(name)) for name in names]
    return cells.select(pl.concat_str(written, separator=",")).to_series().to_list()


def _written(cell: pl.Expr) -> pl.Expr:
    """A cell as CSV has it."""
    doubled = cell.str.replace_all('"', '""', literal=True)
    in_quotes = pl.concat_str(pl.lit('"'), doubled, pl.lit('"'))
    return pl.when(cell.str.contains('[",\r\n]')).then(in_quotes).otherwise(cell).fill_null("")
