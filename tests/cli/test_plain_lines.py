"""Plain command lines are read without Typer, and mean what they mean to Typer."""

from __future__ import annotations

import functools
import itertools
import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any, Self

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from szsubsidy.cli.app import build
from szsubsidy.cli.calling import call
from szsubsidy.cli.commands import COMMANDS, Command, Loaded
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.option_table import Declared, option_table
from szsubsidy.cli.plain_line import of_fact, read_plain
from szsubsidy.cli.prescan import prescan
from szsubsidy.cli.root import ROOT
from szsubsidy.cli.session import Session, open_session
from szsubsidy.errors import SubsidyError
from szsubsidy.record import replace
from tests.cli.test_start_up import loaded

VALUES = ("", "-", "--", "x", "a=b", "=", "--json", "-q", "-qo", "3", "json", "wide", "en", "2026-01-15", "训力券")
ODD = (
    "--no-such",
    "--no-such=x",
    "-x",
    "--js",
    "--quiet=x",
    "--schema",
    "-h",
    "--",
    "-",
    "",
    "-qq",
    "-qV",
    "-qo",
    "-o=x",
)
Read = dict[str, Any] | str
"""What a command was called with, or the error that its options gave."""


class Recorded(Command):
    """A command that is not run, but tells what it was called with."""

    @classmethod
    def of(cls, command: Command) -> Self:
        return cls(command.name, command.module, command.group, command.takes_catalogue)

    def load(self) -> Loaded:
        known = super().load()
        return replace(known, function=recording(known.function))


calls: list[dict[str, Any]] = []


def recording(function: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(function)
    def recorded(session: Session, **given: Any) -> int:
        calls.append({"quiet": session.quiet, **given})
        return 0

    return recorded


@functools.cache
def session() -> Session:
    return open_session(Environment.of_process("en", "never"), None)


@functools.cache
def typer_command() -> Any:
    return build(session(), [Recorded.of(command) for command in COMMANDS], help_wanted=False)


def told(run: Callable[[], object]) -> Read:
    calls.clear()
    try:
        run()
    except SubsidyError as error:
        return error.line(str)
    [given] = calls
    return given


def sound(options: Mapping[str, Declared], parameter: str = "") -> st.SearchStrategy[tuple[str, ...]]:
    """An option as a command takes it, in one of the ways to write it: any, or one for a parameter."""
    wanted = [
        spelling
        for spelling, option in options.items()
        if option.is_plain and (not parameter or option.parameter == parameter)
    ]

    def written(spelling: str) -> st.SearchStrategy[tuple[str, ...]]:
        option = options[spelling]
        if option.is_flag:
            return st.just((spelling,))
        values = st.sampled_from(option.accepts or VALUES)
        joined = "=" if spelling.startswith("--") else ""
        return st.one_of(
            values.map(lambda value: (spelling, value)), values.map(lambda value: (f"{spelling}{joined}{value}",))
        )

    return st.sampled_from(wanted).flatmap(written)


@st.composite
def lines(draw: st.DrawFn, path: tuple[str, ...]) -> list[str]:
    """Options before a command, the words that call it, and behind it what it asks for, sometimes with an odd word."""
    line, facts = option_table()[path], session().catalogue.facts.values()
    of_facts = {fact.option: of_fact(fact) for fact in facts} if "projects" in line.defaults else {}
    operands = {operand.parameter for operand in line.operands}
    behind = draw(st.lists(sound(line.options | of_facts), max_size=5))
    behind += [draw(sound(line.options, name)) for name in line.required if name not in operands]
    behind += [("训力券",) for operand in line.operands if operand.is_required or draw(st.booleans())]
    if draw(st.integers(0, 3)) == 0:
        behind.append((draw(st.sampled_from((*ODD, *VALUES, *line.options))),))
    before = draw(st.lists(sound(option_table()[()].options), max_size=1))
    return [*itertools.chain(*before), *path, *itertools.chain(*draw(st.permutations(behind)))]


@pytest.mark.parametrize("path", [command.path for command in COMMANDS], ids=" ".join)
@given(data=st.data())
def test_a_line_that_is_read_without_typer_means_the_same_to_it(path: tuple[str, ...], data: st.DataObject) -> None:
    seen = prescan(data.draw(lines(path)))
    plain = None
    if seen.path == path and seen.refused is None:
        plain = read_plain(seen.arguments[len(path) :], option_table()[path], session().catalogue.facts)
    event("left to Typer" if plain is None else "read")
    if plain is not None:
        [command] = seen.commands
        recorded = Recorded.of(command).load()
        by_typer = told(lambda: typer_command().main(seen.arguments, prog_name="szsubsidy", standalone_mode=False))
        assert told(lambda: call(recorded.function, session(), plain, recorded.document)) == by_typer


@given(data=st.data())
def test_the_bare_program_reads_its_options_as_typer_does(data: st.DataObject) -> None:
    seen = prescan(data.draw(lines(())))
    plain = None
    if seen.path == ():
        plain = read_plain(seen.arguments, option_table()[()], session().catalogue.facts)
    event("left to Typer" if plain is None else "read")
    if plain is not None:
        assert plain == typer_command().make_context("szsubsidy", seen.arguments).params


@pytest.mark.parametrize(
    "line",
    [
        "sources --json",
        "sources show --lang=zh measures-2024",
        "-q --as-of 2026-01-15 estimate --company-type sme --company-type=startup --set a=b --json",
        "sweep compute_contract --no-chart --to 3000万",
        "batch a.csv b.csv -qo out.csv --shape wide --unknown x --unknown=y",
        "budget -qoscored.csv -",
        "calendar --past --format ics -- 训力券 模型券",
        "explain 训力券 --held 模型券=3 --project a=1",
        "--version --format csv",
        "",
    ],
)
def test_an_everyday_line_is_read_without_typer(line: str) -> None:
    seen = prescan(line.split())
    assert seen.path is not None
    assert read_plain(seen.arguments[len(seen.path) :], option_table()[seen.path], session().catalogue.facts)


@pytest.mark.parametrize("command", [*COMMANDS, None], ids=lambda command: " ".join(command.path) if command else "-")
def test_the_example_of_a_command_loads_no_typer(command: Command | None) -> None:
    about = command.load() if command else ROOT
    [example] = re.findall(r"Example: szsubsidy (.*)", " ".join((about.function.__doc__ or "").split())) or [
        "--version"
    ]
    words = shlex.split(example.partition(">")[0])
    assert "typer" not in loaded(*words)
