"""``szsubsidy programmes diff``: what changed between two days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.catalogue.model import JointCap, Rule, is_about
from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import argument, common_options, option, output_options, signed
from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.errors import days_reversed

FORMATS = ("table", "json", "markdown")


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        argument(
            "programme",
            str,
            None,
            metavar="[PROGRAMME]",
            help=_("A programme's id, name or alias; all if not given."),
            show_default=False,
            autocompletion=lambda: list(session.catalogue.programmes),
        ),
        option("from_day", str, ..., "--from", help=_("The day to compare with."), metavar="DATE"),
        option("to_day", str, None, "--to", help=_("The later day; today in Shenzhen if not given."), metavar="DATE"),
        *output_options(_, FORMATS),
        *common_options(_),
    ]
    doc = _(
        "Tell what changed between two days, figure by figure, with citations.\n\n"
        "Example: szsubsidy programmes diff --from 2026-05-01 --to 2026-06-01"
    )
    return signed(lambda given: run(session, given), options, doc), _(
        "The terms in force on the one day are compared with those in force on the other."
    )


def run(session: Session, given: dict[str, Any]) -> int:
    """Compare the terms and rules of two days."""
    from szsubsidy.analysis.terms_diff import rule_changes, terms_changes

    output = choose_format(given["output_format"], as_json=given["as_json"], formats=FORMATS)
    start, end = session.day(given["from_day"], "--from"), session.day(given["to_day"], "--to")
    if start > end:
        raise days_reversed(iso(start), iso(end), where="--from")
    catalogue = session.catalogue
    wanted = list(catalogue.programmes.values())
    rules: list[Rule | JointCap] = [*catalogue.rules, *catalogue.joint_caps]
    if given["programme"] is not None:
        programme = session.programme(given["programme"])
        wanted, rules = [programme], [rule for rule in rules if is_about(rule, programme.id)]
    terms = list(terms_changes(wanted, start, end))
    changed_rules = list(rule_changes(rules, start, end))
    if output == "json":
        from szsubsidy.views.terms_diff_json import terms_diff_document

        session.write_json(terms_diff_document(start, end, terms, changed_rules, session.phrases))
    else:
        from szsubsidy.views.terms_diff import terms_diff_page

        write_shown(session, terms_diff_page(start, end, terms, changed_rules, session.phrases), output)
    return 0
