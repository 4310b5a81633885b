"""What a batch asks of the language that its tables are written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from szsubsidy.errors import SubsidyError, message
from szsubsidy.fields import Text
from szsubsidy.i18n import Translate

if TYPE_CHECKING:
    from szsubsidy.batch.refusals import Refusal
    from szsubsidy.batch.summary import Summary
    from szsubsidy.batch.tables.output import Sheet
    from szsubsidy.batch.tables.source import Defect
    from szsubsidy.catalogue.model import Edition
    from szsubsidy.catalogue.together import JointCap
    from szsubsidy.rules.limits import CostLimit
    from szsubsidy.rules.reach import Availability
    from szsubsidy.vocabulary import Met


class Wording(Protocol):
    """The words of one language: `szsubsidy.views.table_wording.TableWording` has them."""

    language: str
    tr: Translate

    def label(self, fact: str) -> str:
        """Return what a fact is called."""

    def text(self, text: Text) -> str:
        """Return one of the catalogue's texts."""

    def within(self, fact: str) -> str:
        """Return what a fact, or money held, is called within a sentence."""

    def name(self, programme: str) -> str:
        """Return what a programme is called."""

    def heading(self, column: str) -> str:
        """Return what a column that a batch adds is called."""

    def names(self, column: str) -> Sequence[str]:
        """Return what a column that a batch adds is called in any language."""

    def cell(self, column: str, text: str) -> str:
        """Write a cell of a column that a batch adds in words, such as the names of ids."""

    def sheets(self, summary: Summary) -> list[Sheet]:
        """Return what tells of a run as a whole, as sheets of a workbook."""

    def reason(self, defect: Defect) -> str:
        """Say what is wrong with a cell, or a row, and what would be accepted."""

    def error(self, defect: Defect) -> SubsidyError:
        """Return the same as an error, with values by their names."""

    def amount(self, fen: int) -> str:
        """Write an amount with its unit."""

    def refused(self, refusal: Refusal) -> str:
        """Say by which clause a programme gives nothing."""

    def cut(self, programme: str, fen: int, rule: JointCap | CostLimit) -> str:
        """Say what a limit takes away from what a programme grants, and why."""

    def doubtful(self, programme: str, edition: Edition, status: Met) -> str:
        """Say why it is not sure that a programme grants what is held of it."""

    def perhaps_open(self, programme: str, availability: Availability) -> str:
        """Say that no confirmed source has the days on which one can apply for a programme."""


def what_is_wrong(defects: Iterable[Defect], wording: Wording) -> str:
    """Say all that is wrong with a row: ``企业类型：…；算力合同金额（万元）：…``."""
    tr = wording.tr
    told = [
        tr(message("{label}: {text}")).format(label=defect.column, text=wording.reason(defect))
        if defect.column
        else wording.reason(defect)
        for defect in defects
    ]
    return tr(message("; ")).join(dict.fromkeys(told))
