"""Expressions over the facts of some rows, worked out with Polars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from szsubsidy.batch.decisions.row_facts import RowFacts
from szsubsidy.batch.expressions import KNOWN, VALUE, Expr, columns_of, lay_out


class WorkedOut:
    """What some ``roots`` are in rows: only the columns that they read are gathered."""

    def __init__(self, roots: Mapping[str, Expr]) -> None:
        self._stages = lay_out(roots, pl)
        self._columns = [name for name in columns_of(roots.values()) if name.startswith((KNOWN, VALUE))]

    def of(self, facts: RowFacts, rows: pl.Series, further: Sequence[pl.Series] = ()) -> pl.DataFrame:
        """Return the roots in some rows, beside the columns that they are made of; ``further`` columns are given."""
        table = pl.DataFrame([*(facts.column(name, rows).alias(name) for name in self._columns), *further])
        if not table.width:
            table = pl.DataFrame([rows.alias("")])
        steps = table.lazy()
        for stage in self._stages:
            steps = steps.with_columns(**stage)
        return steps.collect(optimizations=pl.QueryOptFlags.none())
