"""What cells that cannot be read could change of what the catalogue says of a row, or of a firm.

Few rows have such cells, so this is computed over these alone, on a graph of its own that is made for the first one. It
reads the columns ``known:`` and ``value:`` of every fact, and ``bad:``, whether its cell cannot be read. A row in
which no such cell decides is scored as if they were empty: whatever they meant, it gets the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import TypeAlias

import polars as pl

from szsubsidy.batch.applying import day_of_application
from szsubsidy.batch.expressions import Expr, Layout, Library, Table, lay_out, lay_out_by_firm
from szsubsidy.batch.firm_table import FirmTable
from szsubsidy.batch.judging import ByFirm
from szsubsidy.catalogue.model import Catalogue, Edition
from szsubsidy.rules.cumulation import permitted_on
from szsubsidy.rules.doubt import Doubt, doubt, doubt_of_year
from szsubsidy.rules.limits import Limit

BAD = "bad:"
"""What the column of a fact begins with that tells in which rows its cell cannot be read."""
DECIDES = "decides:"
"""What the column of a fact begins with that tells in which rows such a cell could change something."""

_BEGINS_AT = 10**6
_Ask: TypeAlias = Callable[[str, Edition, int], Doubt[Expr]]


class Deciding:
    """Tells of each of the ``available`` facts where its cell, as it cannot be read, could change something.

    With ``by_firm`` that is told of firms with several rows: of a fact of the firm, which then counts as unknown in all
    its rows, and of a fact of its projects where it decides in any. ``catalogues`` are those under which rows are
    scored.
    """

    def __init__(
        self, catalogues: Sequence[Catalogue], as_of: int, available: Collection[str], by_firm: ByFirm | None
    ) -> None:
        self._catalogues, self._as_of, self._available = catalogues, as_of, available
        self.by_firm = by_firm

    @cached_property
    def layout(self) -> Layout:
        """What to add with Polars, stage by stage, to a table of cleaned facts so that it has the `DECIDES` columns."""
        return self.layout_in(pl)

    def layout_in(self, library: Library) -> Layout:
        """Return the same for another library."""
        roots = {DECIDES + fact: truth for fact, truth in self.truths.items()}
        return Layout(lay_out(roots, library), []) if self.by_firm is None else lay_out_by_firm(roots, library)

    @cached_property
    def truths(self) -> dict[str, Expr]:
        """For each fact whether its cell decides."""
        if self.by_firm is None:
            return _by_row(self._catalogues, self._as_of, self._available)
        return _by_firm(self._catalogues, self._as_of, self._available, self.by_firm)


def _by_row(catalogues: Sequence[Catalogue], as_of: int, available: Collection[str]) -> dict[str, Expr]:
    n = _Doubted(catalogues[0].facts, as_of, available)
    doubted = {fact: n.cell(BAD + fact) for fact in available}

    def ask(programme: str, edition: Edition, day: int) -> Doubt[Expr]:
        del programme
        return doubt(edition.diagram, edition.award, n.on(day), doubted)

    return _decided(catalogues, as_of, n, doubted, ask)


def _by_firm(
    catalogues: Sequence[Catalogue], as_of: int, available: Collection[str], by_firm: ByFirm
) -> dict[str, Expr]:
    facts = catalogues[0].facts
    n = _DoubtedFirms(facts, as_of, available)
    doubted = {fact: n.doubted(fact) for fact in available}

    def ask(programme: str, edition: Edition, day: int) -> Doubt[Expr]:
        held = n.held(programme) if programme in by_firm.held else n.constant(0)
        found = doubt_of_year(edition.diagram, edition.award, n.on(day), held, doubted)
        return Doubt({fact: n.some(truth) for fact, truth in found.decides.items()}, n.some(found.granted))

    of_firms = {fact: n.some(truth) for fact, truth in doubted.items()}
    return _decided(catalogues, as_of, n, of_firms, ask)


class _Doubted(Table):
    """Rows by themselves, in a graph that may stand beside that of the scoring."""

    begins_at = _BEGINS_AT


class _DoubtedFirms(FirmTable):
    """Rows of firms, of which a fact that is in doubt in any row is not known."""

    begins_at = _BEGINS_AT

    def doubted(self, fact: str) -> Expr:
        """Whether a cell cannot be read: that of a project, or any that tells of the firm."""
        bad = self.cell(BAD + fact)
        return self.some(bad) if self.is_told_of_the_firm(fact) else bad

    def known(self, fact: str) -> Expr:
        known = super().known(fact)
        return self.both(known, self.negate(self.doubted(fact))) if fact in self._available else known


def _decided(
    catalogues: Iterable[Catalogue], as_of: int, n: Table, doubted: dict[str, Expr], ask: _Ask
) -> dict[str, Expr]:
    """For each fact in doubt whether it decides what any programme says, or what a limit leaves of it."""
    decides: dict[str, list[Expr]] = {fact: [] for fact in doubted}
    for catalogue in catalogues:
        granted: dict[str, Expr] = {}
        now, then = dict.fromkeys(catalogue.programmes, as_of), {}
        for programme in catalogue.programmes.values():
            then[programme.id] = day_of_application(programme, as_of)
            for day in dict.fromkeys((as_of, then[programme.id])):
                edition, validity = programme.edition_on(day)
                if validity == "in-force":
                    found = ask(programme.id, edition, day)
                    granted[programme.id] = n.either(granted.get(programme.id, n.false), found.granted)
                    for fact, truth in found.decides.items():
                        decides[fact].append(truth)
        for limit in _limits(catalogue, now, then):
            if limit.of in doubted:
                # What a limit is a share of may cut whatever is under it, unless it spares the one that there is.
                truth = _several(n, [granted[name] for name in limit.programmes if name in granted], limit)
                decides[limit.of].append(n.both(doubted[limit.of], truth))
    return {fact: _once_and_twice(n, truths)[0] for fact, truths in decides.items()}


def _limits(catalogue: Catalogue, *days: dict[str, int]) -> Iterable[Limit]:
    for each in days:
        together = permitted_on(catalogue, each)
        for permitted in (together.safe, together.conditional):
            yield from (*permitted.joint, *permitted.costs)


def _several(n: Table, granted: list[Expr], limit: Limit) -> Expr:
    """Whether a limit could cut any of what is granted: one that spares the largest needs two."""
    once, twice = _once_and_twice(n, granted)
    return twice if limit.spares_largest else once


def _once_and_twice(n: Table, truths: Sequence[Expr]) -> tuple[Expr, Expr]:
    """Whether any of some truths holds, and whether two do: by halves, as a graph of hundreds in a row is too deep."""
    if len(truths) < 2:
        return (truths[0] if truths else n.false), n.false
    half = len(truths) // 2
    (once, twice), (once_more, twice_more) = (_once_and_twice(n, part) for part in (truths[:half], truths[half:]))
    both = n.both(once, once_more)
    return n.either(once, once_more), n.either(both, n.either(twice, twice_more))
