"""Amounts and rates as files write them: yuan become fen, per cent become basis points."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from szsubsidy.errors import Unfit, message
from szsubsidy.fields import ReadAs
from szsubsidy.money import BASIS_POINTS, MoneyError, parse_money

_AMOUNT = message("an amount in yuan, such as 5_000_000 or '500万'")


def fen(value: object) -> int:
    """Read an amount of yuan, an integer or a text such as ``500万``. Raises `Unfit`."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unfit(_AMOUNT)
    try:
        return parse_money(str(value))
    except MoneyError as error:
        raise Unfit(error.what, _AMOUNT, given=str(value)) from error


def basis_points(value: object) -> int:
    """Read a percentage such as 30 or ``12.5``. Raises `Unfit`."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unfit(message("a percentage, such as 30 or 12.5"))
    whole, _, part = str(value).partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 3):
        raise Unfit(message("a percentage, such as 30 or 12.5"))
    if part and not (part.isascii() and part.isdigit() and len(part) <= 2):
        raise Unfit(message("a percentage with at most two decimals"))
    rate = int(whole) * 100 + int(part.ljust(2, "0") or "0")
    if rate > BASIS_POINTS:
        raise Unfit(message("at most 100"))
    return rate


Fen: TypeAlias = Annotated[int, ReadAs(Any, fen)]
BasisPoints: TypeAlias = Annotated[int, ReadAs(Any, basis_points)]
