"""An option for each fact of the catalogue."""

import inspect
from typing import Annotated, Any

from typer import Option

from szsubsidy.cli.session import Session
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of


class FactTexts(dict[str, str]):
    """What was typed for each fact that an option gave, by the fact's id.

    A command that takes ``facts: FactTexts`` has an option for each fact of the catalogue.
    """


def fact_options(session: Session) -> list[inspect.Parameter]:
    """Return one option for each fact, in the panels of ``facts.toml``."""
    return [_fact_option(session, fact) for fact in session.catalogue.facts.values()]


def take_facts(session: Session, parsed: dict[str, Any]) -> FactTexts:
    """Take the values of these options out of what was parsed."""
    typed = {fact: parsed.pop(fact) for fact in session.catalogue.facts}
    return FactTexts({fact: _one_text(text) for fact, text in typed.items() if text is not None})


def _one_text(typed: str | list[str]) -> str:
    return typed if isinstance(typed, str) else ",".join(typed)


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
    kind: Any = list[str] if value_type.several else str
    return inspect.Parameter(fact.id, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option])
