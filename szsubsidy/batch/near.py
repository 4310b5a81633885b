"""Which headings that were not read look like a fact that no column holds: by a word in them, or by their spelling."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from szsubsidy.batch.heading import HeadingReader, bare_name, is_day, squashed, unit_in, unit_of
from szsubsidy.batch.units import UNKNOWN
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.spelling import fold

_MOST = 300
"""Of so many headings it is asked what they look like."""
_ALIKE = 0.72
"""How much of two names is the same where one looks like a slip of the other."""
_NO_AMOUNT = re.compile(
    r"(?:名称|名稱|[时時][间間]|日期|年限|期限|[编編][号號]|[号號]|商|方|内容|內容|用途|[数數]量|[规規]模|[类類]型|[类類]别|型[号號]|地址|人|[说說]明"
    r"|[备備]注|備註|情[况況]|比例|占比|率|%|name|date|day|no|number|provider|type|supplier|vendor|id|share|rate|note|notes)$"
)
_DAY = re.compile(r"日期|[时時][间間]|年月|年份|日$|date|day|\bon$|since")


class Near(NamedTuple):
    """A heading that was not read, and the fact that it looks like.

    ``foreign`` says that it names the fact, with amounts in a unit or a currency that is not known.
    """

    heading: str
    fact: Fact
    unit: str | None
    foreign: bool = False


def near_headings(
    headings: Sequence[str], held: Collection[str], catalogue: Catalogue, reader: HeadingReader
) -> list[Near]:
    """Return what headings look like that were not read, of the facts that are not ``held`` by another column."""
    likeness = _Likeness(catalogue, reader)
    found = []
    for heading in headings[:_MOST]:
        meaning = reader.read(heading)
        if meaning is not None and meaning.other:
            foreign = type_of(meaning.fact).in_yuan and any(unit_of(word) == UNKNOWN for word in meaning.other)
            if foreign or meaning.fact.id not in held:
                found.append(Near(heading, meaning.fact, meaning.unit, foreign))
        elif meaning is None and (fact := likeness.of(heading)) is not None and fact.id not in held:
            found.append(Near(heading, fact, unit_in(heading) if type_of(fact).in_yuan else None))
    return found


class _Likeness:
    """Tells which fact a heading looks like."""

    def __init__(self, catalogue: Catalogue, reader: HeadingReader) -> None:
        self._facts = catalogue.facts
        self._names = {
            name: fact
            for name, fact in reader.names.items()
            if type_of(catalogue.facts[fact]).operators and len(name) > 2
        }
        self._words = [(fold(word), fact) for fact in catalogue.facts.values() for word in fact.like]

    def of(self, heading: str) -> Fact | None:
        name = bare_name(heading)
        if not name or len(name) > 40:
            return None
        tokens = name.split("-")
        named = [(len(word), fact) for word, fact in self._words if _has(word, name, tokens) and _fits(fact, name)]
        if named:
            longest = max(length for length, _ in named)
            facts = {fact.id: fact for length, fact in named if length == longest}
            return next(iter(facts.values())) if len(facts) == 1 else None
        close = get_close_matches(squashed(name), self._names, n=1, cutoff=_ALIKE)
        fact = self._facts[self._names[close[0]]] if close else None
        return fact if fact is not None and _fits(fact, name) else None


def _has(word: str, name: str, tokens: list[str]) -> bool:
    if not word.isascii():
        return word in name
    return word in tokens or (len(word) > 4 and any(token.startswith(word) for token in tokens))


def _fits(fact: Fact, name: str) -> bool:
    """Whether a column with a name may have values of the fact's type."""
    if is_day(fact):
        return bool(_DAY.search(name))
    return not (type_of(fact).in_yuan and _NO_AMOUNT.search(name))
