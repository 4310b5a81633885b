"""Builds the Typer application: only the commands that were asked for get their options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from szsubsidy.bundled import catalogue_folder, data_folder
from szsubsidy.catalogue.load import EMPTY, load_catalogue
from szsubsidy.cli.binding import bind, help_text
from szsubsidy.cli.commands import GROUPS, HEADS, Command
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.root import document as versions_document
from szsubsidy.cli.root import root
from szsubsidy.cli.session import Session
from szsubsidy.cli.typer_patches import leave_types_out, make_breakable, translate_texts
from szsubsidy.errors import message
from szsubsidy.i18n import translator
from szsubsidy.views.phrases import Phrases

EPILOG = message(
    "At a terminal, szsubsidy alone asks for what it needs. Start with: szsubsidy estimate --help. "
    "The guide: szsubsidy help"
)
PROGRAMMES = message("The programmes: list them, show one whole, tell what changed, check files.")


def open_session(env: Environment, overlay: Path | None, *, with_catalogue: bool = True) -> Session:
    """Return the session of a run; ``overlay`` is a folder that is laid over the bundled programmes.

    The session of a command that must run whatever is wrong with the files is ``with_catalogue`` false: nothing is
    read, and its catalogue is empty.
    """
    data = data_folder()
    catalogue = load_catalogue(overlay) if with_catalogue else EMPTY
    phrases = Phrases(catalogue, env.language, translator(env.language, data))
    return Session(env, catalogue, phrases, (catalogue_folder(), *([overlay] if overlay else [])))


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
        "context_settings": {"help_option_names": ["-h", "--help"], "obj": session},
        "rich_markup_mode": "rich",
        "pretty_exceptions_enable": False,
    }
    app = typer.Typer(help=help_text(root), epilog=EPILOG, **settings)
    app.callback(invoke_without_command=True)(bind(root, session, versions_document))
    groups: dict[str, typer.Typer] = {}
    for command in commands:
        loaded = command.load()
        run, told = bind(loaded.function, session, loaded.document), help_text(loaded.function)
        if command.path[0] in GROUPS and command.path[0] not in groups:
            groups[command.path[0]] = typer.Typer(**settings)
            app.add_typer(groups[command.path[0]], name=command.path[0], help=PROGRAMMES if command.group else told)
        if command.group:
            groups[command.group].command(command.name, help=told, epilog=loaded.epilog)(run)
        elif command.name in HEADS:
            groups[command.name].callback(invoke_without_command=True)(run)
        else:
            app.command(command.name, help=told, epilog=loaded.epilog)(run)
    return app
