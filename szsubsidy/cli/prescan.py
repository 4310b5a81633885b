"""What must be known of a command line before it is parsed.

Typer can parse only what it has built, and builds in a language, out of a catalogue, and only the command that was
asked for. So the command line is read once beforehand, as Typer will read it: by the options that the command's
signature declares. ``--profile --json`` is therefore a file called ``--json``, and after ``--`` nothing is an option.

Options before the command are meant for the command. They are moved behind it, so that

    szsubsidy --as-of 2027-03-01 -q programmes list    is    szsubsidy programmes list --as-of=2027-03-01 --quiet

or refused, where the command has no such option or has it again, with another value.

``szsubsidy help programmes list`` is ``szsubsidy programmes list --help``: a topic of the guide is no command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from typer.models import OptionInfo

from szsubsidy.cli.binding import parameters_of
from szsubsidy.cli.commands import COMMANDS, GROUPS, HEADS, Command
from szsubsidy.errors import SubsidyError, given_twice, message
from szsubsidy.record import Record, replace


class Prescan(Record):
    """What a command line says before it is parsed.

    ``arguments`` are those to parse; ``refused`` is what is wrong with the options before the command, where
    something is. ``as_json``: whether errors are wanted as JSON.
    """

    arguments: list[str]
    commands: tuple[Command, ...]
    """Those that must be built: one, a group, all, or none for the versions alone."""
    lang: str | None
    color: str
    programmes: str | None
    as_json: bool
    help_wanted: bool
    refused: SubsidyError | None = None


class _Declared(Record):
    """An option of a command: the parameter that it fills, and whether it stands alone."""

    parameter: str
    spelling: str
    is_flag: bool


class _Given(Record):
    """An option as it was given; a flag has no value."""

    option: _Declared
    value: str | None

    def word(self) -> str:
        """The one word that gives it again."""
        return self.option.spelling if self.value is None else f"{self.option.spelling}={self.value}"


def prescan(arguments: list[str]) -> Prescan:
    """Read a command line as far as must be known before it is parsed. Raises nothing."""
    from szsubsidy.cli.root import root

    words = iter(arguments)
    declared = _options_of(root)
    before, path = _head(words, declared)
    rest = list(words)
    if path == ["help"]:
        about = [word for word in _read(iter(rest), declared, unknown_takes_value=False) if isinstance(word, str)]
        if any(about[:1] == [command.path[0]] for command in COMMANDS):
            options = _given(rest, declared, unknown_takes_value=False)
            return prescan([*(given.word() for given in (*before, *options)), *about, "--help"])
    command = next((command for command in COMMANDS if list(command.path) == path), None)
    asked = {given.option.parameter for given in before}
    if command is None or "version" in asked:
        known = [*before, *_given(rest, declared, unknown_takes_value=False)]
        group = tuple(command for command in COMMANDS if path[:1] == [command.path[0]] and path[0] in GROUPS)
        only_versions = "version" in asked and "help" not in asked and not path
        return _seen(arguments, () if only_versions else group or COMMANDS, known)
    if command.name in HEADS and not command.group and "help" in asked:
        behind = _given(rest, declared, unknown_takes_value=False)
        return _seen(arguments, tuple(each for each in COMMANDS if each.path[0] == command.name), [*before, *behind])
    own = _options_of(command.load().function)
    behind = _given(rest, declared | own, unknown_takes_value=True)
    moved = [given.word() for given in before]
    meant = [replace(given, option=own.get(given.option.spelling, given.option)) for given in before]
    seen = _seen([*path, *moved, *rest], (command,), [*meant, *behind])
    return replace(seen, refused=_refused(command, own, before, behind))


def _head(words: Iterator[str], declared: Mapping[str, _Declared]) -> tuple[list[_Given], list[str]]:
    """Take the options before the command off, and the words that name it, of a group both.

    Ends early at ``--help``, which asks about what was named so far.
    """
    before: list[_Given] = []
    path: list[str] = []
    for part in _read(words, declared, unknown_takes_value=False):
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


def _seen(arguments: list[str], commands: tuple[Command, ...], given: list[_Given]) -> Prescan:
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
    )


def _refused(
    command: Command, own: Mapping[str, _Declared], before: list[_Given], behind: list[_Given]
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


def _options_of(command: Callable[..., int]) -> dict[str, _Declared]:
    """Return the options of a command by their spellings, but for those of the facts, which all take a value."""
    options = {spelling: _Declared("help", "--help", is_flag=True) for spelling in ("-h", "--help")}
    for parameter in parameters_of(command):
        for info in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(info, OptionInfo):
                # Typer keeps the first spelling that ``Option`` is given as the default.
                declarations = (str(info.default), *(info.param_decls or ()))
                is_flag = parameter.annotation.__origin__ in {bool, bool | None}
                option = _Declared(parameter.name, declarations[-1].split("/")[0], is_flag)
                options |= dict.fromkeys("/".join(declarations).split("/"), option)
    return options


def _given(words: list[str], options: Mapping[str, _Declared], *, unknown_takes_value: bool) -> list[_Given]:
    read = _read(iter(words), options, unknown_takes_value=unknown_takes_value)
    return [given for given in read if isinstance(given, _Given)]


def _read(
    words: Iterator[str], options: Mapping[str, _Declared], *, unknown_takes_value: bool
) -> Iterator[_Given | str]:
    """Yield the options and the other words of a command line, read as Typer reads them, and nothing after ``--``.

    An option that is not known is left out, with the next word where ``unknown_takes_value``.
    """
    for word in words:
        if word == "--":
            return
        if word.startswith("--"):
            spelling, equals, value = word.partition("=")
            option = options.get(spelling)
            if option is None:
                if unknown_takes_value and not equals:
                    next(words, None)
            elif option.is_flag:
                yield _Given(option, None)
            elif equals:
                yield _Given(option, value)
            else:
                yield from (_Given(option, word) for word in islice(words, 1))
        elif word.startswith("-") and word != "-":
            yield from _read_letters(word[1:], words, options)
        else:
            yield word


def _read_letters(letters: str, words: Iterator[str], options: Mapping[str, _Declared]) -> Iterator[_Given]:
    """Yield the options of a word such as ``-qo``: flags, of which the last may be an option with its value."""
    for position, letter in enumerate(letters, 1):
        option = options.get(f"-{letter}")
        if option is None:
            return
        if not option.is_flag:
            values = iter([letters[position:]]) if letters[position:] else words
            yield from (_Given(option, value) for value in islice(values, 1))
            return
        yield _Given(option, None)
