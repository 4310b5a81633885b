"""The grammars of columns (`szsubsidy.facts.value_type`) as expressions: what an engine runs row by row.

The grammar of amounts and days is written three times. `szsubsidy.money` and `szsubsidy.days` read one text: every
door but a table goes through them, and they say what a text means. Here the same grammar is expressions, because
DuckDB, Spark and a warehouse run no Python of ours. `szsubsidy.batch.cells` has a fast path for the commonest texts in
Polars. That all three mean the same, to the fen, for any text, is held by
``tests/batch/test_grammar.py::test_any_text_means_the_same_in_a_column`` and ``…_in_duckdb``.

The expressions use the part of Polars' interface that Narwhals shares, so ``library`` may be either. Text must have
been made narrow (`szsubsidy.money.narrow`); what cannot be read is null.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

from szsubsidy.batch.expressions import VALUE, Library, Stage
from szsubsidy.days import AHEAD, DAY, FAR, MONTH, OFFSET, ZONED, months_parted
from szsubsidy.digits import NOISE
from szsubsidy.facts.model import Fact
from szsubsidy.facts.places import forms_of
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Amounts, Days, Decimals, Names, Sets
from szsubsidy.money import AMOUNT, FORMULA, IN_YUAN, MAX_FEN, NO_UNIT, TEXT_MARK, UNITS, exponent_of

EngineExpr: TypeAlias = Any

_MOST_DIGITS = len(str(MAX_FEN))
_FINEST = max(UNITS.values()) + 2
_A_DAY = 24 * 60


def value_stages(
    fact: Fact, text: str, library: Library, unit: str = "", bounds: Collection[int] | None = None
) -> list[Stage]:
    """Return what to add, stage by stage, to a table with a column ``text`` of narrow texts of a fact.

    The last stage adds the column ``VALUE + fact.id``, an integer, null where the text is not one:
    fen, basis points, a day such as 20250301, 0 or 1 for a flag, the place of a choice among the
    fact's values, the sum of two to the power of each place for several. A month without a day is its first where none
    of the ``bounds``, by which the rules tell days apart, lies within it; without bounds it is no day.
    """
    target, given = VALUE + fact.id, library.col(text)
    match type_of(fact).grammar():
        case Amounts():
            return _money(text, target, library, unit)
        case Days():
            return _day(text, target, library, bounds)
        case Decimals() as decimals:
            return _decimal(text, target, decimals, library)
        case Names(codes, folded):
            return [{target: _looked_up(_folded(given) if folded else given.str.to_lowercase(), codes, library)}]
        case Sets(places):
            return _several(text, target, places, library)
        case None:
            raise TypeError(fact.type)


def _money(text: str, target: str, lib: Library, unit: str) -> list[Stage]:
    lowered, valid, digits, named, exponent, whole, part, carried = (
        f"{target}:{step}" for step in ("lowered", "valid", "digits", "named", "exponent", "whole", "part", "carried")
    )
    col = lib.col
    zero = lib.lit("0")
    bare = lib.when(col(lowered).str.contains(IN_YUAN)).then(lib.lit("")).otherwise(lib.lit(unit))
    padded = lib.concat_str([col(part), lib.lit("0" * _FINEST)]).str.slice(0, _FINEST)
    scale, rest = (_power_of_ten(col(exponent), sign, lib) for sign in (1, -1))
    fits = col(whole).str.len_chars() + col(exponent) <= _MOST_DIGITS
    return [
        {lowered: col(text).str.to_lowercase().str.replace_all(r"^\++", "")},
        {
            valid: col(lowered).str.contains(AMOUNT),
            digits: col(lowered).str.replace_all("[^0-9.]", ""),
            named: col(lowered).str.replace_all(NO_UNIT, ""),
        },
        {
            whole: col(digits).str.replace_all(r"\..*$", "").str.replace_all("^0+", ""),
            part: col(digits).str.replace_all(r"^[^.]*\.?", "").str.replace_all("0+$", ""),
            exponent: _exponent(lib.when(col(named) == "").then(bare).otherwise(col(named)), lib),
        },
        {carried: _carried(col(whole), col(part), _behind(col(part), col(exponent), lib), lib)},
        {valid: col(valid) & fits & (col(carried) >= 0)},
        {
            whole: lib.when(col(valid)).then(lib.concat_str([zero, col(whole)])).otherwise(zero).cast(lib.Int64),
            part: lib.when(col(valid)).then(padded).otherwise(zero).cast(lib.Int64),
        },
        {target: col(whole) * scale + col(part) // rest + col(carried)},
        {target: _where(col(valid) & (col(target) <= MAX_FEN), col(target), lib)},
    ]


def _exponent(unit: EngineExpr, lib: Library) -> EngineExpr:
    """The power of ten of a unit."""
    powers = [exponent_of(name) for name in UNITS]
    return unit.replace_strict(list(UNITS), powers, default=exponent_of(""), return_dtype=lib.Int64())


def _behind(part: EngineExpr, exponent: EngineExpr, lib: Library) -> EngineExpr:
    """What of the digits behind the point is finer than a fen."""
    behind = part.str.slice(exponent_of(""))
    for power in sorted({exponent_of(name) for name in UNITS} - {exponent_of("")}):
        behind = lib.when(exponent == power).then(part.str.slice(power)).otherwise(behind)
    return behind


def _carried(whole: EngineExpr, part: EngineExpr, behind: EngineExpr, lib: Library) -> EngineExpr:
    """What the digits behind a place add to it, as `szsubsidy.digits.kept_to` does: 0 or 1, -1 where they are more."""
    digits = lib.concat_str([whole, part]).str.replace_all("^0+", "")
    digits = lib.concat_str([digits, lib.lit("/"), behind])
    carried = lib.when(behind == "").then(lib.lit(0, lib.Int64())).otherwise(lib.lit(-1, lib.Int64()))
    for pattern, more in NOISE:
        carried = lib.when(digits.str.contains(pattern)).then(lib.lit(more, lib.Int64())).otherwise(carried)
    return carried


def _power_of_ten(exponent: EngineExpr, sign: int, lib: Library) -> EngineExpr:
    """Ten to the power of an exponent, or of what is left of the finest one."""
    scale = lib.lit(1, lib.Int64())
    for name in UNITS:
        power = exponent_of(name)
        value = 10 ** (power if sign > 0 else _FINEST - power)
        scale = lib.when(exponent == power).then(lib.lit(value, lib.Int64())).otherwise(scale)
    return scale


def _day(given: str, target: str, lib: Library, bounds: Collection[int] | None) -> list[Stage]:
    text, y, m, d, last, minutes, shaped, month = (
        f"{target}:{step}" for step in ("text", "year", "month", "day", "last", "minutes", "shaped", "whole-month")
    )
    col, zero = lib.col, lib.lit(0, lib.Int64())
    compact = col(text).str.contains("^[0-9]{8}")
    monthday = col(text).str.replace_all("[年月/.]", "-").str.slice(5)
    m_text = lib.when(compact).then(col(text).str.slice(4, 2)).otherwise(monthday.str.replace_all("-.*$", ""))
    behind = monthday.str.replace_all("^[0-9]*-", "").str.replace_all("[^0-9].*$", "")
    d_text = lib.when(compact).then(col(text).str.slice(6, 2)).otherwise(behind)
    parts = {
        y: lib.when(col(shaped) | col(month)).then(col(text).str.slice(0, 4)).otherwise(lib.lit("1")),
        m: lib.when(col(shaped))
        .then(m_text)
        .when(col(month))
        .then(monthday.str.replace_all("-", ""))
        .otherwise(lib.lit("1")),
        d: lib.when(col(shaped)).then(d_text).otherwise(lib.lit("1")),
    }
    is_month = lib.lit(False) if bounds is None else col(text).str.contains(MONTH)
    short = (col(m) == 4) | (col(m) == 6) | (col(m) == 9) | (col(m) == 11)
    leap = ((col(y) % 4 == 0) & (col(y) % 100 != 0)) | (col(y) % 400 == 0)
    february = lib.when(leap).then(lib.lit(29, lib.Int64())).otherwise(lib.lit(28, lib.Int64()))
    thirty_one = lib.lit(31, lib.Int64())
    lengths = lib.when(short).then(lib.lit(30, lib.Int64())).when(col(m) == 2).then(february).otherwise(thirty_one)
    exists = (col(y) >= 1) & (col(m) >= 1) & (col(m) <= 12) & (col(d) >= 1) & (col(d) <= col(last))
    day = col(y) * 10_000 + col(m) * 100 + col(d)
    new_year = (col(y) + 1) * 10_000 + 101
    next_month = lib.when(col(m) == 12).then(new_year).otherwise(col(y) * 10_000 + (col(m) + 1) * 100 + 1)
    next_day = lib.when(col(d) == col(last)).then(next_month).otherwise(day + 1)
    before = (col(m) == 5) | (col(m) == 7) | (col(m) == 10) | (col(m) == 12)
    last_before = lib.when(before).then(lib.lit(30, lib.Int64())).when(col(m) == 3).then(february).otherwise(thirty_one)
    month_before = col(y) * 10_000 + (col(m) - 1) * 100 + last_before
    old_year = (col(y) - 1) * 10_000 + 1231
    day_before = lib.when(col(d) > 1).then(day - 1).when(col(m) == 1).then(old_year).otherwise(month_before)
    read = lib.when(col(minutes) >= _A_DAY).then(next_day).when(col(minutes) < 0).then(day_before).otherwise(day)
    known = (col(shaped) | col(month)) & (col(target) >= 10_101) & (col(target) <= FAR)
    for parted in sorted(months_parted(bounds or ())):
        known = known & ~(col(month) & (col(target) == parted * 100 + 1))
    return [
        {text: lib.col(given).str.to_lowercase()},
        {shaped: col(text).str.contains(DAY), month: is_month},
        {name: part.cast(lib.Int64) for name, part in parts.items()},
        {
            last: lengths,
            minutes: lib.when(col(shaped) & col(text).str.contains(ZONED))
            .then(_minutes(col(text), lib))
            .otherwise(zero),
        },
        {target: read},
        {target: _where(known & exists, col(target), lib)},
    ]


def _minutes(text: EngineExpr, lib: Library) -> EngineExpr:
    """The minute of Shenzhen's day at an instant, counted from the beginning of the day that its text names."""
    zone = " *(z|utc|gmt|[+-][0-9:]+)$"
    clock = text.str.replace_all(zone, "").str.replace_all("^.*[^0-9:.,]", "")
    hour, minute = clock.str.replace_all(":.*$", ""), clock.str.replace_all("^[0-9]*:", "").str.slice(0, 2)
    digits = text.str.replace_all("^.*[^0-9:]", "").str.replace_all(":", "")
    digits = (
        lib.when(text.str.contains(OFFSET)).then(lib.concat_str([digits, lib.lit("00")])).otherwise(lib.lit("0000"))
    )
    is_zoned = text.str.contains(ZONED)
    hour, minute, hours, rest = (
        lib.when(is_zoned).then(part).otherwise(lib.lit("0")).cast(lib.Int64)
        for part in (hour, minute, digits.str.slice(0, 2), digits.str.slice(2, 2))
    )
    behind = hours * 60 + rest
    behind = lib.when(text.str.contains(":.*-[0-9:]+$")).then(-behind).otherwise(behind)
    return hour * 60 + minute - behind + AHEAD


