"""Scores the rows of whole firms, and sets aside, whole, the firms of which the rows cannot be read or do not agree.

A figure for a firm of which one contract could not be read would be too small, or wrong, and nobody would see it. So a
firm with a bad cell that decides what it gets goes to the rejected rows with all its rows, and so does one of which two
rows say different things that a firm has only one of: that it is a start-up and a large enterprise, or two sums that it
holds of one programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.bad_cells import Flags, texts_of_rows
from szsubsidy.batch.firm_cells import FirmCells
from szsubsidy.batch.firm_scorer import Firms, FirmScorer
from szsubsidy.batch.gathering import FILE, FIRM
from szsubsidy.batch.headings import Column, fact_columns
from szsubsidy.batch.held import HELD
from szsubsidy.batch.scorer import ScoredChunk, any_of
from szsubsidy.batch.tables.source import Defect, Reject, Rows
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
        kept = ~gone
        of_kept = kept.gather(firms.firm_of)
        bad = any_of(scored.bad)
        passed = None if bad is None else (bad & of_kept).arg_true()
        doubts = self._scorer.doubts(texts, scored.bad, passed)
        told = piece.remarks(passed, self._scorer.silent(texts))
        told = None if told is None else told.filter(kept)
        rejected = None
        if gone.any():
            # What is told of whole firms has no cell in their rows.
            rejected = _only(rows, ~of_kept)
            rejected = rejected._replace(cells=rejected.cells.with_columns(self._cells.blank()))
            rows = _only(rows, of_kept)
            results, firms = results.filter(kept), _renumbered(firms, kept)
        made = Rows(None, self._cells.combine(rows.cells, firms), rows.lines.gather(firms.first), rejects)
        tally = self._scorer.count(results)._replace(doubts=doubts)
        return ScoredChunk(made, results, tally, rejected, told)


class _Piece(NamedTuple):
    """Rows of whole firms with what is wrong with them; ``files`` names the file of each row, if there are several."""

    scorer: FirmScorer
    columns: Sequence[Column]
    rows: Rows
    texts: Sequence[pl.Series]
    bad: Flags
    firms: Firms
    differing: Mapping[str, pl.Series]
    files: Sequence[str] | None
    key: str

    def defects(self) -> tuple[pl.Series, list[Reject]]:
        """Return which firms cannot be scored, and each of their rows with the reasons."""
        bad_row = self._deciding_rows()
        gone = bad_row.is_not_null()
        for differs in self.differing.values():
            gone = gone | differs
        places = gone.gather(self.firms.firm_of).arg_true()
        if not len(places):
            return gone, []
        bad = any_of(self.bad)
        flawed = pl.Series([], dtype=places.dtype) if bad is None else places.filter(bad.gather(places))
        read = dict(zip(flawed, self.scorer.bad_cells.rejects(self.rows, flawed, self.texts, self.bad), strict=True))
        differing = {firm: self._differing(firm) for firm in self.firms.firm_of.gather(places).unique()}
        rejects = []
        for place, raw in zip(places, texts_of_rows(self.rows, places), strict=True):
            firm = self.firms.firm_of[place]
            defects = list(read[place].defects) if place in read else []
            defects += [defect._replace(value=text[place] or "") for defect, text in differing[firm]]
            defects = defects or [self._beside(firm, bad_row[firm])]
            file = "" if self.files is None else self.files[place]
            rejects.append(Reject(self.rows.lines[place], raw, tuple(defects), self._name(firm), file))
        return gone, rejects

    def remarks(self, passed: pl.Series | None, silent: Sequence[pl.Series]) -> pl.Series | None:
        """Return what was passed over in the rows of each firm; None where nothing was in any.

        ``passed`` are the places of rows that are scored though a cell cannot be read, ``silent`` is what is remarked
        of each row for cells that say nothing, by column.
        """
        told: dict[int, dict[str, None]] = {}
        if passed is not None:
            said = self.scorer.bad_cells.remarks(passed, self.texts, self.bad)
            for firm, remark in zip(self.firms.firm_of.gather(passed), said, strict=True):
                told.setdefault(firm, {})[remark] = None
        for column in silent:
            each = pl.DataFrame([self.firms.firm_of.alias("firm"), column.alias("said")])
            for firm, remark in each.filter(pl.col("said") != "").unique(maintain_order=True).iter_rows():
                told.setdefault(firm, {})[remark] = None
        if not told:
            return None
        separator = self.scorer.bad_cells.separator
        remarks = pl.Series([""]).new_from_index(0, len(self.firms.first))
        return remarks.scatter(list(told), [separator.join(each) for each in told.values()])

    def _deciding_rows(self) -> pl.Series:
        """For each firm the first of its rows with a cell that cannot be read; null where none decides what it gets."""
        none = pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(self.firms.first))
        bad = any_of(self.bad)
        if bad is None:
            return none
        firm_of = self.firms.firm_of
        among = firm_of.is_in(firm_of.filter(bad).implode()).arg_true()
        decides = self.scorer.bad_cells.decide([text.gather(among) for text in self.texts], firm_of.gather(among))
        places = bad.arg_true()
        first = pl.DataFrame([firm_of.gather(places).alias("firm"), places.alias("row")])
        first = first.unique("firm", keep="first").sort("firm").filter(decides)
        return none.scatter(first["firm"], first["row"])

    def _differing(self, firm: int) -> list[tuple[Defect, pl.Series]]:
        """What the rows of a firm say differently, each with the column of texts that does."""
        what = message("the rows of {firm} differ; by line: {given}")
        name = quoted(self._name(firm))
        return [
            (
                Defect(
                    SubsidyError(what, code="firm-differs", firm=name, given=self._said(firm, text)),
                    column.heading,
                    "",
                    column.fact,
                ),
                text,
            )
            for column, text in zip(self.columns, self.texts, strict=True)
            if column.fact.id in self.differing and self.differing[column.fact.id][firm]
        ]

    def _beside(self, firm: int, bad_row: int) -> Defect:
        """What is wrong with a row that can be read, of a firm of which another one cannot."""
        [reject] = self.scorer.bad_cells.rejects(self.rows, pl.Series([bad_row]), self.texts, self.bad)
        what = message("another row of {firm} cannot be read: line {line}, {heading}")
        firm_name, line, heading = quoted(self._name(firm)), self._line(bad_row), reject.defects[0].column
        return Defect(SubsidyError(what, code="bad-firm", firm=firm_name, line=line, heading=heading))

    def _name(self, firm: int) -> str:
        """What a firm is called in its first row."""
        return self.rows.cells[self.key][self.firms.first[firm]] or ""

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
