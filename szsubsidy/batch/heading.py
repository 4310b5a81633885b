"""What one heading of a table means: the name of a fact, what its amounts count in, and what stands around both.

``*3. 算力合同金额（不含税）（万元）`` is taken apart like this:

    3. *                      a number, a mark: dropped
    算力合同金额              the name, by which the fact is known
    不含税                    a note, in brackets of any kind or without: dropped
    万元                      what a bare amount counts in

A part that is none of these, such as 第一期 or 万美元, may change what is meant. Then the heading only *looks like* the
fact. So does one whose name is spelt a little differently; neither is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from szsubsidy.batch.held import HeldNames
from szsubsidy.batch.units import UNKNOWN, unit_named, units_in
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.facts.numeric import Date, Integer, Money, Percent
from szsubsidy.facts.read import names_of
from szsubsidy.facts.types import type_of
from szsubsidy.spelling import fold

_LONGEST = 120
"""No longer text is a heading of a fact."""
_OPENING, _CLOSING = "([{【〔〖<《「『", ")]}】〕〗>》」』"
_BRACKETED = re.compile(rf"[{re.escape(_OPENING)}]([^{re.escape(_OPENING + _CLOSING)}]*)[{re.escape(_CLOSING)}]")
_CIRCLED = re.compile(r"^\s*[\u2460-\u249b\u24ea-\u24ff\u3220-\u3229\u3280-\u3289]")
_HAN = "[一二三四五六七八九十]{1,3}"
_MARKS = re.compile(r"^[\s*※★☆●▲■◆•·#_-]+|[\s*※★☆:;,?。.、_-]+$")
_NUMBER = re.compile(
    rf"^\s*(?:[0-9]{{1,3}}\s*[.、):](?![0-9])|[(\[]\s*(?:[0-9]{{1,2}}|{_HAN})\s*[)\]]|{_HAN}\s*[、.)])"
)
_BETWEEN = re.compile(r"[,;|、&+/]")
_TAX = (
    r"(?:不含|未含|非含|含)(?:增值)?[税稅]|[税稅][前后後]|(?:incl|excl)[a-z]*\.?(?:vat|tax)|(?:vat|tax)(?:incl|excl)[a-z]*"
    r"|netoftax|beforetax|aftertax|with(?:out)?(?:vat|tax)"
)
_ASIDE = re.compile(
    rf"(?:{_TAX})(?:[价價]|金[额額])?"
    r"|(?:非?必[填选選须須]|[选選]填|可[选選]|可不填|如有|若有)(?:[项項])?|required|optional|mandatory|ifany|ifapplicable"
)
_DAYS = re.compile(r"日期|date|[ymd年月日./-]{4,}|[0-9]{4}[-/.年][0-9mx].*|[0-9]{8}")
_NOTE = re.compile(
    r"(?:日期)?格式.*|(?:date)?format.*"
    r"|(?:例如|示例|例|如|e\.?g\.?|example|suchas)[:.,]?.+|[请請].+|please.+|下拉.*|[单單多][选選]|select.*"
    r"|是[/或]?否|是or否|yes(?:/|or)?no|y/?n|[数數]字|[数數]值|文本|number|text|\*+"
)
_CURRENCY = re.compile(r"人民[币幣]|rmb|cny|renminbi|¥")
_SHORT = {
    "k": "k",
    "w": "w",
    "m": "m",
    "bn": "bn",
    "千": "千",
    "万": "万",
    "萬": "萬",
    "亿": "亿",
    "億": "億",
    "10k": "万",
    "10,000": "万",
    "10000": "万",
}
"""What counts as a unit beside the name of an amount, though no currency stands with it."""
_COUNTS = frozenset(
    [
        *["人", "名", "位", "家", "个", "個", "户", "戶", "岁", "歲", "周岁", "周歲", "月", "个月", "個月"],
        *["people", "persons", "months", "yearsold", "no", "#"],
    ]
)
_SQUARE_METRES = frozenset(
    ["平方米", "平米", "m2", "sqm", "squaremetres", "squaremetre", "squaremeters", "squaremeter"]
)
_PER_CENT = frozenset(["%", "百分比", "percent", "percentage"])
_OF_WHOM = re.compile(
    r"^(?:(?:申报|申報|申请|申請|本)?(?:企业|企業|公司|单位|單位)|申请人|申請人|(?:company|firm|enterprise|applicant)-)的?"
)
_GROUP = re.compile(
    r"(?:申报|申報|申请|申請)?(?:企业|企業|公司|单位|單位|项目|項目|合同|合約|申请人|申請人)?(?:基本|相关|相關)?"
    r"(?:信息|資料|资料|情况|情況|概况|概況)|(?:firm|company|applicant|project|basic|general)?-?(?:info|information|details|data)|firm|company|applicant|project"
)
_AMOUNTS = frozenset(
    [
        "金额",
        "金額",
        "数额",
        "數額",
        "总额",
        "總額",
        "合同金额",
        "合同金額",
        "合約金額",
        "合同额",
        "合同額",
        "amount",
        "value",
    ]
)
"""What stands below a heading such as 算力合同 and means its amount."""
Part: TypeAlias = Literal["note", "unit", "count", "other"]


class Meaning(NamedTuple):
    """The fact that a heading means, and what a bare amount below it counts in.

    ``unit`` is as in `szsubsidy.money.UNITS`, None where the heading names none. ``rank`` is 0 for a name of the fact;
    a heading of a higher one, such as 注册地址 for a district, tells of it where no other column does. ``other`` are
    parts that may change what is meant: with any, the heading only looks like the fact.
    """

    fact: Fact
    unit: str | None = None
    rank: int = 0
    other: tuple[str, ...] = ()


class HeadingReader:
    """Tells what headings mean by the names that facts and programmes have in any language."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._facts: Mapping[str, Fact] = catalogue.facts
        self._held = HeldNames(catalogue.programmes)
        self._instead = {
            squashed(fold(name)): (fact.id, rank)
            for fact in catalogue.facts.values()
            for rank, name in enumerate(fact.instead, start=1)
        }
        self.names = {
            squashed(name): fact
            for name, fact in reversed(names_of(catalogue.facts).items())
            if squashed(name) not in self._instead
        }
        self.read = lru_cache(maxsize=10_000)(self._read)

    def _read(self, heading: str) -> Meaning | None:
        """Return what a heading means, or what it looks like; None where it names no fact."""
        exact = squashed(fold(heading))
        if exact in self.names:
            return Meaning(self._facts[self.names[exact]])
        if not heading.strip() or len(heading) > _LONGEST:
            return None
        parts = [_bare(part) for part in _levels(heading)]
        said = [word for part in parts for word in part.bracketed]
        for name in _joined([part.name for part in parts if part.name]):
            found = self._named(name, said)
            if found is not None:
                return found
        return None

    def _named(self, name: str, bracketed: list[str]) -> Meaning | None:
        """What a name with the words in brackets means, where it begins or ends with a fact's."""
        without_tax = re.sub(_TAX, "", name)
        for candidate in dict.fromkeys((name, without_tax)):
            for end in (len(candidate), *range(len(candidate) - 1, 1, -1)):
                known = self._known(candidate[:end].strip("-:/,;"))
                rest = candidate[end:].strip("-:/,;")
                if known is None or (rest and not _goes_behind(rest, known[0])):
                    continue
                fact, rank = known
                said = [*bracketed, *([rest] if rest else [])]
                other = tuple(word for word in said if _kind(word, fact) == "other")
                units = list(dict.fromkeys(_units_in(said))) if _is_money(fact) else []
                if len(units) > 1:
                    other += tuple(said)
                return Meaning(fact, units[0] if units and units[0] != UNKNOWN else None, rank, other)
        return None

    def _known(self, name: str) -> tuple[Fact, int] | None:
        """The fact with a name, and the rank of that name."""
        key = squashed(name)
        if key in self.names:
            return self._facts[self.names[key]], 0
        if key in self._instead:
            meant, rank = self._instead[key]
            return self._facts[meant], rank
        held = self._held.fact(name)
        if held is not None:
            return held, 0
        owner = _OF_WHOM.match(name)
        rest = squashed(name[owner.end() :]) if owner else ""
        if rest in self.names:
            fact = self._facts[self.names[rest]]
            return (fact, 0) if fact.of == "firm" and type_of(fact).operators else None
        return None

    def speaks_of_held(self, heading: str) -> bool:
        """Whether a heading speaks of money held, whether or not its programme is known."""
        return self._held.said(bare_name(heading)) is not None


