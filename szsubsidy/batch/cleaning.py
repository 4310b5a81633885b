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
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from szsubsidy.batch.expressions import VALUE, Library, Stage
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Amounts, Days, Decimals, Names, Sets
from szsubsidy.money import MAX_FEN, UNITS, exponent_of

EngineExpr: TypeAlias = Any

_YUAN = r"\s*(元|圆|圓|yuan|cny|rmb)$"
_UNIT = rf"\s*({'|'.join(sorted(filter(None, UNITS), key=len, reverse=True))})$"
_GROUPED = "|".join(rf"[0-9]{{1,3}}({mark}[0-9]{{3}})+" for mark in (",", " ", "_"))
_NUMBER = rf"^([0-9]+|{_GROUPED})?(\.[0-9]*)?$"
_MOST_DIGITS = len(str(MAX_FEN))
_FINEST = max(UNITS.values()) + 2
_DAY = r"^([0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)$"


def value_stages(fact: Fact, text: str, library: Library, unit: str = "") -> list[Stage]:
    """Return what to add, stage by stage, to a table with a column ``text`` of narrow texts of a fact.

    The last stage adds the column ``VALUE + fact.id``, an integer, null where the text is not one:
    fen, basis points, a day such as 20250301, 0 or 1 for a flag, the place of a choice among the
    fact's values, the sum of two to the power of each place for several.
    """
    target, given = VALUE + fact.id, library.col(text)
    match type_of(fact).grammar():
        case Amounts():
            return _money(text, target, library, unit)
        case Days():
            return _day(text, target, library)
        case Decimals() as decimals:
            return [{target: _decimal(given, decimals, library)}]
        case Names(codes, folded):
            return [{target: _looked_up(_folded(given) if folded else given.str.to_lowercase(), codes, library)}]
        case Sets(places):
            return [{target: _several(given, places, library)}]
        case None:
            raise TypeError(fact.type)


