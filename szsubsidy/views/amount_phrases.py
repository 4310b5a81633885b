"""Writes amounts as the chosen language counts them: English in yuan, Chinese in 万元 and 亿元."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from szsubsidy.formats.page import Amount, Column, Content
from szsubsidy.money import FEN_PER_WAN, grouped, in_chinese, in_wan, is_even_wan, percent
from szsubsidy.views.wording import Wording


class CellOfMoney:
    """Writes the cells of a column of amounts: in yuan or, in Chinese, in ten thousands of it."""

    def __init__(self, phrases: Wording, *, wan: bool) -> None:
        self._phrases, self._wan = phrases, wan

    @property
    def unit(self) -> str:
        """What the cells count: ``yuan``, ``万元`` or ``元``."""
        return self._phrases.tr("ten thousand yuan") if self._wan else self._phrases.tr("yuan")

    def __call__(self, low: int, high: int | None = None) -> Content:
        """Write an amount of fen, or from which to which."""
        shown = Amount(low, in_wan(low) if self._wan else "")
        if high is None or high == low:
            return shown
        return self._phrases.fmt("{low} to {high}", low=shown, high=Amount(high, in_wan(high) if self._wan else ""))


MoneyColumn: TypeAlias = tuple[Column, CellOfMoney]
"""A column of amounts in one unit, and what writes its cells; a second amount makes a cell a range."""


class AmountPhrases(Wording):
    """How amounts and rates are written."""

    @property
    def units(self) -> tuple[str, str]:
        """The characters for ten thousand and for a hundred million."""
        return ("萬", "億") if self.language == "zh-Hant" else ("万", "亿")

    def money(self, fen: int) -> Content:
        """Write an amount with its unit: ``4,800,000 yuan``, ``480万元``, ``1.2亿元``."""
        return self.fmt("{amount} yuan", amount=self.yuan(fen))

    def money_range(self, low: int, high: int) -> Content:
        """Write from what to what an amount may be: ``0 to 10,000,000 yuan``, ``200至1000万元``."""
        return self.fmt("{amount} yuan", amount=self.yuan_range(low, high))

    def yuan_range(self, low: int, high: int) -> Content:
        """Write the same before its unit, which it has at the lower end only where that is another one."""
        least, most = self.yuan(low), self.yuan(high)
        if low == high:
            return most
        if low and self._unit_of(least) != self._unit_of(most):
            return self.fmt("{low} to {high}", low=self.money(low), high=most)
        return self.fmt("{low} to {high}", low=Amount(low, least.shown.removesuffix(self._unit_of(least))), high=most)

    def _unit_of(self, amount: Amount) -> str:
        """The character of 万 or 亿 that an amount is shown with, if any."""
        return next((unit for unit in self.units if amount.shown.endswith(unit)), "")

    def money_text(self, fen: int) -> str:
        """Write an amount with its unit where nothing but characters can stand."""
        return self.fmt("{amount} yuan", amount=self.yuan(fen).shown or grouped(fen))

    def money_cell(self, amounts: Iterable[int]) -> CellOfMoney:
        """Return what writes the cells of a column that holds these amounts (fen).

        Chinese counts in 万元 where each is a whole hundred of yuan, and any is as much as that.
        """
        held = list(amounts)
        large = max(held, default=0) >= FEN_PER_WAN or not any(held)
        return CellOfMoney(self, wan=self.language != "en" and large and all(map(is_even_wan, held)))

    def money_column(self, name: str, amounts: Iterable[int], *, shown_from: int = 0, listed: str = "") -> MoneyColumn:
        """Return a column of amounts with its unit in its heading, and what writes its cells.

        ``name`` is what the amounts are: ``Up to`` makes ``Up to, yuan``, ``最高`` makes ``最高（万元）``.
        ``listed`` is how a cell is said in a list, with a hole ``{cell}``; by default behind the name.
        """
        cell = self.money_cell(amounts)
        with_unit = self.fmt("{amount} {unit}", amount="{cell}", unit=cell.unit)
        column = Column(
            self.fmt("{what}, {unit}", what=name, unit=cell.unit),
            "amount",
            shown_from=shown_from,
            listed=listed or self.labelled(name, with_unit),
            summed=with_unit,
            in_yuan=self.fmt("{what}, {unit}", what=name, unit=self.tr("yuan")),
        )
        return column, cell

    def percent(self, rate: int) -> str:
        """Write basis points with their sign: ``60%``, ``12.5%``."""
        return f"{percent(rate)}%"

    def yuan(self, fen: int) -> Amount:
        """Write an amount before its unit, ``yuan`` or ``元``: ``4,800,000``, ``480万``."""
        return Amount(fen) if self.language == "en" else Amount(fen, in_chinese(fen, self.units))
