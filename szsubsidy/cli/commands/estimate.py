"""``szsubsidy estimate``: what each programme can grant to one firm."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.amounts import read_amount
from szsubsidy.cli.emit import DocumentMaker, Output, emit, say_own_terms
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import OUTPUT, AsOf, NoInput, Option, reform_option
from szsubsidy.cli.profile_source import Force, ProfileFile, SaveProfile, Settings, read_firm, save_firm
from szsubsidy.cli.session import Session
from szsubsidy.cli.shared_views import comparison_view, estimate_view
from szsubsidy.errors import incompatible, message
from szsubsidy.formats.page import to_text
from szsubsidy.money import grouped, plain
from szsubsidy.record import replace
from szsubsidy.rules.concerned import concerned
from szsubsidy.rules.estimate import Estimate, estimate
from szsubsidy.rules.ranges import Range
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.wanted import Wanted

NOTHING_APPLIES = 4
NOT_AS_EXPECTED = 4
EPILOG = message("Asks for what is missing and matters when run in a terminal; otherwise leaves it undetermined.")


def command(
    session: Session,
    *,
    facts: FactTexts,
    profile_file: ProfileFile = None,
    settings: Settings = None,
    save_to: SaveProfile = None,
    force: Force = False,
    as_of: AsOf = None,
    no_input: NoInput = False,
    everything: Annotated[bool, Option("--all", help=message("Also list programmes outside your categories."))] = False,
    details: Annotated[
        bool, Option("--details", help=message("Show all that the answer rests on, with its sources."))
    ] = False,
    ids: Annotated[
        bool, Option("--ids", help=message("With --details: cite by the ids of sources, not by numbers."))
    ] = False,
    reform: Annotated[
        str | None,
        reform_option(message("Show the estimate under the changed terms of a file beside that under those in force.")),
    ] = None,
    expect: Annotated[
        str | None,
        Option(
            "--expect",
            help=message("Exit with 4, and tell the right sum, unless the total by the terms is this amount."),
            metavar="AMOUNT",
        ),
    ] = None,
    exit_code: Annotated[bool, Option("--exit-code", help=message("Exit with 4 when nothing applies."))] = False,
    total: Annotated[
        bool,
        Option("--total", help=message("Print the bare total by the terms in yuan."), panel=OUTPUT),
    ] = False,
    output: Output,
    report: Annotated[
        str | None,
        Option(
            "--report",
            help=message("Also write a report to hand on: .md, .html, .xlsx or .docx, by the file's ending."),
            metavar="FILE",
            panel=OUTPUT,
        ),
    ] = None,
) -> int:
    """Estimate the most each programme can grant one firm.

    Example: szsubsidy estimate --company-type startup --compute-contract 800万 --project-category model-training
    """
    if total:
        _check_total(output, reform)
    expected = None if expect is None else read_amount(expect, "--expect")
    day = session.day(as_of)
    if report is not None:
        _check_report(report, reform, force=force)
    known = read_firm(session, profile_file, facts, settings)
    firm, shown = known, "total" if total else output.format
    settled: frozenset[str] = frozenset()
    if session.env.interactive and not no_input:
        from szsubsidy.cli.prompts.answers import Answers
        from szsubsidy.cli.prompts.questions import ask_missing
        from szsubsidy.cli.repeat import Again

        answers = ask_missing(session, Answers.of(known, session.catalogue.facts), day, again=Again(output=shown))
        firm, settled = answers.firm, answers.settled
    among = None if everything or reform is not None else concerned(session.catalogue, firm)
    result = estimate(session.catalogue, firm, day, among)
    if output.format != "json":  # a record has what follows from its facts, whatever was answered besides
        from szsubsidy.rules.worth_asking import without_offers

        result = without_offers(result, settled)
    if save_to is not None:
        session = save_firm(session, firm, save_to, force=force)
    if report is not None:
        from szsubsidy.cli.report_file import ReportFile, write_report

        write_report(session, result, ReportFile(report, force, everything))
    if reform is not None:
        _write_reformed(session, result, reform, output)
    elif total:
        _write_total(session, result)
    else:
        handed_on = output.format == "markdown"
        again = _again(session, result, shown) if (details or ids) and not handed_on else ""
        wanted = Wanted(everything, details or ids, ids, again=again, handed_on=handed_on)
        emit(
            session,
            output,
            estimate_view(result, session.phrases, wanted),
        )
    if report is not None and not session.quiet:
        from szsubsidy.cli.report_file import say_written

        say_written(session, report)
    if firm != known and not session.quiet:
        from szsubsidy.cli.repeat import say_how_to_repeat

        say_how_to_repeat(session, firm, day, shown, reform)
    if expected is not None and result.total != expected:
        _tell_right_sum(session, result, expected)
        return NOT_AS_EXPECTED
    nothing = exit_code and not result.combination and not result.missing
    return NOTHING_APPLIES if nothing else 0


def _again(session: Session, result: Estimate, shown: str) -> str:
    from szsubsidy.cli.repeat import repeat_line

    return repeat_line(session, result.firm, result.as_of, shown)


def _check_report(report: str, reform: str | None, *, force: bool) -> None:
    if reform is not None:
        raise incompatible("--report", "--reform", hint=message("--format markdown writes the comparison"))
    from szsubsidy.cli.report_file import check_report

    check_report(report, force=force)


def _check_total(output: Output, reform: str | None) -> None:
    for option in (output.option, "--reform" if reform is not None else None):
        if option is not None:
            raise incompatible(option, "--total")


def _write_total(session: Session, result: Estimate) -> None:
    """Write the bare total by the terms to stdout, to stderr what of it is within reach, and what it leaves open."""
    session.write(plain(result.total) + "\n")
    say_own_terms(session)
    if not session.quiet:
        reach = _sum(result.within_reach_bounds, session.phrases)
        within_reach = session.phrases.fmt("within reach: {amount}", amount=reach)
        session.env.say(f"szsubsidy: {within_reach}")
        from szsubsidy.views.sections import doubtful_parts

        for part in doubtful_parts(result, session.phrases):
            session.env.say(f"szsubsidy: {to_text(part)}")
    if result.missing and not session.quiet:
        phrases = session.phrases
        facts = phrases.joined([phrases.asked(fact) for fact in result.missing])
        text = phrases.fmt(
            "up to {high} yuan, depending on: {facts}", high=grouped(result.by_terms_range.high), facts=facts
        )
        session.env.say(f"szsubsidy: {text}")


def _tell_right_sum(session: Session, result: Estimate, expected: int) -> None:
    phrases = session.phrases
    text = phrases.fmt(
        "{expected} was expected; by the terms it is {total}",
        expected=to_text(phrases.money(expected)),
        total=_sum(result.total_bounds, phrases),
    )
    session.env.say(f"szsubsidy: --expect: {text}")


def _sum(bounds: Range, phrases: Phrases) -> str:
    """A total; while facts are missing, what it can be."""
    return to_text(phrases.money_range(bounds.low, bounds.high))


def _write_reformed(session: Session, result: Estimate, path: str, output: Output) -> None:
    """Write the estimate as the baseline, and beside it the same firm under changed terms."""
    from szsubsidy.analysis.compare import Variant
    from szsubsidy.cli.reforms import reformed_variant

    variant, changed = reformed_variant(session, path, result.firm, result.as_of)
    variants = [Variant(session.phrases.tr("terms in force"), result), variant]
    from szsubsidy.cli.commands.compare import document as comparison

    emit(changed, replace(output, document=comparison), comparison_view(variants, changed.phrases))


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.estimate_json import estimate_document

    return estimate_document
