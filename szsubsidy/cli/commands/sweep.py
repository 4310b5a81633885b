"""``szsubsidy sweep``: what grows as one amount grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.sweep import suggested_end, sweep
from szsubsidy.cli.amounts import amount_fact, complete_amounts, read_amount
from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import Argument, AsOf, Option, reform_option
from szsubsidy.cli.pictures import check_picture, new_picture
from szsubsidy.cli.profile_source import Force, ProfileFile, Settings, read_firm
from szsubsidy.cli.reforms import curves_under, session_for
from szsubsidy.cli.session import Session
from szsubsidy.cli.which_project import in_question, new_option, of_option
from szsubsidy.errors import SubsidyError, message
from szsubsidy.formats.view import View
from szsubsidy.money import MAX_FEN

MOST_POINTS = 1000
SWEEP = message("Sweep")
EPILOG = message("Kinks are exact to the fen: the least that counts, caps, joint caps.")


def _amount(declaration: str, help_text: str) -> Option:
    return Option(declaration, help=help_text, metavar="AMOUNT", panel=SWEEP)


def command(
    session: Session,
    fact: Annotated[
        str,
        Argument(
            metavar="FACT",
            help=message("The amount that grows, such as compute_contract."),
            complete=complete_amounts,
        ),
    ],
    *,
    start: Annotated[str | None, _amount("--from", message("Where to begin (default: 0)."))] = None,
    end: Annotated[
        str | None, _amount("--to", message("Where to end (default: behind the last turning point)."))
    ] = None,
    step: Annotated[str | None, _amount("--step", message("Distance of the rows (default: a round amount)."))] = None,
    picture: Annotated[
        str | None,
        Option(
            "-o --output",
            help=message("Write the chart to a file: .svg or .png."),
            metavar="FILE",
            panel=SWEEP,
        ),
    ] = None,
    chart: Annotated[
        bool | None,
        Option(
            "--chart/--no-chart",
            help=message("Draw the chart below the table, or not (default: only on a terminal)."),
            panel=SWEEP,
        ),
    ] = None,
    of: Annotated[str | None, of_option(SWEEP)] = None,
    new: Annotated[bool, new_option(SWEEP)] = False,
    reform_files: Annotated[
        list[str] | None,
        reform_option(
            message(
                "Show the total under the changed terms of a file beside that of the terms in force. May be repeated."
            )
        ),
    ] = None,
    facts: FactTexts,
    profile_file: ProfileFile = None,
    settings: Settings = None,
    force: Force = False,
    as_of: AsOf = None,
    output: Output,
) -> int:
    """Show how each grant and the best total grow with one amount, and where they bend.

    Example: szsubsidy sweep compute_contract --to 3000万 --company-type sme --project-category model-training
    """
    if picture is not None:
        check_picture(picture, "-o")
    swept = amount_fact(session, fact, "FACT")
    given, day = read_firm(session, profile_file, facts, settings), session.day(as_of)
    firm, which = in_question(session, given, swept, of, new=new)
    curve = BenefitCurve(session.catalogue, firm, day, swept.id, which)
    reforms = curves_under(session, reform_files, curve)
    low, high, distance = _range([curve, *(reform.curve for reform in reforms)], start, end, step)
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.views.sweep import course_document, sweep_chart, sweep_page, sweep_records

    result = sweep(curve, low, high, distance, reforms)
    session = session_for(session, (reform.curve.catalogue for reform in reforms))
    phrases = session.phrases
    if picture is not None:
        new_picture(sweep_chart(result, phrases), picture, force=force).keep()
        if not session.quiet:
            session.env.say(session.phrases.fmt("The chart was written: {path}", path=sanitize(picture)))
        if output.option is None:
            return 0
    drawn = session.env.stdout.isatty() if chart is None else chart
    view = View(
        lambda: sweep_page(result, phrases, drawn=drawn),
        lambda: course_document(result, phrases),
        lambda: sweep_records(result),
    )
    emit(session, output, view)
    return 0


def _range(
    curves: Sequence[BenefitCurve], start: str | None, end: str | None, step: str | None
) -> tuple[int, int, int | None]:
    """Return the first and the last cost, and the distance of the rows where one was given, all in fen."""
    low = 0 if start is None else read_amount(start, "--from")
    high = min(max(low + 1, *map(suggested_end, curves)), MAX_FEN) if end is None else read_amount(end, "--to")
    distance = None if step is None else read_amount(step, "--step")
    _check(low, high, distance)
    return low, high, distance


def _check(low: int, high: int, step: int | None) -> None:
    if high <= low:
        raise SubsidyError(message("is not above --from"), where="--to", hint=message("a larger amount"), code="usage")
    if step is not None and (step == 0 or (high - low) // step >= MOST_POINTS):
        raise SubsidyError(
            message("gives more than {most} rows"),
            where="--step",
            hint=message("a larger amount"),
            code="usage",
            most=str(MOST_POINTS),
        )


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.sweep import course_document

    return course_document