class _Bare(NamedTuple):
    """A text without marks and brackets, folded, and the words that stood in brackets."""

    name: str
    bracketed: list[str]


def bare_name(heading: str) -> str:
    """Return a heading folded, without marks, and without what stands in brackets."""
    return "-".join(name for level in _levels(heading) if (name := _bare(level).name))


def words_in(heading: str) -> list[str]:
    """Return what stands in the brackets of a heading, folded."""
    return [word for level in _levels(heading) for word in _bare(level).bracketed]


def squashed(folded: str) -> str:
    """Return a folded text without what stands for space."""
    return folded.replace("-", "")


def unit_of(word: str) -> str | None:
    """Return what a bare amount counts in where a heading says ``人民币万元`` or ``单位:万元``; None if it names none.

    That is one of `szsubsidy.money.UNITS`, or `szsubsidy.batch.units.UNKNOWN`.
    """
    text = word.replace("-", " ")
    if _CURRENCY.fullmatch(text):
        return None
    if text in _SHORT:
        return _SHORT[text]
    unit = unit_named(text)
    named = [unit] if unit is not None else units_in(text)
    return named[0] if len(named) == 1 else None


def _units_in(words: list[str]) -> list[str]:
    """The units that words name, each or among what they list."""
    units = []
    for word in words:
        for part in [word] if unit_of(word) is not None else _listed(word):
            unit = unit_of(part)
            units += [] if unit is None else [unit]
    return units


