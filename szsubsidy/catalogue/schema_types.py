"""The small types that the catalogue's authoring format is made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from szsubsidy.errors import Unfit, message
from szsubsidy.money import BASIS_POINTS, MoneyError, parse_money
from szsubsidy.vocabulary import Confidence


def printable(text: str) -> str:
    """Refuse control characters, which have no place in a text that goes to a terminal."""
    if not text.isprintable():
        raise Unfit(message("a text in one line, without control characters"))
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(printable)]
Cite = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(#[a-z0-9.-]+)?$")]


_AMOUNT = message("an amount in yuan, such as 5_000_000 or '500万'")


def fen(value: object) -> int:
    """Read an amount of yuan as a file gives it."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unfit(_AMOUNT)
    try:
        return parse_money(str(value))
    except MoneyError as error:
        raise Unfit(error.what, _AMOUNT, given=str(value)) from error


def basis_points(value: object) -> int:
    """Read a percentage as a file gives it."""
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


Fen = Annotated[int, BeforeValidator(fen)]
BasisPoints = Annotated[int, BeforeValidator(basis_points)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Localized(Strict):
    """One text in the three languages."""

    en: Text
    zh_hans: Text = Field(alias="zh-Hans")
    zh_hant: Text = Field(alias="zh-Hant")


class Cited(Strict):
    """A figure or statement with the provision it was taken from.

    ``confidence`` is given only where it differs from the provision's own.
    """

    cite: Cite
    confidence: Confidence | None = None


class Amount(Cited):
    amount: Fen
    per: Literal["year", "project", "product", "person", "once", "two-years"] | None = None
