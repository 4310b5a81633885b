"""Days as integers are counted as the calendar counts them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.days import days_between, from_date


@given(st.dates(), st.dates())
def test_days_between_two_days_are_those_of_the_calendar(earlier: date, later: date) -> None:
    assert days_between(from_date(earlier), from_date(later)) == (later - earlier).days
