"""Makes of a command's typed function one that Typer can read.

The session is given. A parameter ``facts: FactTexts`` is swapped for an option of each fact, ``output: Output`` for the
options that choose a format, and the options that every command has come last. So

    command(session: Session, programme: ProgrammeName, *, facts: FactTexts, as_of: AsOf = None, output: Output)

is to Typer

    bound(programme, *, firm_name, company_type, …, as_of, schema, as_json, output_format, lang, …, quiet)

and `szsubsidy.cli.calling` puts together again what it parsed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, cast, get_args

import typer

from szsubsidy.cli.calling import HelpWanted, call
from szsubsidy.cli.emit import DocumentMaker, Output, OutputOptions
from szsubsidy.cli.fact_options import FactTexts, fact_options
from szsubsidy.cli.options import (
    Argument,
    Color,
    Completer,
    Lang,
    Option,
    OwnProgrammes,
    Quiet,
    fields_option,
    format_option,
)
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.formats import FORMATS

NOTHING_ASKED = 2


def bind(
    command: Callable[..., int],
    session: Session,
    document: Callable[[], DocumentMaker] | None = None,
    *,
    is_head: bool = False,
) -> Callable[..., int]:
    """Return ``command`` as Typer can read it; ``document`` returns the function that makes its JSON.

    A head is a command that others stand below, and is run where none of them is asked for.
    """
    parameters = [_for_typer(parameter, session, document) for parameter in parameters_of(command, session)]

    def bound(**parsed: Any) -> int:
        return call(command, session, parsed, document)

    def head(context: typer.Context, **parsed: Any) -> int:
        if context.invoked_subcommand is not None and not parsed.get("version"):
            return 0
        try:
            code = bound(**parsed)
        except HelpWanted:
            session.env.stderr.write(_help(context))
            code = NOTHING_ASKED
        raise typer.Exit(code)

    if is_head:
        parameters = [inspect.Parameter("context", _BY_POSITION, annotation=typer.Context), *parameters]
    made: Any = head if is_head else bound
    made.__signature__ = inspect.Signature(parameters)
    return cast("Callable[..., int]", made)


def help_text(command: Callable[..., int]) -> str:
    """Return a command's docstring as a message: each paragraph in one line."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


_BY_POSITION = inspect.Parameter.POSITIONAL_OR_KEYWORD


def parameters_of(command: Callable[..., int], session: Session) -> Iterator[inspect.Parameter]:
    """Yield the parameters of a command, with the options that stand for what is put together.

    Each is annotated with its type and with an `Option` or an `Argument`.
    """
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        annotation = parameter.annotation
        if annotation is FactTexts:
            for name, option in fact_options(session).items():
                yield _keyword(name, list[str] | None, option, default=None)
        elif getattr(annotation, "__origin__", annotation) is Output:
            [settings] = getattr(annotation, "__metadata__", (OutputOptions(),))
            yield from _output_options(settings)
        elif annotation is not Session:
            yield parameter
    yield from inspect.signature(_common, eval_str=True).parameters.values()


def _common(
    *, lang: Lang = None, color: Color = "auto", programmes: OwnProgrammes = None, quiet: Quiet = False
) -> None:
    """Has the options that every command has."""


def _output_options(settings: OutputOptions) -> Iterator[inspect.Parameter]:
    formats = format_option((*FORMATS, *settings.more), settings.format_help, settings.panel)
    yield _keyword("schema", bool, Option("--schema", settings.schema_help), default=False)
    yield _keyword("as_json", bool, Option("--json", settings.json_help, panel=settings.panel), default=False)
    yield _keyword("fields", str | None, fields_option(settings.fields_help, settings.panel), default=None)
    yield _keyword("output_format", str | None, formats, default=None)


def _keyword(name: str, kind: Any, option: Option, *, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _for_typer(
    parameter: inspect.Parameter, session: Session, document: Callable[[], DocumentMaker] | None
) -> inspect.Parameter:
    kind, declared = get_args(parameter.annotation)
    if isinstance(declared, Argument):
        info = typer.Argument(
            metavar=declared.metavar,
            help=declared.help,
            autocompletion=_completion(declared.complete, session),
            show_default=False,
        )
    else:
        info = _typer_option(declared, session)
        if parameter.name == "schema" and document is not None:
            info.is_eager, info.callback = True, _printing_schema(session, document)
    return parameter.replace(annotation=Annotated[kind, info])


def _typer_option(option: Option, session: Session) -> Any:
    translate = session.phrases.tr
    text = translate(option.help)
    if option.accepts is not None:
        text = text.format(accepted=translate(message(", ")).join(option.accepts.accepted))
    return typer.Option(
        *option.spellings.split(),
        help=text,
        metavar=option.metavar,
        rich_help_panel=option.panel,
        parser=option.accepts,
        min=option.at_least,
        autocompletion=_completion(option.complete, session),
        show_default=False,
    )


def _completion(
    complete: Completer | None, session: Session
) -> Callable[[str], Sequence[str | tuple[str, str]]] | None:
    return None if complete is None else lambda incomplete: complete(session, incomplete)


def _printing_schema(session: Session, document: Callable[[], DocumentMaker]) -> Callable[..., bool]:
    """What answers ``--schema`` before anything else is asked of the command line."""

    def print_schema(context: typer.Context, *, wanted: bool) -> bool:
        if wanted and not context.resilient_parsing:
            from szsubsidy.views.schema import schema_of

            session.write_json(schema_of(document()))
            raise typer.Exit(0)
        return wanted

    return print_schema


def _help(context: typer.Context) -> str:
    """Return the help text, which Typer may write to stdout rather than return."""
    import contextlib
    import io

    from szsubsidy.formats.line_breaks import MARK

    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        returned = context.get_help()
    return (caught.getvalue() or returned).replace(MARK, "").rstrip("\n") + "\n"
