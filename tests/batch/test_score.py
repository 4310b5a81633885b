"""``szsubsidy.score``: any frame in, the same kind out, the same answers."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import polars as pl
import pytest

import szsubsidy
from szsubsidy.errors import SubsidyError
from tests.batch.firms import firms

DAY = "2026-01-15"
FIRMS = firms(500, random.Random(7))
ROW = "row"


def score(frame: Any) -> Any:
    return szsubsidy.score(frame, as_of=DAY)


@pytest.fixture(scope="module")
def expected() -> pl.DataFrame:
    return score(FIRMS)  # type: ignore[no-any-return]


def same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    assert found.columns == expected.columns
    for name in expected.columns:
        assert found[name].to_list() == expected[name].to_list(), name


def test_each_row_is_that_of_the_single_firm(expected: pl.DataFrame) -> None:
    assert expected["unreadable"].unique().to_list() == [""]
    for row in expected.head(200).iter_rows(named=True):
        known = {name: row[name] for name in FIRMS.columns if name != ROW and row[name]}
        result = szsubsidy.estimate(known, as_of=DAY)
        assert (row["total"], row["ceilings"]) == (result.total, result.ceilings)
        assert row["combination"] == ";".join(result.combination)
        assert row["missing"] == ";".join(result.missing)
        assert [row[item.programme.id] for item in result.findings] == [item.amount for item in result.findings]


def test_polars_lazy(expected: pl.DataFrame) -> None:
    found = score(FIRMS.lazy())
    assert isinstance(found, pl.LazyFrame)
    same(found.collect(), expected)


def test_pandas(expected: pl.DataFrame) -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas: pip install -e '.[test-engines]'")
    frame = FIRMS.to_pandas().set_index(pd.Index(range(1000, 1000 + len(FIRMS))))
    found = score(frame)
    assert isinstance(found, pd.DataFrame)
    assert found.index.equals(frame.index)
    same(pl.from_pandas(found), expected)


def test_pyarrow(expected: pl.DataFrame) -> None:
    table = FIRMS.to_arrow()
    found = score(table)
    assert type(found) is type(table)
    same(pl.from_arrow(found), expected)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_duckdb_relation(expected: pl.DataFrame) -> None:
    with duckdb.connect() as connection:
        relation = connection.from_arrow(FIRMS.to_arrow())
        found = score(relation)
        assert isinstance(found, duckdb.DuckDBPyRelation)
        same(found.order(ROW).pl(), expected)


@pytest.mark.parametrize("lazy", [False, True])
def test_a_row_that_cannot_be_read_has_no_answers(lazy: bool) -> None:
    frame = pl.DataFrame({"company_type": ["startup", "nobody"], "compute_contract": ["8m", "-5"]})
    found = score(frame.lazy()).collect() if lazy else score(frame)
    assert found["unreadable"].to_list() == ["", "company_type;compute_contract"]
    assert found["total"].to_list() == [0, None]
    assert found["missing"].to_list()[1] is None


def test_typed_columns_and_told_names() -> None:
    frame = pl.DataFrame(
        {"钱": [8_000_000.0, 1500000.16, None], "kind": ["startup"] * 3, "what": [["model-training"]] * 3}
    )
    names = {"钱": "compute_contract", "kind": "company_type", "what": "project_category"}
    found = szsubsidy.score(frame, as_of=DAY, columns=names)
    assert found["training-voucher"].to_list() == [480_000_000, 90_000_009, None]


def test_a_frame_without_facts_is_refused() -> None:
    with pytest.raises(SubsidyError, match="no heading was recognised"):
        score(pl.DataFrame({"a": [1]}))
    with pytest.raises(SubsidyError, match="total"):
        score(pl.DataFrame({"company_type": ["startup"], "total": [1]}))


YEAR = pl.DataFrame(
    {
        "企业名称": ["甲", "乙", "甲", None, "甲 ", "丙", "乙", "丙"],
        "company_type": ["sme", "startup", None, "sme", "sme", "sme", "startup", "startup"],
        "project_category": ["model-training"] * 8,
        "compute_contract": ["1500万", "90万", "1200万", "200万", "800万", "100万", "18O万", "100万"],
    }
)


def of_the_year(frame: Any) -> pl.DataFrame:
    found = szsubsidy.score(frame, as_of=DAY, firm="企业名称")
    if isinstance(found, pl.LazyFrame):
        return found.collect()
    return found.pl() if isinstance(found, duckdb.DuckDBPyRelation) else pl.DataFrame(found)


def test_rows_of_one_firm_come_to_one() -> None:
    found = of_the_year(YEAR)
    assert found.columns[:2] == ["企业名称", "company_type"]
    assert "compute_contract" not in found.columns
    assert found["企业名称"].to_list() == ["甲", "乙", None, "丙"]
    assert found["rows"].to_list() == [3, 2, 1, 2]
    assert found["total"].to_list() == [10_000_000_00, None, 1_000_000_00, None]
    assert found["unreadable"].to_list() == ["", "compute_contract", "", ""]
    assert found["differing"].to_list() == ["", "", "", "company_type"]


def test_rows_of_one_firm_come_to_one_in_a_lazy_frame() -> None:
    same(of_the_year(YEAR.lazy()), of_the_year(YEAR))


def test_rows_of_one_firm_come_to_one_in_pandas() -> None:
    pytest.importorskip("pandas", reason="needs pandas: pip install -e '.[test-engines]'")
    same(of_the_year(YEAR.to_pandas()), of_the_year(YEAR))


@pytest.mark.slow
def test_rows_of_one_firm_come_to_one_in_duckdb() -> None:
    with duckdb.connect() as connection:
        same(of_the_year(connection.from_arrow(YEAR.to_arrow())), of_the_year(YEAR))


def test_money_granted_already_lowers_what_the_year_leaves() -> None:
    held = YEAR.with_columns(pl.Series("held:training-voucher", ["700万", *[None] * 7]))
    assert of_the_year(held)["total"].to_list() == [3_000_000_00, None, 1_000_000_00, None]
    each = szsubsidy.score(held, as_of=DAY)
    assert each["total"].to_list()[:2] == [3_000_000_00, 540_000_00]
    with pytest.raises(SubsidyError, match="granted already"):
        of_the_year(held.lazy())


def test_a_column_of_firms_that_there_is_not_is_refused() -> None:
    with pytest.raises(SubsidyError, match="no column is called"):
        szsubsidy.score(YEAR, as_of=DAY, firm="企业名")
