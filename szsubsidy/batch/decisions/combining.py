"""What each row holds of what it could be granted: the best permitted combination, where rules tie programmes together.

Most rows are granted programmes that nothing ties together; they hold them all. Of the others each *knot* of tied
programmes is decided by itself (`szsubsidy.batch.decisions.knots`).

    row  granted                                  held
    0    the city's voucher                       it: a joint cap spares the largest
    1    the city's voucher, Longhua's voucher    by the knot: 50% of the contract for both
    2    a prize, another prize                   both: no rule ties them
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from szsubsidy.batch.decisions.items import FEN, PROGRAMME
from szsubsidy.batch.decisions.knots import GIVEN, HELD, UNCUT, Knots, Member
from szsubsidy.batch.decisions.row_facts import ROW, RowFacts, zeros
from szsubsidy.batch.expressions import Table
from szsubsidy.rules.combination import Amounts, Permitted

ALONE = "alone"
_FENS = (FEN, UNCUT, GIVEN)
_COMPONENT, _KNOT, _PART = "component", "knot", "part"
_TIED = {PROGRAMME: pl.List(pl.UInt32), _KNOT: pl.List(pl.UInt32), _PART: pl.List(pl.UInt32)}


class Combining:
    """Chooses among the ``members`` what each row holds; workers share it. There are so many ``programmes`` in all."""

    def __init__(self, members: Iterable[Member], permitted: Permitted, table: Table, programmes: int) -> None:
        members = list(members)
        self._knots = Knots(members, permitted, table)
        kinds, component_of, free = [len(Amounts._fields)] * programmes, [-1] * programmes, [True] * programmes
        for number, component in enumerate(self._knots.components):
            for place in component:
                free[place] = self._knots.tied((place,)) is None
                if len(component) > 1 or not free[place]:
                    component_of[place] = number
        for member in members:
            kinds[member.place] = member.certainty
        self._kinds = pl.Series(kinds, dtype=pl.UInt8)
        self._component_of = pl.Series(component_of, dtype=pl.Int64)
        self._is_free_alone = pl.Series(free, dtype=pl.Boolean)

    def held(self, granted: pl.DataFrame, facts: RowFacts) -> pl.DataFrame:
        """Return what each row holds of ``granted``: row, programme and fen.

        Beside it stands what it would be but for the limit of its cost, and what the programme would grant alone.
        """
        granted = granted.filter(self._kinds[granted[PROGRAMME]] < len(Amounts._fields))
        granted = granted.select(ROW, PROGRAMME, FEN, pl.col(FEN).alias(UNCUT), pl.col(FEN).alias(ALONE))
        component = self._component_of[granted[PROGRAMME]]
        is_tied = component >= 0
        if not is_tied.any():
            return granted
        tied = granted.filter(is_tied).with_columns(component.filter(is_tied).alias(_COMPONENT))
        several = tied.select(ROW, _COMPONENT).is_duplicated() | ~self._is_free_alone[tied[PROGRAMME]]
        among = tied.filter(several).sort(ROW, PROGRAMME)
        sets = among.group_by(ROW, _COMPONENT).agg(PROGRAMME, FEN)
        found = [(each, self._knots.tied(tuple(each))) for each in sets[PROGRAMME].unique().to_list()]
        kinds = pl.DataFrame([(each, *ties) for each, ties in found if ties is not None], _TIED, orient="row")
        if not len(kinds):
            return granted
        tight = sets.join(kinds, on=PROGRAMME)
        pieces = [
            granted.filter(~is_tied),
            tied.join(tight, on=[ROW, _COMPONENT], how="anti").drop(_COMPONENT),
        ]
        items = tight.explode(PROGRAMME, FEN, _KNOT, _PART)
        alone = items.filter(pl.col(_KNOT).is_null())
        pieces.append(alone.select(ROW, PROGRAMME, FEN, pl.col(FEN).alias(UNCUT), pl.col(FEN).alias(ALONE)))
        items = items.drop_nulls(_KNOT).sort(ROW, _COMPONENT, _PART, PROGRAMME)
        for (number,), part in items.partition_by(_KNOT, as_dict=True).items():
            pieces += self._decided(int(number), part, facts)
        return pl.concat(pieces)

    def total(self, held: pl.DataFrame, kind: str, height: int) -> pl.Series:
        """Return what rows hold of one kind of `Amounts`, in fen."""
        total = zeros(height, pl.Int64)
        counted = held.filter(self._kinds[held[PROGRAMME]] == Amounts._fields.index(kind))
        if not len(counted):
            return total
        each = counted.group_by(ROW).agg(pl.col(FEN).sum())
        return total.scatter(each[ROW], each[FEN])

    def _decided(self, number: int, items: pl.DataFrame, facts: RowFacts) -> list[pl.DataFrame]:
        """What rows hold of a knot. The items stand row by row: of a knot of three each third is of the same place."""
        size, worked_out = self._knots[number]
        places = range(size)
        first = pl.int_range(0, len(items), size, dtype=pl.UInt32, eager=True)
        at = [first + place for place in places]
        rows = items[ROW][first]
        given = [items[FEN][at[place]].alias(f"{GIVEN}:{place}") for place in places]
        table = worked_out.of(facts, rows, given)
        pieces = []
        for place in places:
            held = table[f"{HELD}:{place}"]
            programme = items[PROGRAMME][at[place]]
            fens = [
                table[f"{name}:{place}"].filter(held).alias(to)
                for name, to in zip(_FENS, (FEN, UNCUT, ALONE), strict=True)
            ]
            pieces.append(pl.DataFrame([rows.filter(held), programme.filter(held), *fens]))
        return pieces
