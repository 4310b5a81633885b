"""Which headings that were not read look like facts that no column holds.

They do by a word in them, as the end of a name, or by their spelling.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import NamedTuple

from szsubsidy.batch.heading import HeadingReader, bare_name, is_day, squashed, unit_in, unit_of
from szsubsidy.batch.units import UNKNOWN
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.facts.read import names_of
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
_WHOLE = re.compile(r"^(?:本?(?:项目|項目))?|(?<=.)[总總](?=金额|金額|额|額|价|價)")
"""What a heading such as 项目合同总金额 may have beside the end of a fact's name, 合同金额."""
_DAY = re.compile(r"日期|[时時][间間]|年月|年份|日$|date|day|\bon$|since")


class Near(NamedTuple):
    """A heading that was not read, and the facts that it looks like, one of which it may be.

    ``foreign`` says that it names the fact, with amounts in a unit or a currency that is not known; ``vague`` that it
    is no more than the end of the facts' names, as 类型 is of 企业类型 and 项目类型.
    """

    heading: str
    facts: tuple[Fact, ...]
    unit: str | None
    foreign: bool = False
    vague: bool = False


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
                found.append(Near(heading, (meaning.fact,), meaning.unit, foreign))
        elif meaning is None:
            found += likeness.of(heading, held)
    return found


class _Likeness:
    """Tells which facts a heading looks like."""

    def __init__(self, catalogue: Catalogue, reader: HeadingReader) -> None:
        self._facts = catalogue.facts
        comparable = {fact.id for fact in catalogue.facts.values() if type_of(fact).operators}
        self._names = {name: fact for name, fact in reader.names.items() if fact in comparable and len(name) > 2}
        self._words = [(fold(word), fact) for fact in catalogue.facts.values() for word in fact.like]
        self._ends = [
            (name, catalogue.facts[fact]) for name, fact in names_of(catalogue.facts).items() if fact in comparable
        ]

    def of(self, heading: str, held: Collection[str]) -> list[Near]:
        """Return what a heading looks like, of the facts that are not ``held``."""
        name = bare_name(heading)
        if not name or len(name) > 40:
            return []
        facts = self._by_word(name)
        vague = not facts
        if vague:
            facts = self._by_end(name)
        if not facts:
            vague, facts = False, self._by_spelling(name)
        facts = [fact for fact in facts if fact.id not in held and _fits(fact, name)]
        unit = unit_in(heading) if any(type_of(fact).in_yuan for fact in facts) else None
        return [Near(heading, tuple(facts), unit, vague=vague)] if facts else []

    def _by_word(self, name: str) -> list[Fact]:
        tokens = name.split("-")
        named = [(len(word), fact) for word, fact in self._words if _has(word, name, tokens) and _fits(fact, name)]
        longest = max((length for length, _ in named), default=0)
        return list({fact.id: fact for length, fact in named if length == longest}.values())

    def _by_end(self, name: str) -> list[Fact]:
        """The amounts and choices with a name that ends so: a day or a number has too many such ends."""
        end = _WHOLE.sub("", name)
        before = f"-{end}" if end.isascii() else end
        return list(
            {
                fact.id: fact
                for known, fact in self._ends
                if len(end) > 1 and known.endswith(before) and known != end and (type_of(fact).in_yuan or fact.values)
            }.values()
        )

    def _by_spelling(self, name: str) -> list[Fact]:
        """The facts of the names that are closest, of which several may be as close."""
        close = get_close_matches(squashed(name), self._names, n=8, cutoff=_ALIKE)
        likest = [each for each in close if _alike(name, each) == _alike(name, close[0])]
        return list({self._names[each]: self._facts[self._names[each]] for each in likest}.values())


def _alike(name: str, known: str) -> float:
    return SequenceMatcher(None, known, squashed(name)).ratio()


def _has(word: str, name: str, tokens: list[str]) -> bool:
    if not word.isascii():
        return word in name
    return word in tokens or (len(word) > 4 and any(token.startswith(word) for token in tokens))


def _fits(fact: Fact, name: str) -> bool:
    """Whether a column with a name may have values of the fact's type."""
    if is_day(fact):
        return bool(_DAY.search(name))
    return not (type_of(fact).in_yuan and _NO_AMOUNT.search(name))
