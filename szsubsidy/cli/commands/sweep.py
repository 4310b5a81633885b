"""``szsubsidy sweep``: what grows as one amount grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.cli.amounts import amount_fact, amounts_of, read_amount
from szsubsidy.cli.curves import curves_under, known_to_all
from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import argument, common_options, fact_options, option, output_options, signed
from szsubsidy.cli.pictures import check_picture, write_picture
from szsubsidy.cli.profile_source import as_of_option, given_profile, profile_options
from szsubsidy.cli.reforms import reforms_option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message
from szsubsidy.money import MAX_FEN
from szsubsidy.rules.estimate import estimate

MOST_POINTS = 1000


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    panel = _("Sweep")

    def amount(name: str, declaration: str, help_text: str) -> Any:
        return option(name, str, None, declaration, help=help_text, metavar="AMOUNT", rich_help_panel=panel)

    options = [
        argument(
            "fact",
            str,
            ...,
            metavar="FACT",
            help=_("The amount that grows, such as compute_contract."),
            autocompletion=lambda: amounts_of(session),
        ),
        amount("start", "--from", _("Where to begin; 0 if not given.")),
        amount("end", "--to", _("Where to end; behind the last kink if not given.")),
        amount("step", "--step", _("Distance of the rows; a round amount if not given.")),
        option(
            "output",
            str,
            None,
            "-o",
            "--output",
            help=_("Write the chart to a file: .svg or .png."),
            metavar="FILE",
            rich_help_panel=panel,
            show_default=False,
        ),
        option(
            "chart",
            bool,
            None,
            "--chart/--no-chart",
            help=_("Draw the chart below the table, or not; drawn on a terminal if not given."),
            rich_help_panel=panel,
            show_default=False,
        ),
        reforms_option(
            _,
            _("Show the total under the changed terms of a file beside that of the terms in force. May be repeated."),
        ),
        *fact_options(session.catalogue, session.env.language, _),
        *profile_options(_, session.catalogue.facts, saves=False),
        as_of_option(_),
        *output_options(_),
        *common_options(_),
    ]
    doc = _(
        "Show how each grant and the best total grow with one amount, and where they bend.\n\n"
        "Example: szsubsidy sweep compute_contract --to 3000万 --company-type sme --project-category model-training"
    )
    return signed(lambda given: run(session, given), options, doc), _(
        "Kinks are exact to the fen: the least that counts, caps, joint caps."
    )


def run(session: Session, given: dict[str, Any]) -> int:
    """Print a table of costs, or write a chart of them."""
    output = choose_format(given["output_format"], as_json=given["as_json"])
    picture = given["output"]
    if picture is not None:
        check_picture(picture, "-o")
    fact = amount_fact(session, given["fact"], "FACT")
    profile, as_of = given_profile(session, given), session.day(given["as_of"])
    curve = BenefitCurve(session.catalogue, profile, as_of, fact.id)
    low = 0 if given["start"] is None else read_amount(given["start"], "--from")
    reforms = curves_under(session, given["reforms"], profile, as_of, fact.id)
    reach = max(item.reach() for item in (curve, *(reform.curve for reform in reforms)))
    high = min(max(reach, low + 1), MAX_FEN) if given["end"] is None else read_amount(given["end"], "--to")
    step = None if given["step"] is None else read_amount(given["step"], "--step")
    _check(low, high, step)
    from szsubsidy.analysis.sweep import Sweep
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.views.sweep import course_csv, course_document, sweep_chart, sweep_page

    at_end = estimate(session.catalogue, profile | {fact.id: high}, as_of)
    costs = sorted(
        {*curve.costs(low, high, step), *(kink.at for reform in reforms for kink in reform.curve.kinks(low, high))}
    )
    sweep = Sweep(curve, low, high, costs, at_end, [(reform.title, reform.curve) for reform in reforms])
    phrases = known_to_all(session, reforms).phrases
    if picture is not None:
        write_picture(session, sweep_chart(sweep, phrases), picture, force=given["force"])
        if not given["quiet"]:
            session.env.say(session.phrases.fmt("The chart was written: {path}", path=sanitize(picture)))
        if not given["as_json"] and given["output_format"] is None:
            return 0
    if output == "json":
        session.write_json(course_document(sweep, phrases))
    elif output == "csv":
        session.write(course_csv(sweep))
    else:
        drawn = session.env.stdout.isatty() if given["chart"] is None else given["chart"]
        write_shown(session, sweep_page(sweep, phrases, drawn=drawn), output)
    return 0


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
