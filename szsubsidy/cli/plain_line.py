"""Reads plain command lines without Typer, which takes longer to import than most commands take to run.

What is read gives the same as Typer gives. Everything else is left to it: help, errors, numbers, and whatever
`szsubsidy.cli.option_table` does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from szsubsidy.cli.calling import HelpWanted, call
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.main import INTERRUPTED
from szsubsidy.cli.option_table import CommandLine, Declared, Operand, option_table
from szsubsidy.cli.root import ROOT
from szsubsidy.cli.session import Session
from szsubsidy.cli.words import Given, read_words
from szsubsidy.facts.model import Fact


class _NotPlainError(Exception):
    """Raised where only Typer can say what a line means."""


def read_plain(words: Iterable[str], line: CommandLine, facts: Mapping[str, Fact]) -> dict[str, Any] | None:
    """Return the values of a command's parameters, or None where only Typer can tell.

    So ``["-q", "--set", "a=1", "--set=b=2"]`` is ``{"quiet": True, "settings": ["a=1", "b=2"], …}``.
    """
    options, given = line.options, dict(line.defaults)
    if "projects" in given:
        options = options | {fact.option: of_fact(fact) for fact in facts.values()}
        given |= dict.fromkeys(facts)
    rest = iter(words)
    operands: list[str] = []
    try:
        for part in read_words(rest, options, odd=_leave):
            if isinstance(part, str):
                operands.append(part)
            else:
                _take(part, given)
        _take_operands(line.operands, [*operands, *rest], given)
    except _NotPlainError:
        return None
    return given if given.keys() >= set(line.required) else None


def run_plain(path: tuple[str, ...] | None, arguments: Sequence[str], session: Session) -> int | None:
    """Run the command of a plain line and return its exit code, or None where Typer must read it.

    ``path`` are the words that call the command, with which the arguments begin; None where these are not known.
    """
    if path is None:
        return None
    parsed = read_plain(arguments[len(path) :], option_table()[path], session.catalogue.facts)
    if parsed is None:
        return None
    loaded = next((command.load() for command in COMMANDS if command.path == path), ROOT)
    try:
        return call(loaded.function, session, parsed, loaded.document)
    except HelpWanted:
        return None
    except KeyboardInterrupt:  # the terminal has shown ^C
        return INTERRUPTED


def of_fact(fact: Fact) -> Declared:
    """Return the option of a fact: a list also where there is one value, of which `take_facts` refuses two."""
    return Declared(fact.id, fact.option, is_flag=False, is_repeated=True)


def _leave(word: str) -> None:
    raise _NotPlainError(word)


def _take(part: Given, given: dict[str, Any]) -> None:
    option, value = part.option, part.value
    if not option.is_plain or (option.accepts is not None and value not in option.accepts):
        raise _NotPlainError
    if option.is_flag:
        given[option.parameter] = option.sets
    elif option.is_repeated:
        given[option.parameter] = [*(given[option.parameter] or ()), value]
    else:
        given[option.parameter] = value


def _take_operands(operands: tuple[Operand, ...], words: list[str], given: dict[str, Any]) -> None:
    """Take the words that are no options; no command has more than one operand, which may be several words."""
    match operands, words:
        case ((), []) | ((Operand(is_required=False),), []):
            pass
        case (Operand(is_repeated=True) as operand,), [_, *_]:
            given[operand.parameter] = words
        case (Operand(is_repeated=False) as operand,), [word]:
            given[operand.parameter] = word
        case _:
            raise _NotPlainError
