"""A table says of each row what a single firm is told: random programmes, random profiles, every engine."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.batch.engines.duckdb import DuckScorer
from szsubsidy.batch.headings import Column
from szsubsidy.batch.scorer import ScoredChunk, Scorer
from szsubsidy.batch.scoring import Scoring
from szsubsidy.batch.shapes import Long, Wide
from szsubsidy.batch.table_scorer import TableScorer
from szsubsidy.batch.tables.source import Rows
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.days import iso
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.money import plain
from szsubsidy.rules.advice import unused_costs
from szsubsidy.rules.estimate import Estimate, estimate
from tests.examples import one_in
from tests.strategies import AS_OF, FACTS, catalogues, profiles

pytestmark = pytest.mark.slow

FIRMS = profiles().map(lambda firm: {name: real_day(name, value) for name, value in firm.items()})
COLUMNS = [Column(place, fact.id, fact, "") for place, fact in enumerate(FACTS.values())]


def real_day(fact: str, value: Value) -> Value:
    """A day of the calendar: the profiles also hold 29 February of common years."""
    if FACTS[fact].type == "date" and isinstance(value, int) and value % 10_000 == 229:
        return value - 229 + 301
    return value


def typed(fact: Fact, value: Value) -> str:
    match fact.type, value:
        case "money", int():
            return plain(value)
        case "date", int():
            return iso(value)
        case "flag", bool():
            return "是" if value else "no"
        case _, frozenset():
            return "；".join(sorted(value))
    return str(value)


def table(firms: Sequence[Profile]) -> Rows:
    cells = pl.DataFrame(
        {
            str(column.place): [
                typed(column.fact, firm[column.fact.id]) if column.fact.id in firm else None for firm in firms
            ]
            for column in COLUMNS
        },
        schema={str(column.place): pl.String for column in COLUMNS},
    )
    return Rows(None, cells, pl.int_range(len(firms), eager=True), [])


def scored(
    engine: type[Scorer], shape: type[Wide | Long], catalogue: Catalogue, firms: Sequence[Profile]
) -> pl.DataFrame:
    compiled = Scoring(catalogue, AS_OF, set(FACTS))
    wanted = shape(compiled)
    chunk: ScoredChunk = engine(compiled, COLUMNS, wanted).score(table(firms))
    assert not chunk.rows.rejects
    return pl.DataFrame(wanted.rows(chunk)[1])


def expected_long(results: Sequence[Estimate]) -> list[tuple[object, ...]]:
    return [
        (
            finding.programme.id,
            finding.status,
            finding.amount,
            finding.low,
            finding.high,
            set(finding.missing),
            {reason.comparison.fact for reason in finding.assumptions},
        )
        for result in results
        for finding in result.findings
    ]


def ids(joined: str) -> set[str]:
    return set(filter(None, joined.split(";")))


def agrees(engine: type[Scorer], catalogue: Catalogue, firms: list[Profile]) -> None:
    """Findings, combination and totals of every row are those of the single firm."""
    results = [estimate(catalogue, firm, AS_OF) for firm in firms]
    found = scored(engine, Long, catalogue, firms)
    rows = [(*row[:5], ids(row[5]), ids(row[6])) for row in found.iter_rows()]
    assert rows == expected_long(results)
    wide = scored(engine, Wide, catalogue, firms)
    for row, firm, result in zip(wide.iter_rows(named=True), firms, results, strict=True):
        assert (row["total"], row["ceilings"]) == (result.total, result.ceilings)
        assert (row["within_reach"], row["open_now"]) == (result.within_reach.computed, result.open_now.computed)
        judged = [result.on_application_day(item) for item in result.findings]
        about = [result.on_application_day(item) for item in result.relevant()]
        assert set(ids(row["unused"])) == set(unused_costs(judged, about, firm))
        assert row["possible_ceilings"] == result.possible_ceilings
        assert row["conditional_total"] == result.conditional.computed
        assert row["combination"] == ";".join(result.combination)
        assert row["missing"] == ";".join(result.missing)
        open_ones = [item.programme.id for item in result.findings if item.status == "undetermined"]
        assert row["undetermined"] == ";".join(open_ones)
        for status, column in (("possible", "possible"), ("in-doubt", "in_doubt")):
            told = [item.programme.id for item in result.findings if item.status == status]
            assert row[column] == ";".join(told)
        unknown = [item.programme.id for item in result.findings if item.met and item.edition.award.rate_unknown]
        assert row["rate_unknown"] == ";".join(unknown)
        assert [row[item.programme.id] for item in result.findings] == [item.amount for item in result.findings]


@given(catalogues(), st.lists(FIRMS, min_size=1, max_size=12))
def test_polars_says_what_the_single_firm_is_told(catalogue: Catalogue, firms: list[Profile]) -> None:
    agrees(TableScorer, catalogue, firms)


@given(catalogues(), st.lists(FIRMS, min_size=1, max_size=12))
@one_in(20)
def test_duckdb_says_what_the_single_firm_is_told(catalogue: Catalogue, firms: list[Profile]) -> None:
    agrees(DuckScorer, catalogue, firms)


@given(catalogues(), st.lists(FIRMS, min_size=1, max_size=6), st.sets(st.sampled_from(sorted(FACTS))))
def test_the_scope_has_whatever_a_firm_is_granted_and_long_what_it_is_shown(
    catalogue: Catalogue, firms: list[Profile], columns: set[str]
) -> None:
    told = [{name: value for name, value in firm.items() if name in columns} for firm in firms]
    compiled = Scoring(catalogue, AS_OF, columns)
    results = [estimate(catalogue, firm, AS_OF) for firm in told]
    for result in results:
        for finding in result.findings:
            granted = any(each.met and each.amount != 0 for each in (finding, result.on_application_day(finding)))
            assert finding.programme.id in compiled.scoped or not granted
    shape = Long(compiled, scoped=True)
    rows = TableScorer(compiled, [column for column in COLUMNS if column.fact.id in columns], shape).score(table(told))
    index, added = shape.rows(rows)
    shown = []
    for row, result in enumerate(results):
        about = [item.programme.id for item in result.findings if item in result.relevant()]
        shown += [(row, name) for name in [name for name in about if name in compiled.scoped] or [""]]
    assert index is not None
    assert list(zip(index.to_list(), added[0].to_list(), strict=True)) == shown


def test_a_programme_that_is_not_in_force_has_no_amount() -> None:
    from szsubsidy import load_catalogue

    catalogue = load_catalogue()
    compiled = Scoring(catalogue, 20270101, {"company_type"})
    assert compiled.validity["training-voucher"] == "lapsed"
    column = Column(0, "company_type", catalogue.facts["company_type"], "")
    shape = Wide(compiled)
    rows = Rows(None, pl.DataFrame({"0": ["startup"]}), pl.Series([1]), [])
    chunk = TableScorer(compiled, [column], shape).score(rows)
    answers = pl.DataFrame(shape.rows(chunk)[1])
    assert answers["training-voucher"].to_list() == [None]
