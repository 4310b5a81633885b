"""Makes the table of options from the commands that Typer builds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from szsubsidy.catalogue.load import EMPTY
from szsubsidy.cli.app import build
from szsubsidy.cli.binding import parameters_of
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.option_table import CommandLine, Declared, Operand, OptionTable
from szsubsidy.cli.options import OneOf, Option
from szsubsidy.cli.root import ROOT
from szsubsidy.cli.session import Session
from szsubsidy.views.phrases import Phrases

_TEXTS = (str, str | None, list[str], list[str] | None)


def make_table() -> OptionTable:
    """Return the options of every command, of the facts none."""
    session = Session(Environment.of_process("en", "never"), EMPTY, Phrases(EMPTY, "en", str))
    root = build(session, COMMANDS, help_wanted=False)
    table: OptionTable = {(): _line(root, ROOT.function, session)}
    for command in COMMANDS:
        built = root
        for word in command.path:
            built = built.commands[word]
        table[command.path] = _line(built, command.load().function, session)
    return table


def _line(built: Any, function: Callable[..., int], session: Session) -> CommandLine:
    filled = [part for part in built.params if part.expose_value]
    declared = {parameter.name: get_args(parameter.annotation) for parameter in parameters_of(function, session)}
    options = dict.fromkeys(("-h", "--help"), Declared("help", "--help", is_flag=True, is_plain=False))
    for part in filled:
        if part.param_type_name == "option":
            options |= dict.fromkeys(part.opts, _declared(part, *declared[part.name], sets=True))
            options |= dict.fromkeys(part.secondary_opts, _declared(part, *declared[part.name], sets=False))
    return CommandLine(
        options,
        tuple(
            Operand(part.name, part.nargs == -1, part.required) for part in filled if part.param_type_name == "argument"
        ),
        {part.name: part.default for part in filled if not part.required},
        tuple(part.name for part in filled if part.required),
    )


def _declared(built: Any, kind: Any, option: Option, *, sets: bool) -> Declared:
    return Declared(
        built.name,
        built.opts[-1],
        is_flag=built.is_flag,
        sets=sets,
        is_repeated=built.multiple,
        accepts=option.accepts.accepted if isinstance(option.accepts, OneOf) else None,
        is_plain=(built.is_flag or kind in _TEXTS) and built.callback is None,
    )
