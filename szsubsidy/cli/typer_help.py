"""Lets Chinese help texts break over lines.

Typer's help is laid out by rich, which cuts a word that is longer than its place off with an ellipsis.
"""

from __future__ import annotations

import sys
from typing import Any

from szsubsidy.formats.line_breaks import Unmarked, breakable
from szsubsidy.i18n import Translate


def make_breakable(command: Any, translate: Translate) -> None:
    """Put the mark into every help text of a command and of those below it.

    Typer's own texts, which it does not look up everywhere, are translated on the way.
    """
    for thing in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            text = getattr(thing, name, None)
            if text:
                setattr(thing, name, breakable(translate(text)))
    _translate_what_is_made_late(command, translate)
    for below in getattr(command, "commands", {}).values():
        make_breakable(below, translate)


def _translate_what_is_made_late(command: Any, translate: Translate) -> None:
    """Translate the option ``--help`` and the word before the usage, which Typer makes only when it needs them."""
    help_option, usage = command.get_help_option, command.get_usage

    def get_help_option(context: Any) -> Any:
        made = help_option(context)
        if made is not None:
            made.help = breakable(translate(made.help))
        return made

    def get_usage(context: Any) -> str:
        told: str = usage(context)
        return told.replace("Usage: ", translate("Usage:"), 1)

    command.get_help_option, command.get_usage = get_help_option, get_usage


def filter_output() -> None:
    """Take the mark out of everything that this process writes to stdout from now on."""
    sys.stdout = Unmarked(sys.stdout)
