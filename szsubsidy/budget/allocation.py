"""How a budget is shared out among amounts asked for: in proportion, or to who comes first. Fen throughout."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.money import BASIS_POINTS


def pro_rata(amounts: Sequence[int], budget: int) -> list[int]:
    """Return each amount, cut in proportion where ``budget`` does not carry all, rounded down to the fen.

    A budget of 50 gives claims of 60, 30 and 10 the half of each: 30, 15 and 5. Rounding leaves less than a fen a
    claim unspent.
    """
    demand = sum(amounts)
    if demand <= budget:
        return list(amounts)
    return [amount * budget // demand for amount in amounts]


def first_come(amounts: Sequence[int], budget: int) -> list[int]:
    """Return each amount in turn for as long as ``budget`` lasts; the one at its end gets what is left.

    A budget of 70 gives claims of 60, 30 and 10, in this order, 60, 10 and nothing.
    """
    served = []
    left = budget
    for amount in amounts:
        carried = min(amount, left)
        served.append(carried)
        left -= carried
    return served


def share_of(carried: int, asked: int) -> int:
    """Return what part of an amount is carried, in basis points, rounded down; all of nothing is all."""
    return carried * BASIS_POINTS // asked if asked else BASIS_POINTS
