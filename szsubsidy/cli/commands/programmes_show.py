"""``szsubsidy programmes show``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.options import common_options, output_options, programme_argument, signed
from szsubsidy.cli.session import Session


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        programme_argument(session.catalogue, _),
        *output_options(_, ("text", "json")),
        *common_options(_),
    ]
    doc = _(
        "Show one programme whole: every edition, figure and provision.\n\nExample: szsubsidy programmes show 训力券"
    )
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """Show one programme."""
    programme = session.programme(given["programme"])
    if given["as_json"]:
        from szsubsidy.views.programme_json import programme_document

        session.write_json(programme_document(programme, session.phrases))
    else:
        from szsubsidy.views.programme import programme_page

        session.write_report(programme_page(programme, session.phrases))
    return 0
