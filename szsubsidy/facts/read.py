"""Reads the value of a fact as a person, a file or a shell gives it: one reader for every door."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from szsubsidy.days import parse_day
from szsubsidy.errors import SubsidyError, message, not_a_day, quoted
from szsubsidy.facts.model import Fact, FactValue, Value
from szsubsidy.money import GRAMMAR, MoneyError, narrow, parse_money
from szsubsidy.spelling import fold, nearest

_ANY_TEXT = message("some text")
_ONE_OF = message("one of {accepted}")
_SEVERAL_OF = message("one or more of {accepted}")
_YES_OR_NO = message("yes or no")
_A_DAY = message("a day such as 2025-03-01, 2025/3/1 or 2025年3月1日")
_AN_AMOUNT = message("accepted: {accepted}")
_WRONG_TYPE = message("{given} is of the wrong type")
YES = {"yes", "y", "true", "t", "1", "1.0", "on", "是", "有", "对", "對"}
NO = {"no", "n", "false", "f", "0", "0.0", "off", "否", "无", "無", "不是", "没有", "沒有"}
_NAMES: dict[int, tuple[tuple[FactValue, ...], dict[str, str]]] = {}
"""The names of the values of facts read before; the values beside them tell whether they are still the same."""
_SEPARATORS = re.compile(r"[,;|、，；]")


def read_value(fact: Fact, given: object, unit: str = "") -> Value:
    """Return the value of ``fact`` that ``given`` stands for.

    ``given`` is text in any of the accepted manners, or a value of the fact's own TOML type; a
    bare amount counts in ``unit``, such as 万. Raises `SubsidyError` that says what is wrong and
    what would be accepted.
    """
    if fact.type == "money":
        return _money(fact, given, unit)
    reader = _READERS[fact.type]
    return reader(fact, given)


def names_of(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Return what facts are called in any language, folded: ids, former ids, labels and aliases, with the id meant."""
    names: dict[str, str] = {}
    for fact in facts.values():
        for name in (fact.id, *fact.formerly, *fact.label.values(), *fact.aliases):
            names.setdefault(fold(name), fact.id)
    return names


def _bad(fact: Fact, what: str, hint: str, given: object = "", accepted: str | tuple[str, ...] = "") -> SubsidyError:
    return SubsidyError(what, where=fact.id, hint=hint, code="bad-value", given=quoted(given), accepted=accepted)


def _as_text(fact: Fact, given: object, hint: str, accepted: str | tuple[str, ...] = "") -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise _bad(fact, _WRONG_TYPE, hint, given, accepted)


def _ids(fact: Fact) -> tuple[str, ...]:
    return tuple(value.id for value in fact.values)


def _money(fact: Fact, given: object, unit: str) -> Value:
    text = _as_text(fact, given, _AN_AMOUNT, GRAMMAR)
    try:
        return parse_money(text, unit)
    except MoneyError as error:
        raise error.about(text, where=fact.id, code="bad-value") from error


def _choice(fact: Fact, given: object) -> Value:
    if not isinstance(given, str):
        raise _bad(fact, _WRONG_TYPE, _ONE_OF, given, _ids(fact))
    return _value_id(fact, given, _ONE_OF)


def _choices(fact: Fact, given: object) -> Value:
    if isinstance(given, str):
        given = [part for part in _SEPARATORS.split(given) if part.strip()] or [given]
    if not isinstance(given, list | tuple | frozenset) or not all(isinstance(item, str) for item in given):
        raise _bad(fact, _WRONG_TYPE, _SEVERAL_OF, given, _ids(fact))
    if not given:
        raise _bad(fact, message("an empty list"), _SEVERAL_OF, given, _ids(fact))
    return frozenset(_value_id(fact, item, _SEVERAL_OF) for item in given)


def _value_id(fact: Fact, given: str, hint: str) -> str:
    if not given.strip():
        raise _bad(fact, message("an empty value"), hint, given, _ids(fact))
    names = value_names(fact)
    found = names.get(fold(given))
    if found is None:
        error = _bad(fact, message("{given} is not known"), hint, given, _ids(fact))
        near = nearest(given, names)
        error.near = names[near] if near else None
        raise error
    return found


def value_names(fact: Fact) -> dict[str, str]:
    """Return the id for every folded id, label and alias of a choice."""
    values, names = _NAMES.get(id(fact.values), ((), {}))
    if values is not fact.values:
        names = {}
        for value in fact.values:
            for name in (value.id, *value.label.values(), *value.aliases):
                names.setdefault(fold(name), value.id)
        _NAMES[id(fact.values)] = (fact.values, names)
    return names


def _date(fact: Fact, given: object) -> Value:
    isoformat = getattr(given, "isoformat", None)
    text = isoformat()[:10] if callable(isoformat) else _as_text(fact, given, _A_DAY)
    day = parse_day(text)
    if day is None:
        raise not_a_day(text, where=fact.id, code="bad-value")
    return day


def _integer(fact: Fact, given: object) -> Value:
    hint, bounds = _bounded(fact, message("a whole number"), message("a whole number from {accepted}"))
    text = narrow(_as_text(fact, given, hint, bounds))
    match = re.fullmatch(r"([+-]?[0-9]{1,12})(?:\.0+)?", text)
    if match is None:
        raise _bad(fact, message("{given} is not a whole number"), hint, text, bounds)
    return _within(fact, int(match[1]), hint, bounds)


def _percent(fact: Fact, given: object) -> Value:
    hint, bounds = _bounded(fact, message("a percentage such as 12.5"), message("a percentage from {accepted}"))
    text = narrow(_as_text(fact, given, hint, bounds)).removesuffix("%").strip()
    match = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?", text)
    if match is None:
        raise _bad(fact, message("{given} is not a percentage"), hint, text, bounds)
    return _within(fact, int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")), hint, bounds)


def _bounded(fact: Fact, without: str, within: str) -> tuple[str, str]:
    """The hint for a number, and the bounds that go into it."""
    if fact.at_least is None or fact.at_most is None:
        return without, ""
    return within, f"{fact.at_least}–{fact.at_most}"


def _within(fact: Fact, value: int, hint: str, bounds: str) -> int:
    low, high = fact.at_least, fact.at_most
    if (low is not None and value < low) or (high is not None and value > high):
        raise _bad(fact, message("{given} is out of bounds"), hint, value, bounds)
    return value


def _flag(fact: Fact, given: object) -> Value:
    if isinstance(given, bool):
        return given
    text = narrow(_as_text(fact, given, _YES_OR_NO)).casefold()
    if text in YES:
        return True
    if text in NO:
        return False
    raise _bad(fact, message("{given} is neither yes nor no"), _YES_OR_NO, text)


def _free_text(fact: Fact, given: object) -> Value:
    if not isinstance(given, str):
        raise _bad(fact, _WRONG_TYPE, _ANY_TEXT, given)
    if not given.strip():
        raise _bad(fact, message("an empty text"), _ANY_TEXT)
    return given.strip()


_READERS: dict[str, Callable[[Fact, object], Value]] = {
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "integer": _integer,
    "percent": _percent,
    "flag": _flag,
    "text": _free_text,
}
