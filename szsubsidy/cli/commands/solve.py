"""``szsubsidy solve``: the least amount that reaches a target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.solve import reaching
from szsubsidy.cli.amounts import amount_fact, amounts_of, read_amount
from szsubsidy.cli.curves import curves_under
from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import common_options, fact_options, option, output_options, signed
from szsubsidy.cli.profile_source import as_of_option, given_profile, profile_options
from szsubsidy.cli.reforms import reforms_option
from szsubsidy.cli.session import Session
from szsubsidy.money import plain
from szsubsidy.rules.estimate import estimate

OUT_OF_REACH = 4
FORMATS = ("table", "json", "markdown")


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    panel = _("Target")
    options = [
        option(
            "target",
            str,
            ...,
            "--target",
            help=_("The total to reach, in yuan."),
            metavar="AMOUNT",
            rich_help_panel=panel,
        ),
        option(
            "by",
            str,
            ...,
            "--by",
            help=_("The amount that may grow, such as compute_contract."),
            metavar="FACT",
            rich_help_panel=panel,
            autocompletion=lambda: amounts_of(session),
        ),
        reforms_option(_, _("Find it under the changed terms of a file, too. May be repeated.")),
        option("bare", bool, False, "--cost", help=_("Print the bare cost in yuan."), rich_help_panel=_("Output")),
        *fact_options(session.catalogue, session.env.language, _),
        *profile_options(_, session.catalogue.facts, saves=False),
        as_of_option(_),
        *output_options(_, FORMATS),
        *common_options(_),
    ]
    doc = _(
        "Find the least cost that brings a total, exact to the fen, or what stops it.\n\n"
        "Example: szsubsidy solve --target 600万 --by compute_contract "
        "--company-type startup --project-category model-training"
    )
    return signed(lambda given: run(session, given), options, doc), _("Exit code 4: no amount reaches the target.")


def run(session: Session, given: dict[str, Any]) -> int:
    """Print the least cost, or what stops the total below the target."""
    output = choose_format(given["output_format"], as_json=given["as_json"], formats=FORMATS)
    fact = amount_fact(session, given["by"], "--by")
    target = read_amount(given["target"], "--target")
    profile, as_of = given_profile(session, given), session.day(given["as_of"])
    curve = BenefitCurve(session.catalogue, profile, as_of, fact.id)
    reached, point = reaching(session.catalogue, curve, target)
    from szsubsidy.analysis.solve import Solution
    from szsubsidy.views.solve import solution_document, solution_page

    costs = [point.cost, point.cost - 1] if point.cost else [point.cost]
    here, *below = (estimate(session.catalogue, profile | {fact.id: cost}, as_of) for cost in costs)
    reforms = [
        (reform.title, reaching(reform.session.catalogue, reform.curve, target))
        for reform in curves_under(session, given["reforms"], profile, as_of, fact.id)
    ]
    found = Solution(curve, target, reached, point, here, below[0] if below else None, reforms)
    if output == "json":
        session.write_json(solution_document(found, session.phrases))
    elif given["bare"]:
        if reached:
            session.write(plain(point.cost) + "\n")
        elif not given["quiet"]:
            session.talk_report(solution_page(found, session.phrases))
    else:
        write_shown(session, solution_page(found, session.phrases), output)
    return 0 if reached else OUT_OF_REACH
