"""``szsubsidy solve``: the least amount that reaches a target."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.analysis.curve import BenefitCurve
from szsubsidy.analysis.solve import solve
from szsubsidy.cli.amounts import amount_fact, complete_amounts, read_amount
from szsubsidy.cli.emit import DocumentMaker, Output, emit, say_own_terms
from szsubsidy.cli.fact_options import FactTexts
from szsubsidy.cli.options import OUTPUT, AsOf, Option, reform_option
from szsubsidy.cli.profile_source import Force, ProfileFile, Settings, read_firm
from szsubsidy.cli.reforms import curves_under, session_for
from szsubsidy.cli.session import Session
from szsubsidy.cli.which_project import in_question, new_option, of_option
from szsubsidy.errors import message
from szsubsidy.formats.view import View
from szsubsidy.money import plain

OUT_OF_REACH = 4
TARGET = message("Target")
EPILOG = message("Exit code 4: no amount reaches the target.")


def command(
    session: Session,
    *,
    target: Annotated[
        str,
        Option("--target", help=message("The total to reach, in yuan."), metavar="AMOUNT", panel=TARGET),
    ],
    by: Annotated[
        str,
        Option(
            "--by",
            help=message("The amount that may grow, such as compute_contract."),
            metavar="FACT",
            panel=TARGET,
            complete=complete_amounts,
        ),
    ],
    of: Annotated[str | None, of_option(TARGET)] = None,
    new: Annotated[bool, new_option(TARGET)] = False,
    reform_files: Annotated[
        list[str] | None,
        reform_option(message("Also find it under the changed terms of a file. May be repeated.")),
    ] = None,
    bare: Annotated[bool, Option("--cost", help=message("Print the bare cost in yuan."), panel=OUTPUT)] = False,
    facts: FactTexts,
    profile_file: ProfileFile = None,
    settings: Settings = None,
    force: Force = False,
    as_of: AsOf = None,
    output: Output,
) -> int:
    """Find the least cost that brings a total, exact to the fen, or what stops it.

    Example: szsubsidy solve --target 600万 --by compute_contract
    --company-type startup --project-category model-training
    """
    del force  # solve writes no file; the option stands beside --profile in every command that has it
    fact = amount_fact(session, by, "--by")
    wanted = read_amount(target, "--target")
    given, day = read_firm(session, profile_file, facts, settings), session.day(as_of)
    firm, which = in_question(session, given, fact, of, new=new)
    curve = BenefitCurve(session.catalogue, firm, day, fact.id, which)
    from szsubsidy.views.solve import solution_document, solution_page, solution_records

    reforms = curves_under(session, reform_files, curve)
    solution = solve(curve, wanted, reforms)
    session = session_for(session, (reform.curve.catalogue for reform in reforms))
    reached, point = solution.answer
    view = View(
        lambda: solution_page(solution, session.phrases),
        lambda: solution_document(solution, session.phrases),
        lambda: solution_records(solution),
    )
    if not bare or output.format == "json":
        emit(session, output, view)
    elif reached:
        session.write(plain(point.cost) + "\n")
        say_own_terms(session)
    elif not session.quiet:
        session.say_page(view.page())
    return 0 if reached else OUT_OF_REACH


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.solve import solution_document

    return solution_document
