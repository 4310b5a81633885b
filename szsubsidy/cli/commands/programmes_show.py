"""``szsubsidy programmes show``."""

from __future__ import annotations

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import ProgrammeName
from szsubsidy.cli.session import Session
from szsubsidy.formats.view import View


def command(session: Session, programme: ProgrammeName, *, output: Output) -> int:
    """Show one programme whole: every edition, figure and provision.

    Example: szsubsidy programmes show 训力券
    """
    from szsubsidy.views.programme import programme_page
    from szsubsidy.views.programme_json import programme_document

    shown = session.programme(programme)
    view = View(
        lambda: programme_page(shown, session.phrases),
        lambda: programme_document(shown, session.env.today, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.programme_json import programme_document

    return programme_document
