"""Makes of a command's typed function one that Typer can read: the session given, an option for each fact."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

from typer import Option

from szsubsidy.cli.options import Color, Lang, OwnProgrammes, Quiet
from szsubsidy.cli.session import Session
from szsubsidy.facts.model import Fact
from szsubsidy.facts.types import type_of


class FactTexts(dict[str, str]):
    """What was typed for each fact that an option gave, by the fact's id.

    A command that takes ``facts: FactTexts`` has an option for each fact of the catalogue.
    """


def _common(
    *, lang: Lang = None, color: Color = "auto", programmes: OwnProgrammes = None, quiet: Quiet = False
) -> None:
    """Has the options that every command has."""


COMMON = tuple(inspect.signature(_common).parameters.values())
BEFORE_PARSING = ("lang", "color", "programmes")
"""Common options that have done their work when the command line is parsed."""


def parameters_of(command: Callable[..., int]) -> list[inspect.Parameter]:
    """Return the parameters of a command, those that every command has last; ``facts`` as it stands."""
    parameters = inspect.signature(command).parameters.values()
    return [*(parameter for parameter in parameters if parameter.annotation is not Session), *COMMON]


def bind(command: Callable[..., int], session: Session) -> Callable[..., int]:
    """Return ``command`` with its ``session`` given and ``facts`` swapped for an option of each fact, in its place."""
    parameters: list[inspect.Parameter] = []
    fact_ids: list[str] = []
    for parameter in parameters_of(command):
        if parameter.annotation is FactTexts:
            fact_ids = list(session.catalogue.facts)
            parameters += [_fact_option(session, fact) for fact in session.catalogue.facts.values()]
        else:
            parameters.append(parameter)

    def bound(**parsed: Any) -> int:
        for name in BEFORE_PARSING:
            del parsed[name]
        quiet = parsed.pop("quiet")
        if fact_ids:
            typed = {fact: parsed.pop(fact) for fact in fact_ids}
            parsed["facts"] = FactTexts({fact: _one_text(text) for fact, text in typed.items() if text is not None})
        return command(session._replace(quiet=quiet), **parsed)

    bound.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # any function may have one
    return bound


def help_text(command: Callable[..., int]) -> str:
    """Return a command's docstring as a message: each paragraph in one line."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _one_text(typed: str | list[str]) -> str:
    return typed if isinstance(typed, str) else ",".join(typed)


def _fact_option(session: Session, fact: Fact) -> inspect.Parameter:
    """Return the option of a fact, in its panel of ``facts.toml``."""
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
