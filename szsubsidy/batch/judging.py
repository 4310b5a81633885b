"""How the rules are asked for a table: each row by itself, or the rows of a firm together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from szsubsidy.batch.expressions import Expr, Table
from szsubsidy.batch.firm_table import HELD, FirmTable
from szsubsidy.catalogue.model import Edition
from szsubsidy.rules.combination import Amounts, Chooser, Holding, Permitted
from szsubsidy.rules.cumulation import amounts_of
from szsubsidy.rules.flow import Flow, YearChooser
from szsubsidy.rules.interpret import Outcome, interpret
from szsubsidy.rules.year import interpret_year


class ByFirm(NamedTuple):
    """Says that the rows of a table with one key are the projects of one firm's year.

    ``held`` are the programmes with a column of what a firm was granted already in the year. The facts of a firm may
    stand in any of its rows, and so may the money that it holds.
    """

    held: tuple[str, ...] = ()


class Judge(Protocol):
    """What asks the rules.

    ``held`` are the programmes of which a firm may have been granted money already.
    """

    @property
    def n(self) -> Table: ...

    @property
    def held(self) -> tuple[str, ...]: ...

    def says(self, programme: str, edition: Edition, day: int) -> Outcome[Expr, Expr]:
        """Return what an edition says on a day."""

    def chooser(
        self, holdings: Mapping[str, Holding[Expr, Expr]], permitted: Permitted, days: Mapping[str, int]
    ) -> Chooser[Expr, Expr]:
        """Return what chooses the best permitted combination; ``days`` are those on which the programmes spoke."""

    def some(self, truth: Expr) -> Expr:
        """Return whether it is so of any of the rows that are judged together."""

    def differing(self, facts: Iterable[str]) -> dict[str, Expr]:
        """Return whether rows that are judged together say different things, by fact of the firm and by `HELD`."""

    def anew(self) -> Judge:
        """Return the same for another catalogue, over the same numbers."""


class RowByRow:
    """Each row is a firm with one project, of which nothing is held."""

    held: tuple[str, ...] = ()

    def __init__(self, n: Table) -> None:
        self.n = n

    def says(self, programme: str, edition: Edition, day: int) -> Outcome[Expr, Expr]:
        del programme
        return interpret(edition.diagram, edition.award, self.n.on(day))

    def chooser(
        self, holdings: Mapping[str, Holding[Expr, Expr]], permitted: Permitted, days: Mapping[str, int]
    ) -> Chooser[Expr, Expr]:
        del days
        return Chooser(holdings, permitted, self.n, least=False)

    def some(self, truth: Expr) -> Expr:
        return truth

    def differing(self, facts: Iterable[str]) -> dict[str, Expr]:
        del facts
        return {}

    def anew(self) -> RowByRow:
        return self


class FirmByFirm:
    """The rows of a firm are judged together; what comes out stands in each of them."""

    def __init__(self, n: FirmTable, by_firm: ByFirm) -> None:
        self.n = n
        self.held = by_firm.held
        self._by_firm = by_firm
        self._flows: dict[tuple[str, int], Flow[Expr]] = {}

    def says(self, programme: str, edition: Edition, day: int) -> Outcome[Expr, Expr]:
        n = self.n.on(day)
        said = interpret_year(edition.diagram, edition.award, n, self._held(programme))
        none = n.constant(0)
        kinds = amounts_of(edition, n.constant(1), day, none)
        self._flows[programme, day] = Flow(said.grants_high, [kind is none for kind in kinds].index(False))
        told = n.either(said.counts, n.negate(n.some(said.counts)))
        return said.firm._replace(
            missing={fact: n.some(truth) for fact, truth in said.firm.missing.items()},
            assumed={fact: n.some(n.both(told, truth)) for fact, truth in said.firm.assumed.items()},
            possible_branches={index: n.some(truth) for index, truth in said.firm.possible_branches.items()},
        )

    def chooser(
        self, holdings: Mapping[str, Holding[Expr, Expr]], permitted: Permitted, days: Mapping[str, int]
    ) -> Chooser[Expr, Expr]:
        n = self.n
        none = n.constant(0)
        nothing: Holding[Expr, Expr] = Holding(n.false, Amounts(none, none, none))
        beside = {
            name: self._beside_what_is_held(name, holdings[name], permitted) if name in holdings else nothing
            for name in permitted.conflicts
        }
        flows = {name: self._flows[name, days[name]] for name in holdings if (name, days[name]) in self._flows}
        return YearChooser(beside, permitted, n, flows, least=False)

    def some(self, truth: Expr) -> Expr:
        return self.n.some(truth)

    def differing(self, facts: Iterable[str]) -> dict[str, Expr]:
        said = {fact: self.n.differing(fact) for fact in facts if self.n.is_told_of_the_firm(fact)}
        return said | {HELD + programme: self.n.held_differs(programme) for programme in self.held}

    def anew(self) -> FirmByFirm:
        return FirmByFirm(self.n, self._by_firm)

    def _held(self, programme: str) -> Expr:
        return self.n.held(programme) if programme in self.held else self.n.constant(0)

    def _beside_what_is_held(
        self, programme: str, holding: Holding[Expr, Expr], permitted: Permitted
    ) -> Holding[Expr, Expr]:
        """A programme is out where a firm holds another that it may not be held beside."""
        n = self.n
        none = n.constant(0)
        ousted = n.false
        for other in self.held:
            if other in permitted.conflicts[programme]:
                ousted = n.either(ousted, n.exceeds(self._held(other), none))
        return holding._replace(held=n.both(holding.held, n.negate(ousted)))
