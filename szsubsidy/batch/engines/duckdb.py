"""Cleans and scores with DuckDB: a piece at a time for a batch, or as SQL for somebody's warehouse."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import narwhals as nw

from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.engines.duckdb_cells import DuckCleaner, duckdb, quoted, translated
from szsubsidy.batch.headings import fact_columns, heading_test, refuse_held
from szsubsidy.batch.local import ScorerTypes, read_columns, score_files
from szsubsidy.batch.request import Request, expand_patterns, open_table
from szsubsidy.batch.result import Result
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.streams import Streams
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.catalogue.model import Catalogue


class DuckScorer(TableScorer):
    """Has a database in memory read the cells of pieces; their rows are looked up in the tables of every engine."""

    reads = DuckCleaner


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
