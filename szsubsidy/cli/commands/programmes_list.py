"""``szsubsidy programmes list``."""

from szsubsidy.cli.options import AsOf, Json
from szsubsidy.cli.session import Session


def command(session: Session, *, as_of: AsOf = None, as_json: Json = False) -> int:
    """List the programmes with the most each can grant.

    Example: szsubsidy programmes list --lang zh-Hans
    """
    day = session.day(as_of)
    if as_json:
        from szsubsidy.views.programme_json import programmes_document

        session.write_json(programmes_document(day, session.phrases))
    else:
        from szsubsidy.views.programme import programmes_page

        session.write_report(programmes_page(day, session.phrases))
    return 0
