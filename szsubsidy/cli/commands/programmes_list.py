"""``szsubsidy programmes list``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.options import common_options, output_options, signed
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.session import Session


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    doc = _("List the programmes with the most each can grant.\n\nExample: szsubsidy programmes list --lang zh-Hans")
    options = [as_of_option(_), *output_options(_, ("table", "json")), *common_options(_)]
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """List the programmes as they stand on a day."""
    as_of = session.day(given["as_of"])
    if given["as_json"]:
        from szsubsidy.views.programme_json import programmes_document

        session.write_json(programmes_document(as_of, session.phrases))
    else:
        from szsubsidy.views.programme import programmes_page

        session.write_report(programmes_page(as_of, session.phrases))
    return 0
