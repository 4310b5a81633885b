"""``szsubsidy.score``: any frame in, the same kind out, the same answers."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest

import szsubsidy
from szsubsidy.batch.cells import as_text
from szsubsidy.batch.engines.cell_texts import add_texts
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


class Kind(Enum):
    STARTUP = "startup"
    SME = "中小企业"


INSTANT = datetime(2025, 8, 31, 16, tzinfo=UTC)
"""The first minute of September in Shenzhen."""
AMOUNTS = [Decimal("8000000.00"), 3.3000000000000003, "800万元人民币", None, Decimal("0.125"), 8_000_000, 1e7]
FEN = [480_000_000, 198, 480_000_000, None, None, 480_000_000, 600_000_000]


def of_amounts(frame: Any) -> list[int | None]:
    found = score(frame)
    added = found.collect() if isinstance(found, pl.LazyFrame) else found
    return [None if value is None or value != value else int(value) for value in added["training-voucher"].to_list()]  # noqa: PLR0124 (pd.NA)


def test_as_of_is_a_date_a_datetime_or_text() -> None:
    facts = {"company_type": Kind.STARTUP, "project_category": ["model-training"], "compute_contract": "800万"}
    days = (date(2026, 1, 15), datetime(2026, 1, 15, 9, 30), datetime(2026, 1, 14, 16, tzinfo=UTC), "2026年1月15日")  # noqa: DTZ001
    for as_of in days:
        result = szsubsidy.estimate(facts, as_of=as_of)
        assert (result.as_of, result.total) == (20260115, 480_000_000)
    with pytest.raises(SubsidyError, match="not a date"):
        szsubsidy.estimate(facts, as_of=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        (Decimal("8000000.10"), 800_000_010),
        (Decimal("8E+6"), 800_000_000),
        (1.1 + 2.2, 330),
        (8e6, 800_000_000),
        (800, 80_000),
        (np.int64(800), 80_000),
        (np.float32(3.3), 330),
        (np.float64(1.1) + np.float64(2.2), 330),
    ],
)
def test_an_amount_of_python_is_exact(amount: object, fen: int) -> None:
    assert szsubsidy.estimate({"compute_contract": amount}, as_of=DAY).firm.facts["compute_contract"] == fen


@pytest.mark.parametrize(
    "amount", [Decimal("0.001"), 0.125, float("nan"), Decimal(-5), True, object(), Decimal("NaN"), 1e300]
)
def test_an_amount_of_python_that_is_none_is_refused(amount: object) -> None:
    with pytest.raises(SubsidyError, match="compute_contract"):
        szsubsidy.estimate({"compute_contract": amount}, as_of=DAY)


def test_choices_and_days_of_python() -> None:
    facts = {"company_type": Kind.SME, "project_category": {"model-training"}, "established_on": INSTANT}
    profile = szsubsidy.estimate(facts, as_of=DAY).firm.facts
    assert (profile["company_type"], profile["project_category"]) == ("sme", frozenset({"model-training"}))
    assert profile["established_on"] == 20250901


def typed(amounts: Any, kinds: Any) -> dict[str, Any]:
    return {"company_type": kinds, "project_category": ["model-training"] * 7, "compute_contract": amounts}


def test_mixed_columns_of_objects_in_pandas() -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas: pip install -e '.[test-engines]'")
    frame = pd.DataFrame(typed(pd.Series(AMOUNTS, dtype=object), [Kind.STARTUP] * 7))
    frame.loc[3, "compute_contract"] = pd.NA
    before = frame.copy()
    found = score(frame)
    assert found["unreadable"].to_list() == ["", "", "", "", "compute_contract", "", ""]
    assert [None if pd.isna(fen) else fen for fen in found["training-voucher"]] == FEN
    pd.testing.assert_frame_equal(found[list(before.columns)], before)


def test_categories_and_instants_in_pandas() -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas: pip install -e '.[test-engines]'")
    kinds = pd.Categorical(["startup", "sme", "startup"])
    days = pd.to_datetime([INSTANT] * 3, utc=True)
    amounts = pd.Categorical([800, 900, 800])
    frame = pd.DataFrame({"company_type": kinds, "established_on": days, "compute_contract（万元）": amounts})
    frame["project_category"] = "model-training"
    assert score(frame)["training-voucher"].to_list() == [480_000_000, 450_000_000, 480_000_000]


def test_enums_categories_and_decimals_in_polars() -> None:
    kinds = pl.Series(["startup", "sme"])
    for kind in (pl.Categorical(), pl.Enum(["startup", "sme"])):
        frame = pl.DataFrame({"company_type": kinds.cast(kind), "compute_contract": [Decimal("8000000.0000")] * 2})
        frame = frame.with_columns(project_category=pl.lit("model-training"))
        for given in (frame, frame.lazy()):
            assert of_amounts(given) == [480_000_000, 400_000_000]
    mixed = pl.DataFrame({"compute_contract": pl.Series(AMOUNTS, dtype=pl.Object)}).with_columns(
        company_type=pl.lit("startup"), project_category=pl.lit("model-training")
    )
    assert of_amounts(mixed) == FEN


def young() -> pl.DataFrame:
    """Firms established in the first minute of a day in Shenzhen, and in the last before it."""
    frame = pl.DataFrame({"established_on": [INSTANT, datetime(2025, 8, 31, 15, 59, tzinfo=UTC)], "row": [0, 1]})
    return frame.with_columns(amount=pl.lit(3.3000000000000003))


def test_an_instant_in_a_column_is_a_day_in_shenzhen() -> None:
    days = ["2025-09-01", "2025-08-31"]
    frame = young()
    assert as_text(frame["established_on"]).to_list() == days
    elsewhere = frame.with_columns(pl.col("established_on").dt.convert_time_zone("America/New_York"))
    for given in (frame, elsewhere):
        assert (
            add_texts(nw.from_native(given.lazy()), {"day": "established_on"}).to_native().collect()["day"].to_list()
            == days
        )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        relation = nw.from_native(connection.from_arrow(frame.to_arrow()))
        texts = add_texts(relation, {"day": "established_on", "text": "amount"}).to_native().order("row").pl()
        assert texts["day"].to_list() == days
        assert texts["text"].to_list() == ["3.3000000000000003"] * 2


def test_a_table_of_pyarrow_with_types_of_its_own() -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.table(
        {
            "company_type": pa.array(["startup", "startup"]).dictionary_encode(),
            "project_category": ["model-training"] * 2,
            "compute_contract": pa.array([Decimal("8000000.00"), None], pa.decimal128(18, 2)),
            "established_on": pa.array([INSTANT] * 2, pa.timestamp("us", "UTC")),
            "recognised_on": pa.array([date(2025, 1, 1)] * 2, pa.date32()),
        }
    )
    found = score(table)
    assert type(found) is type(table)
    assert found.select(table.column_names) == table
    assert found["training-voucher"].to_pylist() == [480_000_000, None]


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


TOTALS = {
    "企业名称": ["甲", "合计", "合 计（1家）", "南山区小计", "Grand total", "合计科技"],
    "company_type": ["startup", None, None, None, None, "startup"],
    "project_category": ["model-training"] * 6,
    "compute_contract": ["800万", "800万", "1", "2", "3", "800万"],
}


@pytest.mark.parametrize("firm", [None, "企业名称"])
def test_a_total_in_a_frame_is_no_firm(firm: str | None) -> None:
    frame = pl.DataFrame(TOTALS)
    found = szsubsidy.score(frame, as_of=DAY, firm=firm)
    assert found["total"].to_list() == [4_800_000_00, None, None, None, None, 4_800_000_00]
    assert found["unreadable"].to_list() == ["", "total", "total", "total", "total", ""]
    same(szsubsidy.score(frame.lazy(), as_of=DAY, firm=firm).collect(), found)
    with duckdb.connect() as connection:
        same(szsubsidy.score(connection.from_arrow(frame.to_arrow()), as_of=DAY, firm=firm).pl(), found)
