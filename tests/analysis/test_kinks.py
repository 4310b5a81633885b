"""The bends of functions made of straight pieces, as in the example over the search for them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from szsubsidy.analysis.kinks import bends


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        ([(0, 0), (10, 20), (100, 20)], [10]),
        ([(0, 0), (10, 20), (60, 20), (100, 60)], [10, 60]),
        ([(0, 0), (100, 200)], []),
    ],
)
def test_every_bend_is_found(corners: list[tuple[int, int]], expected: list[int]) -> None:
    def value(at: int) -> int:
        for (start, low), (end, high) in pairwise(corners):
            if at <= end:
                return low + (high - low) * (at - start) // (end - start)
        raise AssertionError(at)

    assert sorted(set(bends(value, 0, 100))) == [Fraction(at) for at in expected]


def test_a_bend_between_two_steps_is_told_exactly() -> None:
    assert list(bends(lambda at: min(3 * at, 100 + at), 0, 100)) == [50]
    assert list(bends(lambda at: min(3 * at, 101 + at), 0, 100)) == [Fraction(101, 2)]
