"""The manual page, made from the command line's own help: ``python -m tests.tools.manual`` writes it anew."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.cli.app import build
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.guide import TOPICS, title, topic
from szsubsidy.cli.session import open_session

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "data" / "man" / "szsubsidy.1"
ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<text>[^|]+) \|$", re.MULTILINE)
SHARED = {"--lang", "--color", "--programmes", "--quiet", "--help"}
"""Options that every command has."""


def manual() -> str:
    """Return the page in the language of ``man``: English."""
    saved = dict(os.environ)
    os.environ["COLUMNS"] = "80"
    os.environ.pop(REPLACEMENT, None)
    try:
        top = build(open_session(Environment.of_process("en", "never"), None), COMMANDS, help_wanted=False)
    finally:
        os.environ.clear()
        os.environ.update(saved)
    facts = {option.opts[-1]: option for option in top.commands["estimate"].params if _is_fact(option)}
    lines = [
        '.TH SZSUBSIDY 1 "" "szsubsidy" "User Commands"',
        *_section("NAME", ["szsubsidy \\- estimate Shenzhen's subsidies for AI and innovation"]),
        *_section("SYNOPSIS", [".B szsubsidy", "[COMMAND] [OPTION]..."]),
        *_section("DESCRIPTION", [_text(top.help), ".PP", _text(top.epilog)]),
        *_section("COMMANDS", list(_commands(top, "szsubsidy", set(facts)))),
        *_section("OPTIONS OF EVERY COMMAND", [line for name in sorted(SHARED) for line in _shared(top, name)]),
        *_section(
            "FACTS",
            [
                "Options of estimate, explain, sweep, solve and compare, keys of a profile, headings of a table:",
                *(line for option in facts.values() for line in _option(option)),
            ],
        ),
        *_section("EXIT STATUS", list(_rows("exit-codes"))),
        *_section("ENVIRONMENT", list(_rows("environment"))),
        *_section("GUIDE", ["Topics of szsubsidy help:", *_topics()]),
        *_section("SEE ALSO", [_text("szsubsidy COMMAND --help; szsubsidy sources lists what the figures rest on.")]),
    ]
    return "\n".join(lines) + "\n"


def _commands(group: Any, path: str, facts: set[str]) -> Iterator[str]:
    for name, command in group.commands.items():
        here = f"{path} {name}"
        below = getattr(command, "commands", None)
        if below is not None and not command.invoke_without_command:
            yield from _commands(command, here, facts)
            continue
        arguments = " ".join(item.metavar or item.name.upper() for item in command.params if item.opts[0][0] != "-")
        takes_facts = facts <= {option for item in command.params for option in item.opts}
        yield f".SS {_roff(f'{here} {arguments}'.strip())}"
        told, _, example = command.help.partition("\n\n")
        yield _text(told)
        if example:
            yield from (".PP", _text(example))
        if command.epilog:
            yield from (".PP", _text(command.epilog))
        if takes_facts:
            yield from (".PP", "Takes the options of FACTS.")
        for option in command.params:
            if option.opts[0].startswith("-") and not ({*option.opts} & (SHARED | facts)):
                yield from _option(option)
        if below is not None:
            yield from _commands(command, here, facts)


def _shared(top: Any, name: str) -> Iterator[str]:
    for option in top.commands["facts"].params:
        if name in option.opts:
            yield from _option(option)


def _option(option: Any) -> Iterator[str]:
    names = ", ".join([*option.opts, *option.secondary_opts])
    yield ".TP"
    yield f"\\fB{_roff(names)}\\fR" + (f" \\fI{_roff(option.metavar)}\\fR" if option.metavar else "")
    yield _text(option.help or "")


def _is_fact(option: Any) -> bool:
    return getattr(option, "rich_help_panel", None) not in {None, "Profile", "Output"}


def _section(heading: str, lines: list[str]) -> list[str]:
    return [f".SH {heading}", *lines]


def _rows(name: str) -> Iterator[str]:
    """Yield the rows of the table that a topic of the guide begins with."""
    table = topic(name, "en").partition("\n\n")[2].partition("\n\n")[0]
    for row in list(ROW.finditer(table))[2:]:  # behind the heading and its rule
        yield ".TP"
        yield f"\\fB{_roff(row['name'].replace('`', ''))}\\fR"
        yield _text(row["text"].replace("`", ""))


def _topics() -> Iterator[str]:
    for name in TOPICS:
        yield from (".TP", f"\\fB{_roff(name)}\\fR", _text(title(topic(name, "en"))))


def _text(text: str) -> str:
    return _roff(" ".join(text.split()))


def _roff(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(manual(), encoding="utf-8")
