"""The least and the most that something can come to."""

from __future__ import annotations

from szsubsidy.record import Record


class Range(Record):
    """The least and the most (fen) that a total can come to while facts are missing."""

    low: int
    high: int

    @property
    def is_settled(self) -> bool:
        """Whether there is only one such total."""
        return self.low == self.high
