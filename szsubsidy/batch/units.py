"""In what amounts count, as a heading, a title or a line of units says it: ``万元``, ``单位：万元``, ``RMB '000``."""

from __future__ import annotations

import re
import unicodedata

from szsubsidy.money import UNITS

_BY_POWER = {0: "", 3: "千", 4: "万", 6: "百万", 7: "千万", 8: "亿", 9: "bn"}
UNKNOWN = "?"
"""A unit of money that amounts cannot be read in: a foreign currency, or a scale that is not known here."""

_SPELT_OUT = {
    "10k": "万", "10,000": "万", "10000": "万", "ten-thousand": "万", "tenthousand": "万",
    "thousand": "k", "thousands": "k", "1,000": "k", "1000": "k", "000": "k", "000s": "k", "仟": "k",
    "million": "m", "millions": "m", "mn": "m", "mm": "m", "mio": "m", "1,000,000": "m", "1000000": "m", "佰万": "百万",
    "hundred-million": "亿", "hundredmillion": "亿", "billion": "bn", "billions": "bn",
}  # fmt: skip
_FOREIGN = re.compile(
    r"美元|美金|港元|港币|港幣|港纸|欧元|歐元|日元|日圆|日圓|英镑|英鎊|韩元|韓元|卢布|盧布|法郎|加元|澳元|澳门元|台币|臺幣|台幣|坡元|坡币|外币|外幣"
    r"|usd?\b|us\$|usd|hkd?\b|hk\$|eur\b|euros?\b|gbp\b|jpy\b|sgd\b|krw\b|twd\b|mop\b|dollars?\b|pounds?\b|yen\b|[$€£]"
)
_YUAN = re.compile(r"人民币|人民幣|\brmb|rmb\b|\bcny|cny\b|\byuan\b|[元圆圓¥]|renminbi")
_SCALE = re.compile(r"[十百千万萬亿億佰仟拾]+|分|角|厘|毛")
_WORDS = re.compile(
    r"^(?:(?:all )?amounts? |figures |expressed |stated )?(?:in |以|按)|(?:计|計|为单位|為單位|计算|計算)$|\bof\b"
)
_NAMED = re.compile(
    r"(?:单位|單位|币种|幣種|货币|貨幣|金[额額](?=:)"
    r"|\bunits?\b(?: of (?:account|amounts?|measure(?:ment)?))?|\bcurrency\b)"
    r"\s*(?:均|都)?(?:[:是为為]|\bis\b)?\s*(?P<rest>\S.*)"
)
_BRACKETED = re.compile(r"[(\[【〔{](?P<inner>[^()\[\]【】〔〕{}]*)[)\]】〕}]")
_ASIDE = re.compile(
    r"(?:以|按)(?P<inner>[^,;。:()]{1,8}?)(?:计|計|为单位|為單位|填)|\bin (?P<english>[^,;.()]{1,24}[^,;.()\s])"
)
_COUNTED = re.compile(r"[家户戶个個人名项項台套份]\s*[、/]\s*")
_CURRENCY_ALONE = re.compile(r"人民币|人民幣|rmb|cny")
_ENDS = re.compile(r"[\s,;。、/()\[\]【】〔〕|]+")


def flat(text: str) -> str:
    """Return text in narrow characters and small letters, with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'").split())


def unit_named(text: str) -> str | None:
    """Return the unit of money that a text names and nothing else, one of `UNITS` or `UNKNOWN`; None if it names none.

    ``万元``, ``人民币万元``, ``RMB 10,000`` and ``（万元）`` are ``万``; ``元`` and ``RMB`` are the empty unit.
    """
    bare = flat(text).strip("()[]【】〔〕{} ")
    bare = _WORDS.sub("", bare).strip()
    bare = _WORDS.sub("", bare).strip()
    if not bare or len(bare) > 32:
        return None
    if _FOREIGN.search(bare):
        rest = _FOREIGN.sub("", bare).strip(" -'()/")
        return UNKNOWN if _scale(_YUAN.sub("", rest)) is not None or _SCALE.fullmatch(rest) else None
    scale, yuan = _YUAN.subn("", bare)
    scale = scale.replace("()", "").strip(" -'()/:")
    known = _scale(scale)
    if known is None:
        return UNKNOWN if _SCALE.fullmatch(scale) and (yuan or scale in {"分", "角"}) else None
    # A letter alone, or a bare number, is a unit only where a currency stands beside it.
    if not yuan and (
        scale in {"k", "w", "m", "bn", "mm", "mn"} or (scale.replace(",", "").isdigit() and "'" not in bare)
    ):
        return None
    return _BY_POWER[UNITS[known]] if yuan or scale else None


def unit_text(unit: str) -> str:
    """Write a unit, one of `UNITS`, as a heading does: ``万`` as ``万元``."""
    return unit if (unit.isascii() and unit) or unit.endswith("元") else f"{unit}元"


def is_foreign(text: str) -> bool:
    """Whether a text that names a unit names a foreign currency."""
    return bool(_FOREIGN.search(flat(text)))


def units_in(text: str) -> list[str]:
    """Return the units of money that a line names, in brackets, behind ``单位`` or ``in``, or all by itself.

    ``2026年企业名单（单位：万元）`` names ``万``. ``填报单位：某园区`` names none: a unit is nothing but its name.
    """
    line = flat(text)
    whole = unit_named(line)
    if whole is not None:
        return [] if _CURRENCY_ALONE.fullmatch(line) else [whole]
    found = [
        unit
        for match in _BRACKETED.finditer(line)
        if not _CURRENCY_ALONE.fullmatch(match["inner"]) and (unit := unit_named(match["inner"])) is not None
    ]
    found += [
        unit for match in _ASIDE.finditer(line) if (unit := unit_named(match["inner"] or match["english"])) is not None
    ]
    rest = line
    while match := _NAMED.search(rest):
        rest = match["rest"]
        found += _leading(rest)
    return list(dict.fromkeys(found))


def _leading(rest: str) -> list[str]:
    """The units with which a text begins: the longest beginning that is one, and what is listed behind it."""
    rest = rest.lstrip("(: ")
    if counted := _COUNTED.match(rest):
        rest = rest[counted.end() :]
    ends = [match.start() for match in _ENDS.finditer(rest) if match.start() <= 32]
    for end in [len(rest), *reversed(ends)]:
        unit = None if _CURRENCY_ALONE.fullmatch(rest[:end]) else unit_named(rest[:end])
        if unit is not None:
            behind = rest[end:]
            return [unit, *(_leading(behind[1:]) if behind[:1] in {"、", "/"} else [])]
    return []


def _scale(text: str) -> str | None:
    """The unit that a text without its currency names."""
    text = text.strip(" -'")
    text = _SPELT_OUT.get(text.replace(" ", "-"), text)
    return text if text in UNITS else None
