"""Scores the rows of whole firms, and sets aside, whole, the firms of which the rows cannot be read or do not agree.

A figure for a firm of which one contract could not be read would be too small, or wrong, and nobody would see it. So a
firm with a bad cell goes to the rejected rows with all its rows, and so does one of which two rows say different things
that a firm has only one of: that it is a start-up and a large enterprise, or two sums that it holds of one programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.firm_cells import FirmCells
from szsubsidy.batch.firm_scorer import Firms, FirmScorer
from szsubsidy.batch.gathering import FILE, FIRM
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.held import HELD
from szsubsidy.batch.scorer import ScoredChunk, any_of, text_of_row
from szsubsidy.batch.tables.source import Reject, Rows
from szsubsidy.errors import SubsidyError, message, quoted

_MOST_VALUES = 5
"""Of so many different values of a fact a rejected row tells."""


class FirmRows:
    """Scores pieces of `szsubsidy.batch.gathering.Gathered` with one scorer of firms.

    ``key`` is the place of the column with the firms' names, ``files`` are the names of the inputs.
    """

    def __init__(
        self, scorer: FirmScorer, columns: Sequence[Column], cells: FirmCells, key: int, files: Sequence[str]
    ) -> None:
        self._scorer = scorer
        self._columns = fact_columns(columns)
        self._cells = cells
        self._key = str(key)
        self._files = files

    def score(self, rows: Rows) -> ScoredChunk:
        """Return one row for each firm that was scored, and every row of the others."""
        keys, files = rows.cells[FIRM], rows.cells[FILE]
        rows = rows._replace(cells=rows.cells.drop(FIRM, FILE))
        texts = self._scorer.texts(rows)
        held = self._scorer.held_in(texts)
        scored = self._scorer.compute_firms(texts, held, keys)
        firms, results = scored.firms, scored.results
        differing = scored.differing | {HELD + programme: _differs(fen, firms) for programme, fen in held.items()}
        names = [self._files[number] for number in files] if len(self._files) > 1 else None
        piece = _Piece(self._scorer, self._columns, rows, texts, scored.bad, firms, differing, names, self._key)
        gone, rejects = piece.defects()
        if gone.any():
            kept = ~gone
            rows = _only(rows, kept.gather(firms.firm_of))
            results, firms = results.filter(kept), _renumbered(firms, kept)
        made = Rows(None, self._cells.combine(rows.cells, firms), rows.lines.gather(firms.first), rejects)
        return ScoredChunk(made, results, self._scorer.count(results))


class _Piece(NamedTuple):
    """Rows of whole firms with what is wrong with them; ``files`` names the file of each row, if there are several."""

    scorer: FirmScorer
    columns: Sequence[Column]
    rows: Rows
    texts: Sequence[pl.Series]
    bad: Sequence[pl.Series | None]
    firms: Firms
    differing: Mapping[str, pl.Series]
    files: Sequence[str] | None
    key: str

    def defects(self) -> tuple[pl.Series, list[Reject]]:
        """Return which firms cannot be scored, and each of their rows with the reason."""
        firms = self.firms
        bad_row = pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(firms.first))
        bad = any_of(self.bad)
        if bad is not None:
            places = bad.arg_true()
            first = pl.DataFrame([firms.firm_of.gather(places).alias("firm"), places.alias("row")]).unique(
                "firm", keep="first"
            )
            bad_row = bad_row.scatter(first["firm"], first["row"])
        gone = bad_row.is_not_null()
        for differs in self.differing.values():
            gone = gone | differs
        rejects = []
        for place in gone.gather(firms.firm_of).arg_true():
            if bad is not None and bad[place]:
                reject = self.scorer.reject(self.rows, place, self.texts, self.bad)
            else:
                reject = self._beside(place, bad_row[firms.firm_of[place]])
            rejects.append(reject if self.files is None else reject._replace(file=self.files[place]))
        return gone, rejects

    def _beside(self, place: int, bad_row: int | None) -> Reject:
        """A row that could be read, of a firm of which another one cannot, or says something else."""
        firm = self.firms.firm_of[place]
        line, raw = self.rows.lines[place], text_of_row(self.rows, place)
        name = quoted(self.rows.cells[self.key][place])
        if bad_row is not None:
            bad = self.scorer.reject(self.rows, bad_row, self.texts, self.bad)
            what = message("another row of {firm} cannot be read: line {line}, {heading}")
            error = SubsidyError(what, code="bad-firm", firm=name, line=self._line(bad_row), heading=bad.column)
            return Reject(line, raw, error)
        column, text = next(
            (column, text)
            for column, text in zip(self.columns, self.texts, strict=True)
            if column.fact.id in self.differing and self.differing[column.fact.id][firm]
        )
        what = message("the rows of {firm} differ; by line: {given}")
        error = SubsidyError(what, code="firm-differs", firm=name, given=self._said(firm, text))
        return Reject(line, raw, error, column.heading, text[place] or "")

    def _said(self, firm: int, text: pl.Series) -> tuple[str, ...]:
        """The different things that the rows of a firm say, each with the line that says it first."""
        lines: dict[str, str] = {}
        for place in (self.firms.firm_of == firm).arg_true():
            if text[place] and text[place].strip():
                lines.setdefault(text[place].strip(), self._line(place))
        return tuple(f"{line} {said}" for said, line in list(lines.items())[:_MOST_VALUES])

    def _line(self, place: int) -> str:
        line = str(self.rows.lines[place])
        return line if self.files is None else f"{self.files[place]}:{line}"


def _differs(fen: pl.Series, firms: Firms) -> pl.Series:
    """Whether the rows of each firm name different amounts; a row that names none agrees with all."""
    table = pl.DataFrame([firms.firm_of.alias("firm"), fen.alias("fen")])
    return table.group_by("firm", maintain_order=True).agg(pl.col("fen").drop_nulls().n_unique() > 1)["fen"]


def _only(rows: Rows, kept: pl.Series) -> Rows:
    raw = None if rows.raw is None else rows.raw.filter(kept)
    return Rows(raw, rows.cells.filter(kept), rows.lines.filter(kept), [])


def _renumbered(firms: Firms, kept: pl.Series) -> Firms:
    """The firms that are kept, of the rows that are."""
    firm_of = firms.firm_of.filter(kept.gather(firms.firm_of)).rle_id()
    heights = firms.heights.filter(kept)
    return Firms(firm_of, heights.cum_sum() - heights, heights)
