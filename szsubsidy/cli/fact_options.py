"""An option for each fact of the catalogue, and those for a firm's year: its projects, and what is held."""

import inspect
from typing import Annotated, Any

import typer
from typer import Option

from szsubsidy.cli.options import PROFILE, complete_programmes
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


def fact_options(session: Session) -> list[inspect.Parameter]:
    """Return one option for each fact, in the panels of ``facts.toml``, and those for a firm's year."""
    of_facts = [_fact_option(session, fact) for fact in session.catalogue.facts.values()]
    return [*of_facts, *inspect.signature(_of_the_year).parameters.values()]


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


def _complete_held(context: typer.Context, incomplete: str) -> list[str]:
    return [f"{name}=" for name in complete_programmes(context) if name.startswith(incomplete)]


def _of_the_year(
    *,
    projects: Annotated[
        list[str] | None,
        Option(
            "--project",
            help=message(
                "One more project of the year: --project 'compute_contract=1200万; name=A'. "
                "Several facts with a semicolon. May be repeated."
            ),
            metavar="FACT=VALUE[;…]",
            rich_help_panel=PROFILE,
            show_default=False,
        ),
    ] = None,
    held: Annotated[
        list[str] | None,
        Option(
            "--held",
            help=message("Already granted this year: --held training-voucher=300万. May be repeated."),
            metavar="PROGRAMME=AMOUNT",
            autocompletion=_complete_held,
            rich_help_panel=PROFILE,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Has the options for a firm's year."""


def _twice(fact: Fact, texts: list[str]) -> SubsidyError:
    if fact.of == "firm":
        return given_twice(texts[0], texts[1], where=fact.option)
    hint = message("each project by itself: --project '{fact}={value}'")
    return given_twice(texts[0], texts[1], where=fact.option, hint=hint, fact=fact.id, value=texts[1])


def _fact_option(session: Session, fact: Fact) -> inspect.Parameter:
    language, phrases, value_type = session.env.language, session.phrases, type_of(fact)
    text = fact.help[language]
    if fact.values:
        text = phrases.in_brackets(text, phrases.joined([value.id for value in fact.values]))
    option = Option(
        fact.option,
        help=text,
        metavar=value_type.metavar,
        rich_help_panel=session.catalogue.panels[fact.panel][language],
        autocompletion=lambda incomplete: value_type.complete(incomplete, language),
        show_default=False,
    )
    # A list also where there is one value: of two the parser would keep the last, and say nothing.
    kind = Annotated[list[str] | None, option]
    return inspect.Parameter(fact.id, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
