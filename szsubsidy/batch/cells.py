"""Cleans columns of text into the integers that the rules ask for, a block at a time, with Polars.

Most columns repeat a few texts: each is read once by the type of its fact, then looked up; where many numbers differ,
they are read as a column, in the whole grammar (`szsubsidy.batch.cleaning`, which says why it is written more than
once, and which tests hold it together), and where many lists or days differ, in
their usual manner (`szsubsidy.batch.lists`, `szsubsidy.batch.plain_days`).
Most amounts of money are read as a column before that: bare digits (a cast), and the commonest manners such as
``8,000,000.50`` or ``800万元`` (one pattern and a decimal).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from szsubsidy.batch.cleaned import BAD, NOTHING, UNKNOWN, Cleaned, FoundCells, ReadCells
from szsubsidy.batch.cleaning import placed, value_stages, without_marks
from szsubsidy.batch.expressions import VALUE
from szsubsidy.batch.lists import PlainLists
from szsubsidy.batch.plain_days import PlainDays
from szsubsidy.batch.tables.bounds import LONGEST_CELL
from szsubsidy.days import AHEAD, from_date, iso, months_parted, parse_month
from szsubsidy.errors import A_DAY, SubsidyError, message
from szsubsidy.facts.model import Fact, Value
from szsubsidy.facts.places import nothing_of
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Amounts, Days, Decimals, Sets
from szsubsidy.facts.written import as_typed
from szsubsidy.money import MAX_FEN, WIDTHS, exponent_of, narrow

MOST_LEARNED, MOST_REMEMBERED = 20_000, 100_000
_WIDE = "[" + "".join(re.escape(char) for char in WIDTHS) + "]"
_EXACT = r"^[0-9]{1,12}\.[0-9]{1,2}$"
_USUAL = r"^ *([¥￥] *)?([0-9]{1,3}(,[0-9]{3}){1,3}|[0-9]{1,10})(\.[0-9]{1,6})? *[万亿]?元? *$"
_AS_POWERS = {"万": "e4", "亿": "e8", "元": "", "¥": "", "￥": "", ",": "", " ": ""}
"""What makes a usual amount a number that a cast reads: ``￥1,234.5 万元`` is ``1234.5e4``."""
_FEW = 1_000
"""So many different texts cost less one by one than as a column."""
_SEVERAL = "[,;|、]"
_SERIAL = re.compile(r"[0-9]{1,7}(\.[0-9]+)?")
DAY_ZERO, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""From which day numbers of a workbook count, of one that begins in 1900, and of one that begins in 1904."""
_MIDNIGHT = " 00:00:00"
_TIME_ALONE = re.compile(r"(?:1899-12-3[01]|1904-01-01) (?!00:00:00$)")
"""Begins a time of day in a cell without a day, which counts from where the days of a workbook begin."""


class _Table(NamedTuple):
    """Texts seen before, and the code that each stands for."""

    texts: pl.Enum
    codes: pl.Series


_EMPTY = _Table(pl.Enum([]), pl.Series([], dtype=pl.Int64))


