"""Makes of a command's typed function one that Typer can read.

The session is given. A parameter ``facts: FactTexts`` is swapped for an option of each fact, ``output: Output`` for the
options that choose a format, and the options that every command has come last. So

    command(session: Session, programme: ProgrammeName, *, facts: FactTexts, as_of: AsOf = None, output: Output)

is to Typer

    bound(programme, *, firm_name, company_type, …, as_of, schema, as_json, output_format, lang, …, quiet)

and ``explain training-voucher --company-type sme --json`` calls the command with ``facts={"company_type": "sme"}`` and
``output=Output("json", "--json")``.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

import typer
from typer import Option

from szsubsidy.cli.emit import Output, OutputOptions, chosen_output
from szsubsidy.cli.fact_options import FactTexts, fact_options, take_facts
from szsubsidy.cli.options import Color, Lang, OwnProgrammes, Quiet, fields_option, format_option
from szsubsidy.cli.session import Session
from szsubsidy.formats import FORMATS
from szsubsidy.record import replace

DocumentMaker: TypeAlias = Callable[..., object]
"""A function of `szsubsidy.views` whose return type is that of a JSON document."""


def _common(
    *, lang: Lang = None, color: Color = "auto", programmes: OwnProgrammes = None, quiet: Quiet = False
) -> None:
    """Has the options that every command has."""


COMMON = tuple(inspect.signature(_common).parameters.values())
BEFORE_PARSING = ("lang", "color", "programmes")
"""Common options that have done their work when the command line is parsed."""


def parameters_of(command: Callable[..., int]) -> list[inspect.Parameter]:
    """Return the parameters of a command as Typer reads them, but for ``facts``, which needs a catalogue."""
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if _is_output(parameter):
            [settings] = getattr(parameter.annotation, "__metadata__", (OutputOptions(),))
            parameters += _output_options(settings)
        elif parameter.annotation is not Session:
            parameters.append(parameter)
    return [*parameters, *COMMON]


def bind(
    command: Callable[..., int], session: Session, document: Callable[[], DocumentMaker] | None = None
) -> Callable[..., int]:
    """Return ``command`` as Typer can read it; ``document`` returns the function that makes its JSON."""
    takes_output = any(map(_is_output, inspect.signature(command).parameters.values()))
    takes_facts = False
    parameters: list[inspect.Parameter] = []
    for parameter in parameters_of(command):
        if parameter.annotation is FactTexts:
            takes_facts = True
            parameters += fact_options(session)
        elif parameter.name == "schema" and document is not None:
            parameters.append(parameter.replace(annotation=_eager(parameter.annotation, session, document)))
        else:
            parameters.append(parameter)

    def bound(**parsed: Any) -> int:
        for name in BEFORE_PARSING:
            del parsed[name]
        quiet = parsed.pop("quiet")
        if takes_facts:
            parsed["facts"] = take_facts(session, parsed)
        if takes_output:
            del parsed["schema"]
            chosen = chosen_output(parsed.pop("output_format"), parsed.pop("fields"), as_json=parsed.pop("as_json"))
            parsed["output"] = chosen._replace(document=document)
        return command(replace(session, quiet=quiet), **parsed)

    bound.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # any function may have one
    return bound


def help_text(command: Callable[..., int]) -> str:
    """Return a command's docstring as a message: each paragraph in one line."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _is_output(parameter: inspect.Parameter) -> bool:
    return getattr(parameter.annotation, "__origin__", parameter.annotation) is Output


def _output_options(settings: OutputOptions) -> list[inspect.Parameter]:
    as_json = Option("--json", help=settings.json_help, rich_help_panel=settings.panel)
    formats = format_option((*FORMATS, *settings.more), settings.format_help, settings.panel)
    return [
        _keyword("schema", Annotated[bool, Option("--schema", help=settings.schema_help)], default=False),
        _keyword("as_json", Annotated[bool, as_json], default=False),
        _keyword("fields", Annotated[str | None, fields_option(settings.fields_help, settings.panel)], default=None),
        _keyword("output_format", Annotated[str | None, formats], default=None),
    ]


def _keyword(name: str, annotation: Any, *, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _eager(option: Any, session: Session, document: Callable[[], DocumentMaker]) -> Any:
    """Return ``--schema`` so that it is answered before anything else is asked of the command line."""

    def print_schema(context: typer.Context, *, wanted: bool) -> bool:
        if wanted and not context.resilient_parsing:
            from szsubsidy.views.schema import schema_of

            session.write_json(schema_of(document()))
            raise typer.Exit(0)
        return wanted

    [info] = option.__metadata__
    return Annotated[bool, Option("--schema", help=info.help, is_eager=True, callback=print_schema)]
