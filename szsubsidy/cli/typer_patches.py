"""Where Typer's own ways do not do: its English, its help in Chinese, its usage errors."""

from __future__ import annotations

import contextlib
import copy
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from szsubsidy.errors import SubsidyError, message
from szsubsidy.i18n import Translate

PLACEHOLDERS = (
    message("AMOUNT"),
    message("ARGS"),
    message("CHARACTER"),
    message("COLUMN"),
    message("COMMAND"),
    message("DATE"),
    message("ENGINE"),
    message("FACT"),
    message("FILE"),
    message("FIRM"),
    message("FOLDER"),
    message("FORMAT"),
    message("HEADING"),
    message("INPUT"),
    message("KEYS"),
    message("LANG"),
    message("NAME"),
    message("NO"),
    message("NUMBER"),
    message("OPTIONS"),
    message("PATH"),
    message("PERCENT"),
    message("PROGRAMME"),
    message("SCORED"),
    message("SHAPE"),
    message("SOURCE"),
    message("TEXT"),
    message("TOPIC"),
    message("VALUE"),
    message("WHEN"),
    message("YES"),
)
"""What stands for a value in the usage of a command and behind an option; ID and URL are the same in every language."""
_USAGE_ERRORS = {
    r"Missing command()": message("a command is missing"),
    r"No such command ('.*')\. Did you mean '(?P<near>[^']*)'.*": message("no command is called {given}"),
    r"No such command ('.*')": message("no command is called {given}"),
    r"No such option: (\S+).*": message("no option is called {given}"),
    r"Missing (?:argument|option|parameter) '(.*?)'.*": message("{given} is missing"),
    r"Option '(.*)' requires an argument": message("{given} needs a value"),
    r"Option '(.*)' does not take a value": message("{given} takes no value"),
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": message("unexpected: {given}"),
}
"""What Typer says, and what we say instead; anything else is passed on."""
_MOST = 4
"""Of the options that begin as one that is not known does, so many are named."""


def usage_error(error: Exception, command: Sequence[str]) -> SubsidyError:
    """Return Typer's usage error in our form: what is wrong, what was meant, and where to look.

    ``command`` are the words of the one that is meant, which the error may not know.
    """
    text = " ".join(getattr(error, "format_message", lambda: str(error))().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else " ".join(["szsubsidy", *command])
    what, given, near = _in_our_words(text)
    names = [name for part in (context.command.params if context else ()) for name in part.opts]
    begun = [name for name in names if name.startswith(given)] if given.startswith("--") and given not in names else []
    near = near or " / ".join(begun[:_MOST]) or next(iter(getattr(error, "possibilities", None) or ()), None)
    return SubsidyError(
        what, hint=message("see {path} --help"), near=near, code="usage", path=path, text=text, given=given
    )


def _in_our_words(text: str) -> tuple[str, str, str | None]:
    """Return what we say in the place of Typer's text, what was given, and what was probably meant."""
    for pattern, what in _USAGE_ERRORS.items():
        match = re.fullmatch(pattern, text)
        if match:
            return what, match[1], match.groupdict().get("near")
    return "{text}", "", None


@contextlib.contextmanager
def speaking(language: str, folder: str) -> Iterator[None]:
    """Have Typer's own texts, which it looks up through gettext, come from our message catalogue."""
    if language == "en":
        yield
        return
    import gettext

    former, before = gettext.bindtextdomain("messages"), os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = language.replace("-", "_")
    gettext.bindtextdomain("messages", folder)
    try:
        yield
    finally:
        gettext.bindtextdomain("messages", former)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def translate_texts(command: Any, translate: Translate) -> None:
    """Translate the help texts and panels of a command and of those below it."""
    for part in (command, *command.params):
        for name in ("help", "short_help", "epilog", "rich_help_panel"):
            text = getattr(part, name, None)
            if text:
                setattr(part, name, translate(text))
    for below in getattr(command, "commands", {}).values():
        translate_texts(below, translate)


def leave_types_out(command: Any) -> None:
    """Have the help of a command and of those below it name no Python type, such as ``<str>`` or ``<bool>``.

    Of an argument the usage shows no more than its placeholder says: ``INPUT…`` is several without further dots.
    """
    help_option = command.get_help_option

    def get_help_option(context: Any) -> Any:
        return _without_type(help_option(context))

    command.get_help_option = get_help_option
    for part in command.params:
        if part.param_type_name == "argument":
            part.get_usage_pieces = partial(_usage_pieces, part)
        if part.param_type_name == "argument" or part.is_flag:
            _without_type(part)
    for below in getattr(command, "commands", {}).values():
        leave_types_out(below)


def _without_type(part: Any) -> Any:
    part.display_type_rich = lambda **_: ""
    if hasattr(part, "type"):  # so before Typer 0.29
        part.type = copy.copy(part.type)  # one object may be the type of several
        part.type.get_metavar = lambda **_: ""
    return part


def _usage_pieces(argument: Any, _context: Any) -> list[str]:
    text: str = argument.metavar
    if text.startswith("["):
        return [text]
    return [f"{{{text}}}" if argument.required else f"[{text}]"]


def _placeholder(word: str, translate: Translate) -> str:
    """Return what stands for a value in the usage of a command, such as ``FILE``, in the language of the help."""
    return translate(word) if word in PLACEHOLDERS else word


def make_breakable(command: Any, translate: Translate) -> None:
    """Mark in every help text of a command and of those below it where its lines may end; translate placeholders.

    rich lays the help out, breaks lines at white space alone, and cuts a word off that is longer than its place:
    a Chinese sentence is one word. Use it within `unmarked_output`.
    """
    from szsubsidy.formats.line_breaks import breakable

    for part in (command, *command.params):
        for name in ("help", "short_help", "epilog"):
            text = getattr(part, name, None)
            if text:
                setattr(part, name, breakable(text))
        for name in ("metavar", "options_metavar", "subcommand_metavar"):
            shown = getattr(part, name, None)
            if shown:
                setattr(part, name, re.sub("[A-Z]+", lambda word: _placeholder(word[0], translate), shown))
    _translate_what_is_made_late(command, translate)
    for below in getattr(command, "commands", {}).values():
        make_breakable(below, translate)


def _translate_what_is_made_late(command: Any, translate: Translate) -> None:
    """Translate what Click makes only when it writes the help: the option ``--help``, and "Usage:".

    Click takes neither from gettext, so the two methods of this one command object that make them are wrapped.
    """
    from szsubsidy.formats.line_breaks import breakable

    help_option, usage = command.get_help_option, command.get_usage

    def get_help_option(context: Any) -> Any:
        option = help_option(context)
        if option is not None:
            option.help = breakable(translate(option.help))
        return option

    def get_usage(context: Any) -> str:
        text: str = usage(context)
        return text.replace("Usage: ", translate("Usage:"), 1)

    command.get_help_option, command.get_usage = get_help_option, get_usage


@contextlib.contextmanager
def unmarked_output() -> Iterator[None]:
    """Take the marks of `make_breakable` out of everything that is written to ``sys.stdout``."""
    from szsubsidy.formats.line_breaks import Unmarked

    former = sys.stdout
    sys.stdout = Unmarked(former)
    try:
        yield
    finally:
        sys.stdout = former
