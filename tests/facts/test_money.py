"""One grammar for money, exact both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.money import MAX_FEN, MoneyError, compact, grouped, parse_money, percent, plain

amounts = st.integers(0, MAX_FEN)


@given(amounts)
def test_what_is_written_reads_back(fen: int) -> None:
    assert parse_money(plain(fen)) == fen
    assert parse_money(grouped(fen)) == fen
    short = compact(fen)
    assert short is None or parse_money(short) == fen


@given(st.integers(0, 10**7), st.sampled_from(["", "k", "千", "万", "萬", "w", "m", "百万", "千万"]))
def test_units_multiply(count: int, unit: str) -> None:
    sizes = {"": 1, "k": 10**3, "千": 10**3, "m": 10**6, "百万": 10**6, "千万": 10**7}
    expected = count * sizes.get(unit, 10**4) * 100
    if expected <= MAX_FEN:
        assert parse_money(f"{count}{unit}") == expected


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("8000000", 800_000_000),
        ("8,000,000", 800_000_000),
        ("8 000 000", 800_000_000),
        ("8_000_000", 800_000_000),
        ("¥8,000,000.50", 800_000_050),
        ("￥8,000,000.5", 800_000_050),
        ("800万", 800_000_000),
        ("800万元", 800_000_000),
        ("800 萬元", 800_000_000),
        ("1.2亿", 12_000_000_000),
        ("８００万", 800_000_000),
        ("８，０００，０００", 800_000_000),
        ("8m", 800_000_000),
        ("8M", 800_000_000),
        ("800k", 80_000_000),
        ("RMB 1,000", 100_000),
        ("1000 CNY", 100_000),
        ("+5", 500),
        ("0.01", 1),
        (".5", 50),
        ("5.", 500),
        ("1.500", 150),
        ("0.000001万", 1),
        ("  7 ", 700),
        ("1000000000000", MAX_FEN),
        ("1000万元人民币", 1_000_000_000),
        ("39,076.8700(万元人民币)", 39_076_870_000),
        ("50(万人民币元)", 50_000_000),
        ("600（万元）", 600_000_000),
        ("8,866.1000(万元（人民币）)", 8_866_100_000),
        ("1000.000000万人民币", 1_000_000_000),
        ("1000万(元)", 1_000_000_000),
        ("RMB 8,000,000.00", 800_000_000),
        ("8,000,000.00元整", 800_000_000),
        ("800 万 元", 800_000_000),
        ('="800"', 80_000),
        ("'800", 80_000),
        ("3.3000000000000003", 330),
        ("2.9999999999999996", 300),
        ("0.30000000000000004万", 300_000),
        ("0" * 5000 + "1", 100),
    ],
)
def test_typed_amounts(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("－5", "negative"),
        ("¥-5", "negative"),
        ("-nan", "not-finite"),
        ("NaN", "not-finite"),
        ("inf", "not-finite"),
        ("1e400", "not-an-amount"),
        ("1e3", "not-an-amount"),
        ("0x10", "not-an-amount"),
        ("12.345.6", "not-an-amount"),
        ("1,23", "not-an-amount"),
        ("1,234 567", "not-an-amount"),
        ("12,34,567", "not-an-amount"),
        (".", "not-an-amount"),
        ("+", "not-an-amount"),
        ("万", "not-an-amount"),
        ("5万万", "not-an-amount"),
        *[(text, "not-an-amount") for text in ("500万美元", "500(万港币)", "US$800", "100万欧元", "300万新加坡元")],
        *[
            (text, "not-an-amount")
            for text in ("500-800万", "约800", "800左右", "不超过800万", "800万以上", "800(万元")
        ],
        ("3.30000000000001", "too-fine"),
        ("3.3330000000000003", "too-fine"),
        ("3.30000000000000026645", "too-fine"),
        ("八百万", "not-an-amount"),
        ("٥", "not-an-amount"),
        ("5\x00", "not-an-amount"),
        ("0.001", "too-fine"),
        ("0.0000001万", "too-fine"),
        ("10000000000000", "too-large"),
        ("1000000000000.01", "too-large"),
        ("10001亿", "too-large"),
        ("9" * 100_000, "too-large"),
    ],
)
def test_refused_amounts(text: str, code: str) -> None:
    with pytest.raises(MoneyError) as refused:
        parse_money(text)
    assert refused.value.code == code


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        assert 0 <= parse_money(text) <= MAX_FEN
    except MoneyError as error:
        assert error.code


@given(st.integers(0, 10_000))
def test_percentages_are_written_without_a_float(rate: int) -> None:
    whole, _, part = percent(rate).partition(".")
    assert int(whole) * 100 + int(part.ljust(2, "0") or 0) == rate
    assert not part.endswith("0")


@given(amounts)
def test_the_short_form_never_rounds(fen: int) -> None:
    short = compact(fen)
    if short is not None:
        assert len(short) <= 12


@pytest.mark.parametrize(
    "text", ["9" * 300_000, "9" * 300_000 + "x", "0." + "1" * 300_000, "1" + ",000" * 100_000, "万" * 300_000]
)
def test_an_amount_of_any_length_is_refused_before_anybody_notices(text: str) -> None:
    with pytest.raises(MoneyError):
        parse_money(text)
