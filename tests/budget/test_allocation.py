"""How a budget is shared out: never more than there is, never more than was asked for."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.budget.allocation import first_come, pro_rata, share_of

AMOUNTS = st.lists(st.integers(0, 10**14), max_size=30)
BUDGET = st.integers(0, 10**15)


@given(AMOUNTS, BUDGET)
def test_nobody_gets_more_than_asked_nor_all_more_than_there_is(amounts: list[int], budget: int) -> None:
    for manner in (pro_rata, first_come):
        carried = manner(amounts, budget)
        assert len(carried) == len(amounts)
        assert all(0 <= got <= asked for got, asked in zip(carried, amounts, strict=True))
        assert sum(carried) <= budget
        if sum(amounts) <= budget:
            assert carried == amounts


@given(AMOUNTS, BUDGET)
def test_in_proportion_every_part_is_exact_to_the_fen(amounts: list[int], budget: int) -> None:
    demand = sum(amounts)
    if demand > budget:
        for got, asked in zip(pro_rata(amounts, budget), amounts, strict=True):
            assert 0 <= Fraction(asked * budget, demand) - got < 1
        assert budget - sum(pro_rata(amounts, budget)) < len(amounts)


@given(AMOUNTS, BUDGET)
def test_who_comes_first_is_served_whole_until_it_runs_out(amounts: list[int], budget: int) -> None:
    carried = first_come(amounts, budget)
    short = next((place for place, got in enumerate(carried) if got < amounts[place]), len(amounts))
    assert carried[:short] == amounts[:short]
    assert sum(carried) == min(budget, sum(amounts))
    assert not any(carried[short + 1 :])


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_a_share_is_rounded_down(carried: int, more: int) -> None:
    asked = carried + more
    share = share_of(carried, asked)
    assert 0 <= share <= 10_000
    assert (share == 10_000) == (more == 0)
    assert share * asked <= carried * 10_000 or asked == 0
