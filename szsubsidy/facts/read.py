"""Reads the value of a fact as a person, a file or a shell gives it: one reader for every door."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from szsubsidy.errors import SubsidyError
from szsubsidy.facts.days import parse_day
from szsubsidy.facts.model import Fact, Value
from szsubsidy.money import GRAMMAR, MoneyError, parse_money

MONEY_REASONS = {
    "empty": "an empty amount",
    "negative": "a negative amount",
    "not-finite": "not a finite amount",
    "too-large": "more than 1,000,000,000,000 yuan",
    "too-fine": "finer than a fen (more than two decimals of a yuan)",
    "not-an-amount": "not an amount of yuan",
}
_YES = {"yes", "y", "true", "t", "1", "on", "是", "有", "对", "對"}
_NO = {"no", "n", "false", "f", "0", "off", "否", "无", "無", "不是", "没有", "沒有"}
_SEPARATORS = re.compile(r"[,;|、，；]")


def fold(text: str) -> str:
    """Make text comparable: width, case, outer space, and the kind of dash do not matter."""
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFKC", text).strip().casefold())


def read_value(fact: Fact, given: object) -> Value:
    """Return the value of ``fact`` that ``given`` stands for.

    ``given`` is text in any of the accepted manners, or a value of the fact's own TOML type.
    Raises `SubsidyError` that says what is wrong and what would be accepted.
    """
    reader = _READERS[fact.type]
    return reader(fact, given)


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``text`` was probably meant to be."""
    from difflib import get_close_matches

    names = {fold(item): item for item in known}
    close = get_close_matches(fold(text), names, n=1, cutoff=0.55)
    return names[close[0]] if close else None


def _bad(fact: Fact, what: str, hint: str) -> SubsidyError:
    return SubsidyError(what, where=fact.id, hint=hint, code="bad-value")


def _as_text(fact: Fact, given: object, accepted: str) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise _bad(fact, f"{_shown(given)} is of the wrong type", accepted)


def _shown(given: object) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    text = f"{given}"
    return repr(text) if len(text) <= 60 else repr(text[:57] + "…")


def _money(fact: Fact, given: object) -> Value:
    accepted = f"accepted: {GRAMMAR}"
    text = _as_text(fact, given, accepted)
    try:
        return parse_money(text)
    except MoneyError as error:
        what = MONEY_REASONS[error.code]
        raise _bad(fact, what if error.code == "empty" else f"{_shown(text)} is {what}", accepted) from error


def _choice(fact: Fact, given: object) -> Value:
    accepted = "one of " + ", ".join(value.id for value in fact.values)
    if not isinstance(given, str):
        raise _bad(fact, f"{_shown(given)} is of the wrong type", accepted)
    return _value_id(fact, given, accepted)


def _choices(fact: Fact, given: object) -> Value:
    accepted = "one or more of " + ", ".join(value.id for value in fact.values)
    if isinstance(given, str):
        given = [part for part in _SEPARATORS.split(given) if part.strip()] or [given]
    if not isinstance(given, list | tuple | frozenset) or not all(isinstance(item, str) for item in given):
        raise _bad(fact, f"{_shown(given)} is of the wrong type", accepted)
    if not given:
        raise _bad(fact, "an empty list", accepted)
    return frozenset(_value_id(fact, item, accepted) for item in given)


def _value_id(fact: Fact, given: str, accepted: str) -> str:
    if not given.strip():
        raise _bad(fact, "an empty value", accepted)
    names = value_names(fact)
    found = names.get(fold(given))
    if found is None:
        near = nearest(given, names)
        hint = f"did you mean {names[near]}? {accepted}" if near else accepted
        raise _bad(fact, f"{_shown(given)} is not known", hint)
    return found


def value_names(fact: Fact) -> dict[str, str]:
    """Return the id for every folded id, label and alias of a choice."""
    names: dict[str, str] = {}
    for value in fact.values:
        for name in (value.id, *value.label.values(), *value.aliases):
            names.setdefault(fold(name), value.id)
    return names


def _date(fact: Fact, given: object) -> Value:
    accepted = "a day such as 2025-03-01, 2025/3/1 or 2025年3月1日"
    isoformat = getattr(given, "isoformat", None)
    text = isoformat()[:10] if callable(isoformat) else _as_text(fact, given, accepted)
    day = parse_day(text)
    if day is None:
        raise _bad(fact, f"{_shown(text)} is not a day of the calendar", accepted)
    return day


def _integer(fact: Fact, given: object) -> Value:
    accepted = "a whole number" + _bounds(fact)
    text = unicodedata.normalize("NFKC", _as_text(fact, given, accepted)).strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,12}", text):
        raise _bad(fact, f"{_shown(text)} is not a whole number", accepted)
    return _within(fact, int(text), accepted)


def _percent(fact: Fact, given: object) -> Value:
    accepted = "a percentage such as 12.5" + _bounds(fact)
    text = unicodedata.normalize("NFKC", _as_text(fact, given, accepted)).strip().removesuffix("%").strip()
    match = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?", text)
    if match is None:
        raise _bad(fact, f"{_shown(text)} is not a percentage", accepted)
    return _within(fact, int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")), accepted)


def _within(fact: Fact, value: int, accepted: str) -> int:
    low, high = fact.at_least, fact.at_most
    if (low is not None and value < low) or (high is not None and value > high):
        raise _bad(fact, f"{value} is out of bounds", accepted)
    return value


def _bounds(fact: Fact) -> str:
    if fact.at_least is not None and fact.at_most is not None:
        return f" from {fact.at_least} to {fact.at_most}"
    return ""


def _flag(fact: Fact, given: object) -> Value:
    if isinstance(given, bool):
        return given
    accepted = "yes or no"
    text = unicodedata.normalize("NFKC", _as_text(fact, given, accepted)).strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise _bad(fact, f"{_shown(text)} is neither yes nor no", accepted)


def _free_text(fact: Fact, given: object) -> Value:
    if not isinstance(given, str) or not given.strip():
        raise _bad(fact, "not a text, or an empty one", "some text")
    return given.strip()


_READERS: dict[str, Callable[[Fact, object], Value]] = {
    "money": _money,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "integer": _integer,
    "percent": _percent,
    "flag": _flag,
    "text": _free_text,
}
