"""An option for each fact of the catalogue, and those for a firm's year: its projects, and what is held."""

from __future__ import annotations

from typing import Any

from szsubsidy.cli.options import PROFILE, Option, complete_programmes
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, given_twice, message
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of
from szsubsidy.record import Record


class FactTexts(Record):
    """What was typed for facts: for each that an option gave, by its id, for each project, and for what is held.

    A command that takes ``facts: FactTexts`` has an option for each fact of the catalogue, ``--project`` and
    ``--held``.
    """

    texts: dict[str, str]
    projects: tuple[str, ...]
    held: tuple[str, ...]


def fact_options(session: Session) -> dict[str, Option]:
    """Return an option for each fact, in the panels of ``facts.toml``, and those for a firm's year.

    All of them may be repeated, also where there is one value: of two Typer would keep the last, and say nothing.
    """
    of_facts = {fact.id: _fact_option(session, fact) for fact in session.catalogue.facts.values()}
    return of_facts | {"projects": _PROJECTS, "held": _HELD}


def take_facts(session: Session, parsed: dict[str, Any]) -> FactTexts:
    """Take the values of these options out of what was parsed.

    Raises `SubsidyErrors` where an option of one value is given twice: two contracts are two projects.
    """
    typed = {fact: parsed.pop(fact) for fact in session.catalogue.facts}
    given = {fact: texts for fact, texts in typed.items() if texts}
    twice = [session.catalogue.facts[fact] for fact, texts in given.items() if len(texts) > 1]
    errors = [_twice(fact, given[fact.id]) for fact in twice if not type_of(fact).several]
    if errors:
        raise SubsidyErrors(errors)
    texts = {fact: ",".join(texts) for fact, texts in given.items()}
    return FactTexts(texts, tuple(parsed.pop("projects") or ()), tuple(parsed.pop("held") or ()))


def _complete_held(session: Session, incomplete: str) -> list[str]:
    return [f"{name}=" for name in complete_programmes(session, incomplete)]


_PROJECTS = Option(
    "--project",
    help=message(
        "One more project of the year: --project 'compute_contract=1200万; name=A'. "
        "Several facts with a semicolon. May be repeated."
    ),
    metavar="FACT=VALUE[;…]",
    panel=PROFILE,
)
_HELD = Option(
    "--held",
    help=message("Already granted this year: --held training-voucher=300万. May be repeated."),
    metavar="PROGRAMME=AMOUNT",
    panel=PROFILE,
    complete=_complete_held,
)


def _twice(fact: Fact, texts: list[str]) -> SubsidyError:
    if fact.of == "firm":
        return given_twice(texts[0], texts[1], where=fact.option)
    hint = message("each project by itself: --project '{fact}={value}'")
    return given_twice(texts[0], texts[1], where=fact.option, hint=hint, fact=fact.id, value=texts[1])


def _fact_option(session: Session, fact: Fact) -> Option:
    language, phrases, value_type = session.env.language, session.phrases, type_of(fact)
    text = fact.help[language]
    if fact.values:
        text = phrases.in_brackets(text, phrases.joined([value.id for value in fact.values]))
    return Option(
        fact.option,
        help=text,
        metavar=value_type.metavar,
        panel=session.catalogue.panels[fact.panel][language],
        complete=lambda _session, incomplete: value_type.complete(incomplete, language),
    )
