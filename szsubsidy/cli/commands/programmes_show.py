"""``szsubsidy programmes show``."""

from szsubsidy.cli.options import Json, ProgrammeName
from szsubsidy.cli.session import Session


def command(session: Session, programme: ProgrammeName, *, as_json: Json = False) -> int:
    """Show one programme whole: every edition, figure and provision.

    Example: szsubsidy programmes show 训力券
    """
    shown = session.programme(programme)
    if as_json:
        from szsubsidy.views.programme_json import programme_document

        session.write_json(programme_document(shown, session.phrases))
    else:
        from szsubsidy.views.programme import programme_page

        session.write_report(programme_page(shown, session.phrases))
    return 0
