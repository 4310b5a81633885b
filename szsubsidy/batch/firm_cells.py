"""The cells of a firm with several rows, as one row: what its year comes to, in the columns of the input.

    ========  ========  ====================  ==========  ========
    企业名称  企业类型  算力合同金额（万元）  项目类别    合同编号
    ========  ========  ====================  ==========  ========
    甲        初创企业                  1500  模型训练    A-1
    甲                                  1200  模型应用    A-2
    ========  ========  ====================  ==========  ========

become 甲, 初创企业, 2700, 模型训练;模型应用, and no 合同编号: money of projects is added up in the unit of its heading,
categories are joined, a fact of the firm stands once, and any other cell only where all rows that fill it say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from szsubsidy.batch.cells import Cleaner, as_text
from szsubsidy.batch.firm_scorer import Firms
from szsubsidy.batch.headings import Column
from szsubsidy.batch.lists import unlisted
from szsubsidy.batch.tables.formats import FORMATS
from szsubsidy.batch.tables.output import OutputSpec
from szsubsidy.batch.tables.source import TYPED
from szsubsidy.batch.tables.typed import MIXED, flat
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.money import exponent_of

_FIRM, _CELL = "firm", "cell"
_SEPARATORS = "[,，；;、|]"


class FirmCells:
    """Makes one row of the rows of each firm.

    ``places`` are the columns that are written: that at ``key`` has the firms' names, that behind the last heading, at
    ``width``, counts the rows. Of the facts ``agreed`` a firm's rows are known to say one thing.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        spec: OutputSpec,
        agreed: Collection[str],
        key: int,
        width: int,
    ) -> None:
        self._columns = {column.place: column for column in columns}
        self._places, self._typed, self._agreed = spec.places, FORMATS[spec.format].typed, agreed
        self._key, self._width = key, width

    def blank(self) -> pl.Expr:
        """Return the column that counts the rows of a firm, empty: rows of firms that are not scored have none."""
        return pl.lit(None, pl.Int64).alias(str(self._width))

    def combine(self, cells: pl.DataFrame, firms: Firms) -> pl.DataFrame:
        """Return a row for each firm, in columns named by place as the input has them."""
        several = (firms.heights > 1).arg_true()
        among = (firms.heights > 1).gather(firms.firm_of)
        firm_of = firms.firm_of.filter(among).alias(_FIRM)
        made = []
        for place in self._places:
            if place == self._width:
                made.append(firms.heights.cast(pl.Int64).alias(str(place)))
                continue
            name = f"{TYPED}{place}"
            if not self._typed or name not in cells.columns or cells.schema[name] == MIXED:
                name = str(place)
            once = cells[name].gather(firms.first)
            if len(several):
                together = self._together(place, cells[name].filter(among), cells[str(place)].filter(among), firm_of)
                if together.dtype != once.dtype:
                    once = once.cast(together.dtype, strict=False)
                once = once.scatter(several, together)
            made.append(once.alias(name))
        return pl.DataFrame(made)

    def _together(self, place: int, cells: pl.Series, text: pl.Series, firm_of: pl.Series) -> pl.Series:
        """The cells of a column of firms with several rows, one for each firm."""
        column = self._columns.get(place)
        if place == self._key:
            return _first_filled(cells, firm_of)
        if column is None:
            return _where_alike(cells, firm_of)
        kind = type_of(column.fact)
        if column.held is not None or (column.fact.of == "firm" and column.fact.id in self._agreed):
            return _first_filled(cells, firm_of)
        if column.fact.of == "project" and isinstance(kind, Money):
            return _added_up(Cleaner(column.fact, column.unit), as_text(text), firm_of, cells.dtype)
        if column.fact.of == "project" and kind.several and cells.dtype == pl.String:
            return _joined(text, firm_of)
        return _where_alike(cells, firm_of)


def _by_firm(cells: pl.Series, firm_of: pl.Series, said: pl.Expr) -> pl.Series:
    table = pl.DataFrame([firm_of, cells.alias(_CELL)])
    return table.group_by(_FIRM, maintain_order=True).agg(said.alias(_CELL))[_CELL]


def _filled(cells: pl.Series) -> pl.Expr:
    cell = pl.col(_CELL)
    return cell.filter(cell.str.strip_chars() != "") if cells.dtype == pl.String else cell.drop_nulls()


def _first_filled(cells: pl.Series, firm_of: pl.Series) -> pl.Series:
    return _by_firm(cells, firm_of, _filled(cells).first())


def _where_alike(cells: pl.Series, firm_of: pl.Series) -> pl.Series:
    if cells.dtype.is_nested():
        cells = flat(cells)
    filled = _filled(cells)
    return _by_firm(cells, firm_of, pl.when(filled.n_unique() == 1).then(filled.first()))


def _joined(text: pl.Series, firm_of: pl.Series) -> pl.Series:
    parts = unlisted(text).str.replace_all(_SEPARATORS, ";").str.split(";")
    each = pl.col(_CELL).explode(empty_as_null=False, keep_nulls=False).str.strip_chars()
    return _by_firm(parts, firm_of, each.filter(each != "").unique(maintain_order=True).str.join(";")).replace("", None)


def _added_up(cleaner: Cleaner, text: pl.Series, firm_of: pl.Series, kind: pl.DataType) -> pl.Series:
    """Sums of money in the unit of the heading; nothing where no row has an amount, or one cannot be read."""
    cleaned = cleaner.clean(text)
    fen = _by_firm(cleaned.value.set(~cleaned.known, None), firm_of, pl.when(_filled_any()).then(pl.col(_CELL).sum()))
    if cleaned.bad is not None:
        fen = fen.set(_by_firm(cleaned.bad, firm_of, pl.col(_CELL).any()), None)
    digits = exponent_of(cleaner.unit)
    whole, rest = pl.col(_CELL) // 10**digits, pl.col(_CELL) % 10**digits
    part = pl.concat_str(pl.lit("."), rest.cast(pl.String).str.zfill(digits)).str.strip_chars_end("0").replace(".", "")
    sums = fen.alias(_CELL).to_frame().select(pl.concat_str(whole.cast(pl.String), part)).to_series()
    return sums.cast(kind, strict=False) if kind.is_numeric() else sums


def _filled_any() -> pl.Expr:
    return pl.col(_CELL).is_not_null().any()
