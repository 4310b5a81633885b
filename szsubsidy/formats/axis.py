"""Round numbers along the axis of a chart."""

from __future__ import annotations

from szsubsidy.money import compact, grouped, round_step


def ticks(low: int, high: int, most: int = 12) -> list[int]:
    """Return round amounts of fen between two, both ends included where they are round; at most about ``most``.

    Between 0 and 3,200 yuan with at most 8: a step of 500 yuan, which gives 0, 500, … 3,000.
    """
    step = round_step((high - low) * 12 // most)
    return list(range(-(-low // step) * step, high + 1, step))


def top(amounts: list[int]) -> int:
    """Return a round amount of fen that none of ``amounts`` passes."""
    highest = max([*amounts, 100])
    step = round_step(highest)
    return -(-highest // step) * step


def tick_label(fen: int, units: tuple[str, str] | None) -> str:
    """Write an amount of yuan: in the units, where they write it exactly and shorter, else with commas."""
    return (compact(fen, units) if units else None) or grouped(fen)
