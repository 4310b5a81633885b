"""How a budget is shared out among amounts asked for: in proportion, or to who comes first. Fen throughout."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.money import BASIS_POINTS


def pro_rata(amounts: Sequence[int], budget: int) -> list[int]:
    """Return each amount, cut in proportion where ``budget`` does not carry all, rounded down to the fen."""
    demand = sum(amounts)
    if demand <= budget:
        return list(amounts)
    return [amount * budget // demand for amount in amounts]


def first_come(amounts: Sequence[int], budget: int) -> list[int]:
    """Return each amount in turn for as long as ``budget`` lasts; the one at its end gets what is left."""
    found = []
    left = budget
    for amount in amounts:
        carried = min(amount, left)
        found.append(carried)
        left -= carried
    return found


def share_of(carried: int, asked: int) -> int:
    """Return what part of an amount is carried, in basis points, rounded down; all of nothing is all."""
    return carried * BASIS_POINTS // asked if asked else BASIS_POINTS
