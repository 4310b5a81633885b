"""``szsubsidy sources``: the bibliography."""

from __future__ import annotations

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.session import Session
from szsubsidy.formats.view import View


def command(session: Session, *, output: Output) -> int:
    """Print the bibliography: every document that a figure was taken from; "show" tells one whole.

    Example: szsubsidy sources --json
    """
    from szsubsidy.views.sources import sources_document, sources_page, sources_records

    view = View(
        lambda: sources_page(session.phrases),
        lambda: sources_document(session.env.today, session.phrases),
        lambda: sources_records(session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.sources import sources_document

    return sources_document
