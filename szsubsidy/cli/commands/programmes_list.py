"""``szsubsidy programmes list``."""

from szsubsidy.cli.binding import DocumentMaker
from szsubsidy.cli.emit import Output, emit
from szsubsidy.cli.options import AsOf
from szsubsidy.cli.session import Session
from szsubsidy.formats.view import View


def command(session: Session, *, as_of: AsOf = None, output: Output) -> int:
    """List the programmes with the most each can grant.

    Example: szsubsidy programmes list --lang zh-Hans
    """
    from szsubsidy.views.programme import programmes_page
    from szsubsidy.views.programme_json import programmes_document, programmes_records

    day = session.day(as_of)
    view = View(
        lambda: programmes_page(day, session.phrases),
        lambda: programmes_document(day, session.phrases),
        lambda: programmes_records(day, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.programme_json import programmes_document

    return programmes_document
