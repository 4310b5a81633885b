"""Money as integers of fen (1 yuan is 100 fen): how an amount is read, and how it is written.

Amounts are upper bounds, so arithmetic on them rounds down. No float is involved anywhere.

The grammar of amounts is written three times. `parse_money` reads one text, and says what it means.
`szsubsidy.batch.cleaning` has the same grammar as expressions over a column, for engines that run no Python of ours,
and `szsubsidy.batch.cells` a fast path for the commonest texts. That the three mean the same, to the fen, is held by
``test_any_text_means_the_same_in_a_column`` and ``…_in_duckdb`` in tests/batch/test_grammar.py.
"""

from __future__ import annotations

import re

from szsubsidy.digits import kept_to
from szsubsidy.errors import SubsidyError, message, quoted

FEN_PER_YUAN = 100
FEN_PER_WAN = 10_000 * FEN_PER_YUAN
FEN_PER_YI = 100_000_000 * FEN_PER_YUAN
BASIS_POINTS = 10_000
"""How many basis points are the whole: rates are integers of a hundredth of a per cent."""
MAX_FEN = 10**12 * FEN_PER_YUAN
"""The largest amount that is read. Times a rate it is 10^18, which the 64 bits of a table's integers still hold."""

GRAMMAR = message("accepted: 8000000, 8,000,000.50, ¥800万, 1.2亿, 8m, 800k")
"""The hint of errors: examples, which each language writes in its own characters."""

UNITS = {
    "": 0,
    "k": 3,
    "千": 3,
    "w": 4,
    "万": 4,
    "萬": 4,
    "m": 6,
    "百万": 6,
    "百萬": 6,
    "千万": 7,
    "千萬": 7,
    "亿": 8,
    "億": 8,
    "bn": 9,
}
"""The power of ten that each unit is, in yuan."""

# An amount is read by digits alone. With ``￥1,234.5(万元人民币)`` the steps of `parse_money` are
#
#     narrow, lower case    ¥1,234.5(万元人民币)    of the shape that `AMOUNT` describes
#     digits                1234.5                all that is no digit and no point is dropped; a minus would be refused
#     unit                  万                    what is left without `NO_UNIT`: 10^4 yuan, so 10^6 fen
#     fen                   1234500000            the part is filled up to six digits; 12,345,000 yuan
#
# A part longer than the exponent would be finer than a fen (``0.125``: three digits, two of a yuan), and is refused
# rather than rounded; `szsubsidy.digits` says what of it is the noise of a float. ``1,23`` and ``1,234 567`` are no
# amounts. The patterns say the same to every engine that reads columns by them, so they refer to no group, look
# nowhere ahead and know one kind of space. They are not compiled here: many commands read no amount, and `re` keeps a
# pattern that it has met; nor is the long one where there is no bracket.
_CURRENCY = "(人民币|人民幣|cny|rmb)"
_YUAN = "(元|圆|圓|yuan)( *[整正])?"
_COIN = f"({_YUAN} *{_CURRENCY}?|{_CURRENCY} *({_YUAN})?)"
_UNIT = f"({'|'.join(sorted(filter(None, UNITS), key=len, reverse=True))})"
_NUMBER = r"([0-9]+|[0-9]{1,3}((,[0-9]{3})+|( [0-9]{3})+|(_[0-9]{3})+))"
_BARE = rf"^({_CURRENCY} *)?(¥ *)?({_NUMBER}(\.[0-9]*)?|\.[0-9]+) *"
_WITHOUT_BRACKETS = rf"{_BARE}{_UNIT}? *{_COIN}?$"
_BEHIND = rf"({_UNIT} *{_COIN}?|{_COIN})( *\( *{_COIN} *\))?"
AMOUNT = rf"{_BARE}(|\( *{_COIN} *\)|{_BEHIND}|\( *{_BEHIND} *\)|\( *{_UNIT} *\) *{_COIN})$"
"""The shape of an amount in narrow, lower-case text, as a pattern for any engine."""
NO_UNIT = "yuan|cny|rmb|[^kwmbn百千万萬亿億]"
"""What to drop of an amount to have its unit, one of `UNITS`."""
IN_YUAN = "[0-9.][^0-9.]*(元|圆|圓|yuan|人民币|人民幣|cny|rmb)"
"""What is found in an amount that counts in yuan where it names no unit, in a time that grows with its length alone."""
_MINUS = "-−‐‑–—"
_SPACES = "\u3000\u00a0\u2007\u2009\u202f\t\r\n\v\f"
WIDTHS = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | {"￥": "¥"} | dict.fromkeys(_SPACES, " ")
"""What each full-width character, and each space of another kind, counts as."""
_NARROW = str.maketrans(WIDTHS)
FORMULA = '="(.*)"'
"""A formula that is nothing but a text, by which programs keep a spreadsheet from changing it."""
TEXT_MARK = "^'"
"""What a person types before a number that is to stay text."""