def without_marks(text: EngineExpr, lib: Library) -> EngineExpr:
    """Return narrow text without what marks text in a spreadsheet, as `szsubsidy.money.narrow` does."""
    bare = text.str.replace_all('^="|"$', "")
    text = lib.when(text.str.contains(f"^{FORMULA}$")).then(bare).otherwise(text)
    return text.str.replace_all(TEXT_MARK, "").str.strip_chars()


def placed(text: EngineExpr, fact: Fact, lib: Library) -> EngineExpr:
    """Return narrow text of a fact of places with each address as the ids of its places; lists of names stay."""
    forms, name = forms_of(fact), f"(?:{_any_of(fact.value_names)})"
    gap, comma = "[-,;|、]*", "-?[,;|、]"
    listed = _folded(text).str.contains(f"^{gap}{name}(?:{comma}{gap}{name})*{gap}$")
    zones = [
        lib.when(text.str.contains(form.beside)).then(lib.lit(f";{form.value}")).otherwise(lib.lit(""))
        for form in forms
        if form.beside
    ]
    found = text
    for form in reversed(forms):
        places = lib.lit(form.value) if form.beside else lib.concat_str([lib.lit(form.value), *zones])
        inside = text.str.contains(form.pattern) & ~text.str.contains(form.unless)
        found = lib.when(inside).then(places).otherwise(found)
    return lib.when(listed).then(text).otherwise(found)


