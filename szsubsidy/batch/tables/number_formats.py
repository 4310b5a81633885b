"""What a number looks like under the number format of its cell, as far as that changes what it means.

``#,##0.00`` changes nothing. ``"US$"#,##0`` makes dollars of it, ``0"万元"`` counts in ten thousands, ``0%`` shows 0.6
as 60%. The stored number counts, not its rounding: as the spreadsheet computes with it. Say 8000000 stands under

    =====================  ==========  ==========================================================================
    format                 text        why
    =====================  ==========  ==========================================================================
    ``¥#,##0.00``          (as it is)  yuan
    ``[$HK$-C04]#,##0``    HK$8000000  not yuan: what reads amounts refuses it
    ``[$¥-411]#,##0``      JPY8000000  the same sign, in Japan
    ``#,##0"万元"``        8000000万元  a unit; so is 元, whatever the heading says
    ``0!.0,"万"``          800万        two places are taken off by the comma and one by the point: that is a unit too
    ``0.0,,"M"``           (as it is)  M stands for the millions that the commas take off
    ``#,##0,``             (as it is)  nothing says what was taken off; `is_scaled`, so that people are told
    =====================  ==========  ==========================================================================
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from szsubsidy.money import narrow

_TOKEN = re.compile(
    r'"([^"]*)"|\[\$([^\]-]*)(?:-([^\]]*))?\]|\[([^\]]*)\]|[\\!](.)|_.|\*.|(General|G/通用格式)|(.)', re.DOTALL
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_YUAN = re.compile(r"¥|人民币|人民幣|rmb|cny|cn|[\s()\-+:,.]")
"""What says yuan or nothing, as in front of a number in a column of 万元; a 元 behind it does name a unit."""
_COUNTED = re.compile(r"[人名家个個项項件年月天日次台套份号號岁歲户戶位期㎡]|平方米|平米|m2")
"""What says of what there are so many: no money."""
_SCALES = {"k": 1, "千": 1, "千元": 1, "m": 2, "百万": 2, "百萬": 2, "百万元": 2, "mn": 2, "b": 3, "bn": 3, "十亿": 3}
"""Texts that stand for as many commas."""
_JAPAN = {"411", "0411", "ja-jp", "ja"}
# Of these, what a spreadsheet shows depends on where it runs; one that was saved in China says so with a format.
BUILT_IN = {
    **dict.fromkeys((5, 6, 7, 8), "$#,##0"),
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((42, 44), "$#,##0"),
}
"""Formats that a file names by number, as far as they change what a number means."""
CHINESE_DAYS = frozenset({27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
"""Numbers of formats in which a Chinese spreadsheet shows days."""


class _Section(NamedTuple):
    """One part of a format, for numbers that fit ``condition``: what stands before and behind the digits.

    ``taken`` is how many decimal places the shown number has less than the stored one.
    """

    condition: tuple[str, Decimal] | None
    before: str
    behind: str
    taken: int
    percent: bool
    digits: bool

    @property
    def is_plain(self) -> bool:
        """Whether the number means what it would mean alone."""
        return not self.digits or (not self.percent and not self._said)

    @property
    def is_scaled(self) -> bool:
        """Whether it is shown divided, and nothing says by what."""
        return self.digits and self.taken > 0 and not self._said and not self._scale

    @property
    def _scale(self) -> str:
        text = narrow(self.before + self.behind).lower().strip()
        return text if _SCALES.get(text, 0) * 3 == self.taken > 0 else ""

    @property
    def _said(self) -> str:
        """What is said besides yuan and what is counted."""
        if self._scale:
            return ""
        text = _YUAN.sub("", narrow(self.before + self.behind).lower())
        return "" if not _COUNTED.sub("", text) else text

    def text(self, number: Decimal) -> str:
        if self.percent:
            return f"{_bare(number * 100)}%"
        return f"{self.before.strip()}{_bare(number.scaleb(-self.taken))}{self.behind.strip()}"


def changes_meaning(code: str) -> bool:
    """Return whether a number under a format may mean something other than alone."""
    return any(not section.is_plain for section in _sections(code))


def is_scaled(code: str) -> bool:
    """Return whether a format shows numbers divided by thousands, and nothing in it says so."""
    return any(section.is_scaled for section in _sections(code))


def seen(code: str, number: float) -> str | None:
    """Return a number as its format shows it, in full; nothing where it means what it would mean alone."""
    exact = Decimal(f"{number:.15g}")
    section = _chosen(_sections(code), exact)
    return None if _is_plain(section) else section.text(exact)


@lru_cache(maxsize=512)
def _is_plain(section: _Section) -> bool:
    return section.is_plain


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> _Section:
    if any(section.condition for section in sections):
        fitting = (each for each in sections if each.condition is None or _holds(each.condition, number))
        return next(fitting, sections[-1])
    if number < 0 and len(sections) > 1:
        # What is negative is shown by the second part, which has a sign of its own or none.
        return sections[1]._replace(before=f"-{sections[1].before.replace('-', '')}")
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token[7] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_section, parts[:3]))


def _section(tokens: list[re.Match[str]]) -> _Section:
    condition, texts, taken, behind_point = None, ["", ""], 0, 0
    percent = digits = point = dated = False
    for token in tokens:
        quoted, sign, place, bracket, escaped, general, char = token.groups()
        if bracket is not None:
            if found := _CONDITION.fullmatch(bracket):
                condition = (found[1], Decimal(found[2]))
        elif general or (char and char in "0#?"):
            digits = True
            behind_point += point
        elif char == "," and digits:
            taken += 3
            continue
        elif char and char in "ymdhsYMDHS":
            dated = True
        elif char == "%":
            percent = True
        elif escaped == "." and digits:
            point = True
        elif char not in {".", "E", "/", "@"} or not char:
            texts[digits] += _currency(sign, place) if sign is not None else quoted or escaped or char or ""
        if char and char in "0#?":
            taken = 0  # a comma between digits only groups them
    if point:
        taken += behind_point
    return _Section(condition, texts[0], texts[1], taken, percent, digits and not dated)


def _currency(sign: str, place: str | None) -> str:
    if narrow(sign) == "¥" and (place or "").lower() in _JAPAN:
        return "JPY"
    return sign


def _bare(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
