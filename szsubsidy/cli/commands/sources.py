"""``szsubsidy sources``: the bibliography."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.options import common_options, output_options, signed
from szsubsidy.cli.session import Session


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    doc = _("Print the bibliography: every document that a figure was taken from.\n\nExample: szsubsidy sources --json")
    options = [*output_options(_, ("text", "json")), *common_options(_)]
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """Print the sources."""
    from szsubsidy.views import sources as source_report

    if given["as_json"]:
        session.write_json(source_report.sources_document(session.phrases))
    else:
        session.write_report(source_report.sources_page(session.phrases))
    return 0
