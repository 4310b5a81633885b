"""The command that gives the same estimate again without a question."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from shutil import which

from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.facts.model import Profile
from szsubsidy.facts.types import type_of
from szsubsidy.i18n import choose_language


def say_how_to_repeat(session: Session, profile: Profile, as_of: int, output: str, reform: str | None = None) -> None:
    """Tell the command, with the file of changed terms if there is one."""
    session.env.stdout.flush()
    again = repeat_command(session, profile, as_of, output)
    command = shlex.join([*again, *(["--reform", reform] if reform is not None else [])])
    session.env.say("")
    session.env.say(session.phrases.fmt("The same again: {command}", command=command))


def repeat_command(session: Session, profile: Profile, as_of: int, output: str) -> list[str]:
    """Return the words of that command."""
    words = [*_called_as(), "estimate"]
    for fact, spec in session.catalogue.facts.items():
        if fact in profile:
            words += [spec.option, ",".join(type_of(spec).typed(profile[fact]))]
    words += ["--as-of", iso(as_of), "--no-input"]
    if output == "total":
        words += ["--total"]
    elif output != "table":
        words += ["--format", output]
    for folder in session.folders[1:]:
        words += ["--programmes", str(folder)]
    if session.env.language != choose_language(session.env.variables):
        words += ["--lang", session.env.language]
    return words


def _called_as() -> list[str]:
    """The words that start this program in the shell that called it."""
    if which("szsubsidy"):
        return ["szsubsidy"]
    called = Path(sys.argv[0])
    return [sys.executable, "-m", "szsubsidy"] if called.name == "__main__.py" else [str(called)]