class Cleaner:
    """Reads the column of one fact.

    ``unit`` is what a bare amount counts in; with a ``day_zero`` a number in a column of days is a day as a spreadsheet
    counts it, and midnight behind a day is nothing. ``unknown`` are words, narrow and in lower case, that say that a
    cell is not known. A month without a day is its first where none of the ``bounds`` lies within it, by which the
    rules tell days apart; without bounds it is no day.
    """

    def __init__(
        self,
        fact: Fact,
        unit: str = "",
        *,
        day_zero: date | None = None,
        unknown: Collection[str] = (),
        bounds: Collection[int] | None = None,
    ) -> None:
        self.fact = fact
        self.unit = unit
        self.bounds = bounds
        self._type = type_of(fact)
        grammar = self._type.grammar()
        self._day_zero = day_zero if isinstance(grammar, Days) else None
        self._months = bounds is not None and isinstance(grammar, Days)
        self._parted = months_parted(bounds or ()) if self._months else set()
        self._nothing = re.compile(pattern) if (pattern := nothing_of(fact)) else None
        self._has_nothings = False
        self._table = _EMPTY
        self._unknown = frozenset(unknown)
        self._numbers = [word for word in self._unknown if any(map(str.isdigit, word))]
        self._is_money = isinstance(grammar, Amounts)
        as_column = self._is_money or (isinstance(grammar, Decimals | Sets) and self._nothing is None)
        self._stages = value_stages(fact, "text", pl, unit) if as_column else []
        self._plain: PlainLists | PlainDays | None = None
        if isinstance(grammar, Sets):
            self._plain = PlainLists(grammar.places, self._unknown)
        elif isinstance(grammar, Days):
            self._plain = PlainDays(self._unknown)

    def clean(self, text: pl.Series) -> Cleaned:
        if not self._is_money:
            return FoundCells(*self._found(text))
        codes = self._money(self._without_unknown_numbers(text))
        least = codes.min()
        if not isinstance(least, int) or least > UNKNOWN:
            code = pl.col("code")
            value, known = codes.alias("code").to_frame().select(code.fill_null(0), known=code.is_not_null())
            return ReadCells(value, known, None)
        codes = codes.fill_null(UNKNOWN)
        known = codes > UNKNOWN
        bad = codes == BAD
        return ReadCells(codes.set(~known, 0), known, bad if bad.any() else None)

    def _without_unknown_numbers(self, text: pl.Series) -> pl.Series:
        """Amounts without those that say that a cell is not known, such as 999, which would be read as a column."""
        if not self._numbers:
            return text
        is_unknown = narrowed(text).str.to_lowercase().is_in(self._numbers)
        return text.to_frame().select(pl.when(~is_unknown).then(pl.first())).to_series() if is_unknown.any() else text

    def nothings(self, text: pl.Series) -> Counter[str]:
        """Count the texts that say nothing of the fact in a column that was cleaned; a clean one is not looked at."""
        places = self.nothing_at(text)
        return Counter() if places is None else Counter(dict(text.gather(places).value_counts().iter_rows()))

    def nothing_at(self, text: pl.Series) -> pl.Series | None:
        """Return the places of the same; None where there are none."""
        if not self._has_nothings:
            return None
        places = (self._looked_up(text) == NOTHING).arg_true()
        return places if len(places) else None

    def with_days_written(self, text: pl.Series) -> pl.Series:
        """Return a column, in which numbers that a spreadsheet shows as days are written as days."""
        zero = self._day_zero
        if zero is None:
            return text
        numbers = text.filter(text.str.contains(rf"^\s*{_SERIAL.pattern}\s*$")).unique()
        days = {number: iso(day) for number in numbers if (day := _from_serial(number, zero)) is not None}
        return text.replace(days) if days else text

    def read(self, text: str) -> Value:
        """Return the value of one cell. Raises `SubsidyError` if there is none."""
        if len(text) > LONGEST_CELL:
            raise SubsidyError(
                message("has more than {accepted} characters"),
                where=self.fact.id,
                code="bad-value",
                accepted=f"{LONGEST_CELL:,}",
            )
        given: object = text
        if self._day_zero is not None:
            if (day := _from_serial(text, self._day_zero)) is not None:
                return day
            given = _TIME_ALONE.sub("", text).removesuffix(_MIDNIGHT)
        if self._months and (month := parse_month(text)) is not None:
            return self._first_of(month, text)
        value: Value = self._type.parse(given, self.unit)
        return value

    def _first_of(self, month: int, text: str) -> int:
        """Return the first day of a month. Raises `SubsidyError` where it matters which day of it is meant."""
        if month in self._parted:
            what = message("{given} is a month, and the day decides")
            raise self._type.refuse(what, A_DAY, text)
        return month * 100 + 1

    def _looked_up(self, text: pl.Series) -> pl.Series:
        """The code of each text, `UNKNOWN` where there is none."""
        places, codes = self._found(text)
        return codes[places]

    def _found(self, text: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The place of each text among those that were seen, and the codes of these, the last that of no text."""
        table = self._table
        places = text.cast(table.texts, strict=False).to_physical().cast(pl.UInt32)
        codes = table.codes
        if places.null_count() > text.null_count():
            strange = _unread(text, places)
            learned, among = self._learned(text[strange], table)
            places, codes = places.scatter(strange, among + len(codes)), pl.concat([codes, learned])
        if places.has_nulls():
            places = places.fill_null(len(codes))
        return places, pl.concat([codes, pl.Series([UNKNOWN], dtype=pl.Int64)])

    def _learned(self, text: pl.Series, table: _Table) -> tuple[pl.Series, pl.Series]:
        """The codes of texts that a table has not, and the place of each text among these.

        The next table has them, unless they are too many.
        """
        fresh = text.unique(maintain_order=True)
        codes = self._read(fresh)
        if len(fresh) <= MOST_LEARNED:
            kept = table if len(table.codes) + len(fresh) <= MOST_REMEMBERED else _EMPTY
            self._table = _Table(pl.Enum(pl.concat([kept.texts.categories, fresh])), pl.concat([kept.codes, codes]))
        if len(fresh) == len(text):
            return codes, pl.int_range(len(text), dtype=pl.UInt32, eager=True)
        return codes, text.cast(pl.Enum(fresh)).to_physical().cast(pl.UInt32)

    def _read(self, texts: pl.Series) -> pl.Series:
        """The codes of texts that differ: of a few one by one, of many as a column."""
        if self._plain is not None and len(texts) > _FEW:
            codes = self._plain.read(texts)
            others = codes.is_null().arg_true()
            return codes.scatter(others, self._read_others(texts[others])) if len(others) else codes
        return self._read_others(texts)

    def _read_others(self, texts: pl.Series) -> pl.Series:
        """The same of texts that are no plain lists or days."""
        if self.fact.within:
            return self._addresses(texts)
        if len(texts) <= _FEW or not self._stages:
            return pl.Series(map(self._code, texts), dtype=pl.Int64)
        texts = narrowed(texts)
        frame = pl.DataFrame({"text": texts})
        for stage in self._stages:
            frame = frame.with_columns(**stage)
        unknown = (texts == "") | texts.str.to_lowercase().is_in(list(self._unknown))
        return frame[VALUE + self.fact.id].fill_null(BAD).set(unknown, UNKNOWN)

    def _addresses(self, texts: pl.Series) -> pl.Series:
        """The codes of texts that may be addresses, nearly all different, of which few places are left to be read."""
        table = narrowed(texts).alias("text").to_frame()
        table = table.select(placed(pl.col("text"), self.fact, pl).alias("text"))
        if self._nothing is not None:
            pattern = self._nothing.pattern
            silent = pl.col("text").str.contains(pattern) & ~pl.col("text").str.contains(_SEVERAL)
            table = table.with_columns(pl.when(~silent).then(pl.col("text")))
        codes = {text: self._code(text) for text in table["text"].drop_nulls().unique()}
        found = table["text"].replace_strict(codes, default=NOTHING, return_dtype=pl.Int64)
        self._has_nothings = self._has_nothings or bool((found == NOTHING).any())
        return found

    def _code(self, text: str) -> int:
        if len(text) > LONGEST_CELL:
            return BAD
        said = narrow(text)
        if not said or said.casefold() in self._unknown:
            return UNKNOWN
        try:
            value = self.read(text)
        except SubsidyError:
            if self._nothing is None or not self._nothing.search(said):
                return BAD
            self._has_nothings = True
            return NOTHING
        return self._type.encode(value)

    def _money(self, text: pl.Series) -> pl.Series:
        """The fen of each text, null where there is none."""
        factor = 10 ** exponent_of(self.unit)
        codes: pl.Series = _within(text.cast(pl.Int64, strict=False), MAX_FEN // factor)
        if codes.min() == 0:
            codes = codes.set((codes == 0) & text.str.starts_with("-"), None)
        codes = codes * factor
        for read in (self._usual, self._looked_up):
            if codes.null_count() == text.null_count():
                break
            places = _unread(text, codes)
            codes = codes.scatter(places, read(text[places]))
        return codes

    def _usual(self, text: pl.Series) -> pl.Series:
        """Amounts in the commonest manners; null for those in others."""
        if not self.unit and re.match(_EXACT, text[0]) and text.str.contains(_EXACT).all():
            exact: pl.Series = text.cast(pl.Decimal(20, 2)).to_physical().cast(pl.Int64)
            return exact
        millionths = text.to_frame().select(_millionths(self.unit)).to_series()
        fen = millionths // 10_000
        return _within(fen.set(fen * 10_000 != millionths, None), MAX_FEN)


def _millionths(unit: str) -> pl.Expr:
    """Millionths of a yuan from usual amounts in a column, which count in a unit where they name none."""
    text = pl.first()
    number = text.str.replace_many(_AS_POWERS)
    if power := exponent_of(unit) - exponent_of(""):
        number = pl.when(text.str.contains("[万亿元]")).then(number).otherwise(number + f"e{power}")
    number = pl.when(text.str.contains(_USUAL)).then(number)
    return number.cast(pl.Decimal(38, 6), strict=False).to_physical().cast(pl.Int64, strict=False)


def _unread(text: pl.Series, found: pl.Series) -> pl.Series:
    """The places of the texts for which nothing was found."""
    table = pl.DataFrame([text.alias("text"), found.alias("found")])
    return table.select(pl.arg_where(pl.col("text").is_not_null() & pl.col("found").is_null())).to_series()


def _within(amounts: pl.Series, most: int) -> pl.Series:
    """Amounts, null where they are below nothing or above the most."""
    least, largest = amounts.min(), amounts.max()
    if isinstance(least, int) and isinstance(largest, int) and (least < 0 or largest > most):
        return amounts.set(~amounts.is_between(0, most), None)
    return amounts


def as_text(cells: pl.Series) -> pl.Series:
    """Return cells of any type as the text that a person would write for them."""
    kind = cells.dtype
    if kind == pl.String:
        return cells
    if kind == pl.Boolean:
        return cells.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
        cells = cells.dt.convert_time_zone("UTC").dt.replace_time_zone(None).dt.offset_by(f"{AHEAD}m")
        return cells.dt.strftime("%Y-%m-%d")
    if kind == pl.Date or isinstance(kind, pl.Datetime):
        return cells.dt.strftime("%Y-%m-%d")
    if kind.is_float():
        return _in_bare_digits(cells.cast(pl.String).str.strip_suffix(".0"))
    if kind == pl.Object:
        return pl.Series(cells.name, [text_of(value) for value in cells], dtype=pl.String)
    if isinstance(kind, pl.List):
        return cells.cast(pl.List(pl.String)).list.join(";")
    return cells.cast(pl.String, strict=False)


def text_of(value: object) -> str | None:
    """Return a value of Python as the text that a person would write for it; None where it is none."""
    typed = as_typed(value)
    isoformat = getattr(typed, "isoformat", None)
    if typed is None or isinstance(typed, str):
        return typed
    if isinstance(typed, bool):
        return "yes" if typed else "no"
    if isinstance(typed, list):
        return ";".join(text_of(one) or "" for one in typed)
    return str(isoformat() if callable(isoformat) else typed).removesuffix("T00:00:00")


def _in_bare_digits(numbers: pl.Series) -> pl.Series:
    """Return texts of floats with those in bare digits that have a power of ten, such as ``1e-5``."""
    powers = numbers.str.contains("e", literal=True)
    if not powers.any():
        return numbers
    return numbers.replace({text: f"{Decimal(text):f}" for text in numbers.filter(powers).unique().to_list()})


def narrowed(text: pl.Series) -> pl.Series:
    """Return text with full-width characters made narrow, without outer space and what marks text in a spreadsheet."""
    places = text.str.contains(_WIDE).arg_true()
    if len(places):
        text = text.clone()  # `scatter` writes into the series itself
        text = text.scatter(places, text.gather(places).str.replace_many(list(WIDTHS), list(WIDTHS.values())))
    text = text.str.strip_chars()
    marked = text.str.contains("^[=']")
    if marked.any():
        text = text.to_frame().select(without_marks(pl.first(), pl)).to_series()
    return text


def _from_serial(text: str, zero: date) -> int | None:
    """The day that a spreadsheet shows for a number: days since day zero. A year is none."""
    if not _SERIAL.fullmatch(text.strip()):
        return None
    days = int(float(text))
    is_year = 1900 <= days <= 2100
    return from_date(zero + timedelta(days)) if 60 < days < 200_000 and not is_year else None
