"""``szsubsidy facts``: what can be known of a firm, and how to say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.options import common_options, option, output_options, signed
from szsubsidy.cli.session import Session


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        option("json_schema", bool, False, "--json-schema", help=_("Print the JSON Schema of a profile.")),
        *output_options(_, ("table", "json")),
        *common_options(_),
    ]
    doc = _(
        "List the facts: their ids, options, and the values they take.\n\n"
        "Example: szsubsidy facts --json-schema > profile.schema.json"
    )
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """List the facts, or print the JSON Schema of a profile."""
    from szsubsidy.views import facts as fact_report

    if given["json_schema"]:
        session.write_json(fact_report.profile_schema(session.phrases))
    elif given["as_json"]:
        session.write_json(fact_report.facts_document(session.phrases))
    else:
        session.write_report(fact_report.facts_page(session.phrases))
    return 0
