"""How conditions on a fact are said as sentences: what facts.toml gives for each, and what stands in where it has none.

Types of facts choose the form (`szsubsidy.facts.value_type.ValueType.clause`); this module has what they choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from szsubsidy.errors import Unfit, message
from szsubsidy.fields import Id, Text
from szsubsidy.record import Record

if TYPE_CHECKING:
    from szsubsidy.facts.value_type import Speech

_LIST_LIMIT = 5
"""From so many on, what is joined by "or" is announced first, as one of several."""


class Said(Record, kw_only=True):
    """The clauses that say conditions on a fact, without a capital letter or a full stop; None where it has no such.

    ``yes`` and ``no`` are those of a flag; ``among`` and ``not_among`` of a choice, with the hole ``{values}``, and
    ``refused`` says of one ``{value}`` why it does not qualify. The others have the hole ``{value}``: ``amount`` for a
    number with what is asked of it ("500,000 yuan or more"), ``day`` for a day ("before 7 May 2025"), ``since`` for a
    first day alone and ``age`` for the time passed ("under 12 months"). ``some`` and ``nothing`` say "more than 0" and
    "0" of a number in words.
    """

    yes: Text | None = None
    no: Text | None = None
    among: Text | None = None
    not_among: Text | None = None
    refused: Text | None = None
    amount: Text | None = None
    some: Text | None = None
    nothing: Text | None = None
    since: Text | None = None
    day: Text | None = None
    age: Text | None = None

    def check(self) -> None:
        for form in self._fields:
            wanted = _HOLES.get(form, [])
            for text in (getattr(self, form) or {}).values():
                if re.findall(r"{.*?}", text) != wanted:
                    what = message("{given} has other holes than {accepted}")
                    raise Unfit(what, given=text, accepted=", ".join(wanted) or "–")


_VALUE, _VALUES = ["{value}"], ["{values}"]
_HOLES = {
    "among": _VALUES,
    "not_among": _VALUES,
    "refused": _VALUE,
    "amount": _VALUE,
    "since": _VALUE,
    "day": _VALUE,
    "age": _VALUE,
}
NOTHING_SAID = Said()


class Collective(Record, kw_only=True):
    """One name for several values of a choice, where a condition has them all: "a firm" for three sizes of firm."""

    values: tuple[Id, ...]
    name: Text


def briefly(brief: Said | None, full: Said | None) -> Said:
    """Return the short forms of a fact, with the full one in place of each that it does not have."""
    short, long = brief or NOTHING_SAID, full or NOTHING_SAID
    return Said(**{form: getattr(short, form) or getattr(long, form) for form in Said._fields})


def named(values: Sequence[tuple[str, str]], collectives: Iterable[Collective], speech: Speech) -> list[str]:
    """Return the names of values, given as ids with names, several of them under one name where they have one.

    Of a start-up, an SME, a large enterprise and a university, "a firm" and "a university".
    """
    left = dict(values)
    for collective in collectives:
        if left.keys() >= set(collective.values):
            first, *others = (value for value in left if value in collective.values)
            left[first] = speech.text(collective.name)
            for value in others:
                del left[value]
    return list(left.values())


def either(names: Sequence[str], speech: Speech) -> str:
    """Write names joined by "or"; a long list says first that one of it is enough."""
    if len(names) >= _LIST_LIMIT:
        return speech.fmt("one of these: {values}", values=speech.joined(list(names)))
    return joined_by_or(names, speech)


def joined_by_or(names: Sequence[str], speech: Speech) -> str:
    """Write names joined by "or", however many they are."""
    *before, last = names
    if not before:
        return last
    return speech.fmt("{values} or {last}", values=speech.joined(before), last=last)
