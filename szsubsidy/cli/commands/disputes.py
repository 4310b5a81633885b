"""``szsubsidy disputes``: every parameter on which sources differ."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import Argument, complete_programmes
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.formats.view import View


def command(
    session: Session,
    wanted: Annotated[
        list[str] | None,
        Argument(
            metavar="[PROGRAMME]...",
            help=message("IDs, names or aliases of programmes (default: all)."),
            complete=complete_programmes,
        ),
    ] = None,
    *,
    output: Output,
) -> int:
    """List the disputed figures: what is adopted, what other sources say, and why.

    Example: szsubsidy disputes training-voucher
    """
    from szsubsidy.views.disputes import disputes_document, disputes_page, disputes_records

    programmes = session.programmes(wanted)
    view = View(
        lambda: disputes_page(programmes, session.phrases),
        lambda: disputes_document(programmes, session.env.today, session.phrases),
        lambda: disputes_records(programmes, session.phrases),
    )
    emit(session, output, view)
    return 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.disputes import disputes_document

    return disputes_document