def _decimal(text: str, target: str, grammar: Decimals, lib: Library) -> list[Stage]:
    """The integer of a decimal number: with two places ``12.5`` is ``12`` and ``50`` side by side, so 1250."""
    number, whole, part, carried, valid = (
        f"{target}:{step}" for step in ("number", "whole", "part", "carried", "valid")
    )
    col, places = lib.col, grammar.places
    bare = col(text).str.replace_all(rf"\s*{re.escape(grammar.suffix)}$", "") if grammar.suffix else col(text)
    sign = "[+-]?" if grammar.signed else ""
    kept = lib.concat_str([col(part), lib.lit("0" * places)]).str.slice(0, places) if places else lib.lit("")
    digits = lib.concat_str([col(whole), kept])
    value = lib.when(col(valid)).then(digits).otherwise(lib.lit("0")).cast(lib.Int64) + col(carried)
    if grammar.signed:
        value = lib.when(col(number).str.starts_with("-")).then(-value).otherwise(value)
    bounded = col(valid)
    for bound, holds in ((grammar.at_least, col(target).__ge__), (grammar.at_most, col(target).__le__)):
        if bound is not None:
            bounded = bounded & holds(bound)
    return [
        {number: bare},
        {
            whole: col(number).str.replace_all(r"\..*$", "").str.replace_all("[+-]", ""),
            part: col(number).str.replace_all(r"^[^.]*\.?", "").str.replace_all("0+$", ""),
            valid: col(number).str.contains(rf"^{sign}[0-9]{{1,{grammar.digits}}}(\.[0-9]+)?$"),
        },
        {carried: _carried(col(whole), col(part), col(part).str.slice(places), lib)},
        {valid: col(valid) & (col(carried) >= 0)},
        {target: value},
        {target: _where(bounded, col(target), lib)},
    ]


