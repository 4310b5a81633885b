"""What a batch says in its tables, in one language."""

from __future__ import annotations

import re
from functools import cached_property

from szsubsidy.batch.refusals import Refusal
from szsubsidy.batch.summary import Summary
from szsubsidy.batch.tables.output import Sheet
from szsubsidy.batch.tables.source import Defect
from szsubsidy.catalogue.model import Edition
from szsubsidy.catalogue.together import JointCap
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import FactValue
from szsubsidy.fields import Text
from szsubsidy.i18n import LANGUAGES, Translate, translator
from szsubsidy.rules.limits import CostLimit
from szsubsidy.rules.reach import Availability
from szsubsidy.views.cumulation import brief_reason
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.table_headings import heading
from szsubsidy.views.workbook_sheets import sheets_of
from szsubsidy.vocabulary import REACHES, STATUSES, Met

REMARKS = "remarks"
_AMOUNT = re.compile("<?=.*")
"""What stands behind the id of a programme that is held: what it grants, or the most that a panel may."""


class TableWording:
    """The words of one language, as `szsubsidy.batch.wording.Wording` asks for them."""

    def __init__(self, phrases: Phrases) -> None:
        self.language: str = phrases.language
        self.tr: Translate = phrases.tr
        self._phrases = phrases

    def label(self, fact: str) -> str:
        """Return what a fact is called."""
        return self._phrases.label(fact)

    def text(self, text: Text) -> str:
        """Return one of the catalogue's texts."""
        return self._phrases.text(text)

    def within(self, fact: str) -> str:
        """Return what a fact, or money held, is called within a sentence."""
        if fact not in self._phrases.catalogue.facts:
            return fact
        label = self.label(fact)
        return label[:1].lower() + label[1:] if label[1:2].islower() else label

    def name(self, programme: str) -> str:
        """Return what a programme is called."""
        return self._phrases.name(programme)

    def heading(self, column: str) -> str:
        """Return what a column that a batch adds is called."""
        return heading(column, self._phrases)

    def names(self, column: str) -> list[str]:
        """Return what a column that a batch adds is called in any language."""
        return [heading(column, phrases) for phrases in self._in_each_language]

    @cached_property
    def _in_each_language(self) -> list[Phrases]:
        catalogue = self._phrases.catalogue
        return [Phrases(catalogue, language, translator(language)) for language in LANGUAGES]

    def cell(self, column: str, text: str) -> str:
        """Write a cell of a column that a batch adds in words: ids by their names, and what they grant left out."""
        if column == REMARKS:
            return text
        return self._phrases.joined([self._word(_AMOUNT.sub("", id_)) for id_ in text.split(";")]) if text else ""

    def _word(self, id_: str) -> str:
        phrases = self._phrases
        if id_ in phrases.catalogue.programmes:
            return phrases.name(id_)
        if id_ in phrases.catalogue.facts:
            return phrases.label(id_)
        if id_ in STATUSES:
            return phrases.status(id_)
        return phrases.reach(id_) if id_ in REACHES else id_

    def sheets(self, summary: Summary) -> list[Sheet]:
        """Return what tells of a run as a whole, as sheets of a workbook."""
        return sheets_of(summary, self._phrases)

    def reason(self, defect: Defect) -> str:
        """Say what is wrong with a cell, or a row, and what would be accepted: values by their names, too."""
        return self.error(defect).line(self.tr)

    def error(self, defect: Defect) -> SubsidyError:
        """Return the same as an error, with values by their names."""
        error = defect.error.at("")
        listed = () if defect.fact is None else defect.fact.values
        names = {value.id: self._named(value) for value in listed}
        accepted = error.values.get("accepted")
        if isinstance(accepted, tuple):
            error.values["accepted"] = tuple(names.get(item, item) for item in accepted)
        if error.near is not None:
            error.near = names.get(error.near, error.near)
        return error

    def _named(self, value: FactValue) -> str:
        """A value's name with its id, either of which may stand in a table."""
        label = self._phrases.text(value.label)
        return f"{value.id} ({label})" if self.language == "en" else f"{label} {value.id}"

    def amount(self, fen: int) -> str:
        """Write an amount with its unit."""
        return self._phrases.money_text(fen)

    def refused(self, refusal: Refusal) -> str:
        """Say by which clause a programme gives nothing: ``Training voucher: a bank is not among its applicants``."""
        phrases, edition = self._phrases, refusal.edition
        match refusal.validity:
            case "lapsed":
                because = phrases.fmt("expired on {day}", day=phrases.day(edition.until or 0))
            case "not-yet":
                because = phrases.fmt("not in force before {day}", day=phrases.day(edition.starts))
            case _:
                facts = dict(refusal.facts)
                because = phrases.clauses(phrases.refusal(reason, facts) for reason in refusal.reasons)
        return phrases.labelled(phrases.name(refusal.programme), because)

    def cut(self, programme: str, fen: int, rule: JointCap | CostLimit) -> str:
        """Say what a limit takes away from what a programme grants, and why."""
        return self._phrases.fmt(
            "{programme}: cut by {amount} ({reason})",
            programme=self.name(programme),
            amount=self.amount(fen),
            reason=brief_reason(rule, self._phrases).rstrip("。"),
        )

    def doubtful(self, programme: str, edition: Edition, status: Met) -> str:
        """Say why it is not sure that a programme grants what is held of it."""
        phrases, name = self._phrases, self.name(programme)
        if status == "in-doubt" and edition.rests_on is not None:
            day = phrases.day(edition.rests_on.until)
            return phrases.fmt("{programme}: in doubt, as its basis ended on {day}", programme=name, day=day)
        return phrases.fmt("{programme}: only possibly eligible, as not all of its terms were found", programme=name)

    def perhaps_open(self, programme: str, availability: Availability) -> str:
        """Say that no confirmed source has the days on which one can apply for a programme."""
        window = availability.window
        closes = self._phrases.day(window.closes) if window is not None and window.closes else ""
        return self._phrases.fmt(
            "{programme}: perhaps open until {day}, unconfirmed", programme=self.name(programme), day=closes
        )
