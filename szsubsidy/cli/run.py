"""Runs a command line: reads what must be known before parsing, runs a command, maps failures to exit codes."""

from __future__ import annotations

import errno
import os
import sys

from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.environment import Environment
from szsubsidy.cli.options import COLORS
from szsubsidy.cli.own_folder import own_folder
from szsubsidy.cli.plain_line import run_plain
from szsubsidy.cli.prescan import Prescan, prescan
from szsubsidy.cli.session import open_session
from szsubsidy.errors import FileError, SubsidyError, SubsidyErrors, message, unknown
from szsubsidy.i18n import LANGUAGES, choose_language, language_of, translator

COMPLETE = "_SZSUBSIDY_COMPLETE"
"""The variable by which a shell asks for completions, for which every command must be there."""

_NEW, _GUIDE = ("programmes", "new"), ("help",)


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code."""
    try:
        code = _reported(prescan(arguments))
        sys.stderr.flush()
    except BrokenPipeError:
        return _closed_pipe()
    except OSError:  # stderr itself
        return FileError.exit_code
    return code


def _reported(seen: Prescan) -> int:
    """Run a command line, and report what fails."""
    try:
        return _run(seen)
    except SubsidyError as error:
        _report(error, seen)
        return error.exit_code
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as error:
        if sys.platform == "win32" and error.errno == errno.EINVAL:  # so Windows says that a pipe is closed
            return _closed_pipe()
        reason = str(error.strerror or error)
        _report(FileError(message("a file or stream failed: {reason}"), code="io", reason=reason), seen)
        return FileError.exit_code
    except (MemoryError, SystemError, ImportError) as error:  # the second where a library forgets to say the first
        if isinstance(error, ImportError) and "map segment" not in str(error):
            raise
        _report(FileError(message("there is not enough memory"), code="no-memory"), seen)
        return FileError.exit_code
    except SystemExit as leaving:
        # Typer and rich exit with 1 when the reader of a pipe has closed it, and with 0 after a shell's completion.
        return _closed_pipe() if leaving.code == 1 else int(leaving.code or 0)


def _run(seen: Prescan) -> int:
    env = Environment.of_process(_language(seen.lang), _color(seen.color))
    if seen.refused is not None:
        raise seen.refused
    is_completion = COMPLETE in os.environ
    commands = COMMANDS if is_completion else seen.commands
    wanted = not commands or any(command.takes_catalogue for command in commands)
    overlay, word = own_folder(seen.programmes)
    if word is not None and not (seen.quiet or is_completion or seen.path == _GUIDE):
        _say(word, env)
    try:
        session = open_session(env, overlay, with_catalogue=wanted)
    except SubsidyError as error:
        if overlay is None or not _can_do_without(seen, env):
            raise
        if not is_completion:
            _say(_several(error)[0], env)
        session = open_session(env, None, with_catalogue=wanted)
    code = None if is_completion else run_plain(seen.path, seen.arguments, session)
    if code is None:
        from szsubsidy.cli.app import run_by_typer

        code = run_by_typer(seen.arguments, session, commands, help_wanted=seen.help_wanted)
    env.stdout.flush()
    return code


def _can_do_without(seen: Prescan, env: Environment) -> bool:
    """Whether what is asked for can be had without programmes of one's own, where these are not sound.

    These are help, completion, the versions, and a new programme. The interview looks like a call for help until it is
    known that there is somebody to ask.
    """
    is_interview = seen.path == () and env.interactive
    return COMPLETE in os.environ or not seen.commands or seen.path == _NEW or (seen.help_wanted and not is_interview)


def _say(error: SubsidyError, env: Environment) -> None:
    """Write a line to stderr about what does not end the run."""
    from szsubsidy.formats.sanitize import sanitize

    env.say(f"szsubsidy: {sanitize(error.line(translator(env.language)))}")


def _several(error: SubsidyError) -> list[SubsidyError]:
    return error.errors if isinstance(error, SubsidyErrors) else [error]


def _language(option: str | None) -> str | None:
    variable = os.environ.get("SZSUBSIDY_LANG")
    tag = option if option is not None else variable
    if not tag and option is None:
        return None
    language = language_of(tag or "")
    if language is None:
        where = "SZSUBSIDY_LANG" if option is None else "--lang"
        raise unknown(tag or "", LANGUAGES, where=where, what=message("{given} is not a language known here"))
    return language


def _color(when: str) -> str:
    if when not in COLORS:
        raise unknown(when, COLORS, where="--color")
    return when


def _report(error: SubsidyError, seen: Prescan) -> None:
    """Write one line an error to stderr, or one JSON document of all."""
    from szsubsidy.formats.sanitize import sanitize

    language = language_of(seen.lang or "") or choose_language(os.environ)
    translate = translator(language)
    errors = _several(error)
    if seen.as_json:
        from szsubsidy.formats.json import dumps
        from szsubsidy.views.diagnostics import errors_document

        sys.stderr.write(dumps(errors_document(errors, translate)) + "\n")
        return
    for failure in errors:
        lines = [sanitize(line) for line in failure.lines(translate)]
        sys.stderr.write("\n".join([f"szsubsidy: {lines[0]}", *lines[1:]]) + "\n")


def _closed_pipe() -> int:
    """Whoever read our output has seen enough; say nothing, also when Python closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
