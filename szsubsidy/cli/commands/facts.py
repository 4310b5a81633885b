"""``szsubsidy facts``: what can be known of a firm, and how to say it."""

from typing import Annotated

from typer import Option

from szsubsidy.cli.binding import DocumentMaker
from szsubsidy.cli.emit import Output, emit
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.formats.view import View


def command(
    session: Session,
    *,
    json_schema: Annotated[bool, Option("--json-schema", help=message("Print the JSON Schema of a profile."))] = False,
    output: Output,
) -> int:
    """List the facts: their ids, options, and the values they take.

    Example: szsubsidy facts --json-schema > profile.schema.json
    """
    from szsubsidy.views.facts import facts_document, facts_page, facts_records, profile_schema

    if json_schema:
        session.write_json(profile_schema(session.phrases))
    else:
        view = View(
            lambda: facts_page(session.phrases),
            lambda: facts_document(session.env.today, session.phrases),
            lambda: facts_records(session.phrases),
        )
        emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.facts import facts_document

    return facts_document
