"""Columns of text are read as `szsubsidy.facts.read` reads a single text, on every engine."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import product
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from szsubsidy import load_catalogue
from szsubsidy.batch.cells import DAY_ZERO, Cleaner, as_text
from szsubsidy.batch.deciding import BAD
from szsubsidy.batch.engines import narwhals as frames
from szsubsidy.batch.engines.duckdb_cells import DuckCleaner, translated
from szsubsidy.batch.expressions import VALUE
from szsubsidy.batch.headings import Column
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Fact
from szsubsidy.facts.places import nothing_of
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import type_of
from szsubsidy.money import narrow
from szsubsidy.record import replace

FACTS = load_catalogue().facts
PERCENT = replace(FACTS["leader_age"], id="percent", type="percent", at_least=None, at_most=None)
LISTED = ("compute_contract", "established_on", "leader_age", "model_filed", "company_type", "project_category")
BY_TYPE: dict[str, Fact] = {fact.type: fact for fact in (*map(FACTS.__getitem__, LISTED), PERCENT)}

NOISY = ["35.000000000000007", "34.99999999999999", "12.500000000000002%", "35.3000000000001", "-35.00000000000001"]
TEXTS: dict[str, list[str]] = {
    "money": [
        *[
            "8000000",
            "8,000,000",
            "¥8,000,000.50",
            "800万",
            "1.2亿",
            "８００万",
            "8m",
            "800k",
            "800 元",
            "8bn",
            "1e400",
        ],
        *[
            "-5",
            "NaN",
            "inf",
            "12.345.6",
            "0.125",
            "0.125万",
            "0.12345万",
            ".5",
            "5.",
            ".",
            "",
            " ",
            "1 000 000",
            "1,00",
        ],
        *[
            "+5",
            "¥+5",
            "1000000000000",
            "1000000000000.01",
            "99999999999999999999",
            "5²",
            "0001.10",
            "800.0000",
            "5cny",
        ],
        *[
            "cny 5",
            "人民币3万元",
            "3千万元",
            "1,2,3",
            "1_000",
            "0",
            "-0",
            "１，２００．５０",
            "\t7\u3000",
            "8000000000万",
        ],
        *["1000万人民币", "1000万元人民币", "39,076.8700(万元人民币)", "102万人民币", "50(万人民币元)", "600（万元）"],
        *["8,866.1000(万元（人民币）)", "1000.000000万人民币", "1000万元(人民币)", "人民币1000万元", "1000万元整"],
        *["1000万(元)", "1000 万元人民币", "CNY 1000万", "1000万CNY", "1000万RMB", "1000万元RMB", "RMB 8,000,000.00"],
        *[
            "CNY8m",
            "8,000,000.00元整",
            "8,000,000.00（元）",
            "800人民币元",
            "人民币 ¥ 800.00 元",
            "600（万）元",
            "8mrmb",
        ],
        *["500万美元", "500万元美元", "500.0(万美元)", "美元500万", "1000万港元", "港币1000万元", "500(万港币)"],
        *["100万欧元", "5000万日元", "300万新加坡元", "500-800万", "约800", "800左右", "不超过800万", "800万以上"],
        *["US$800", "800()", "800(", "(800)", "800(万元", "800万(万元)", "800整", "元", "(万元)", "人民币", "800万万"],
        *[
            "3.3000000000000003",
            "2.9999999999999996",
            "0.30000000000000004万",
            "800.0000000000001",
            "3.3330000000000003",
        ],
        *["3.300000000000001", "3.30000000000001", "1000000000000.004", "123456789012.34004", "123456789.34999999"],
        *[
            "0.010000000000000002",
            "3.30000000000000026645",
            "1.1999999999999999556",
            "999999999999.99995",
            "0.09999999999999999",
        ],
        *['="800"', '="800', "'800", "'", '=""', '="\'800"', "＝＂８００＂", '"800"', "''800"],
    ],
    "date": [
        *["2025-03-01", "2025/3/1", "2025年3月1日", "20250301", "2025-02-29", "2024-02-29", "2025-13-01", "2025-3/1"],
        *[
            "0000-01-01",
            "2025-04-31",
            "x",
            "2025.3.1",
            "２０２５年３月１日",
            "2025年3月1",
            "1900-02-29",
            "2000-02-29",
            "",
        ],
        *[
            "2025-08-01 00:00:00",
            "2025年8月1日3时",
            "2025/8/1 0:00",
            "2025-08-01T00:00:00",
            "2025-08-01t16:30:00Z",
            "2025-08-01T15:59Z",
        ],
        *["2025-08-01 00:00:00.000000", "2025年8月1日 10:30", "2025年8月1日10时30分", "2025年8月1日 上午 10:30"],
        *["2025-12-31T16:00:00+00:00", "2025-02-28 23:00 -0530", "2024-02-28T16:00Z", "2026-01-01T00:00:00+08:00"],
        *["2026-01-01T00:00:00.000+14:00", "2026-03-01T01:00+12", "2024-03-01T00:00+09:00", "2025-05-01 07:59+1600"],
        *["20250801 00:00:00", "2025-08-01 24:00", "2025-08-01 10:61", "2025-08-01 10", "2025-08-0110:30", "10:30"],
        *["9999-12-31T23:00Z", "0001-01-01T00:00+14:00", "2025-08-01 3:05 PM", "2025-08-01  UTC", '="2025-08-01"'],
        *[
            "2025-08",
            "2025年8月",
            "2025.8",
            "2025",
            "2025-08-01 +08:00",
            "2025-01-01T00:00+09",
            "2025-10-31T23:30-00:30",
        ],
    ],
    "integer": [
        "35",
        "+35",
        "-5",
        "15",
        "16",
        "100",
        "101",
        "3.5",
        "x",
        "３５",
        "",
        "1234567890123",
        *NOISY,
        "35.00",
        "35.",
        '="35"',
    ],
    "percent": ["12.5", "12.5%", "100 %", "0", "12.345", "x", "１２％", "", "999.99", *NOISY, "12.5000%", "+5", "'12"],
    "flag": ["是", "否", "Y", "N", "yes", "No", "TRUE", "x", "1", "0", "", "無", "对"],
    "choice": ["初创企业", "startup", "Start-up", "start up", "ＳＭＥ", "nope", "大型", "", "small  or medium"],
    "choices": [
        *[
            "模型训练",
            "模型训练;语料购买",
            "model-training，corpus",
            "a",
            "model-training|x",
            ";",
            "training、corpus",
            "",
        ],
        *["模型训练；；模型训练", "training , corpus", "LLM training", "model_training", "training;"],
    ],
}
MANNERS = st.text(
    st.sampled_from("0123456789.,. ¥-+万亿千百元kmwbnＫ８，．%年月/x是()整='\""), max_size=12
) | st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "人民币", "RMB ", "¥", "美元", '="', "'"]),
        st.sampled_from(["800", "1,000.00", "8.5", "3.3000000000000003", "0.29999999999999998", "39,076.8700", "１２"]),
        st.sampled_from(["", "万", " 万 ", "（万", "(", "亿", "k"]),
        st.sampled_from(["", "元", "元人民币", "人民币元", "(元)", "（人民币）", "美元", "rmb", "元整"]),
        st.sampled_from(["", "", ")", "）", '"', " ", "左右"]),
    ),
)
MANNERS |= st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["2025-12-31", "2024/2/29", "2025年3月1日", "20260101", "2025.3.1", "2025-2-28", "2025-05"]),
        st.sampled_from(["", " ", "T", "t", "上午"]),
        st.sampled_from(["", "0:00", "23:59:59", "15:59:59.999", "16:00", "07:00:00.000000", "10时", "8点5分"]),
        st.sampled_from(["", "", "Z", " UTC", "+08:00", "-0530", "+14", "-12:00", "+09", " PM"]),
    ),
)


def expected(fact: Fact, text: str, unit: str) -> int | None:
    """The integer that stands for the value of a text; None if it has none, or is blank."""
    try:
        return type_of(fact).encode(read_value(fact, text, unit)) if narrow(text) else None
    except SubsidyError:
        return None


def by_cells(cleaner: Cleaner, texts: list[str], wanted: list[int | None]) -> list[int | None]:
    found = cleaner.clean(pl.Series(texts, dtype=pl.String))
    bad = found.bad if found.bad is not None else pl.Series([False] * len(texts))
    for text, value, broken in zip(texts, wanted, bad, strict=True):
        assert broken == _is_bad(cleaner.fact, text, value)
    return [value if known else None for value, known in zip(found.value, found.known, strict=True)]


def by_expressions(
    column: Column, texts: list[str], wanted: list[int | None], engine: str, bounds: Collection[int] | None = None
) -> list[int | None]:
    def bounds_of(_: str) -> Collection[int] | None:
        return bounds

    table = pl.DataFrame({"row": range(len(texts)), "heading": pl.Series(texts, dtype=pl.String)})
    fact, columns = column.fact, [column]
    if engine == "polars":
        frame: Any = nw.from_native(table.lazy())
        cleaned = frames.clean(frame, columns, frames.narrow_by_replacing, bounds_of).to_native().collect()
    else:
        with duckdb.connect() as connection:
            relation = nw.from_native(connection.from_arrow(table.to_arrow()))
            cleaned = frames.clean(relation, columns, translated, bounds_of).sort("row").to_native().pl()
    for text, value, broken in zip(texts, wanted, cleaned[BAD + fact.id], strict=True):
        assert broken == _is_bad(fact, text, value)
    return [
        value if known else None
        for value, known in zip(cleaned[VALUE + fact.id], cleaned["known:" + fact.id], strict=True)
    ]


def _is_bad(fact: Fact, text: str, value: int | None) -> bool:
    """Whether a text without a value cannot be read: it is none that people write there of something else."""
    said, nothing = narrow(text), nothing_of(fact)
    return bool(said) and value is None and not (nothing and re.search(nothing, said))


@pytest.mark.parametrize(("kind", "unit"), [*((kind, "") for kind in TEXTS), ("money", "万"), ("money", "亿")])
def test_the_same_texts_mean_the_same(kind: str, unit: str) -> None:
    fact, texts = BY_TYPE[kind], TEXTS[kind]
    wanted = [expected(fact, text, unit) for text in texts]
    assert any(item is not None for item in wanted)
    assert by_cells(Cleaner(fact, unit), texts, wanted) == wanted
    assert by_expressions(Column(0, "heading", fact, unit), texts, wanted, "polars") == wanted
    assert by_expressions(Column(0, "heading", fact, unit), texts, wanted, "duckdb") == wanted
    assert by_cells(DuckCleaner(fact, unit), texts, wanted) == wanted


@pytest.mark.parametrize(
    ("kind", "written"), [("money", "人民币 {}.5 元"), ("money", "约{}"), ("integer", "{}.0"), ("percent", "{} %")]
)
def test_many_different_texts_mean_what_each_means(kind: str, written: str) -> None:
    fact = BY_TYPE[kind]
    texts = [*TEXTS[kind], *(written.format(number) for number in range(2_000))]
    wanted = [expected(fact, text, "") for text in texts]
    assert by_cells(Cleaner(fact, ""), texts, wanted) == wanted


@pytest.mark.parametrize("name", ["project_category", "district"])
def test_many_different_lists_mean_what_each_means(name: str) -> None:
    fact = FACTS[name]
    names = [*list(fact.value_names)[:40], "", " ", "nobody", "="]
    texts = [*TEXTS["choices"], *(";".join(pair) for pair in product(names, repeat=2)), ";".join(names[:30])]
    wanted = [expected(fact, text, "") for text in texts]
    assert sum(value is not None for value in wanted) > 1_000  # fewer are read one by one
    assert by_cells(Cleaner(fact), texts, wanted) == wanted


def test_many_different_days_mean_what_each_means() -> None:
    fact = FACTS["established_on"]
    days = [
        f"{year:04}-{month:02}-{day:02}"
        for year in (0, 1, 1900, 2024, 9999)
        for month in range(14)
        for day in range(33)
    ]
    texts = [*TEXTS["date"], *days, "2025-01-01x", "2025-01-01 "]
    wanted = [expected(fact, text, "") for text in texts]
    assert sum(value is not None for value in wanted) > 1_000  # fewer are read one by one
    assert by_cells(Cleaner(fact), texts, wanted) == wanted
    found = Cleaner(fact, unknown=["1900-01-01"]).clean(pl.Series(texts))
    assert [
        texts[place] for place in (~found.known & pl.Series([value is not None for value in wanted])).arg_true()
    ] == ["1900-01-01"]


def test_a_list_among_many_may_say_that_nothing_is_known() -> None:
    fact = FACTS["project_category"]
    texts = [";".join(pair) for pair in product(list(fact.value_names)[:40], repeat=2)]
    found = Cleaner(fact, unknown=[texts[1]]).clean(pl.Series(texts))
    assert (~found.known).arg_true().to_list() == [1]
    assert found.bad is None


def test_a_month_is_a_day_to_duckdb_where_the_rules_tell_days_apart_alone() -> None:
    fact, month = BY_TYPE["date"], pl.Series(["2025-08"])
    assert DuckCleaner(fact, bounds=[]).clean(month).value.to_list() == [20250801]
    assert DuckCleaner(fact).clean(month).bad is not None


@pytest.mark.slow
@given(st.sampled_from(sorted(BY_TYPE)), st.lists(MANNERS, min_size=1, max_size=20), st.sampled_from(["", "万"]))
def test_any_text_means_the_same_in_a_column(kind: str, texts: list[str], unit: str) -> None:
    fact, unit = BY_TYPE[kind], unit if kind == "money" else ""
    wanted = [expected(fact, text, unit) for text in texts]
    assert by_cells(Cleaner(fact, unit), texts, wanted) == wanted
    assert by_expressions(Column(0, "heading", fact, unit), texts, wanted, "polars") == wanted


@pytest.mark.slow
@given(st.sampled_from(sorted(BY_TYPE)), st.lists(MANNERS, min_size=1, max_size=20))
@settings(max_examples=25)
def test_any_text_means_the_same_in_duckdb(kind: str, texts: list[str]) -> None:
    fact = BY_TYPE[kind]
    wanted = [expected(fact, text, "") for text in texts]
    assert by_expressions(Column(0, "heading", fact, ""), texts, wanted, "duckdb") == wanted
    assert by_cells(DuckCleaner(fact, ""), texts, wanted) == wanted


PLACES: dict[str, tuple[str, ...]] = {
    "nanshan": (
        "深圳市南山区",
        "南山区(粤海街道)",
        "广东省深圳市南山区",
        "中国广东省深圳市南山区某路1号",
        "深圳南山",
        "南山",
    ),
    "nanshan;": ("Nanshan District", "nanshan, Shenzhen", "Shenzhen, Nanshan", "广东深圳市南山区某路１号", "Nanshan"),
    "dapeng": ("大鹏新区", "深圳市大鹏新区", "Dapeng New District", "深圳市 大鵬新區某路1號"),
    "baoan": ("Bao'an District", "深圳市宝安区龙华路1号", "寶安區", "bao an", "宝安区,西乡街道"),
    "shenshan": ("深汕", "深圳市深汕特别合作区某路1号"),
    "qianhai": ("前海", "前海深港合作区某路1号", "深圳市前海深港现代服务业合作区南山街道"),
    "nanshan;qianhai": (
        "南山区;前海",
        "南山, Qianhai",
        " ;南山区、、前海 |",
        "深圳市南山区前海深港合作区某路1号",
        "南山区（前海）",
    ),
    ";nanshan": ("南山区前海路1号", "深圳市南山区河套街1号"),
    "futian;hetao": ("福田区,河套", "深圳市福田区河套深港科技创新合作区", "Futian;hetao"),
    "futian;luohu": ("福田区;罗湖区", "futian, Luohu"),
    "": (
        "深圳市",
        "某路1号",
        "深圳市南山区与福田区",
        "广东省深圳市某街道1号",
        "Shenzhen",
        "科技大厦3栋",
        "前海路1号",
        "深圳市,x",
    ),
    "bad": ("北京市海淀区某路1号", "天河区", "广州市天河区", "南山区与福田区", "宝安县", "上海市南山区", "南山;x", "x"),
}


@pytest.mark.parametrize("engine", ["cells", "polars", "duckdb"])
def test_a_district_is_read_out_of_what_registers_write(engine: str) -> None:
    fact = FACTS["district"]
    ids = [value.id for value in fact.values]
    texts = [text for each in PLACES.values() for text in each]
    wanted = [
        sum(1 << ids.index(place) for place in places.split(";") if place) or None if places != "bad" else None
        for places, each in PLACES.items()
        for _ in each
    ]
    assert [expected(fact, text, "") for text in texts] == wanted
    assert not any(_is_bad(fact, text, None) for text in PLACES[""])
    assert all(_is_bad(fact, text, None) for text in PLACES["bad"])
    if engine == "cells":
        assert by_cells(Cleaner(fact, ""), texts, wanted) == wanted
    else:
        assert by_expressions(Column(0, "heading", fact, ""), texts, wanted, engine) == wanted


def test_what_is_no_type_of_company_is_unknown() -> None:
    fact, texts = (
        FACTS["company_type"],
        ["有限责任公司(自然人独资)", "高新技术企业", "Limited Liability Company", "天外来客"],
    )
    assert [_is_bad(fact, text, None) for text in texts] == [False] * 3 + [True]
    assert by_cells(Cleaner(fact, ""), texts, [None] * 4) == [None] * 4
    assert by_expressions(Column(0, "heading", fact, ""), texts, [None] * 4, "duckdb") == [None] * 4


MONTHS: dict[str, int | None] = {
    "2025年4月": 20250401,
    "2025-06": 20250601,
    "2025.6": 20250601,
    "2024/2": 20240201,
    "２０２５年１２月": 20251201,
    "2023-02": 20230201,
    "2025-05": None,
    "2025年5月": None,
    "2025.1": None,
    "2025.10": 20251001,
    "2025-13": None,
    "0000-01": None,
    "2025": None,
    "202505": None,
    "2025-05-15": 20250515,
    "2025-05-01": 20250501,
}
BOUNDS = {20250515, 20240201, 20250432, 20230229}
"""In the middle of May 2025; on the first of a month; two days that the calendar has not, after April and February."""


def test_a_month_is_its_first_day_where_no_day_of_it_decides() -> None:
    fact, texts, wanted = FACTS["established_on"], list(MONTHS), list(MONTHS.values())
    assert by_cells(Cleaner(fact, "", bounds=BOUNDS), texts, wanted) == wanted
    assert by_expressions(Column(0, "heading", fact, ""), texts, wanted, "polars", BOUNDS) == wanted
    assert by_expressions(Column(0, "heading", fact, ""), texts, wanted, "duckdb", BOUNDS) == wanted
    with pytest.raises(SubsidyError, match="the day decides"):
        Cleaner(fact, bounds=BOUNDS).read("2025年5月")


def test_cells_of_any_type_are_read_as_a_person_would_write_them() -> None:
    from datetime import date, datetime
    from decimal import Decimal

    assert as_text(pl.Series([8_000_000, None])).to_list() == ["8000000", None]
    assert as_text(pl.Series([8e6, 1500000.16])).to_list() == ["8000000", "1500000.16"]
    assert as_text(pl.Series([Decimal("1500000.16")])).to_list() == ["1500000.16"]
    assert as_text(pl.Series([True, False, None])).to_list() == ["yes", "no", None]
    assert as_text(pl.Series([date(2025, 3, 1)])).to_list() == ["2025-03-01"]
    assert as_text(pl.Series([datetime(2025, 3, 1)])).to_list() == ["2025-03-01"]  # noqa: DTZ001
    assert as_text(pl.Series([["model-training", "corpus"]])).to_list() == ["model-training;corpus"]


def test_a_number_of_a_spreadsheet_is_a_day() -> None:
    cleaner = Cleaner(FACTS["established_on"], day_zero=DAY_ZERO)
    found = cleaner.clean(pl.Series(["45717", "45717.0", "2025-03-01 00:00:00", "2025年3月1日", "5"]))
    assert found.value.to_list() == [20250301] * 4 + [0]
    assert found.bad is not None
    assert found.bad.to_list() == [False] * 4 + [True]
