"""What a batch asks of the language that its tables are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from szsubsidy.i18n import Translate

if TYPE_CHECKING:
    from szsubsidy.batch.summary import Summary
    from szsubsidy.batch.tables.output import Sheet


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

    def cell(self, column: str, text: str) -> str:
        """Write a cell of a column that a batch adds in words, such as the names of ids."""

    def sheets(self, summary: Summary) -> list[Sheet]:
        """Return what tells of a run as a whole, as sheets of a workbook."""

    def amount(self, fen: int) -> str:
        """Write an amount with its unit."""
