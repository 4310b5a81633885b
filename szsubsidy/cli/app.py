"""Builds the Typer application: only the command that was asked for gets its full set of options."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import typer

from szsubsidy.bundled import data_folder
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.options import common_options, option, signed
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.session import Session
from szsubsidy.i18n import translator
from szsubsidy.views.phrases import Phrases

COMPLETE = "_SZSUBSIDY_COMPLETE"


def completing(variables: Mapping[str, str]) -> bool:
    """Whether a shell asks for completions, for which every command must be there."""
    return COMPLETE in variables


class Command(NamedTuple):
    """A command of the tree: where it stands and the module that makes it."""

    name: str
    module: str
    group: str | None = None


COMMANDS = (
    Command("estimate", "estimate"),
    Command("explain", "explain"),
    Command("sweep", "sweep"),
    Command("solve", "solve"),
    Command("compare", "compare"),
    Command("batch", "batch"),
    Command("budget", "budget"),
    Command("list", "programmes_list", "programmes"),
    Command("show", "programmes_show", "programmes"),
    Command("diff", "programmes_diff", "programmes"),
    Command("check", "programmes_check", "programmes"),
    Command("new", "programmes_new", "programmes"),
    Command("calendar", "calendar_list"),
    Command("disputes", "disputes"),
    Command("facts", "facts"),
    Command("sources", "sources"),
)


def build(env: Environment, wanted: str | None, overlay: Path | None, *, help_wanted: bool) -> Any:
    """Return the command line for one run, to be called with ``main(arguments, ...)``.

    ``overlay`` is a folder of programmes that is laid over the bundled ones.
    """
    data = data_folder()
    if env.language != "en":
        _teach_typer(env.language, str(data / "locale"))
    catalogue = load_catalogue(overlay)
    phrases = Phrases(catalogue, env.language, translator(env.language, data))
    session = Session(env, catalogue, phrases, (data, *([overlay] if overlay else [])))
    chosen = [command for command in COMMANDS if wanted == (command.group or command.name)]
    command = typer.main.get_command(_application(session, chosen or list(COMMANDS)))
    if help_wanted and env.language != "en":
        from szsubsidy.cli.typer_help import filter_output, make_breakable

        make_breakable(command, phrases.tr)
        filter_output()
    return command


def _teach_typer(language: str, folder: str) -> None:
    """Make Typer's own words come from our message catalogue, through gettext as it does itself."""
    import gettext

    os.environ["LANGUAGE"] = language.replace("-", "_")
    gettext.bindtextdomain("messages", folder)


def _application(session: Session, commands: list[Command]) -> typer.Typer:
    _ = session.phrases.tr
    settings: dict[str, Any] = {
        "context_settings": {"help_option_names": ["-h", "--help"]},
        "rich_markup_mode": "rich",
        "pretty_exceptions_enable": False,
    }
    app = typer.Typer(
        help=_("Shenzhen's subsidies for AI and innovation: which apply, and the most each can grant."),
        epilog=_("At a terminal, szsubsidy alone asks for what it needs. Start with: szsubsidy estimate --help"),
        **settings,
    )
    app.callback(invoke_without_command=True)(_root(session))
    groups: dict[str, typer.Typer] = {}
    for command in commands:
        parent = app
        if command.group:
            if command.group not in groups:
                groups[command.group] = typer.Typer(**settings)
                app.add_typer(
                    groups[command.group],
                    name=command.group,
                    help=_("The programmes: list them, show one whole, tell what changed, check files."),
                )
            parent = groups[command.group]
        function, epilog = _load(command.module)(session)
        parent.command(command.name, epilog=epilog)(function)
    return app


def _load(module: str) -> Callable[[Session], tuple[Callable[..., int], str]]:
    from importlib import import_module

    make: Callable[[Session], tuple[Callable[..., int], str]] = import_module(f"szsubsidy.cli.commands.{module}").make
    return make


def _root(session: Session) -> Callable[..., int]:
    import inspect

    _ = session.phrases.tr

    def run(given: dict[str, Any]) -> int:
        if given["version"]:
            from szsubsidy import __version__

            if given["as_json"]:
                session.write_json({"program": __version__, "catalogue": session.catalogue.version})
            else:
                catalogue = session.phrases.fmt("catalogue {version}", version=session.catalogue.version)
                session.write(session.phrases.in_brackets(f"szsubsidy {__version__}", catalogue) + "\n")
            raise typer.Exit(0)
        context: typer.Context = given["context"]
        if context.invoked_subcommand is not None:
            return 0
        if not session.env.interactive:
            session.env.stderr.write(_help(context))
            raise typer.Exit(2)
        from szsubsidy.cli.commands.estimate import interview

        return interview(session, session.day(given["as_of"]), quiet=given["quiet"])

    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    version = option("version", bool, False, "-V", "--version", help=_("Print the versions of program and catalogue."))
    as_json = option("as_json", bool, False, "--json", help=_("With --version: print JSON."))
    return signed(run, [context, version, as_json, as_of_option(_), *common_options(_)], "")


def _help(context: typer.Context) -> str:
    """Return the help text, which Typer may write to stdout rather than return."""
    import contextlib
    import io

    from szsubsidy.formats.line_breaks import MARK

    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        returned = context.get_help()
    return (caught.getvalue() or returned).replace(MARK, "").rstrip("\n") + "\n"
