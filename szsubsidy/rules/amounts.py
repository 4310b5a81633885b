"""What a branch of an award comes to at a cost that is known, for the interpreter and for whoever follows amounts."""

from __future__ import annotations

from szsubsidy.catalogue.award import Branch
from szsubsidy.money import BASIS_POINTS, share


def amount_of(branch: Branch, cost: int, *, at_least: bool = False) -> int:
    """Return the most, or the least, that a branch gives of a cost (fen) or count, in fen.

    60% of 5,000,000 yuan are 3,000,000, and of 20,000,000 the cap of 10,000,000; with a usual cap of 8,000,000 the
    least is that.
    """
    cap = least_cap(branch) if at_least else branch.cap.value
    return cap if branch.multiplier is None else min(cap, share(cost, branch.multiplier))


def least_cap(branch: Branch) -> int:
    """Return the cap (fen) that the least is reckoned with: the usual one, or none where the rate is not known."""
    if branch.rate_unknown is not None:
        return 0
    return min(branch.cap.value, (branch.usual_cap or branch.cap).value)


def binding_cost(branch: Branch) -> int | None:
    """Return the least cost (fen), or count, at which the cap of a branch binds; None if it never does.

    60% up to 4,800,000 yuan bind at 8,000,000; 2,000 yuan for each person up to 5,000 at a count of 3.
    """
    return -(-branch.cap.value * BASIS_POINTS // branch.multiplier) if branch.multiplier else None
