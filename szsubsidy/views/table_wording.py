"""What a batch says in its tables, in one language."""

from __future__ import annotations

from szsubsidy.i18n import Translate
from szsubsidy.views.phrases import Phrases


class TableWording:
    """The words of one language, as `szsubsidy.batch.wording.Wording` asks for them."""

    def __init__(self, phrases: Phrases) -> None:
        self.language: str = phrases.language
        self.tr: Translate = phrases.tr
        self._phrases = phrases

    def label(self, fact: str) -> str:
        """Return what a fact is called."""
        return self._phrases.label(fact)

    def name(self, programme: str) -> str:
        """Return what a programme is called."""
        return self._phrases.name(programme)

    def heading(self, column: str) -> str:
        """Return what a column that a batch adds is called."""
        return column

    def amount(self, fen: int) -> str:
        """Write an amount with its unit."""
        return self._phrases.money_text(fen)
