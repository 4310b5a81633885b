"""The head of a table: whatever titles stand above its headings, these and their units are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy import load_catalogue
from szsubsidy.batch.headings import heading_test
from szsubsidy.batch.tables.head import Head, read_head
from szsubsidy.batch.units import UNKNOWN, units_in

HEADINGS = ["企业名称", "企业类型", "项目类别", "算力合同金额"]
FIRMS = [["甲", "初创企业", "模型训练", "800"], ["乙", "中小企业", "语料采购", "1.5"]]
UNITS = {
    "单位：万元": "万", "金额单位：人民币万元": "万", "（单位：千元）": "千", "单位:元": "",
    "Unit: RMB 10,000": "万", "Unit: RMB million": "百万",
    "(in RMB '000)": "千", "2026年名单（单位：万元）": "万", "2026年名单（万元）": "万",
    "单位：人民币 亿元": "亿", "單位：萬元": "万",
    "填报单位：某园区   单位：万元": "万", "以下金额均以人民币万元为单位": "万",
    "All amounts in RMB thousands": "千", "单位：人、万元": "万",
}  # fmt: skip
TITLES = [
    "2026年度企业名单", "填报单位：某园区", "填报单位：万元科技有限公司", "填报日期：2026-01-05",
    "附件1", "List of firms", "Unit 3, Building 5", "共2家", "",
]  # fmt: skip
is_heading = heading_test(load_catalogue())


def head_of(*rows: list[str], header_row: int | None = None) -> Head:
    return read_head(rows, range(1, len(rows) + 1), is_heading, name="table", header_row=header_row)


titles = st.lists(st.lists(st.sampled_from(TITLES), max_size=4), max_size=8)


@given(titles, titles, st.sampled_from([None, *UNITS]), st.integers(0, 3), st.integers(1, 4))
def test_any_titles_leave_the_headings_their_unit_and_the_rows(
    above: list[list[str]], between: list[list[str]], unit: str | None, place: int, width: int
) -> None:
    named = [] if unit is None else [[*[""] * place, unit]]
    headings = HEADINGS[-width:] if width > 1 else HEADINGS
    rows = [row[-len(headings) :] for row in FIRMS]
    head = head_of(*above, *named, *between, headings, *rows)
    line = len(above) + len(named) + len(between) + 1
    assert (head.headings, head.rows, head.found.heading) == (headings, line, line)
    assert head.found.unit == ("" if unit is None else UNITS[unit])
    assert (head.found.unit_line, head.found.unclear) == (0 if unit is None else len(above) + 1, ())


@given(st.sampled_from(list(UNITS)), st.sampled_from(list(UNITS)))
def test_two_units_that_differ_are_unclear(first: str, second: str) -> None:
    found = head_of([first], [second], HEADINGS, *FIRMS).found
    if UNITS[first] == UNITS[second]:
        assert (found.unit, found.unit_line, found.unclear) == (UNITS[first], 1, ())
    else:
        assert (found.unit, found.unclear) == ("", (first, second))


@pytest.mark.parametrize(
    "text", ["单位：美元", "万美元", "(US$ million)", "HK$'000", "单位：十万元", "币种：港币", "Unit: USD 1,000"]
)
def test_a_unit_that_cannot_be_read_is_unclear(text: str) -> None:
    assert units_in(text) == [UNKNOWN]
    assert head_of([text], HEADINGS, *FIRMS).found.unclear == (text,)


@pytest.mark.parametrize(
    "text",
    [
        *TITLES,
        "单位：",
        "单位（盖章）",
        "计量单位：台",
        "金额：800万元",
        "In Nanshan",
        "币种：人民币",
        "List (M)",
        "in 2026",
    ],
)
def test_what_names_no_unit_of_money(text: str) -> None:
    assert units_in(text) == []


def test_no_row_wins_over_headings_above_it_that_are_as_many() -> None:
    assert head_of(HEADINGS, HEADINGS, *FIRMS).found.heading == 1
    assert head_of(["算力合同金额", "名"], ["算力合同", "甲"]).found.heading == 1


def test_without_a_known_heading_it_is_the_first_row_with_several_cells() -> None:
    assert head_of(["名单"], [], ["a", "b"], ["算", "2"]).found.heading == 3
    assert head_of(["名单"], ["a"]).found.heading == 1
    assert head_of([], ["", ""]).headings == []
