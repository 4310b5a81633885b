"""Command line parameters: the shared ones, and one option for every fact of the catalogue."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.i18n import LANGUAGES, Translate

COLORS = ("auto", "always", "never")
FORMATS = ("table", "json", "csv", "markdown")
_METAVARS = {
    "money": "AMOUNT",
    "date": "DATE",
    "integer": "NUMBER",
    "percent": "PERCENT",
    "flag": "YES|NO",
    "choice": "ID",
    "choices": "ID,ID…",
    "text": "TEXT",
}


def option(name: str, kind: Any, default: object, *declarations: str, **settings: Any) -> inspect.Parameter:
    """Return a keyword-only parameter that Typer reads as an option."""
    annotation = Annotated[kind, typer.Option(*declarations, **settings)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def argument(name: str, kind: Any, default: object, **settings: Any) -> inspect.Parameter:
    """Return a keyword-only parameter that Typer reads as an argument."""
    annotation = Annotated[kind, typer.Argument(**settings)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def fact_options(catalogue: Catalogue, language: str, _: Translate) -> list[inspect.Parameter]:
    """Return one option for each fact, in the panels of ``facts.toml``."""
    return [
        option(
            fact.id,
            list[str] if fact.type == "choices" else str,
            [] if fact.type == "choices" else None,
            fact.option,
            help=_help(fact, language, _),
            metavar=_METAVARS[fact.type],
            rich_help_panel=catalogue.panels[fact.panel][language],
            autocompletion=_completer(fact, language),
            show_default=False,
        )
        for fact in catalogue.facts.values()
    ]


def programme_argument(catalogue: Catalogue, _: Translate) -> inspect.Parameter:
    """Return the argument that names one programme."""
    return argument(
        "programme",
        str,
        ...,
        metavar="PROGRAMME",
        help=_("A programme's id, name or alias."),
        autocompletion=lambda: list(catalogue.programmes),
    )


def output_options(_: Translate, formats: tuple[str, ...] = FORMATS) -> list[inspect.Parameter]:
    """Return the options that choose how a result is written."""
    panel = _("Output")
    found = [
        option(
            "as_json", bool, False, "--json", help=_("Print JSON: stable keys, exact amounts."), rich_help_panel=panel
        )
    ]
    if len(formats) > 2:
        found.append(
            option(
                "output_format",
                str,
                None,
                "--format",
                help=_("How to print the result: {formats}.").format(formats=_(", ").join(formats)),
                metavar="FORMAT",
                rich_help_panel=panel,
                autocompletion=lambda: list(formats),
                show_default=False,
            )
        )
    return found


def common_options(_: Translate) -> list[inspect.Parameter]:
    """Return the options that every command has; they were read before the command line was parsed."""
    panel = _("Output")
    return [
        option(
            "lang",
            str,
            None,
            "--lang",
            help=_("Language: {languages}.").format(languages=_(", ").join(LANGUAGES)),
            metavar="LANG",
            rich_help_panel=panel,
            autocompletion=lambda: list(LANGUAGES),
            show_default=False,
        ),
        option(
            "color",
            str,
            "auto",
            "--color",
            help=_("Colour: auto, always or never."),
            metavar="WHEN",
            rich_help_panel=panel,
            autocompletion=lambda: list(COLORS),
            show_default=False,
        ),
        option(
            "programmes",
            str,
            None,
            "--programmes",
            help=_("A folder of programmes of one's own, laid over the bundled ones."),
            metavar="FOLDER",
            rich_help_panel=panel,
            show_default=False,
        ),
        option("quiet", bool, False, "-q", "--quiet", help=_("Print no warnings, only errors."), rich_help_panel=panel),
    ]


def signed(run: Callable[[dict[str, Any]], int], parameters: list[inspect.Parameter], doc: str) -> Callable[..., int]:
    """Return ``run`` as a function with the given parameters, which Typer reads from its signature."""

    def command(**given: Any) -> int:
        return run(given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__doc__ = doc
    return command


def _help(fact: Fact, language: str, _: Translate) -> str:
    text = fact.help[language]
    if fact.type in {"choice", "choices"}:
        ids = _(", ").join(value.id for value in fact.values)
        text = _("{text} ({more})").format(text=text, more=ids)
    return text


def _completer(fact: Fact, language: str) -> Callable[[str], list[tuple[str, str]]]:
    def complete(incomplete: str) -> list[tuple[str, str]]:
        if fact.type == "flag":
            return [(word, "") for word in ("yes", "no") if word.startswith(incomplete)]
        before, comma, last = incomplete.rpartition(",") if fact.type == "choices" else ("", "", incomplete)
        return [
            (before + comma + value.id, value.label[language]) for value in fact.values if value.id.startswith(last)
        ]

    return complete