def _money(text: str, target: str, lib: Library, unit: str) -> list[Stage]:
    body, yuan, number, digits, exponent, whole, part, valid = (
        f"{target}:{step}" for step in ("body", "yuan", "number", "digits", "exponent", "whole", "part", "valid")
    )
    col = lib.col
    lowered = col(text).str.to_lowercase().str.replace_all(r"^\++", "")
    zero = lib.lit("0")
    enough = (col(whole).str.len_chars() + col(exponent) <= _MOST_DIGITS) & (col(part).str.len_chars() <= col(exponent))
    padded = lib.concat_str([col(part), lib.lit("0" * _FINEST)]).str.slice(0, _FINEST)
    scale, rest = (_power_of_ten(col(exponent), sign, lib) for sign in (1, -1))
    return [
        {body: lowered.str.replace_all(r"^(¥|cny|rmb|人民币|人民幣)\s*", "")},
        {yuan: col(body).str.contains(_YUAN), body: col(body).str.replace_all(_YUAN, "")},
        {number: col(body).str.replace_all(_UNIT, ""), exponent: _exponent(col(body), col(yuan), unit, lib)},
        {
            digits: col(number).str.replace_all("[, _]", ""),
            valid: col(number).str.contains(_NUMBER) & col(number).str.contains("[0-9]"),
        },
        {
            whole: col(digits).str.replace_all(r"\..*$", "").str.replace_all("^0+", ""),
            part: col(digits).str.replace_all(r"^[^.]*\.?", "").str.replace_all("0+$", ""),
        },
        {valid: col(valid) & enough},
        {
            whole: lib.when(col(valid)).then(lib.concat_str([zero, col(whole)])).otherwise(zero).cast(lib.Int64),
            part: lib.when(col(valid)).then(padded).otherwise(zero).cast(lib.Int64),
        },
        {target: col(whole) * scale + col(part) // rest},
        {target: _where(col(valid) & (col(target) <= MAX_FEN), col(target), lib)},
    ]


def _exponent(body: EngineExpr, in_yuan: EngineExpr, unit: str, lib: Library) -> EngineExpr:
    """The power of ten of the unit that an amount ends with, of yuan, or of ``unit`` if it names neither."""

    def power(name: str) -> EngineExpr:
        return lib.lit(exponent_of(name), lib.Int64())

    exponent = lib.when(in_yuan).then(power("")).otherwise(power(unit))
    for name in sorted(filter(None, UNITS), key=len):
        exponent = lib.when(body.str.ends_with(name)).then(power(name)).otherwise(exponent)
    return exponent


def _power_of_ten(exponent: EngineExpr, sign: int, lib: Library) -> EngineExpr:
    """Ten to the power of an exponent, or of what is left of the finest one."""
    scale = lib.lit(1, lib.Int64())
    for name in UNITS:
        power = exponent_of(name)
        value = 10 ** (power if sign > 0 else _FINEST - power)
        scale = lib.when(exponent == power).then(lib.lit(value, lib.Int64())).otherwise(scale)
    return scale


def _day(given: str, target: str, lib: Library) -> list[Stage]:
    y, m, d, shaped = (f"{target}:{step}" for step in ("year", "month", "day", "shaped"))
    text, col = lib.col(given), lib.col
    compact = text.str.contains("^[0-9]{8}$")
    monthday = text.str.replace_all("[年月/.]", "-").str.slice(5)
    month = lib.when(compact).then(text.str.slice(4, 2)).otherwise(monthday.str.replace_all("-.*$", ""))
    day = lib.when(compact).then(text.str.slice(6, 2)).otherwise(monthday.str.replace_all("^[^-]*-|日", ""))
    short = (col(m) == 4) | (col(m) == 6) | (col(m) == 9) | (col(m) == 11)
    leap = ((col(y) % 4 == 0) & (col(y) % 100 != 0)) | (col(y) % 400 == 0)
    exists = (col(y) >= 1) & (col(m) >= 1) & (col(m) <= 12) & (col(d) >= 1) & (col(d) <= 31)
    exists = exists & ~(short & (col(d) > 30)) & ~((col(m) == 2) & ((col(d) > 29) | (~leap & (col(d) > 28))))
    one = lib.lit("1")
    parts = {y: text.str.slice(0, 4), m: month, d: day}
    return [
        {shaped: compact | text.str.contains(_DAY)},
        {name: lib.when(col(shaped)).then(part).otherwise(one).cast(lib.Int64) for name, part in parts.items()},
        {target: _where(col(shaped) & exists, col(y) * 10_000 + col(m) * 100 + col(d), lib)},
    ]


def _decimal(text: EngineExpr, grammar: Decimals, lib: Library) -> EngineExpr:
    """The integer of a decimal number: with two places ``12.5`` is ``12`` and ``50`` side by side, so 1250."""
    number = text.str.replace_all(rf"\s*{re.escape(grammar.suffix)}$", "") if grammar.suffix else text
    fraction = rf"(\.[0-9]{{1,{grammar.places}}})?" if grammar.places else r"(\.0+)?"
    valid = number.str.contains(rf"^{'[+-]?' if grammar.signed else ''}[0-9]{{1,{grammar.digits}}}{fraction}$")
    digits = number.str.replace_all(r"\..*$", "").str.replace_all("[+-]", "")
    if grammar.places:
        zeros = lib.lit("0" * grammar.places)
        part = lib.concat_str([number.str.replace_all(r"^[^.]*\.?", ""), zeros]).str.slice(0, grammar.places)
        digits = lib.concat_str([digits, part])
    value = lib.when(valid).then(digits).otherwise(lib.lit("0")).cast(lib.Int64)
    if grammar.signed:
        value = lib.when(number.str.starts_with("-")).then(-value).otherwise(value)
    value = _where(valid, value, lib)
    for bound, holds in ((grammar.at_least, value.__ge__), (grammar.at_most, value.__le__)):
        if bound is not None:
            value = _where(holds(bound), value, lib)
    return value


def _several(text: EngineExpr, places: Mapping[str, int], lib: Library) -> EngineExpr:
    fence = lib.lit(";")
    listed = text.str.replace_all(r"\s*[,;|、]\s*", ";")
    fenced = lib.concat_str([fence, _folded(listed).str.replace_all(";", ";;"), fence])
    by_place: dict[int, list[str]] = {}
    for name, place in places.items():
        by_place.setdefault(place, []).append(name)
    nothing = lib.lit(0, lib.Int64())
    mask = nothing
    for place, names in by_place.items():
        is_listed = fenced.str.contains(f";({_any_of(names)});")
        mask = mask + lib.when(is_listed).then(lib.lit(1 << place, lib.Int64())).otherwise(nothing)
    strange = fenced.str.replace_all(f";({_any_of(places)}|);", "").str.contains(".")
    return _where(~strange & (mask > 0), mask, lib)


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
