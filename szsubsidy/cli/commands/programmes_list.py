"""``szsubsidy programmes list``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.options import common_options, output_options, signed
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.session import Session
from szsubsidy.days import iso
from szsubsidy.formats.json import Yuan
from szsubsidy.rules.finding import edition_on


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    doc = _("List the programmes with the most each can grant.\n\nExample: szsubsidy programmes list --lang zh-Hans")
    options = [as_of_option(_), *output_options(_, ("table", "json")), *common_options(_)]
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """List the programmes as they stand on a day."""
    as_of = session.day(given["as_of"])
    if given["as_json"]:
        session.write_json({"schema_version": 1, "as_of": iso(as_of), "programmes": _rows(session, as_of)})
    else:
        from szsubsidy.views.programme import programmes_page

        session.write_report(programmes_page(as_of, session.phrases))
    return 0


def _rows(session: Session, as_of: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for programme in session.catalogue.programmes.values():
        edition, validity = edition_on(programme, as_of)
        most = max(branch.cap.value for branch in edition.award.branches)
        rows.append(
            {
                "id": programme.id,
                "name": session.phrases.text(programme.name),
                "kind": programme.kind,
                "authority": programme.authority,
                "state": validity,
                "basis": edition.award.basis,
                "cap": None if not edition.award.is_money else Yuan(most),
                "starts": iso(edition.starts),
                "until": iso(edition.until) if edition.until else None,
                "reviewed": iso(edition.reviewed),
            }
        )
    return rows
