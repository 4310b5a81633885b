"""What counts as an answer to a fact's question, and how one may be typed."""

from __future__ import annotations

from szsubsidy.days import iso
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Fact, Value
from szsubsidy.facts.read import read_value
from szsubsidy.i18n import Translate
from szsubsidy.money import percent, plain


def manner(fact: Fact, translate: Translate) -> str:
    """Return an example of how an answer may be typed."""
    _ = translate
    examples = {
        "money": _("such as 800万 or 8,000,000"),
        "date": _("such as 2025-03-01"),
        "percent": _("such as 12.5"),
    }
    return examples.get(fact.type, _("a whole number"))


def complaint(fact: Fact, text: str, translate: Translate) -> str | None:
    """Return why ``text`` is no answer to the fact's question, or None if it is one."""
    try:
        read_value(fact, text)
    except SubsidyError as error:
        return error.translated(translate)[0]
    return None


def written(fact: Fact, value: Value) -> tuple[str, ...]:
    """Return a value as it may be typed; of several choices, each."""
    match fact.type, value:
        case "money", int():
            return (plain(value),)
        case "percent", int():
            return (percent(value),)
        case "date", int():
            return (iso(value),)
        case "flag", bool():
            return ("yes" if value else "no",)
        case _, frozenset():
            return tuple(item.id for item in fact.values if item.id in value)
    return (str(value),)
