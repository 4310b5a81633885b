"""``szsubsidy estimate``, and the interview of the bare ``szsubsidy``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

from szsubsidy.cli.output import choose_format, write_shown
from szsubsidy.cli.parameters import common_options, fact_options, option, output_options, signed
from szsubsidy.cli.profile_source import as_of_option, given_profile, profile_options, save_profile
from szsubsidy.cli.session import Session
from szsubsidy.facts.days import iso
from szsubsidy.facts.model import Fact, Profile, Value
from szsubsidy.languages import choose_language
from szsubsidy.money import percent, plain
from szsubsidy.rules.estimate import Estimate, estimate

NOTHING_APPLIES = 4


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.words._
    options = [
        *fact_options(session.catalogue, session.env.language, _),
        *profile_options(_, session.catalogue.facts),
        as_of_option(_),
        option("no_input", bool, False, "--no-input", help=_("Ask nothing, even at a terminal.")),
        option("everything", bool, False, "--all", help=_("Show the programmes about something else, too.")),
        option("exit_code", bool, False, "--exit-code", help=_("Exit with 4 when nothing applies.")),
        option("schema", bool, False, "--schema", help=_("Print the JSON Schema of the JSON output.")),
        *output_options(_),
        *common_options(_),
    ]
    doc = _(
        "Estimate what each programme can grant to one firm, at most.\n\n"
        "Example: szsubsidy estimate --company-type startup --compute-contract 800万 --project-category model-training"
    )
    return signed(lambda given: run(session, given), options, doc), _(
        "Facts that are not given and still matter are asked for at a terminal, else left open."
    )


def run(session: Session, given: dict[str, Any]) -> int:
    """Estimate for the facts given on the command line."""
    if given["schema"]:
        from szsubsidy.render.document import json_schema

        session.write_json(json_schema())
        return 0
    output = choose_format(given["output_format"], as_json=given["as_json"])
    as_of = session.day(given["as_of"])
    known = given_profile(session, given)
    may_ask = session.env.interactive and not given["no_input"]
    profile = known
    if may_ask:
        from szsubsidy.cli.asking import ask_missing

        profile = ask_missing(session, known, as_of)
    result = estimate(session.catalogue, profile, as_of)
    if given["save_profile"] is not None:
        save_profile(session, profile, given["save_profile"], force=given["force"])
    write_estimate(session, result, output, everything=given["everything"])
    if profile != known and not given["quiet"]:
        say_how_to_repeat(session, profile, as_of, output)
    if given["exit_code"] and not result.combination and not result.missing:
        return NOTHING_APPLIES
    return 0


def interview(session: Session, *, quiet: bool) -> int:
    """Ask for everything that matters, print the table, and the command that repeats it."""
    from szsubsidy.cli.asking import ask_missing

    profile = ask_missing(session, {}, session.env.today)
    session.env.say("")
    write_estimate(session, estimate(session.catalogue, profile, session.env.today), "table", everything=False)
    if not quiet:
        say_how_to_repeat(session, profile, session.env.today, "table")
    return 0


def say_how_to_repeat(session: Session, profile: Profile, as_of: int, output: str) -> None:
    """Tell the command that gives the same estimate without a question."""
    session.env.stdout.flush()
    command = shlex.join(repeat_command(session, profile, as_of, output))
    session.env.say("")
    session.env.say(session.words.sentence("The same again: {command}", command=command))


def repeat_command(session: Session, profile: Profile, as_of: int, output: str) -> list[str]:
    """Return the words of that command."""
    words = [*_called_as(), "estimate"]
    for fact, spec in session.catalogue.facts.items():
        if fact in profile:
            words += [spec.option, _typed(spec, profile[fact])]
    words += ["--as-of", iso(as_of), "--no-input"]
    if output != "table":
        words += ["--format", output]
    if session.env.language != choose_language(session.env.variables):
        words += ["--lang", session.env.language]
    return words


def _called_as() -> list[str]:
    """The words that start this program in the shell that called it."""
    if which("szsubsidy"):
        return ["szsubsidy"]
    called = Path(sys.argv[0])
    return [sys.executable, "-m", "szsubsidy"] if called.name == "__main__.py" else [str(called)]


def _typed(fact: Fact, value: Value) -> str:
    match fact.type, value:
        case "money", int():
            return plain(value)
        case "percent", int():
            return percent(value)
        case "date", int():
            return iso(value)
        case "flag", bool():
            return "yes" if value else "no"
        case _, frozenset():
            return ",".join(item.id for item in fact.values if item.id in value)
    return str(value)


def write_estimate(session: Session, result: Estimate, output: str, *, everything: bool) -> None:
    """Write the estimate to stdout in one of the formats."""
    words = session.words
    if output == "json":
        from szsubsidy.render.estimate_json import estimate_document

        session.write_json(estimate_document(result, words))
        return
    if output == "csv":
        from szsubsidy.render.estimate_csv import estimate_csv

        session.write(estimate_csv(result, words))
        return
    from szsubsidy.render.estimate_report import estimate_report

    write_shown(session, estimate_report(result, words, everything=everything), output)
