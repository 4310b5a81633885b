"""Makes the table of options from the commands that Typer builds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from szsubsidy.catalogue.load import EMPTY
from szsubsidy.cli.app import build
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.option_table import CommandLine, Declared, Operand, OptionTable
from szsubsidy.cli.options import OneOf, Suggested
from szsubsidy.cli.session import Session
from szsubsidy.views.phrases import Phrases


def make_table() -> OptionTable:
    """Return the options of every command, of the facts none."""
    session = Session(Environment.of_process("en", "never"), EMPTY, Phrases(EMPTY, "en", str))
    return dict(_lines(build(session, COMMANDS, help_wanted=False), ()))


def _lines(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], CommandLine]]:
    yield path, _line(command)
    for name, below in getattr(command, "commands", {}).items():
        yield from _lines(below, (*path, name))


def _line(command: Any) -> CommandLine:
    filled = [part for part in command.params if part.expose_value]
    options = dict.fromkeys(("-h", "--help"), Declared("help", "--help", is_flag=True, is_plain=False))
    for part in filled:
        if part.param_type_name == "option":
            options |= dict.fromkeys(part.opts, _declared(part, sets=True))
            options |= dict.fromkeys(part.secondary_opts, _declared(part, sets=False))
    return CommandLine(
        options,
        tuple(
            Operand(part.name, part.nargs == -1, part.required) for part in filled if part.param_type_name == "argument"
        ),
        {part.name: part.default for part in filled if not part.required},
        tuple(part.name for part in filled if part.required),
    )


def _declared(option: Any, *, sets: bool) -> Declared:
    words = getattr(option.type, "func", None)
    is_text = option.type.name == "str" or isinstance(words, Suggested)
    return Declared(
        option.name,
        option.opts[-1],
        is_flag=option.is_flag,
        sets=sets,
        is_repeated=option.multiple,
        accepts=words.accepted if isinstance(words, OneOf) else None,
        is_plain=(option.is_flag or is_text) and option.nargs == 1 and option.callback is None,
    )
