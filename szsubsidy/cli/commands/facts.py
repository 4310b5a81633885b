"""``szsubsidy facts``: what can be known of a firm, and how to say it."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import Argument, Option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact
from szsubsidy.facts.profile import find_fact
from szsubsidy.formats.view import View


def _complete(session: Session, _incomplete: str) -> list[str]:
    return list(session.catalogue.facts)


FactName = Annotated[
    str | None,
    Argument(
        metavar="FACT",
        help=message("A fact's ID, label or alias (default: all facts)."),
        complete=_complete,
    ),
]


def command(
    session: Session,
    fact: FactName = None,
    *,
    json_schema: Annotated[bool, Option("--json-schema", help=message("Print the JSON Schema of a profile."))] = False,
    output: Output,
) -> int:
    """List the facts with their options, or show one of them: its values and all its names.

    Example: szsubsidy facts 企业类型
    """
    from szsubsidy.views.facts import fact_page, facts_document, facts_page, facts_records, profile_schema

    if json_schema:
        session.write_json(profile_schema(session.phrases))
        return 0
    one = None if fact is None else _found(session, fact)
    told = list(session.catalogue.facts.values()) if one is None else [one]
    view = View(
        lambda: facts_page(session.phrases) if one is None else fact_page(one, session.phrases),
        lambda: facts_document(session.env.today, session.phrases, told),
        lambda: facts_records(session.phrases, told),
    )
    emit(session, output, view)
    return 0


def _found(session: Session, name: str) -> Fact:
    """Return the fact with an ID, a label or an alias; the error for a name that none has tells of nothing else."""
    try:
        return find_fact(name, session.catalogue.facts)
    except SubsidyError as error:
        raise error.at("") from error


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.facts import facts_document

    return facts_document
