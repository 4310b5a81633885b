"""``szsubsidy sources show``: one source, and all that is taken from it."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.own import official_terms
from szsubsidy.catalogue.sources import Source
from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import Argument
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.formats.view import View
from szsubsidy.spelling import nearest


def _complete(session: Session, _incomplete: str) -> list[str]:
    return list(session.catalogue.sources)


SourceName = Annotated[
    str, Argument(metavar="SOURCE", help=message("A source's ID, as citations have it."), complete=_complete)
]


def command(session: Session, source: SourceName, *, output: Output) -> int:
    """Show one source: what it is, each figure taken from it, and what became of what it says.

    Example: szsubsidy sources show takungpao-2025-02-24
    """
    from szsubsidy.analysis.uses import outcomes, uses
    from szsubsidy.views.source import Statements, source_page, source_records, source_shown

    shown = _found(session, source)
    if shown.origin is None:  # own terms cite no official source, and nothing of what it says became of them
        session = session.under(official_terms(session.catalogue))
    catalogue = session.catalogue
    said = [Statements(each, outcomes(each, shown.id, catalogue)) for each in shown.statements]
    taken = uses(catalogue, shown.id)
    view = View(
        lambda: source_page(shown, said, taken, session.phrases),
        lambda: source_shown(shown, said, taken, session.env.today, session.phrases),
        lambda: source_records(shown, said, taken, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.source import source_shown

    return source_shown


def _found(session: Session, name: str) -> Source:
    """Return the source with an id; of a citation such as ``measures-2024#2``, that of its document."""
    known = session.catalogue.sources
    wanted = source_of(name.strip().casefold())
    if wanted in known:
        return known[wanted]
    raise SubsidyError(
        message("no source is called {given}"),
        where="SOURCE",
        hint=message("szsubsidy sources lists them"),
        near=nearest(wanted, known),
        code="unknown-source",
        given=quoted(name),
    )
