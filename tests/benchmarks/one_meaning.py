"""The bundled catalogue over many firms: ``python tests/benchmarks/one_meaning.py [ROWS] [SEED]``.

Scores a seeded register (a million rows if not said) one firm at a time, with Polars and with
DuckDB, and compares every amount, total, combination, undetermined programme, missing fact and
assumption. Takes minutes; a small run of the same comparison is in the test suite.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import duckdb
import polars as pl

import szsubsidy
from szsubsidy.days import parse_day
from szsubsidy.facts.read import read_value
from szsubsidy.rules.estimate import estimate
from tests.batch.firms import FACTS, firms

DAY = "2026-01-15"
PART = 50_000
CATALOGUE = szsubsidy.load_catalogue()


def one_by_one(table: pl.DataFrame) -> pl.DataFrame:
    """What each firm is told when it comes alone."""
    as_of = parse_day(DAY)
    assert as_of is not None
    rows = []
    for firm in table.drop("row").iter_rows(named=True):
        profile = {name: read_value(FACTS[name], text) for name, text in firm.items() if text is not None}
        result = estimate(CATALOGUE, profile, as_of)
        open_ones = [item.programme.id for item in result.findings if item.status == "undetermined"]
        assumed = {
            reason.comparison.fact
            for item in result.findings
            if item.status not in {"lapsed", "not-yet"}
            for reason in item.assumptions
        }
        rows.append(
            (
                *(item.amount for item in result.findings),
                result.total,
                result.ceilings,
                ";".join(result.combination),
                ";".join(open_ones),
                ";".join(result.missing),
                ";".join(fact for fact in CATALOGUE.facts if fact in assumed),
            )
        )
    summaries = ["total", "ceilings", "combination", "undetermined", "missing", "assumptions"]
    return pl.DataFrame(rows, schema=[*CATALOGUE.programmes, *summaries], orient="row", infer_schema_length=None)


def compared(part: tuple[int, int, int]) -> int:
    """Compare some rows; return how many there were. Raises `AssertionError` where two differ."""
    first, height, seed = part
    table = firms(height, random.Random(seed * 1_000_003 + first))
    expected = one_by_one(table)
    by_polars = szsubsidy.score(table, as_of=DAY)
    with duckdb.connect() as connection:
        by_duckdb = szsubsidy.score(connection.from_arrow(table.to_arrow()), as_of=DAY).order("row").pl()
    for name in expected.columns:
        wanted = expected[name].to_list()
        for engine, found in (("Polars", by_polars), ("DuckDB", by_duckdb)):
            assert found[name].to_list() == wanted, f"{engine} differs in {name}, rows {first} to {first + height}"
    return height


def parts(rows: int, seed: int) -> Iterator[tuple[int, int, int]]:
    for first in range(0, rows, PART):
        yield first, min(PART, rows - first), seed


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begun = time.monotonic()
    with ProcessPoolExecutor() as pool:
        done = sum(pool.map(compared, parts(rows, seed)))
    print(f"{done:,} rows agree: one by one, Polars, DuckDB; {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
