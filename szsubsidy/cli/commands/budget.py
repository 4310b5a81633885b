"""``szsubsidy budget``: what a year's budget can carry of a scored table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.amounts import read_amount
from szsubsidy.cli.options import argument, common_options, option, output_options, signed
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message, unknown

FORMATS = ("csv", "tsv", "jsonl", "parquet", "xlsx")


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    panel, writing = _("Demand and budget"), _("Writing")

    def text(name: str, declaration: str, help_text: str, metavar: str, place: str) -> Any:
        return option(name, str, None, declaration, help=help_text, metavar=metavar, rich_help_panel=place)

    options = [
        argument(
            "table",
            str,
            ...,
            metavar="SCORED",
            help=_("What szsubsidy batch wrote: CSV, TSV, JSON Lines, Parquet, XLSX; - is stdin."),
            show_default=False,
        ),
        text("by", "--by", _("First come, first served, by a column of days; else in proportion."), "COLUMN", panel),
        option(
            "budgets",
            list[str],
            [],
            "--budget",
            help=_("A year's budget: --budget training-voucher=5亿. Outranks the catalogue. May be repeated."),
            metavar="PROGRAMME=AMOUNT",
            rich_help_panel=panel,
            autocompletion=lambda: [f"{programme}=" for programme in session.catalogue.programmes],
            show_default=False,
        ),
        option(
            "all_eligible",
            bool,
            False,
            "--all-eligible",
            help=_("Count every amount, also those that a firm's combination leaves out."),
            rich_help_panel=panel,
        ),
        option(
            "output",
            str,
            None,
            "-o",
            "--output",
            help=_("Write the table with what each firm would get; - is stdout."),
            metavar="FILE",
            rich_help_panel=writing,
            show_default=False,
        ),
        text("to", "--to", _("Format of the output: {formats}.").format(formats=_(", ").join(FORMATS)), "FORMAT", writing),
        option("force", bool, False, "--force", help=_("Overwrite existing files."), rich_help_panel=writing),
        text("encoding", "--encoding", _("Encoding of text; else UTF-8 or GB18030, whichever it is."), "NAME", panel),
        text("sheet", "--sheet", _("Sheet of a workbook."), "NAME", panel),
        as_of_option(_),
        *output_options(_, ("table", "json")),
        *common_options(_),
    ]
    doc = _(
        "Hold the demand of a scored table against the yearly budgets: what they carry, and how far.\n\n"
        "Example: szsubsidy budget scored.csv --by 申报日期 -o carried.csv"
    )
    return signed(lambda given: run(session, given), options, doc), _(
        "Shares are arithmetic over the table, not chances: others claim the same budget."
    )


def run(session: Session, given: dict[str, Any]) -> int:
    """Print what the budgets carry, and write each firm's part where an output is named."""
    from szsubsidy.budget.carry import Question, budget
    from szsubsidy.views.budget import budget_document, budget_page

    if given["to"] is not None and given["to"] not in FORMATS:
        raise unknown(given["to"], FORMATS, where="--to")
    if given["output"] == "-" and given["as_json"]:
        raise SubsidyError(
            message("the table goes to stdout, and so would the JSON"),
            where="--json",
            hint=message("name a file with -o"),
            code="usage",
        )
    question = Question(
        given["table"],
        session.day(given["as_of"]),
        given["by"],
        dict(_given(session, item) for item in given["budgets"]),
        given["all_eligible"],
        given["output"],
        given["to"],
        given["encoding"],
        given["sheet"],
        given["force"],
    )
    session.env.stdout.flush()
    told = budget(question, session.catalogue, session.env.stdin.buffer, session.env.stdout.buffer)
    if given["output"] == "-":
        if not given["quiet"]:
            session.talk_report(budget_page(told, session.phrases))
    elif given["as_json"]:
        session.write_json(budget_document(told, session.phrases))
    else:
        session.write_report(budget_page(told, session.phrases))
    return 0


def _given(session: Session, text: str) -> tuple[str, int]:
    name, equals, amount = text.partition("=")
    if not equals:
        raise SubsidyError(
            message("{given} is not PROGRAMME=AMOUNT"),
            where="--budget",
            hint=message("such as training-voucher=5亿"),
            code="usage",
            given=repr(text),
        )
    return session.programme(name).id, read_amount(amount, f"--budget {name}")
