"""Cleans and scores with DuckDB: a piece at a time for a batch, or as SQL for somebody's warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import narwhals as nw
import polars as pl

from szsubsidy.batch.deciding import BAD
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.engines.duckdb_cells import DuckCleaner, duckdb, quoted, translated
from szsubsidy.batch.expressions import FIRM
from szsubsidy.batch.firm_scorer import Firms, FirmScorer
from szsubsidy.batch.firm_table import FIRST, HELD
from szsubsidy.batch.headings import fact_columns, heading_test, refuse_held
from szsubsidy.batch.local import ScorerTypes, read_columns, score_files
from szsubsidy.batch.request import Request, expand_patterns, open_table
from szsubsidy.batch.result import Result
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.catalogue.model import Catalogue

_ROW = "row:"


class DuckScorer(TableScorer):
    """Has a database in memory read the cells of pieces; their rows are looked up in the tables of every engine."""

    reads = DuckCleaner


class DuckFirmScorer(FirmScorer):
    """Scores whole firms in a database in memory."""

    def _compute_firms(
        self, texts: Sequence[pl.Series], held: Mapping[str, pl.Series], firms: Firms
    ) -> tuple[pl.DataFrame, list[pl.Series | None]]:
        height = len(firms.firm_of)
        row = pl.int_range(height, eager=True)
        given = self.named_texts(texts)
        money = [fen.alias(HELD + programme) for programme, fen in held.items()]
        is_first = row.is_in(firms.first.implode()).alias(FIRST)
        table = pl.DataFrame([row.alias(_ROW), firms.firm_of.alias(FIRM), is_first, *given, *money])
        with duckdb().connect() as connection:
            relation = nw.from_native(connection.from_arrow(table.to_arrow()))
            cleaned = frames.clean(relation, self._columns, translated, self._scoring.bounds_of)
            found = frames.add_roots(cleaned, self._scoring, self._roots)
            results = found.select(_ROW, *self._roots).sort(_ROW).to_native().pl()
            bad = [BAD + column.fact.id for column in self._columns]
            read = cleaned.select(_ROW, *bad).sort(_ROW).to_native().pl()
        flags = [read[name] for name in bad]
        return results.select(list(self._roots)), [flag if flag.any() else None for flag in flags]


def run(request: Request, catalogue: Catalogue, streams: Streams) -> Result:
    """Score every row of the inputs, a chunk at a time."""
    duckdb()  # before any file is touched
    return score_files(request, catalogue, streams, ScorerTypes(DuckScorer))


def write_sql(request: Request, catalogue: Catalogue, stdin: BinaryIO) -> str:
    """Return the SQL that scores a table with the headings of the first input, named after it."""
    name = expand_patterns(request.inputs)[0]
    with closing(open_table(name, request, stdin, typed=False, is_heading=heading_test(catalogue))) as source:
        columns, headings = read_columns([source], catalogue, request).columns, source.headings
    refuse_held(columns, name)
    rules = Scoring(catalogue, request.as_of, {column.fact.id for column in fact_columns(columns)})
    table = "firms" if name == "-" else Path(name).name.partition(".")[0]
    with duckdb().connect() as connection:
        declared = ", ".join(f"{quoted(heading)} VARCHAR" for heading in headings)
        connection.execute(f"CREATE TABLE {quoted(table)} ({declared})")
        relation = nw.from_native(connection.table(table))
        cleaned = frames.clean(relation, columns, translated, rules.bounds_of)
        scored = frames.judged(cleaned, rules)
        sql: str = frames.wide(scored, rules, columns, headings).to_native().sql_query()
        return sql
