"""``szsubsidy programmes list``."""

from __future__ import annotations

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import AsOf
from szsubsidy.cli.session import Session
from szsubsidy.formats.view import View


def command(session: Session, *, as_of: AsOf = None, output: Output) -> int:
    """List the programmes with the most each can grant, until when its terms hold, and whether one can apply.

    Example: szsubsidy programmes list --lang zh-Hans
    """
    from szsubsidy.analysis.roll import roll
    from szsubsidy.views.programmes import programmes_document, programmes_page, programmes_records

    listed = roll(session.catalogue, session.day(as_of))
    view = View(
        lambda: programmes_page(listed, session.phrases),
        lambda: programmes_document(listed, session.phrases),
        lambda: programmes_records(listed, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.programmes import programmes_document

    return programmes_document
