"""What must be known of a command line before it is parsed.

Typer can parse only what it has built, and builds in a language, out of a catalogue, and only the command that was
asked for. So the command line is read once beforehand, as Typer will read it: by the table of the command's
options. ``--profile --json`` is therefore a file called ``--json``, and after ``--`` nothing is an option.

Options before the command are meant for the command. They are moved behind it, so that

    szsubsidy --as-of 2027-03-01 -q programmes list    is    szsubsidy programmes list --as-of=2027-03-01 --quiet

or refused, where the command has no such option or has it again, with another value.

``szsubsidy help programmes list`` is ``szsubsidy programmes list --help``: a topic of the guide is no command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from szsubsidy.cli.commands import COMMANDS, GROUPS, HEADS, Command
from szsubsidy.cli.option_table import Declared, option_table
from szsubsidy.cli.words import Given, read_words
from szsubsidy.errors import SubsidyError, given_twice, message
from szsubsidy.record import Record, replace


class Prescan(Record):
    """What a command line says before it is parsed.

    ``arguments`` are those to parse; ``refused`` is what is wrong with the options before the command, where
    something is. ``as_json``: whether errors are wanted as JSON. ``path`` are the words of the one command that is
    meant, none for the bare program; None where it is not known which.
    """

    arguments: list[str]
    commands: tuple[Command, ...]
    """Those that must be built: one, a group, all, or none for the versions alone."""
    lang: str | None
    color: str
    programmes: str | None
    as_json: bool
    help_wanted: bool
    quiet: bool
    path: tuple[str, ...] | None = None
    refused: SubsidyError | None = None


def prescan(arguments: list[str]) -> Prescan:
    """Read a command line as far as must be known before it is parsed. Raises nothing."""
    words, table = iter(arguments), option_table()
    declared = table[()].options
    before, path = _head(words, declared)
    rest = list(words)
    if path == ["help"]:
        about = [word for word in read_words(iter(rest), declared) if isinstance(word, str)]
        if any(about[:1] == [command.path[0]] for command in COMMANDS):
            options = _given(rest, declared)
            return prescan([*(given.word() for given in (*before, *options)), *about, "--help"])
    command = next((command for command in COMMANDS if list(command.path) == path), None)
    asked = {given.option.parameter for given in before}
    if command is None or "version" in asked:
        known = [*before, *_given(rest, declared)]
        group = tuple(command for command in COMMANDS if path[:1] == [command.path[0]] and path[0] in GROUPS)
        only_versions = "version" in asked and "help" not in asked and not path
        if group and path == [group[0].path[0]] and any(given.option.parameter == "help" for given in known):
            arguments = _help_of(path[0], known, rest, declared) or arguments
        seen = _seen(arguments, () if only_versions else group or COMMANDS, known)
        return seen if path else replace(seen, path=())
    if command.name in HEADS and not command.group and "help" in asked:
        behind = _given(rest, declared)
        return _seen(arguments, tuple(each for each in COMMANDS if each.path[0] == command.name), [*before, *behind])
    own = table[command.path].options
    behind = _given(rest, declared | own, unknown_takes_value=True)
    moved = [given.word() for given in before]
    meant = [replace(given, option=own.get(given.option.spelling, given.option)) for given in before]
    seen = _seen([*path, *moved, *rest], (command,), [*meant, *behind])
    return replace(seen, path=command.path, refused=_refused(command, own, before, behind))


def _help_of(group: str, known: list[Given], rest: list[str], declared: Mapping[str, Declared]) -> list[str] | None:
    """The words that ask for the help of a group, which has no options itself; None where one is not known at all."""
    odd: list[str] = []
    for _ in read_words(iter(rest), declared, odd=odd.append):
        pass
    options = [given.word() for given in known if given.option.parameter != "help"]
    return None if odd else [*options, group, "--help"]


def _head(words: Iterator[str], declared: Mapping[str, Declared]) -> tuple[list[Given], list[str]]:
    """Take the options before the command off, and the words that name it, of a group both.

    Ends early at ``--help``, which asks about what was named so far.
    """
    before: list[Given] = []
    path: list[str] = []
    for part in read_words(words, declared):
        if isinstance(part, str):
            path.append(part)
            if _names_command(path):
                return before, path
        else:
            before.append(part)
            if part.option.parameter == "help":
                return before, path
    for word in words:  # behind --
        path.append(word)
        if _names_command(path):
            break
    return before, path


def _names_command(path: list[str]) -> bool:
    return path[0] not in GROUPS or len(path) == 2


def _seen(arguments: list[str], commands: tuple[Command, ...], given: list[Given]) -> Prescan:
    values = {one.option.parameter: one.value for one in given}
    formats = [one.value or "json" for one in given if one.option.parameter in {"as_json", "output_format"}]
    return Prescan(
        arguments,
        commands,
        values.get("lang"),
        values.get("color") or "auto",
        values.get("programmes"),
        as_json=formats[-1:] == ["json"],
        help_wanted="help" in values or commands is COMMANDS,
        quiet="quiet" in values,
    )


def _refused(
    command: Command, own: Mapping[str, Declared], before: list[Given], behind: list[Given]
) -> SubsidyError | None:
    """What is wrong with the options that stand before a command."""
    path = f"szsubsidy {' '.join(command.path)}"
    for given in before:
        if given.option.spelling not in own:
            return SubsidyError(
                message("{command} has no such option"),
                where=given.option.spelling,
                hint=message("see {path} --help"),
                code="usage",
                command=path,
                path=path,
            )
        for other in (*before, *behind):
            if given.option.spelling == other.option.spelling and given.value != other.value:
                return given_twice(given.value, other.value, where=given.option.spelling)
    return None


def _given(words: list[str], options: Mapping[str, Declared], *, unknown_takes_value: bool = False) -> list[Given]:
    read = read_words(iter(words), options, unknown_takes_value=unknown_takes_value)
    return [given for given in read if isinstance(given, Given)]
