"""Amounts, and sentences one behind another, within the answer."""

from __future__ import annotations

from collections.abc import Iterable

from szsubsidy.formats.page import Amount, Content, joined
from szsubsidy.views.phrases import Phrases


def figure(fen: int, phrases: Phrases) -> Content:
    """Write an amount where the unit is plain in English, by the head of the table or the sentence before."""
    return Amount(fen) if phrases.language == "en" else phrases.money(fen)


def sentences(parts: Iterable[Content], phrases: Phrases) -> Content:
    """Write sentences one behind another; Chinese has no space between them."""
    return joined(" " if phrases.language == "en" else "", parts)
