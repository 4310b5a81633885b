"""``szsubsidy budget``: what a year's budget can carry of a scored table."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.amounts import read_amount
from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.limits import check_limits
from szsubsidy.cli.options import Argument, AsOf, Option, complete_programmes
from szsubsidy.cli.session import Session
from szsubsidy.cli.table_options import Overwrite, TableFormat, encoding_option, output_option, sheet_option
from szsubsidy.errors import SubsidyError, message, not_a_programmes_amount
from szsubsidy.formats.view import View

DEMAND = message("Demand and budget")
EPILOG = message("Shares are arithmetic over the table, not chances: others claim the same budget.")


def _complete_budget(session: Session, incomplete: str) -> list[str]:
    return [f"{programme}=" for programme in complete_programmes(session, incomplete)]


def command(
    session: Session,
    table: Annotated[
        str,
        Argument(
            metavar="SCORED",
            help=message("What szsubsidy batch wrote: CSV, TSV, JSON Lines, Parquet, XLSX; - is stdin."),
        ),
    ],
    *,
    by: Annotated[
        str | None,
        Option(
            "--by",
            help=message("First come, first served, by a column of days (default: in proportion)."),
            metavar="COLUMN",
            panel=DEMAND,
        ),
    ] = None,
    budgets: Annotated[
        list[str] | None,
        Option(
            "--budget",
            help=message(
                "A year's budget: --budget training-voucher=5亿. Takes precedence over the catalogue. May be repeated."
            ),
            metavar="PROGRAMME=AMOUNT",
            panel=DEMAND,
            complete=_complete_budget,
        ),
    ] = None,
    all_eligible: Annotated[
        bool,
        Option(
            "--all-eligible",
            help=message("Count every amount, also those that a firm's combination leaves out."),
            panel=DEMAND,
        ),
    ] = False,
    output_file: Annotated[
        str | None, output_option(message("Write the table with what each firm would get; - is stdout."))
    ] = None,
    to: TableFormat = None,
    force: Overwrite = False,
    encoding: Annotated[str | None, encoding_option(DEMAND)] = None,
    sheet: Annotated[str | None, sheet_option(DEMAND)] = None,
    as_of: AsOf = None,
    output: Output,
) -> int:
    """Compare the demand in a batch result with the yearly budgets.

    Example: szsubsidy budget scored.csv --by 申报日期 -o carried.csv
    """
    check_limits()
    from szsubsidy.budget.outlook import Question, budget_outlook
    from szsubsidy.views.budget import budget_document, budget_page, budget_records

    if output_file == "-" and output.format != "table":
        raise SubsidyError(
            message("the table goes to stdout, and so would the JSON")
            if output.format == "json"
            else message("the table goes to stdout, and so would the result"),
            where=output.option or "",
            hint=message("name a file with -o"),
            code="usage",
        )
    question = Question(
        table,
        session.day(as_of),
        by,
        dict(_one_budget(session, text) for text in budgets or ()),
        all_eligible,
        output_file,
        to,
        encoding,
        sheet,
        force,
    )
    session.env.stdout.flush()
    outlook = budget_outlook(question, session.catalogue, session.env.stdin.buffer, session.env.stdout.buffer)
    view = View(
        lambda: budget_page(outlook, session.phrases),
        lambda: budget_document(outlook, session.phrases),
        lambda: budget_records(outlook, session.phrases),
    )
    if output_file != "-":
        emit(session, output, view)
    elif not session.quiet:
        session.say_page(view.page())
    return 0


def _one_budget(session: Session, text: str) -> tuple[str, int]:
    name, equals, amount = text.partition("=")
    if not equals:
        raise not_a_programmes_amount(text, where="--budget", hint=message("such as training-voucher=5亿"))
    return session.programme(name).id, read_amount(amount, f"--budget {name}")


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.budget import budget_document

    return budget_document
