"""How much a programme gives: the award of an edition, its figures, and the branches that compiling makes of it.

The types of files and of the compiled catalogue in one, as in `szsubsidy.catalogue.model`.
"""

from __future__ import annotations

from typing import Annotated, Any

from szsubsidy.catalogue.citations import Cited
from szsubsidy.catalogue.logic import Condition
from szsubsidy.catalogue.units import BasisPoints, Fen
from szsubsidy.errors import Unfit, message
from szsubsidy.fields import FactId, Text
from szsubsidy.money import BASIS_POINTS
from szsubsidy.record import COMPILED, Key, Record, field_schemas, table_schema
from szsubsidy.vocabulary import Basis, Certainty, Period


class Figure(Cited, kw_only=True):
    """An amount of money, and what it counts for."""

    value: Annotated[Fen, Key("amount")]
    per: Period | None = None


class Rate(Cited, kw_only=True):
    """A share of the eligible cost, for those who meet ``when``; ``cap``, if given, stands in for the award's."""

    value: Annotated[BasisPoints, Key("percent")]
    when: Condition | None = None
    cap: Figure | None = None


class Tier(Figure, kw_only=True):
    """One step of a ceiling or fixed award: a panel decides which applies, unless the facts do (``when``)."""

    label: Text | None = None
    when: Condition | None = None


class Statement(Cited, kw_only=True):
    """What a source says in words, without a figure."""

    text: Text


PROJECTLY: frozenset[Period] = frozenset({"project", "product", "person"})
"""What a cap counts for that holds for each project by itself, and not for a firm's year."""


class Branch(Record):
    """One way an award comes out, up to ``cap``: ``rate`` of the eligible cost, ``each`` for every unit of the count.

    With neither it is the cap itself or, where ``rate_unknown`` says so, at most the cost.
    """

    when: Condition | None
    rate: Rate | None
    cap: Figure
    usual_cap: Figure | None
    each: Figure | None = None
    rate_unknown: Cited | None = None

    @property
    def multiplier(self) -> int | None:
        """How many ten-thousandths of a fen each fen, or unit, of ``of`` brings; None where the amount is the cap.

        60% of a cost are 6,000, 1,250 yuan for each month 1,250,000,000. A share at an unknown rate is at most the
        whole, so 10,000.
        """
        if self.rate is not None:
            return self.rate.value
        if self.each is not None:
            return self.each.value * BASIS_POINTS
        return BASIS_POINTS if self.rate_unknown else None

    @property
    def year_cap(self) -> Figure | None:
        """What the projects of a year come to at most; None where the cap is for each by itself."""
        return None if self.cap.per in PROJECTLY else self.cap

    @property
    def figures(self) -> tuple[Cited, ...]:
        """What an amount under this branch rests on: the rate, the amount a unit, or that no rate is known; the cap."""
        return tuple(figure for figure in (self.rate, self.each, self.rate_unknown, self.cap) if figure is not None)


class Award(Record, kw_only=True):
    """How much a programme gives. The basis decides which of the fields a file may give.

    ``share`` is a rate of the eligible cost ``of``, up to a cap, or has ``rate_unknown`` where no source that was read
    gives the rate; ``unit`` is ``each`` for every one that the count ``of`` tells, up to a cap; ``fixed`` a set amount;
    ``ceiling`` up to a cap, decided by a panel, with ``of`` and ``rates`` where a cost limits it as well. ``none`` is
    support that is not money to the applicant: space, lodging, investment, cover for a lender; its ``benefits`` say
    what. ``yearly_cap`` is what one applicant gets in a year at most where ``cap`` is for each product or project.

    Compiled, every basis has ``branches``. The first whose condition is met is the one that applies. ``each_project``
    says that every project of a firm brings an award of its own; else the firm has one.
    """

    basis: Basis
    amounts: tuple[Tier, ...] = ()
    cap: Figure | None = None
    yearly_cap: Figure | None = None
    tiers: tuple[Tier, ...] = ()
    of: FactId | None = None
    each: Figure | None = None
    rates: tuple[Rate, ...] = ()
    rate_unknown: Cited | None = None
    usual_cap: Figure | None = None
    benefits: tuple[Statement, ...] = ()
    branches: Annotated[tuple[Branch, ...], COMPILED] = ()
    each_project: Annotated[bool, COMPILED] = False

    @property
    def is_money(self) -> bool:
        """Whether the applicant gets money at all; without, the benefits alone say what it gets."""
        return self.basis != "none"

    @property
    def has_amount(self) -> bool:
        """Whether an amount can be told: money, computed or up to a panel, and not at a rate that no source gives."""
        return self.is_money and self.rate_unknown is None

    @property
    def is_computed(self) -> bool:
        """Whether the amount follows from the facts; that of a ceiling is for a panel to decide."""
        return self.basis in {"share", "unit", "fixed"} and self.rate_unknown is None

    @property
    def year_limit(self) -> Figure | None:
        """What a firm gets in a year at most; None where caps are for each project alone."""
        caps = [self.yearly_cap] if self.yearly_cap else [branch.year_cap for branch in self.branches]
        if not self.each_project:
            caps = [branch.cap for branch in self.branches]
        known = [cap for cap in caps if cap is not None]
        return max(known, key=lambda cap: cap.value) if known and len(known) == len(caps) else None

    @property
    def certainty(self) -> Certainty | None:
        """How sure the amount can be; None where the award is not money."""
        if self.rate_unknown:
            return "rate-unknown"
        if self.is_computed:
            return "computed"
        return "panel" if self.is_money else None

    def check(self) -> None:
        if self.basis == "ceiling" and (self.of is None) != (not self.rates):
            raise Unfit(message("of and rates together, or neither"))
        if self.basis == "share" and bool(self.rates) == (self.rate_unknown is not None):
            raise Unfit(message("rates or rate_unknown, one of the two"))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        tables: dict[str, Any] = {}
        for basis, (required, optional) in _BY_BASIS.items():
            fields = ("basis", *required, *optional)
            tables[basis] = table_schema(cls, field_schemas(cls, handler, fields, required))
        return core_schema.tagged_union_schema(tables, "basis")


_BY_BASIS: dict[Basis, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "share": (("of", "cap"), ("rates", "rate_unknown", "usual_cap", "yearly_cap")),
    "unit": (("of", "each", "cap"), ("yearly_cap",)),
    "fixed": (("amounts",), ("yearly_cap",)),
    "ceiling": (("cap",), ("tiers", "of", "rates", "yearly_cap")),
    "none": (("benefits",), ()),
}
"""The fields of an award that a file must give, and those that it may, by basis."""
