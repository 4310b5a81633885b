"""Builds the Typer application: only the commands that were asked for get their options."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import typer

from szsubsidy.bundled import data_folder
from szsubsidy.cli.binding import bind, help_text
from szsubsidy.cli.commands import GROUPS, HEADS, Command
from szsubsidy.cli.main import INTERRUPTED
from szsubsidy.cli.root import ROOT
from szsubsidy.cli.session import Session
from szsubsidy.cli.typer_patches import (
    leave_types_out,
    make_breakable,
    speaking,
    translate_texts,
    unmarked_output,
    usage_error,
)
from szsubsidy.errors import message

EPILOG = message(
    "At a terminal, szsubsidy alone asks for what it needs. Start with: szsubsidy estimate --help. "
    "The guide: szsubsidy help"
)
PROGRAMMES = message("The programmes: list them, show one whole, tell what changed, check files.")


def build(session: Session, commands: Sequence[Command], *, help_wanted: bool) -> Any:
    """Return the command line for one run, to be called with ``main(arguments, ...)``; it knows ``commands`` alone."""
    command = typer.main.get_command(_application(session, commands))
    translate_texts(command, session.phrases.tr)
    if help_wanted:
        leave_types_out(command)
        if session.env.language != "en":
            make_breakable(command, session.phrases.tr)
    return command


def _application(session: Session, commands: Sequence[Command]) -> typer.Typer:
    settings: dict[str, Any] = {
        "context_settings": {"help_option_names": ["-h", "--help"]},
        "rich_markup_mode": "rich",
        "pretty_exceptions_enable": False,
    }
    app = typer.Typer(help=help_text(ROOT.function), epilog=EPILOG, **settings)
    app.callback(invoke_without_command=True)(bind(ROOT.function, session, ROOT.document, is_head=True))
    groups: dict[str, typer.Typer] = {}
    for command in commands:
        loaded = command.load()
        is_head = command.name in HEADS and not command.group
        run = bind(loaded.function, session, loaded.document, is_head=is_head)
        told = help_text(loaded.function)
        if command.path[0] in GROUPS and command.path[0] not in groups:
            groups[command.path[0]] = typer.Typer(**settings)
            app.add_typer(groups[command.path[0]], name=command.path[0], help=PROGRAMMES if command.group else told)
        if command.group:
            groups[command.group].command(command.name, help=told, epilog=loaded.epilog)(run)
        elif is_head:
            groups[command.name].callback(invoke_without_command=True)(run)
        else:
            app.command(command.name, help=told, epilog=loaded.epilog)(run)
    return app


def run_by_typer(arguments: Sequence[str], session: Session, commands: Sequence[Command], *, help_wanted: bool) -> int:
    """Have Typer read a command line, and run what it asks for; return the exit code."""
    language = session.env.language
    with contextlib.ExitStack() as stack:
        stack.enter_context(speaking(language, str(data_folder() / "locale")))
        command = build(session, commands, help_wanted=help_wanted)
        if help_wanted and language != "en":
            stack.enter_context(unmarked_output())
        try:
            code = command.main(arguments, prog_name="szsubsidy", standalone_mode=False)
            session.env.stdout.flush()
        except typer.Abort:
            return INTERRUPTED
        except typer.TyperException as error:
            raise usage_error(error, commands[0].path if len(commands) == 1 else ()) from error
    return code if isinstance(code, int) else 0