_REASONS = {
    "empty": message("an empty amount"),
    "negative": message("{given} is a negative amount"),
    "not-finite": message("{given} is not a finite amount"),
    "too-large": message("{given} is more than 1,000,000,000,000 yuan"),
    "too-fine": message("{given} has more than two decimals"),
    "not-an-amount": message("{given} is not an amount"),
}


class MoneyError(ValueError):
    """Text that is not an amount this program accepts.

    ``code`` is one of ``empty``, ``negative``, ``not-finite``, ``too-large``, ``too-fine`` and
    ``not-an-amount``; ``what`` says the same to a user, with a hole ``{given}`` for the text.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.what = _REASONS[code]

    def about(self, text: str, *, where: str, code: str = "bad-amount") -> SubsidyError:
        """Return the error for a user who gave ``text`` at ``where``, with examples of what is accepted."""
        return SubsidyError(self.what, where=where, hint=GRAMMAR, code=code, given=quoted(text))


def narrow(text: str) -> str:
    """Return text with full-width characters made narrow, without outer space and what marks text in a spreadsheet.

    ``="800"`` and ``'800`` are 800.
    """
    text = text.translate(_NARROW).strip()
    if text[:1] in {"=", "'"}:
        text = re.sub(TEXT_MARK, "", re.sub(f"^{FORMULA}$", r"\1", text)).strip()
    return text


def parse_money(text: str, unit: str = "") -> int:
    """Read an amount of yuan as people type it and return fen.

    Accepts thousands separators in groups of three, full-width characters, a currency sign and
    the units 千 万 百万 千万 亿 k w m bn, yuan as registers write it (``1000.00(万元人民币)``); a bare number counts in
    ``unit``. Raises `MoneyError`
    for anything negative, not finite, above 10^12 yuan, finer than a fen, or not an amount.
    """
    folded = narrow(text)
    if not folded:
        raise MoneyError("empty")
    lowered = folded.lower().lstrip("+")
    if lowered.lstrip(_MINUS) in {"nan", "inf", "infinity", "∞"}:
        raise MoneyError("not-finite")
    if re.search(AMOUNT if "(" in lowered else _WITHOUT_BRACKETS, lowered) is None:
        negative = lowered.lstrip("¥")[:1] in tuple(_MINUS)
        raise MoneyError("negative" if negative else "not-an-amount")
    whole, _, part = re.sub("[^0-9.]", "", lowered).partition(".")
    whole = whole.lstrip("0")
    named = re.sub(NO_UNIT, "", lowered)
    exponent = exponent_of(named or ("" if re.search(IN_YUAN, lowered) else unit))
    if len(whole) + exponent > 15:
        raise MoneyError("too-large")
    fen = kept_to(whole, part, exponent)
    if fen is None:
        raise MoneyError("too-fine")
    if fen > MAX_FEN:
        raise MoneyError("too-large")
    return fen


def exponent_of(unit: str) -> int:
    """Return the power of ten that turns a number of ``unit`` (``""`` for yuan) into fen."""
    return UNITS[unit] + 2


def share(cost: int, rate: int) -> int:
    """Return ``rate`` (basis points) of ``cost`` (fen), rounded down to the fen: 12.5% of 0.99 yuan are 12 fen."""
    return cost * rate // BASIS_POINTS


def round_step(span: int) -> int:
    """Return an amount of fen of which ``span`` has about ten: 1, 2 or 5 times a power of ten, at least a yuan."""
    size = FEN_PER_YUAN
    while True:
        for factor in (1, 2, 5):
            if span <= 12 * factor * size:
                return factor * size
        size *= 10


def exact_share(cost: int, rate: int) -> str:
    """Write ``rate`` (basis points) of ``cost`` (fen) in yuan with every digit, unrounded: ``1,500,000.165``."""
    yuan, rest = divmod(cost * rate, FEN_PER_YUAN * BASIS_POINTS)
    return f"{yuan:,}.{rest:06d}".rstrip("0").rstrip(".")


def plain(fen: int) -> str:
    """Write fen as yuan in bare digits: ``4800000``, ``1500000.16``, ``0.5`` as ``0.50``, ``-2.50``."""
    if fen < 0:
        return f"-{plain(-fen)}"
    yuan, rest = divmod(fen, FEN_PER_YUAN)
    return f"{yuan}.{rest:02d}" if rest else str(yuan)


def grouped(fen: int) -> str:
    """Write fen as yuan with thousands separators: ``4,800,000``, ``1,500,000.16``."""
    yuan, rest = divmod(fen, FEN_PER_YUAN)
    return f"{yuan:,}.{rest:02d}" if rest else f"{yuan:,}"


def compact(fen: int, units: tuple[str, str] = ("万", "亿")) -> str | None:
    """Write fen in 万 or 亿 where that is exact and short (``480万``, ``1.2亿``), else return None.

    ``units`` are the characters for the two.
    """
    size, unit = (FEN_PER_YI, units[1]) if fen >= FEN_PER_YI else (FEN_PER_WAN, units[0])
    whole, rest = divmod(fen, size)
    part = f"{rest:0{len(str(size)) - 1}d}".rstrip("0")
    if whole == 0 or len(part) > 4:
        return None
    return f"{whole}.{part}{unit}" if part else f"{whole}{unit}"


def in_chinese(fen: int, units: tuple[str, str] = ("万", "亿")) -> str:
    """Write fen of yuan as a notice in Shenzhen does: ``480万``, ``1.2亿``, ``12.05万``, ``16,666,666.67``, ``5,000``.

    From 1亿 on it is 亿 where four decimals are enough, from 1万 on 万 where two are, else yuan with commas.
    """
    # 123,450,000 yuan is 1.2345亿; 123,456,700 would need six decimals and is 12,345.67万; one fen more, and it is
    # 123,456,700.01 yuan.
    if fen >= FEN_PER_YI and fen % FEN_PER_WAN == 0:
        return _decimal(fen, FEN_PER_YI) + units[1]
    if is_even_wan(fen) and fen >= FEN_PER_WAN:
        return in_wan(fen) + units[0]
    return grouped(fen)


def is_even_wan(fen: int) -> bool:
    """Return whether an amount is a whole hundred of yuan, so that 万 with two decimals tell it exactly."""
    return fen % (FEN_PER_WAN // 100) == 0


def in_wan(fen: int) -> str:
    """Write fen of yuan in ten thousands, without the unit: ``480``, ``12.05``, ``12,345.67``."""
    return _decimal(fen, FEN_PER_WAN)


def _decimal(fen: int, unit: int) -> str:
    """Write fen in a unit of that many fen, with every digit; from five digits on, they are in groups."""
    whole, rest = divmod(fen, unit)
    part = f"{rest:0{len(str(unit)) - 1}d}".rstrip("0")
    text = f"{whole:,}" if whole >= 10_000 else str(whole)
    return f"{text}.{part}" if part else text


def percent(rate: int) -> str:
    """Write basis points as per cent: ``60``, ``12.5``."""
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
