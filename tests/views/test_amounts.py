"""Amounts as each language counts them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy import load_catalogue
from szsubsidy.formats.page import Content, pieces, to_text
from szsubsidy.i18n import LANGUAGES, translator
from szsubsidy.money import MAX_FEN, in_chinese, in_wan, is_even_wan, parse_money
from szsubsidy.views.phrases import Phrases

SPEECH = {language: Phrases(load_catalogue(), language, translator(language)) for language in LANGUAGES}


def said(content: Content) -> str:
    return to_text(content)


@pytest.mark.parametrize(
    ("yuan", "english", "simplified", "traditional"),
    [
        ("0", "0 yuan", "0元", "0元"),
        ("5000", "5,000 yuan", "5,000元", "5,000元"),
        ("4800000", "4,800,000 yuan", "480万元", "480萬元"),
        ("120500", "120,500 yuan", "12.05万元", "12.05萬元"),
        ("120550", "120,550 yuan", "120,550元", "120,550元"),
        ("16666666.67", "16,666,666.67 yuan", "16,666,666.67元", "16,666,666.67元"),
        ("120000000", "120,000,000 yuan", "1.2亿元", "1.2億元"),
        ("123456700", "123,456,700 yuan", "12,345.67万元", "12,345.67萬元"),
    ],
)
def test_a_sentence_counts_as_its_language_does(yuan: str, english: str, simplified: str, traditional: str) -> None:
    fen = parse_money(yuan)
    assert [said(SPEECH[language].money(fen)) for language in ("en", "zh-Hans", "zh-Hant")] == [
        english,
        simplified,
        traditional,
    ]


@pytest.mark.parametrize(
    ("low", "high", "english", "simplified"),
    [
        ("0", "10000000", "0 to 10,000,000 yuan", "0至1000万元"),
        ("2000000", "10000000", "2,000,000 to 10,000,000 yuan", "200至1000万元"),
        ("2000000", "120000000", "2,000,000 to 120,000,000 yuan", "200万元至1.2亿元"),
        ("16666666.67", "20000000", "16,666,666.67 to 20,000,000 yuan", "16,666,666.67元至2000万元"),
        ("4800000", "4800000", "4,800,000 yuan", "480万元"),
    ],
)
def test_a_range_says_its_unit_once_where_that_is_clear(low: str, high: str, english: str, simplified: str) -> None:
    amounts = parse_money(low), parse_money(high)
    assert said(SPEECH["en"].money_range(*amounts)) == english
    assert said(SPEECH["zh-Hans"].money_range(*amounts)) == simplified


@given(st.integers(0, MAX_FEN))
def test_what_is_written_in_chinese_is_read_as_the_same_amount(fen: int) -> None:
    assert parse_money(in_chinese(fen)) == fen


@given(st.lists(st.integers(0, MAX_FEN // 10_000).map(lambda hundreds: hundreds * 10_000), min_size=1))
def test_a_column_of_whole_hundreds_is_in_ten_thousands(amounts: list[int]) -> None:
    column, cell = SPEECH["zh-Hans"].money_column("最高", amounts)
    if max(amounts) >= 1_000_000 or not any(amounts):
        assert column.heading == "最高（万元）"
        assert [Decimal(said(cell(fen)).replace(",", "")) * 1_000_000 for fen in amounts] == amounts
        assert all(is_even_wan(fen) and said(cell(fen)) == in_wan(fen) for fen in amounts)
    else:
        assert column.heading == "最高（元）"
    assert column.in_yuan == "最高（元）"


@given(st.lists(st.integers(0, MAX_FEN), min_size=1), st.sampled_from(LANGUAGES))
def test_a_column_has_one_unit_and_loses_nothing(amounts: list[int], language: str) -> None:
    _, cell = SPEECH[language].money_column("", amounts)
    unit = cell.unit.replace("元", "").replace("yuan", "")
    assert [parse_money(said(cell(fen)) + unit) for fen in amounts] == amounts
    assert [pieces(cell(fen))[0].fen for fen in amounts] == amounts  # type: ignore[union-attr]  # each is an amount


def test_a_fen_turns_a_whole_column_to_yuan() -> None:
    column, cell = SPEECH["zh-Hans"].money_column("最高", [480_000_000, 150_000_016])
    assert (column.heading, said(cell(480_000_000)), said(cell(150_000_016))) == (
        "最高（元）",
        "4,800,000",
        "1,500,000.16",
    )
