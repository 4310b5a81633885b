"""A bare small amount may be meant in 万: which texts are asked back, and which are clear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.facts.model import bare_fact
from szsubsidy.facts.types import type_of
from szsubsidy.money import FEN_PER_WAN, UNITS, parse_money

MONEY = type_of(bare_fact("cost", "money"))


@given(fen=st.integers(0, 3 * FEN_PER_WAN), sign=st.sampled_from(["", "¥", "￥"]))
def test_a_bare_amount_below_ten_thousand_yuan_may_be_meant_in_wan(fen: int, sign: str) -> None:
    text = f"{sign}{fen // 100}.{fen % 100:02d}"
    meant = MONEY.meant_perhaps(text)
    assert meant == (fen * 10_000 if 0 < fen < FEN_PER_WAN else None)


@given(
    number=st.integers(0, 999),
    unit=st.sampled_from(sorted(unit for unit in UNITS if unit)),
    yuan=st.sampled_from(["", "元", " yuan"]),
)
def test_an_amount_with_a_unit_is_clear(number: int, unit: str, yuan: str) -> None:
    assert MONEY.meant_perhaps(f"{number}{unit}{yuan}") is None
    assert MONEY.meant_perhaps(f"{number}元") is None


def test_what_is_meant_is_what_its_text_with_wan_would_be() -> None:
    assert MONEY.meant_perhaps("８００") == parse_money("800万")
    assert MONEY.meant_perhaps("9,999.99") == parse_money("9999.99万")
    assert MONEY.meant_perhaps("10000") is None
