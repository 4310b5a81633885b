"""``szsubsidy disputes``: every parameter on which sources differ."""

from typing import Annotated

from typer import Argument

from szsubsidy.cli.emit import choose_format, write_shown
from szsubsidy.cli.options import Format, Json, complete_programmes
from szsubsidy.cli.session import Session
from szsubsidy.errors import message


def command(
    session: Session,
    wanted: Annotated[
        list[str] | None,
        Argument(
            metavar="[PROGRAMME]...",
            help=message("Programmes' ids, names or aliases; all if not given."),
            show_default=False,
            autocompletion=complete_programmes,
        ),
    ] = None,
    *,
    as_json: Json = False,
    output_format: Format = None,
) -> int:
    """List the disputed figures: what is adopted, what other sources say, and why.

    Example: szsubsidy disputes training-voucher
    """
    from szsubsidy.views import disputes as dispute_report

    output = choose_format(output_format, as_json=as_json)
    programmes = list(session.catalogue.programmes.values())
    if wanted:
        programmes = list({item.id: item for item in map(session.programme, wanted)}.values())
    if output == "json":
        session.write_json(dispute_report.disputes_document(programmes, session.phrases))
    elif output == "csv":
        session.write(dispute_report.disputes_csv(programmes, session.phrases))
    else:
        write_shown(session, dispute_report.disputes_page(programmes, session.phrases), output)
    return 0
