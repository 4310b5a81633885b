"""A table in which several rows are one firm says of each firm what it is told by itself, on every engine."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.batch import firm_scorer
from szsubsidy.batch.firm_scorer import FirmScorer, firms_of
from szsubsidy.batch.headings import Column
from szsubsidy.batch.judging import ByFirm
from szsubsidy.batch.score_frame import score_frame
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import Long, Wide
from szsubsidy.batch.tables.source import Rows
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Firm
from szsubsidy.rules.estimate import Estimate, estimate
from tests.batch.test_one_meaning import ids, typed
from tests.batch.years import FACTS, Row, firms_in, tables, yearly_catalogues
from tests.examples import one_in
from tests.strategies import AS_OF

COLUMNS = [Column(place, fact.id, fact, "") for place, fact in enumerate(FACTS.values())]


def cells(rows: Sequence[Row], fact: str) -> pl.Series:
    said = [(row.of_firm | row.of_project).get(fact) for row in rows]
    texts = [None if value is None else typed(FACTS[fact], value) for value in said]
    return pl.Series(fact, texts, dtype=pl.String)


def scored(shape: type[Wide | Long], catalogue: Catalogue, rows: Sequence[Row]) -> pl.DataFrame:
    compiled = Scoring(catalogue, AS_OF, set(FACTS), by_firm=ByFirm(tuple(catalogue.programmes)))
    wanted = shape(compiled)
    scorer = FirmScorer(compiled, COLUMNS, wanted)
    held = {name: pl.Series([row.held.get(name) for row in rows], dtype=pl.Int64) for name in catalogue.programmes}
    keys = pl.Series([row.firm for row in rows], dtype=pl.Int64)
    found = scorer.compute_firms([cells(rows, fact) for fact in FACTS], held, keys)
    assert not any(series.any() for series in found.differing.values())
    first = Rows(None, pl.DataFrame(), found.firms.first, [])
    return pl.DataFrame(wanted.rows(ScoredChunk(first, found.results, scorer.count(found.results)))[1])


def agrees(catalogue: Catalogue, rows: Sequence[Row]) -> None:
    firms = firms_in(rows)
    results = [estimate(catalogue, firm, AS_OF) for firm in firms]
    wide = scored(Wide, catalogue, rows)
    assert len(wide) == len(firms)
    for row, firm, result in zip(wide.iter_rows(named=True), firms, results, strict=True):
        says_the_same(row, firm, result)
    long = scored(Long, catalogue, rows)
    assert [(*row[:5], ids(row[5])) for row in long.select(pl.nth(range(6))).iter_rows()] == [
        (item.programme.id, item.status, item.amount, item.low, item.high, set(item.missing))
        for result in results
        for item in result.findings
    ]


def says_the_same(row: dict[str, object], firm: Firm, result: Estimate) -> None:
    open_ones = [item.programme.id for item in result.findings if item.status == "undetermined"]
    told = {
        "total": result.total,
        "within_reach": result.within_reach.computed,
        "open_now": result.open_now.computed,
        "ceilings": result.ceilings,
        "possible_ceilings": result.possible_ceilings,
        "conditional_total": result.conditional.computed,
        "combination": ";".join(result.combination),
        "missing": ";".join(result.missing),
        "undetermined": ";".join(open_ones),
        **{item.programme.id: item.amount for item in result.findings},
    }
    assert {name: row[name] for name in told} == told, firm


@pytest.mark.slow
@one_in(4)
@given(st.data(), yearly_catalogues())
def test_polars_says_what_the_firm_is_told(data: st.DataObject, catalogue: Catalogue) -> None:
    with pytest.MonkeyPatch.context() as patched:
        if data.draw(st.booleans()):  # else so few firms of a single row are not looked up
            patched.setattr(firm_scorer, "WORTH_TABLES", 1)
        agrees(catalogue, data.draw(tables(tuple(catalogue.programmes))))


@pytest.mark.slow
@given(st.data(), yearly_catalogues())
@one_in(100)
def test_duckdb_says_what_the_firm_is_told(data: st.DataObject, catalogue: Catalogue) -> None:
    rows = data.draw(tables(()))
    table = pl.DataFrame([pl.Series("firm", [row.firm for row in rows]), *(cells(rows, fact) for fact in FACTS)])
    firms = firms_in(rows)
    with duckdb.connect() as connection:
        scored = score_frame(connection.from_arrow(table.to_arrow()), catalogue, AS_OF, {}, "firm").pl()
    for row, firm in zip(scored.iter_rows(named=True), firms, strict=True):
        says_the_same(row, firm, estimate(catalogue, firm, AS_OF))


def test_rows_of_one_firm_may_be_far_apart() -> None:
    firms = firms_of(pl.Series(["甲", "乙", "甲", None, None]))
    assert firms.firm_of.to_list() == [0, 1, 0, 2, 3]
    assert firms.first.to_list() == [0, 1, 3, 4]
    assert firms.heights.to_list() == [2, 1, 1, 1]