def _kind(word: str, fact: Fact) -> Part:
    """What a word beside the name of a fact is, or all the words that it lists."""
    alone = _kind_of_one(word, fact)
    if alone != "other":
        return alone
    listed = {_kind_of_one(part, fact) for part in _listed(word)}
    if "other" in listed or not listed:
        return "other"
    return "unit" if "unit" in listed else "note"


def _kind_of_one(word: str, fact: Fact) -> Part:
    bare = squashed(word)
    if not bare or _ASIDE.fullmatch(bare) or _NOTE.fullmatch(bare) or (is_day(fact) and _DAYS.fullmatch(word)):
        return "note"
    kind = type_of(fact)
    if _is_money(fact):
        known = bool(_CURRENCY.fullmatch(word)) or unit_of(word) not in {None, UNKNOWN}
        return "unit" if known else "other"
    counts = _PER_CENT if isinstance(kind, Percent) else _COUNTS if isinstance(kind, Integer) else frozenset[str]()
    if fact.unit is not None and isinstance(kind, Integer) and "metre" in fact.unit["en"]:
        counts |= _SQUARE_METRES
    return "count" if squashed(word) in counts else "other"


def unit_in(heading: str) -> str | None:
    """Return what amounts below any heading count in, by its brackets or its end; None if it does not say."""
    said = _units_in(words_in(heading))
    name = bare_name(heading)
    said += [unit for start in range(len(name)) if (unit := unit_named(name[start:].strip("-:/").replace("-", " ")))]
    return said[0] if said else None


def _listed(word: str) -> list[str]:
    """The words that one lists: ``不含税,万元``."""
    return [part.strip("-") for part in _BETWEEN.split(word.replace("10,000", "10000")) if part.strip("-")]


def _goes_behind(word: str, fact: Fact) -> bool:
    """Whether a word may stand behind the name of a fact without brackets."""
    return bool(_ASIDE.fullmatch(squashed(word))) or _kind_of_one(word, fact) == "unit"


def _is_money(fact: Fact) -> bool:
    return isinstance(type_of(fact), Money)


def is_day(fact: Fact) -> bool:
    """Whether the values of a fact are days."""
    return isinstance(type_of(fact), Date)


def _levels(heading: str) -> list[str]:
    """The levels of a heading, ``企业信息/成立日期``, without the brackets' slashes."""
    levels, depth = [""], 0
    for character in unicodedata.normalize("NFKC", _CIRCLED.sub("", heading)):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == "/" and depth <= 0:
            levels.append("")
        else:
            levels[-1] += character
    return levels


def _bare(level: str) -> _Bare:
    text, before, bracketed = level, "", []
    while text != before:
        before = text
        text = _MARKS.sub("", _NUMBER.sub("", text))
    while (match := _BRACKETED.search(text)) is not None:
        bracketed.append(fold(match[1]).strip("-:"))
        text = text[: match.start()] + " " + text[match.end() :]
        text = _MARKS.sub("", _NUMBER.sub("", text))
    return _Bare(fold(text), [word for word in bracketed if word])


def _joined(levels: list[str]) -> list[str]:
    """What the levels of a heading may mean together: alone, in either order, the last below a general one."""
    if len(levels) < 2:
        return levels
    joined = ["-".join(levels), "-".join(reversed(levels))]
    general = all(_GROUP.fullmatch(level) for level in levels[:-1])
    if general or len(set(levels)) == 1:
        joined.append(levels[-1])
    return [*joined, levels[-2]] if levels[-1] in _AMOUNTS else joined
