"""``szsubsidy facts``: what can be known of a firm, and how to say it."""

from typing import Annotated

from typer import Option

from szsubsidy.cli.options import Json
from szsubsidy.cli.session import Session
from szsubsidy.errors import message


def command(
    session: Session,
    *,
    json_schema: Annotated[bool, Option("--json-schema", help=message("Print the JSON Schema of a profile."))] = False,
    as_json: Json = False,
) -> int:
    """List the facts: their ids, options, and the values they take.

    Example: szsubsidy facts --json-schema > profile.schema.json
    """
    from szsubsidy.views import facts as fact_report

    if json_schema:
        session.write_json(fact_report.profile_schema(session.phrases))
    elif as_json:
        session.write_json(fact_report.facts_document(session.phrases))
    else:
        session.write_report(fact_report.facts_page(session.phrases))
    return 0
