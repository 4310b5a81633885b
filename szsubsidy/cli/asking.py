"""Asks at a terminal for the facts that are missing and can still change a finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from szsubsidy.cli.answers import complaint, manner
from szsubsidy.cli.session import Session
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.facts.read import read_value
from szsubsidy.rules.estimate import estimate


class Asker(Protocol):
    """A way to put questions to a person. Each answer is as typed or chosen; None is "don't know"."""

    def choose(self, question: str, choices: list[tuple[str, str]], *, cautious: bool = False) -> str | None:
        """Put a list; ``cautious`` begins at "don't know", so that Enter alone claims nothing."""
        ...

    def choose_several(self, question: str, choices: list[tuple[str, str]]) -> list[str] | None: ...

    def line(self, question: str, instruction: str, complaint: Callable[[str], str | None]) -> str:
        """Read a line that ``complaint`` finds nothing wrong with."""
        ...


def ask_missing(session: Session, profile: Profile, as_of: int) -> Profile:
    """Return ``profile`` with what the person answered; asks nothing that can change no finding."""
    known = dict(profile)
    declined: set[str] = set()
    asker: Asker | None = None
    while True:
        missing = estimate(session.catalogue, known, as_of).missing
        fact = next((fact for fact in missing if fact not in declined), None)
        if fact is None:
            return known
        asker = asker or asker_for(session)
        answer = ask(session, asker, session.catalogue.facts[fact])
        if answer is None:
            declined.add(fact)
        else:
            known[fact] = answer


def ask(session: Session, asker: Asker, fact: Fact) -> Value | None:
    """Put one fact's question; None means that the person does not know."""
    words = session.words
    question = words.text(fact.question)
    choices = [(value.id, words.text(value.label)) for value in fact.values]
    given: object
    if fact.type == "choice":
        given = asker.choose(question, choices)
    elif fact.type == "choices":
        given = asker.choose_several(question, choices)
    elif fact.type == "flag":
        given = asker.choose(question, [("yes", words._("yes")), ("no", words._("no"))], cautious=True)
    else:
        instruction = words._("({manner}; empty: I don't know)").format(manner=manner(fact, words._))
        given = asker.line(question, instruction, lambda text: complaint(fact, text, words._) if text else None) or None
    return None if given is None else read_value(fact, given)


def asker_for(session: Session) -> Asker:
    """Return the way to ask that suits the terminal."""
    if session.env.dumb:
        from szsubsidy.cli.asking_plainly import PlainAsker

        return PlainAsker(session)
    from szsubsidy.cli.asking_with_lists import ListAsker

    return ListAsker(session)
