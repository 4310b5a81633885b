"""Has DuckDB read cells, by expressions of its own: nothing of what a text means is taken from `szsubsidy.batch.cells`.

Most cells are of one manner, so each distinct text is read once, and an amount in plain digits by a cast.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

import narwhals as nw
import polars as pl

from szsubsidy.batch.cells import Cleaner
from szsubsidy.batch.cleaned import BAD, NOTHING, UNKNOWN
from szsubsidy.batch.deciding import BAD as IS_BAD
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.expressions import KNOWN, VALUE
from szsubsidy.batch.headings import Column
from szsubsidy.errors import needs_extra
from szsubsidy.facts.places import nothing_of
from szsubsidy.facts.value_type import Days
from szsubsidy.money import MAX_FEN, WIDTHS, exponent_of

_TEXTS, _TEXT, _ROW, _CODE = "texts", "cell", "row", "code"


class DuckCleaner(Cleaner):
    """Reads the column of one fact in a database."""

    def _read(self, texts: pl.Series) -> pl.Series:
        with database().cursor() as cursor:
            cursor.register(_TEXTS, _table(self.with_days_written(texts)))
            codes = _codes(cursor.sql(self._sql))
        self._has_nothings = self._has_nothings or bool((codes == NOTHING).any())
        return codes

    def _money(self, text: pl.Series) -> pl.Series:
        factor = 10 ** exponent_of(self.unit)
        amount = f"TRY_CAST({_TEXT} AS DECIMAL(18, 2))"
        is_plain = f"regexp_full_match({_TEXT}, '[0-9]{{1,12}}([.][0-9]{{1,2}})?') AND {amount} <= {MAX_FEN // factor}"
        code = f"CASE WHEN {is_plain} THEN CAST({amount} * {factor} AS BIGINT) END"
        with database().cursor() as cursor:
            given = cursor.from_arrow(_table(text))
            codes = _codes(given.project(f"{_ROW}, {code} AS {_CODE}"))
        if codes.null_count() > text.null_count():
            places = (codes.is_null() & text.is_not_null()).arg_true()
            codes = codes.scatter(places, self._looked_up(text.gather(places)))
        return codes

    @cached_property
    def _sql(self) -> str:
        """What reads a table of texts: the same for all facts whose texts mean the same."""
        is_day = isinstance(self._type.grammar(), Days)
        bounds = frozenset(self.bounds) if is_day and self.bounds is not None else None
        alike = (repr(self._type.grammar()), self.unit, self._unknown, bounds, self.fact.within, nothing_of(self.fact))
        if alike not in _WRITTEN:
            _WRITTEN[alike] = self._written()
        return _WRITTEN[alike]

    def _written(self) -> str:
        column = Column(0, _TEXT, self.fact, self.unit, self._unknown)
        fact = self.fact.id
        with database().cursor() as cursor:
            cursor.register(_TEXTS, _table(pl.Series([""])))
            given = nw.from_native(cursor.table(_TEXTS))
            read = frames.clean(given, [column], translated, lambda _: self.bounds)
            says_something = nw.col(frames.TEXT + fact).fill_null("") != ""
            code = (
                nw.when(nw.col(KNOWN + fact))
                .then(nw.col(VALUE + fact))
                .when(nw.col(IS_BAD + fact))
                .then(nw.lit(BAD, nw.Int64()))
                .when(says_something)
                .then(nw.lit(NOTHING, nw.Int64()))
                .otherwise(nw.lit(UNKNOWN, nw.Int64()))
            )
            sql: str = read.select(_ROW, code.alias(_CODE)).to_native().sql_query()
        return sql


_WRITTEN: dict[tuple[object, ...], str] = {}


def _codes(relation: Any) -> pl.Series:
    """The codes that a relation has, in the order of the rows."""
    found: pl.DataFrame = relation.pl()
    return found.sort(_ROW)[_CODE]


def _table(texts: pl.Series) -> Any:
    return pl.DataFrame([pl.int_range(len(texts), eager=True).alias(_ROW), texts.alias(_TEXT)]).to_arrow()


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


@cache
def database() -> Any:
    """Return a database in memory, which writes none of it to disk; its cursors share nothing but its threads."""
    return duckdb().connect(config={"temp_directory": ""})


def duckdb() -> Any:
    """Return DuckDB's module. Raises `SubsidyError` that says how to get it."""
    try:
        import duckdb as module
        import pyarrow as pa  # noqa: F401 (what carries tables to and fro)
    except ImportError as error:
        raise needs_extra("duckdb") from error
    return module
