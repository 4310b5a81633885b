"""``szsubsidy estimate``, and the interview of the bare ``szsubsidy``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import common_options, fact_options, option, output_options, signed
from szsubsidy.cli.profile_source import as_of_option, given_profile, profile_options, save_profile
from szsubsidy.cli.prompts.typed import written
from szsubsidy.cli.reforms import reform_option
from szsubsidy.cli.report_file import ReportFile, check_report, report_option, say_written, write_report
from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.errors import incompatible, message
from szsubsidy.facts.model import Profile
from szsubsidy.i18n import choose_language
from szsubsidy.money import grouped, plain
from szsubsidy.rules.estimate import Estimate, estimate

NOTHING_APPLIES = 4


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        *fact_options(session.catalogue, session.env.language, _),
        *profile_options(_, session.catalogue.facts),
        as_of_option(_),
        option("no_input", bool, False, "--no-input", help=_("Ask nothing, even at a terminal.")),
        option("everything", bool, False, "--all", help=_("Show the programmes about something else, too.")),
        reform_option(_, _("Show the estimate under the changed terms of a file beside that under those in force.")),
        option("exit_code", bool, False, "--exit-code", help=_("Exit with 4 when nothing applies.")),
        option("schema", bool, False, "--schema", help=_("Print the JSON Schema of the JSON output.")),
        option(
            "total",
            bool,
            False,
            "--total",
            help=_("Print the bare total in yuan, nothing else."),
            rich_help_panel=_("Output"),
        ),
        *output_options(_),
        report_option(_),
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
        from szsubsidy.views.estimate_json import estimate_document
        from szsubsidy.views.schema import schema_of

        session.write_json(schema_of(estimate_document))
        return 0
    output = _chosen_output(given)
    as_of = session.day(given["as_of"])
    report = given["report"]
    if report is not None and given["reform"] is not None:
        raise incompatible("--report", "--reform", hint=message("--format markdown writes the comparison"))
    if report is not None:
        check_report(report, force=given["force"])
    known = given_profile(session, given)
    may_ask = session.env.interactive and not given["no_input"]
    profile = known
    if may_ask:
        from szsubsidy.cli.prompts.base import ask_missing

        profile = ask_missing(session, known, as_of)
    result = estimate(session.catalogue, profile, as_of)
    if given["save_profile"] is not None:
        save_profile(session, profile, given["save_profile"], force=given["force"])
    if report is not None:
        again = repeat_command(session, profile, as_of, output)
        write_report(session, result, ReportFile(report, given["force"], given["everything"]), again)
    if given["reform"] is not None:
        _write_reformed(session, result, given["reform"], output)
    elif output == "total":
        _write_total(session, result, quiet=given["quiet"])
    else:
        write_estimate(session, result, output, everything=given["everything"])
    if report is not None and not given["quiet"]:
        say_written(session, report)
    if profile != known and not given["quiet"]:
        say_how_to_repeat(session, profile, as_of, output, given["reform"])
    if given["exit_code"] and not result.combination and not result.missing:
        return NOTHING_APPLIES
    return 0


def interview(session: Session, as_of: int, *, quiet: bool) -> int:
    """Ask for everything that matters, print the table, offer what may be done with it, and tell how to repeat it."""
    from szsubsidy.cli.menu import Menu
    from szsubsidy.cli.prompts.base import ask_missing, asker_for

    asker = asker_for(session)
    profile = ask_missing(session, {}, as_of, asker)
    session.env.say("")

    def show(result: Estimate) -> None:
        write_estimate(session, result, "table", everything=False)

    show(estimate(session.catalogue, profile, as_of))
    profile = Menu(session, asker, profile, as_of).run(show)
    if not quiet:
        say_how_to_repeat(session, profile, as_of, "table")
    return 0


def _chosen_output(given: dict[str, Any]) -> str:
    output = choose_format(given["output_format"], as_json=given["as_json"])
    if not given["total"]:
        return output
    others = {"--format": given["output_format"], "--json": given["as_json"], "--reform": given["reform"]}
    for name, value in others.items():
        if value:
            raise incompatible(name, "--total")
    return "total"


def _write_total(session: Session, result: Estimate, *, quiet: bool) -> None:
    """Write the bare total to stdout and, to stderr, what it leaves open."""
    session.write(plain(result.total) + "\n")
    if result.missing and not quiet:
        phrases = session.phrases
        facts = phrases.joined([phrases.asked(fact) for fact in result.missing])
        told = phrases.fmt("up to {high} yuan, depending on: {facts}", high=grouped(result.high), facts=facts)
        session.env.say(f"szsubsidy: {told}")


def _write_reformed(session: Session, result: Estimate, path: str, output: str) -> None:
    """Write the estimate as the baseline, and beside it the same firm under changed terms."""
    from szsubsidy.analysis.compare import Variant
    from szsubsidy.cli.commands.compare import reformed_variant, write_comparison

    variant, changed = reformed_variant(session, path, result.profile, result.as_of)
    write_comparison(changed, [Variant(session.phrases.tr("terms in force"), result), variant], output)


def say_how_to_repeat(session: Session, profile: Profile, as_of: int, output: str, reform: str | None = None) -> None:
    """Tell the command that gives the same estimate without a question."""
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
            words += [spec.option, ",".join(written(spec, profile[fact]))]
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


def write_estimate(session: Session, result: Estimate, output: str, *, everything: bool) -> None:
    """Write the estimate to stdout in one of the formats."""
    phrases = session.phrases
    if output == "json":
        from szsubsidy.views.estimate_json import estimate_document

        session.write_json(estimate_document(result, phrases))
        return
    if output == "csv":
        from szsubsidy.views.estimate_csv import estimate_csv

        session.write(estimate_csv(result, phrases))
        return
    from szsubsidy.views.estimate import estimate_page

    write_shown(session, estimate_page(result, phrases, everything=everything), output)
