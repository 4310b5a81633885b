"""What a year's budget carries of the firms of a table."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.batch.names import Repeated
from szsubsidy.catalogue.model import Claim
from szsubsidy.money import BASIS_POINTS
from szsubsidy.rules.reach import Availability
from szsubsidy.vocabulary import Confidence


class Budget(NamedTuple):
    """A year's budget in fen with its provision; one given by hand has none. ``others`` are of other sources."""

    amount: int
    cite: str | None
    confidence: Confidence | None
    others: tuple[Claim, ...]


class OtherBudget(NamedTuple):
    """A year's budget in fen by another source, and the share (basis points) of the demand that it would carry."""

    amount: int
    cite: str
    share: int


class Carried(NamedTuple):
    """What a budget carries of a demand, in fen, and which share that is, in basis points rounded down.

    ``of_budget`` is which share of the budget is asked for, in basis points, above 10,000 where it is short; ``left``
    is what of the budget (fen) nobody gets. ``whole``, ``part`` and ``empty`` count the firms that get all,
    some and nothing of what they claim; ``ends_at`` is the line of the table at which it runs out, where who comes
    first is served first, and ``ends_on`` what stands there in the column that decides. ``others`` are the budgets
    of other sources.
    """

    amount: int
    share: int
    of_budget: int
    left: int
    whole: int
    part: int
    empty: int
    ends_at: int | None
    ends_on: str
    others: tuple[OtherBudget, ...]

    @property
    def is_short(self) -> bool:
        """Whether the budget does not carry all."""
        return self.share < BASIS_POINTS


class Claimed(NamedTuple):
    """The firms that claim a programme and what they claim together, in fen; None where no budget is known.

    ``undetermined`` are further firms that may claim it, depending on facts that the table lacks; ``availability``
    is whether one can still apply, whoever asks.
    """

    programme: str
    firms: int
    demand: int
    undetermined: int
    budget: Budget | None
    carried: Carried | None
    availability: Availability


class BudgetOutlook(NamedTuple):
    """What the budgets carry of what a table of ``rows`` firms claims.

    ``by`` is the column by which who comes first is served first, ``undated`` how many rows have nothing in it;
    ``combined`` whether it is known, or of no matter, which combination each firm was given. ``by_firm`` tells that the
    table was estimated by firm, so that a row is a firm's year; where it was not, ``repeated`` are the columns in which
    rows share the name of a firm: the yearly caps then count each of these rows by itself. ``aside`` counts further
    rows that are no firms, such as a total. ``cut`` tells that amounts are those that joint caps leave. ``incomplete``
    counts rows that lack facts, where it is not known for which programme.
    """

    as_of: int
    rows: int
    by: str | None
    undated: int
    combined: bool
    by_firm: bool
    repeated: tuple[Repeated, ...]
    aside: int
    cut: bool
    incomplete: int
    programmes: tuple[Claimed, ...]
