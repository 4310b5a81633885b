"""``szsubsidy sources``: the bibliography."""

from szsubsidy.cli.options import Json
from szsubsidy.cli.session import Session


def command(session: Session, *, as_json: Json = False) -> int:
    """Print the bibliography: every document that a figure was taken from.

    Example: szsubsidy sources --json
    """
    from szsubsidy.views import sources as source_report

    if as_json:
        session.write_json(source_report.sources_document(session.phrases))
    else:
        session.write_report(source_report.sources_page(session.phrases))
    return 0
