"""``szsubsidy programmes new``: asks for a programme's terms and writes its file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from szsubsidy.addresses import is_address
from szsubsidy.catalogue.areas import PLACE
from szsubsidy.cli.options import Argument, Option
from szsubsidy.cli.prompts.base import Field, Prompter, PromptOptions, Row
from szsubsidy.cli.prompts.questions import prompter_for
from szsubsidy.cli.session import Session
from szsubsidy.days import parse_day
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.types import type_of
from szsubsidy.lint.scaffold import BASES, Draft, Place, Terms, Wording, programme_content
from szsubsidy.money import MoneyError, parse_money
from szsubsidy.views.award import basis_text
from szsubsidy.vocabulary import KINDS

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERCENT = re.compile(r"(100|[0-9]{1,2}(\.[0-9]{1,2})?)")
_OTHER = "+"
_NEEDED = PromptOptions(unknown=False)
EPILOG = message(
    "What else such a file can say (several editions, tiers, disputes, any conditions): szsubsidy help own-programmes"
)


def command(
    session: Session,
    file_name: Annotated[
        str, Argument(metavar="FILE", help=message("The file to write, such as my-programmes/voucher.toml."))
    ],
    *,
    force: Annotated[bool, Option("--force", help=message("Overwrite an existing file."))] = False,
) -> int:
    """Ask for the terms of a programme and write its file, to be used with --programmes.

    Example: szsubsidy programmes new my-programmes/voucher.toml
    """
    import tomli_w

    from szsubsidy.bundled import catalogue_folder
    from szsubsidy.files import check_new, write_new
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.lint.check import check_path

    check_new(file_name, force=force)
    if not session.env.interactive:
        raise SubsidyError(
            message("asks at a terminal, and there is none"),
            where="programmes new",
            hint=message("szsubsidy help own-programmes tells how to write the file by hand"),
            code="usage",
        )
    questions = _Questions(session)
    draft = questions.draft(Path(file_name).stem)
    issuer = draft.authority_name or questions.known_name(draft.authority)
    content = programme_content(draft, session.env.today, issuer)
    write_new(file_name, tomli_w.dumps(content, multiline_strings=False).encode(), force=force)
    path = Path(file_name)
    wrong = check_path(path, catalogue_folder(), session.env.today).errors
    for error in wrong:
        session.env.say(f"szsubsidy: {sanitize(error.line(session.phrases.tr))}")
    if wrong:
        session.env.say(session.phrases.fmt("Written, but not sound: {path}", path=sanitize(str(path))))
        return 2
    session.env.say(session.phrases.fmt("Written and sound: {path}", path=sanitize(str(path))))
    session.env.say(
        session.phrases.fmt("Use it with: szsubsidy estimate --programmes {folder}", folder=sanitize(str(path.parent)))
    )
    return 0


class _Questions:
    """The questions about one programme, in their order."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.catalogue = session.catalogue
        self.phrases = session.phrases
        self.tr = session.phrases.tr
        self.prompter: Prompter = prompter_for(session)

    def known_name(self, authority: str) -> Wording:
        name = self.catalogue.authorities[authority].name
        return Wording(name["en"], name["zh-Hans"], name["zh-Hant"])

    def draft(self, suggested: str) -> Draft:
        _ = self.tr
        name = suggested if _ID.fullmatch(suggested) else self._line(_("ID of the programme?"), self._is_id)
        called = self._wording(_("What is it called"))
        summary = self._wording(_("What does it pay for, in one sentence"))
        kind = self._one(_("What kind of support is it?"), [(kind, kind) for kind in KINDS])
        offices = [(each.id, self.phrases.text(each.name)) for each in self.catalogue.authorities.values()]
        authority = self._one(_("Who gives it?"), [*offices, (_OTHER, _("Another authority"))])
        authority_name = None
        if authority == _OTHER:
            authority = self._line(_("ID of the authority? (such as beijing)"), self._is_id)
            authority_name = self._wording(_("What is the authority called"))
            place = self._place()
        else:
            place = self._known_place(self.catalogue.authorities[authority].area)
        document = (
            self._line(_("Title of the document that says so, in the original?"), self._is_text),
            self._line(_("The same title in English?"), self._is_text),
            self._line(_("Its number? (leave empty if there is none)"), None),
            self._line(_("Its address on the web? (leave empty if there is none)"), self._maybe(self._is_address)),
        )
        confidence = self._one(
            _("How well is it known?"),
            [
                ("official", _("I read the official text")),
                ("reported", _("I read a careful report of it")),
                ("announced", _("It was announced, no more")),
            ],
        )
        starts = self._day(_("In force from which day?"))
        until = self._day_or_none(_("Until which day? (leave empty if not known)"))
        types = self._several("company_type")
        return Draft(
            name,
            called,
            summary,
            kind,
            authority,
            authority_name,
            place,
            *document,
            confidence,
            starts,
            until,
            types,
            self._several("project_category"),
            self._terms(types),
        )

    def _place(self) -> Place:
        _ = self.tr
        areas = [(area, self.phrases.area(area)) for area in self.catalogue.areas]
        area = self._one(_("Where is it?"), [*areas, (_OTHER, _("Another place"))])
        if area != _OTHER:
            return self._known_place(area)
        area = self._line(_("ID of the place? (such as beijing)"), self._is_id)
        name = self._wording(_("What is the place called"))
        parent = self._one(_("What does it lie in?"), [*areas, (_OTHER, _("None of these"))])
        return Place(area, name, "" if parent == _OTHER else parent, is_asked=True)

    def _known_place(self, area: str) -> Place:
        is_asked = area in {value.id for value in self.catalogue.facts[PLACE].values}
        return Place(area, None, "", is_asked)

    def _terms(self, types: tuple[str, ...]) -> Terms:
        _ = self.tr
        basis = self._one(
            _("How does the amount come about?"),
            [(basis, basis_text(basis, self.phrases)) for basis in BASES],
        )
        if basis != "share":
            return Terms(basis, self._line(_("How many yuan, at most?"), self._is_money))
        money = [
            (fact.id, self.phrases.text(fact.label))
            for fact in self.catalogue.facts.values()
            if isinstance(type_of(fact), Money)
        ]
        cap = self._line(_("Cap, in yuan?"), self._is_money)
        of = self._one(_("A share of which cost?"), money)
        rate = self._line(_("Rate, in per cent?"), self._is_percent)
        startup_rate = ""
        if "startup" in types and len(types) > 1:
            another = _("Another rate for start-ups, in per cent? (leave empty if the same)")
            startup_rate = self._line(another, self._maybe(self._is_percent))
        floor = self._line(_("Minimum, in yuan? (leave empty if there is none)"), self._maybe(self._is_money))
        cost = self._line(_("A worked example: which cost, in yuan?"), self._is_money)
        grants = self._line(_("And what does it grant, worked out by hand?"), self._is_money)
        to_startup = ""
        if startup_rate:
            to_startup = self._line(_("And what does it grant a start-up?"), self._is_money)
        return Terms(basis, cap, of, rate, startup_rate, floor, cost, grants, to_startup)

    def _wording(self, question: str) -> Wording:
        return Wording(
            self._line(self.phrases.fmt("{question}, in English?", question=question), self._is_text),
            self._line(self.phrases.fmt("{question}, in Chinese?", question=question), self._is_text),
        )

    def _one(self, question: str, choices: list[tuple[str, str]]) -> str:
        rows = [Row(value, label) for value, label in choices]
        answer = self.prompter.choose(question, rows, _NEEDED)
        assert answer is not None
        self.prompter.answered(question, dict(choices)[answer])
        return answer

    def _several(self, fact: str) -> tuple[str, ...]:
        spec = self.catalogue.facts[fact]
        question = self.phrases.fmt("For which: {fact}?", fact=self.phrases.label(fact))
        labels = {value.id: self.phrases.text(value.label) for value in spec.values}
        answer = self.prompter.choose_several(question, [Row(*listed) for listed in labels.items()], _NEEDED) or []
        self.prompter.answered(question, self.phrases.joined([labels[value] for value in answer]))
        return tuple(answer)

    def _line(self, question: str, validation_error: Callable[[str], str | None] | None) -> str:
        answer = self.prompter.line(question, Field("", validation_error or (lambda _text: None)), _NEEDED) or ""
        self.prompter.answered(question, answer)
        return answer

    def _day(self, question: str) -> int:
        return parse_day(self._line(question, self._is_day)) or 0

    def _day_or_none(self, question: str) -> int | None:
        return parse_day(self._line(question, self._maybe(self._is_day)))

    def _maybe(self, check: Callable[[str], str | None]) -> Callable[[str], str | None]:
        return lambda text: check(text) if text else None

    def _is_text(self, text: str) -> str | None:
        return None if text and text.isprintable() else self.tr("An answer is needed here.")

    def _is_id(self, text: str) -> str | None:
        return None if _ID.fullmatch(text) else self.tr("lower-case letters and digits, joined by dashes")

    def _is_day(self, text: str) -> str | None:
        return None if parse_day(text) else self.tr("a day such as 2025-03-01, 2025/3/1 or 2025年3月1日")

    def _is_address(self, text: str) -> str | None:
        if is_address(text):
            return None
        return self.tr("http:// or https://, without spaces, quotes, brackets or a password")

    def _is_percent(self, text: str) -> str | None:
        return None if _PERCENT.fullmatch(text) else self.tr("a percentage, such as 30 or 12.5")

    def _is_money(self, text: str) -> str | None:
        try:
            parse_money(text)
        except MoneyError:
            return self.tr("an amount in yuan, such as 800万 or 8,000,000")
        return None
