"""Cleans and scores with DuckDB: a piece at a time for a batch, or as SQL for somebody's warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.expressions import Expr
from szsubsidy.batch.headings import Column
from szsubsidy.batch.scorer import Scorer
from szsubsidy.batch.scoring import Scoring
from szsubsidy.errors import needs_extra
from szsubsidy.money import WIDTHS

_ROW = "row:"


class DuckScorer(Scorer):
    """Scores pieces in a database in memory; rows keep their order by number."""

    def __init__(
        self, scoring: Scoring, columns: Sequence[Column], roots: Mapping[str, Expr], *, form: str = "csv"
    ) -> None:
        super().__init__(scoring, columns, roots, form=form)
        self._duckdb = duckdb()
        self._scoring = scoring
        self._columns = [column for column in columns if column.comparable]

    def compute(self, texts: Sequence[pl.Series], height: int) -> tuple[pl.DataFrame, list[pl.Series | None]]:
        facts = [column.fact.id for column in self._columns]
        given = [text.alias(column.heading) for text, column in zip(texts, self._columns, strict=True)]
        table = pl.DataFrame([pl.int_range(height, eager=True).alias(_ROW), *given])
        with self._duckdb.connect() as connection:
            relation = nw.from_native(connection.from_arrow(table.to_arrow()))
            cleaned = frames.clean(relation, self._columns, translated)
            found = frames.add_roots(cleaned, self._scoring, self._roots)
            bad = [frames.BAD + fact for fact in facts]
            results = found.select(_ROW, *self._roots, *bad).sort(_ROW).to_native().pl()
        flags = [results[name] for name in bad]
        return results.select(list(self._roots)), [flag if flag.any() else None for flag in flags]


def scoring_sql(table: str, scored: Scoring, columns: Sequence[Column], headings: Sequence[str]) -> str:
    """Return the SQL that scores ``table``, a table of texts under ``headings``."""
    with duckdb().connect() as connection:
        declared = ", ".join(f"{quoted(heading)} VARCHAR" for heading in headings)
        connection.execute(f"CREATE TABLE {quoted(table)} ({declared})")
        relation = nw.from_native(connection.table(table))
        cleaned = frames.clean(relation, columns, translated)
        found = frames.add_roots(cleaned, scored, frames.wide_roots(scored))
        sql: str = frames.wide(found, scored, columns, headings).to_native().sql_query()
        return sql


def translated(frame: Any, names: list[str]) -> Any:
    """Make columns of a relation narrow by SQL's ``translate``."""
    wide, narrow = ("".join(part).replace("'", "''") for part in (WIDTHS, WIDTHS.values()))
    relation = frame.to_native()
    columns = [
        f"translate({quoted(name)}, '{wide}', '{narrow}') AS {quoted(name)}" if name in names else quoted(name)
        for name in relation.columns
    ]
    return nw.from_native(relation.project(", ".join(columns)))


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def duckdb() -> Any:
    """Return DuckDB's module. Raises `SubsidyError` that says how to get it."""
    try:
        import duckdb as module
        import pyarrow as pa  # noqa: F401 (what carries tables to and fro)
    except ImportError as error:
        raise needs_extra("duckdb") from error
    return module
