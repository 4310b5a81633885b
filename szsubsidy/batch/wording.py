"""What a batch asks of the language that its tables are written in."""

from __future__ import annotations

from typing import Protocol

from szsubsidy.i18n import Translate


class Wording(Protocol):
    """The words of one language: `szsubsidy.views.table_wording.TableWording` has them."""

    language: str
    tr: Translate

    def label(self, fact: str) -> str:
        """Return what a fact is called."""

    def name(self, programme: str) -> str:
        """Return what a programme is called."""

    def heading(self, column: str) -> str:
        """Return what a column that a batch adds is called."""

    def amount(self, fen: int) -> str:
        """Write an amount with its unit."""
