"""The command that gives the same estimate again without a question."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from shutil import which
from typing import NamedTuple

from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.facts.types import type_of
from szsubsidy.i18n import choose_language
from szsubsidy.money import plain


class Again(NamedTuple):
    """The command that is to be told: its words before the facts, and the format of its result."""

    words: tuple[str, ...] = ("estimate",)
    output: str = "table"


ESTIMATE = Again()


def say_how_to_repeat(session: Session, firm: Firm, as_of: int, output: str, reform: str | None = None) -> None:
    """Tell the command, with the file of changed terms if there is one."""
    session.env.stdout.flush()
    again = repeat_command(session, firm, as_of, output)
    command = shlex.join([*again, *(["--reform", reform] if reform is not None else [])])
    session.env.say("")
    session.env.say(session.phrases.fmt("To get this result again: {command}", command=command))


def say_how_to_go_on(session: Session, firm: Firm, as_of: int, again: Again = ESTIMATE) -> None:
    """Tell who leaves the questions the command that asks on from what was answered."""
    if not firm.profile and not firm.held:
        session.env.say(session.phrases.tr("Left."))
        return
    session.env.say(session.phrases.tr("Left. To go on from here:"))
    words = [*_given(session, firm, again.words), *([] if as_of == session.env.today else ["--as-of", iso(as_of)])]
    session.env.say(f"  {shlex.join([*words, *_as_here(session, again.output)])}")


def repeat_command(session: Session, firm: Firm, as_of: int, output: str) -> list[str]:
    """Return the words of the command that gives the same estimate again, and asks nothing."""
    return [*_given(session, firm), "--as-of", iso(as_of), "--no-input", *_as_here(session, output)]


def repeat_line(session: Session, firm: Firm, as_of: int, output: str) -> str:
    """Return that command as it is typed."""
    return shlex.join(repeat_command(session, firm, as_of, output))


def _given(session: Session, firm: Firm, command: tuple[str, ...] = ESTIMATE.words) -> list[str]:
    """The words of a command with what was given."""
    words = [*_called_as(), *command]
    several = len(firm.projects) > 1 or bool(firm.projects[0].name)
    for fact, text in _typed(session, firm.facts if several else firm.profile).items():
        words += [session.catalogue.facts[fact].option, text]
    for project, name in zip(firm.projects, firm.names, strict=True) if several else ():
        given = _typed(session, project.facts)
        settings = {"name": name, **given} if project.name or not given else given
        words += ["--project", "; ".join(f"{key}={text}" for key, text in settings.items())]
    for programme, amount in firm.held.items():
        words += ["--held", f"{programme}={plain(amount)}"]
    return words


def _typed(session: Session, profile: Profile) -> dict[str, str]:
    """Facts in the order of the catalogue, each as it is typed."""
    facts = session.catalogue.facts
    return {fact: ",".join(type_of(spec).typed(profile[fact])) for fact, spec in facts.items() if fact in profile}


def _as_here(session: Session, output: str) -> list[str]:
    """The words for the output, and for what the environment does not say."""
    words = []
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
