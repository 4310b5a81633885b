"""Lets Chinese help texts break over lines.

Typer's help is laid out by rich, which breaks lines at white space and cuts a longer word off
with an ellipsis; Chinese has no spaces. So a mark that takes no room, and that rich takes for
white space, goes between the characters, and is taken out again on the way to the screen.
"""

from __future__ import annotations

import re
import sys
from typing import Any, TextIO

from szsubsidy.languages import Translate

MARK = "\x1f"
_BREAK = re.compile(r"(?<=[\u2e80-\u9fff])(?=\S)(?![\u3001\u3002\uff09\uff0c\uff1a\uff1b\uff1f\u300d\u300b\u201d])")


def make_breakable(command: Any, translate: Translate) -> None:
    """Put the mark into every help text of a command and of those below it.

    Typer's own texts, which it does not look up everywhere, are translated on the way.
    """
    for thing in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            text = getattr(thing, name, None)
            if text:
                setattr(thing, name, _BREAK.sub(MARK, translate(text)))
    _translate_what_is_made_late(command, translate)
    for below in getattr(command, "commands", {}).values():
        make_breakable(below, translate)


def _translate_what_is_made_late(command: Any, translate: Translate) -> None:
    """Translate the option ``--help`` and the word before the usage, which Typer makes only when it needs them."""
    help_option, usage = command.get_help_option, command.get_usage

    def get_help_option(context: Any) -> Any:
        made = help_option(context)
        if made is not None:
            made.help = _BREAK.sub(MARK, translate(made.help))
        return made

    def get_usage(context: Any) -> str:
        told: str = usage(context)
        return told.replace("Usage: ", translate("Usage:"), 1)

    command.get_help_option, command.get_usage = get_help_option, get_usage


class Unmarked:
    """A stream that leaves the mark out of what is written, and is the stream in all else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.replace(MARK, ""))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def filter_output() -> None:
    """Take the mark out of everything that this process writes to stdout from now on."""
    sys.stdout = Unmarked(sys.stdout)
