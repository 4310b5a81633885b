"""``szsubsidy disputes``: every parameter on which sources differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import argument, common_options, output_options, signed
from szsubsidy.cli.session import Session


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        argument(
            "wanted",
            list[str],
            None,
            metavar="[PROGRAMME]...",
            help=_("Programmes' ids, names or aliases; all if not given."),
            show_default=False,
            autocompletion=lambda: list(session.catalogue.programmes),
        ),
        *output_options(_),
        *common_options(_),
    ]
    doc = _(
        "List the disputed figures: what is adopted, what other sources say, and why.\n\n"
        "Example: szsubsidy disputes training-voucher"
    )
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """List the disputes of the catalogue."""
    from szsubsidy.views import disputes as dispute_report

    output = choose_format(given["output_format"], as_json=given["as_json"])
    programmes = list(session.catalogue.programmes.values())
    if given["wanted"]:
        programmes = list({item.id: item for item in map(session.programme, given["wanted"])}.values())
    if output == "json":
        session.write_json(dispute_report.disputes_document(programmes, session.phrases))
    elif output == "csv":
        session.write(dispute_report.disputes_csv(programmes, session.phrases))
    else:
        write_shown(session, dispute_report.disputes_page(programmes, session.phrases), output)
    return 0
