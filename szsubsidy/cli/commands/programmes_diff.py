"""``szsubsidy programmes diff``: what changed between two days."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.catalogue.together import JointCap, Rule, is_about
from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import Argument, Option, complete_programmes
from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.errors import days_reversed, message
from szsubsidy.formats.view import View

EPILOG = message("The terms in force on the one day are compared with those in force on the other.")


def command(
    session: Session,
    programme: Annotated[
        str | None,
        Argument(
            metavar="[PROGRAMME]",
            help=message("A programme's ID, name or alias (default: all)."),
            complete=complete_programmes,
        ),
    ] = None,
    *,
    from_day: Annotated[str, Option("--from", help=message("The day to compare with."), metavar="DATE")],
    to_day: Annotated[
        str | None, Option("--to", help=message("The later day (default: today in Shenzhen)."), metavar="DATE")
    ] = None,
    output: Output,
) -> int:
    """Tell what changed between two days, figure by figure, with citations.

    Example: szsubsidy programmes diff --from 2026-05-01 --to 2026-06-01
    """
    from szsubsidy.analysis.terms_diff import rule_changes, terms_changes
    from szsubsidy.views.terms_diff import terms_diff_page
    from szsubsidy.views.terms_diff_json import terms_diff_document, terms_diff_records

    start, end = session.day(from_day, "--from"), session.day(to_day, "--to")
    if start > end:
        raise days_reversed(iso(start), iso(end), where="--from")
    catalogue = session.catalogue
    wanted = list(catalogue.programmes.values())
    rules: list[Rule | JointCap] = [*catalogue.rules, *catalogue.joint_caps]
    if programme is not None:
        only = session.programme(programme)
        wanted, rules = [only], [rule for rule in rules if is_about(rule, only.id)]
    terms = list(terms_changes(wanted, start, end))
    changed_rules = list(rule_changes(rules, start, end))
    view = View(
        lambda: terms_diff_page(start, end, terms, changed_rules, session.phrases),
        lambda: terms_diff_document(start, end, terms, changed_rules, session.phrases),
        lambda: terms_diff_records(terms, changed_rules, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.terms_diff_json import terms_diff_document

    return terms_diff_document