def _several(text: str, target: str, places: Mapping[str, int], lib: Library) -> list[Stage]:
    fenced, mask = f"{target}:fenced", f"{target}:mask"
    fence, nothing = lib.lit(";"), lib.lit(0, lib.Int64())
    listed = lib.col(text).str.replace_all(r"\s*[,;|、]\s*", ";")
    by_place: dict[int, list[str]] = {}
    for name, place in places.items():
        by_place.setdefault(place, []).append(name)
    found = nothing
    for place, names in by_place.items():
        is_listed = lib.col(fenced).str.contains(f";({_any_of(names)});")
        found = found + lib.when(is_listed).then(lib.lit(1 << place, lib.Int64())).otherwise(nothing)
    strange = lib.col(fenced).str.replace_all(f";({_any_of(places)}|);", "").str.contains(".")
    return [
        {fenced: lib.concat_str([fence, _folded(listed).str.replace_all(";", ";;"), fence])},
        {mask: found},
        {target: _where(~strange & (lib.col(mask) > 0), lib.col(mask), lib)},
    ]


def _looked_up(text: EngineExpr, names: Mapping[str, int], lib: Library) -> EngineExpr:
    looked_up = text.replace_strict(list(names), list(names.values()), default=-1, return_dtype=lib.Int64)
    return _where(looked_up >= 0, looked_up, lib)


def _where(condition: EngineExpr, value: EngineExpr, lib: Library) -> EngineExpr:
    return lib.when(condition).then(value).otherwise(lib.lit(None, lib.Int64()))


def _folded(text: EngineExpr) -> EngineExpr:
    return text.str.to_lowercase().str.replace_all(r"[\s_-]+", "-")


def _any_of(names: Iterable[str]) -> str:
    """A pattern of any of the names; RE2 refuses to have the quotation marks of “小巨人” escaped."""
    return "|".join(re.sub(r"([!-,./:-@\[-^`{-~])", r"\\\1", name) for name in names)
