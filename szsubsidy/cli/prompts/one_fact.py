"""One fact's question: what is asked, what may be chosen, and what an answer means."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from szsubsidy.cli.prompts.base import Doubt, Field, Prompter, PromptOptions, Row
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact, FactGroup, Value
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import type_of
from szsubsidy.money import compact, grouped, plain
from szsubsidy.rules.finding import Finding
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.project_rows import own_name


class Elsewhere:
    """The answer that none of the values applies which would change a finding, but another one."""


Asked: TypeAlias = Value | Elsewhere | None
"""An answer; None is "I don't know"."""
_ELSEWHERE = "elsewhere"


class Question(NamedTuple):
    """What is asked. ``rows`` are what may be chosen, none where one types; ``former`` is the answer given before.

    ``place`` is that of the project that is asked about, 0 where it is about the firm.
    """

    fact: Fact
    text: str
    rows: tuple[Row, ...] = ()
    above: str = ""
    back: bool = False
    tell_back: bool = False
    former: Asked = None
    place: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other question."""
        return self.fact.id, self.place

    @classmethod
    def of(cls, phrases: Phrases, fact: Fact) -> Question:
        """Return the question of a fact with all that may be chosen, by groups."""
        return cls(fact, phrases.text(fact.question), tuple(_rows(phrases, fact)))

    @classmethod
    def offering(cls, phrases: Phrases, fact: Fact, brought: Mapping[str, tuple[Finding, ...]]) -> Question:
        """Return the question with those values alone that change a finding, and one row for the others."""
        heading = _what_they_bring(phrases, brought.values())
        row_of = {row.value: row for row in _rows(phrases, fact)}
        rows = [row_of[value]._replace(heading=heading) for value in brought]
        if len(rows) < len(fact.values):
            rows.append(Row(_ELSEWHERE, phrases.tr("Another district or zone (changes nothing here)")))
        return cls(fact, phrases.text(fact.question), tuple(rows))

    def about(self, phrases: Phrases, place: int, names: Sequence[str]) -> Question:
        """Return the question about one of a firm's projects, which is named from the second on."""
        text = self.text
        if place and self.fact.of == "project":
            is_contract = self.fact.another is None or self.fact.unit is not None
            template = message("Contract {name}: {question}") if is_contract else message("Project {name}: {question}")
            text = phrases.fmt(template, name=own_name(names[place]), question=text)
        return self._replace(text=text, place=place)

    def limited_to(self, values: Container[str]) -> Question:
        """Return the question with some of its rows alone, without the headings above them."""
        return self._replace(rows=tuple(row._replace(heading="") for row in self.rows if row.value in values))


def ask(session: Session, prompter: Prompter, question: Question) -> Asked:
    """Put a question. Raises `GoBack` if it allows that."""
    phrases, fact = session.phrases, question.fact
    value_type = type_of(fact)
    options = PromptOptions(
        back=question.back,
        tell_back=question.tell_back,
        former=_typed(question),
        returned="" if question.former is None or question.tell_back else answer_text(phrases, fact, question.former),
        start=value_type.first,
        above=question.above,
        how=phrases.text(fact.how_to_choose) if fact.how_to_choose else "",
    )
    given: object
    if not question.rows:
        given = prompter.line(question.text, how_typed(phrases, fact), options)
    elif value_type.several:
        picked = prompter.choose_several(question.text, question.rows, options) or []
        given = [value for value in picked if value != _ELSEWHERE]
        if picked and not given:
            return Elsewhere()
    else:
        given = prompter.choose(question.text, question.rows, options)
    return read_value(fact, given) if given else None


def answer_text(phrases: Phrases, fact: Fact, answer: Asked) -> str:
    """Write an answer to the question of a fact, behind it."""
    if answer is None:
        return phrases.tr("I don't know")
    if isinstance(answer, Elsewhere):
        return phrases.tr("Another district or zone")
    return type_of(fact).echo(answer, phrases)


def _typed(question: Question) -> tuple[str, ...]:
    """The answer given before as it is typed, or as a row's value."""
    match question.former:
        case None:
            return ()
        case Elsewhere():
            return (_ELSEWHERE,)
    return type_of(question.fact).typed(question.former)


def _rows(phrases: Phrases, fact: Fact) -> list[Row]:
    value_type = type_of(fact)
    groups = {group.id: group for group in fact.groups}
    group_of = {value.id: groups[value.group] for value in fact.values if value.group is not None}
    rows = [
        _in_group(phrases, Row(value, label, value_type.also_called(value)), group_of.get(value))
        for value, label in value_type.choices(phrases)
    ]
    order = [phrases.text(group.title) for group in fact.groups]
    return sorted(rows, key=lambda row: order.index(row.heading) if row.heading else len(order))


def _in_group(phrases: Phrases, row: Row, group: FactGroup | None) -> Row:
    if group is None:
        return row
    return row._replace(heading=phrases.text(group.title), short=phrases.text(group.short))


def _what_they_bring(phrases: Phrases, brought: Iterable[tuple[Finding, ...]]) -> str:
    """Say what values of a fact pay for, where all pay for the same: compute, say."""
    costs = {finding.edition.award.of for findings in brought for finding in findings}
    subjects = [phrases.catalogue.facts[cost].subject if cost else None for cost in costs]
    if len(subjects) == 1 and subjects[0]:
        return phrases.fmt("These pay for {subject}, too", subject=phrases.text(subjects[0]))
    return phrases.tr("These pay as well")


def how_typed(phrases: Phrases, fact: Fact, *, unknown: bool = True) -> Field:
    """How a fact is typed, and what is wrong or in doubt with a text; ``unknown``: "I don't know" is an answer."""
    value_type = type_of(fact)
    example = phrases.tr(value_type.example)

    def check(text: str) -> str | Doubt | None:
        if not text:
            empty = message("An answer is needed here: ? if you don't know, else such as {example}")
            return phrases.fmt(empty, example=example) if unknown else phrases.tr("An answer is needed here.")
        try:
            read_value(fact, text)
        except SubsidyError as error:
            return _what_would_do(phrases, error, example, unknown=unknown)
        meant = value_type.meant_perhaps(text)
        return None if meant is None else _doubt(phrases, fact, text, meant)

    return Field(example, check)


def _what_would_do(phrases: Phrases, error: SubsidyError, example: str, *, unknown: bool) -> str:
    what, _ = error.translated(phrases.tr)
    accepted = error.values.get("accepted")
    if isinstance(accepted, str) and accepted:
        what = phrases.in_brackets(what, accepted)
    if not unknown:
        return phrases.fmt("{what}. Try {example}", what=what, example=example)
    return phrases.fmt("{what}. Try {example}; ? if you don't know", what=what, example=example)


def _doubt(phrases: Phrases, fact: Fact, text: str, meant: int) -> Doubt:
    """Ask back whether 800 is 800 yuan or 800万; the likely reading comes first."""
    typed = read_value(fact, text)
    assert isinstance(typed, int)
    amount, short = grouped(typed), compact(meant, phrases.units) or grouped(meant)
    rows = (
        Row(plain(meant), phrases.fmt("{short} = {amount} yuan", short=short, amount=grouped(meant))),
        Row(plain(typed), phrases.fmt("{amount} yuan", amount=amount)),
    )
    return Doubt(phrases.fmt(message("{amount} yuan, or {short}?"), amount=amount, short=short), rows)
