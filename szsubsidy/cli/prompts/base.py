"""Asks at a terminal for the facts that are missing and can still change a finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.facts.read import read_value
from szsubsidy.facts.types import type_of
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.i18n import Translate
from szsubsidy.money import grouped
from szsubsidy.rules.estimate import Estimate, estimate


class WentBack(Exception):
    """The person wants the question before."""


class Ended(KeyboardInterrupt):
    """The person has closed the input: there are no more answers."""


class Leeway(NamedTuple):
    """What a question allows beside an answer: "don't know", going back; and the answer given before."""

    unknown: bool = True
    back: bool = False
    former: tuple[str, ...] = ()


PLAIN = Leeway()


class Asker(Protocol):
    """A way to put questions to a person. Each answer is as typed or chosen; None is "don't know".

    Raises `WentBack` where the leeway allows it, `Ended` where the input ends.
    """

    def choose(
        self, question: str, choices: list[tuple[str, str]], *, cautious: bool = False, leeway: Leeway = PLAIN
    ) -> str | None:
        """Put a list; ``cautious`` begins at "don't know", so that Enter alone claims nothing."""
        ...

    def choose_several(
        self, question: str, choices: list[tuple[str, str]], leeway: Leeway = PLAIN
    ) -> list[str] | None: ...

    def line(self, question: str, manner: str, complaint: Callable[[str], str | None], leeway: Leeway = PLAIN) -> str:
        """Read a line that ``complaint`` finds nothing wrong with; ``manner`` tells how it may be typed."""
        ...


class _Step(NamedTuple):
    """A question that was answered, or declined, and what was known before."""

    fact: str
    known: Profile
    declined: frozenset[str]


def ask_missing(
    session: Session,
    profile: Profile,
    as_of: int,
    asker: Asker | None = None,
    declined: frozenset[str] = frozenset(),
) -> Profile:
    """Return ``profile`` with what the person answered; asks nothing that can change no finding.

    What stands in ``declined`` was asked before, and is not asked again.
    """
    known = dict(profile)
    steps: list[_Step] = []
    former: Profile = {}
    while True:
        found = estimate(session.catalogue, known, as_of)
        fact = next((fact for fact in found.missing if fact not in declined), None)
        if fact is None:
            return known
        asker = asker or asker_for(session)
        session.env.say(range_so_far(session, found))
        try:
            answer = ask(session, asker, session.catalogue.facts[fact], former.get(fact), back=bool(steps))
        except WentBack:
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


def range_so_far(session: Session, found: Estimate) -> str:
    """Write what the total can still come to."""
    phrases = session.phrases
    if found.low == found.high:
        told = phrases.fmt("So far: {amount} yuan", amount=grouped(found.high))
    else:
        told = phrases.fmt("So far: {low} to {high} yuan", low=grouped(found.low), high=grouped(found.high))
    panels = sum(item.high for item in found.findings if item.edition.award.basis == "ceiling")
    if not panels:
        return told
    return phrases.clauses([told, phrases.fmt("panels may add up to {amount}", amount=grouped(panels))])


def ask(session: Session, asker: Asker, fact: Fact, former: Value | None = None, *, back: bool = False) -> Value | None:
    """Put one fact's question; None means that the person does not know. Raises `WentBack` if ``back`` allows it.

    What was typed is echoed as it was understood, where that looks different.
    """
    phrases = session.phrases
    question = phrases.text(fact.question)
    kind = type_of(fact)
    choices = kind.choices(phrases)
    leeway = Leeway(back=back, former=() if former is None else kind.typed(former))
    given: object
    if not choices:
        manner = phrases.tr(kind.input_hint)
        typed = asker.line(question, manner, lambda text: _complaint(fact, text, phrases.tr) if text else None, leeway)
        given = typed or None
    elif kind.several:
        given = asker.choose_several(question, choices, leeway)
    else:
        given = asker.choose(question, choices, cautious=kind.cautious, leeway=leeway)
    if given is None:
        return None
    value = read_value(fact, given)
    understood = kind.echo(value)
    if understood is not None and kind.typed(value) != (given,):
        session.env.say(f"  {sanitize(str(given))} = {understood}")
    return value


def _complaint(fact: Fact, text: str, translate: Translate) -> str | None:
    """Why ``text`` is no answer to the fact's question, or None if it is one."""
    try:
        read_value(fact, text)
    except SubsidyError as error:
        return error.translated(translate)[0]
    return None


def instruction(manner: str, leeway: Leeway, _: Translate) -> str:
    """Return how a line may be typed, and what an empty one means."""
    if not manner:
        return ""
    if leeway.unknown:
        return _("({manner}; empty: I don't know)").format(manner=manner)
    return _("({manner})").format(manner=manner)


def asker_for(session: Session) -> Asker:
    """Return the way to ask that suits the terminal."""
    if session.env.dumb:
        from szsubsidy.cli.prompts.plain import PlainAsker

        return PlainAsker(session)
    from szsubsidy.cli.prompts.lists import ListAsker

    return ListAsker(session)
