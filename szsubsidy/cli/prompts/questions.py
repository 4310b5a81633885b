"""Asks at a terminal for the facts that are missing and can still change a finding."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.cli.prompts.base import GoBack, Prompter, PromptOptions
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import type_of
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.i18n import Translate
from szsubsidy.money import grouped
from szsubsidy.rules.estimate import Estimate, estimate


class _Step(NamedTuple):
    """A question that was answered, or declined, and what was known before."""

    fact: str
    known: Profile
    declined: frozenset[str]


def ask_missing(
    session: Session,
    profile: Profile,
    as_of: int,
    prompter: Prompter | None = None,
    declined: frozenset[str] = frozenset(),
) -> Profile:
    """Return ``profile`` with what the person answered; asks nothing that can change no finding.

    What stands in ``declined`` was asked before, and is not asked again.
    """
    known = dict(profile)
    steps: list[_Step] = []
    former: Profile = {}
    while True:
        result = estimate(session.catalogue, known, as_of)
        fact = next((fact for fact in result.missing if fact not in declined), None)
        if fact is None:
            return known
        prompter = prompter or prompter_for(session)
        session.env.say(range_so_far(session, result))
        try:
            answer = ask(session, prompter, session.catalogue.facts[fact], former.get(fact), back=bool(steps))
        except GoBack:
            step = steps.pop()
            if step.fact in known:
                former[step.fact] = known[step.fact]
            known, declined = dict(step.known), step.declined
            continue
        steps.append(_Step(fact, dict(known), declined))
        if answer is None:
            declined |= {fact}
        else:
            known[fact] = answer


def range_so_far(session: Session, result: Estimate) -> str:
    """Write what the total can still come to."""
    phrases = session.phrases
    if result.by_terms_range.low == result.by_terms_range.high:
        text = phrases.fmt("So far: {amount} yuan", amount=grouped(result.by_terms_range.high))
    else:
        text = phrases.fmt(
            "So far: {low} to {high} yuan",
            low=grouped(result.by_terms_range.low),
            high=grouped(result.by_terms_range.high),
        )
    panels = sum(finding.high for finding in result.findings if finding.edition.award.basis == "ceiling")
    if not panels:
        return text
    return phrases.clauses([text, phrases.fmt("panels may add up to {amount}", amount=grouped(panels))])


def ask(
    session: Session, prompter: Prompter, fact: Fact, former: Value | None = None, *, back: bool = False
) -> Value | None:
    """Put one fact's question; None means that the person does not know. Raises `GoBack` if ``back`` allows it.

    What was typed is echoed as it was understood, where that looks different.
    """
    phrases = session.phrases
    question = phrases.text(fact.question)
    value_type = type_of(fact)
    choices = value_type.choices(phrases)
    options = PromptOptions(back=back, former=() if former is None else value_type.typed(former))
    given: object
    if not choices:
        input_hint = phrases.tr(value_type.input_hint)
        typed = prompter.line(
            question, input_hint, lambda text: _validation_error(fact, text, phrases.tr) if text else None, options
        )
        given = typed or None
    elif value_type.several:
        given = prompter.choose_several(question, choices, options)
    else:
        given = prompter.choose(question, choices, cautious=value_type.cautious, options=options)
    if given is None:
        return None
    value = read_value(fact, given)
    understood = value_type.echo(value)
    if understood is not None and value_type.typed(value) != (given,):
        session.env.say(f"  {sanitize(str(given))} = {understood}")
    return value


def _validation_error(fact: Fact, text: str, translate: Translate) -> str | None:
    """Why ``text`` is no answer to the fact's question, or None if it is one."""
    try:
        read_value(fact, text)
    except SubsidyError as error:
        return error.translated(translate)[0]
    return None


def prompter_for(session: Session) -> Prompter:
    """Return the way to ask that suits the terminal."""
    if session.env.dumb:
        from szsubsidy.cli.prompts.plain import PlainPrompter

        return PlainPrompter(session)
    from szsubsidy.cli.prompts.lists import ListPrompter

    return ListPrompter(session)
