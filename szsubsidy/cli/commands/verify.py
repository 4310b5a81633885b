"""``szsubsidy verify``: derive a record of an estimate anew."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import Argument
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, message
from szsubsidy.formats.view import View
from szsubsidy.i18n import LANGUAGES, translator
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.analysis.verification import EstimateRecord
    from szsubsidy.views.verification import Verified

DIFFERS = 4
MAX_BYTES = 1 << 24
EPILOG = message("Exits with 0 where the record holds, with 4 where it does not. Nothing is fetched.")


def command(
    session: Session,
    file: Annotated[
        str,
        Argument(metavar="FILE", help=message("What szsubsidy estimate --json printed; - is stdin.")),
    ],
    *,
    output: Output,
) -> int:
    """Derive an estimate that was saved as JSON anew, and tell what differs and why.

    Example: szsubsidy verify result.json
    """
    from szsubsidy.analysis.verification import read_record
    from szsubsidy.views.verification import verification_document, verification_page, verification_records

    name = "stdin" if file == "-" else file
    verified = _verified(session, read_record(_content(session, file), name), name)
    view = View(
        lambda: verification_page(verified, session.phrases),
        lambda: verification_document(verified, session.phrases),
        lambda: verification_records(verified),
    )
    emit(session, output, view)
    return 0 if verified.verification.holds else DIFFERS


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.verification import verification_document

    return verification_document


def _content(session: Session, file: str) -> bytes:
    from szsubsidy.files import read_file

    if file == "-":
        return session.env.stdin.buffer.read(MAX_BYTES)
    return read_file(Path(file), MAX_BYTES, message("an estimate that --json printed"))


def _verified(session: Session, record: EstimateRecord, name: str) -> Verified:
    """Derive the estimate of what was asked in a record, in its language and form, and hold the record against it."""
    from szsubsidy import __version__
    from szsubsidy.analysis.verification import Verification, verified
    from szsubsidy.catalogue.firm import read_firm
    from szsubsidy.formats.json import dumps
    from szsubsidy.quantities import Day
    from szsubsidy.rules.concerned import concerned
    from szsubsidy.rules.estimate import estimate
    from szsubsidy.views.envelope import SCHEMA_VERSION
    from szsubsidy.views.estimate_json import estimate_document
    from szsubsidy.views.seal import seal
    from szsubsidy.views.values_json import firm_document
    from szsubsidy.views.verification import Verified

    catalogue = session.catalogue
    try:
        day = session.day(record.as_of, "as_of")
        firm = read_firm(record.profile, catalogue, where="")
    except SubsidyError as error:
        errors = error.errors if isinstance(error, SubsidyErrors) else [error]
        undone = Verification(record, catalogue.mark, __version__, (), (), tuple(errors))
        return Verified(name, undone, None, session.env.today)
    result = estimate(catalogue, firm, day, None if record.everything else concerned(catalogue, firm))
    words = _words(session, record.language)
    anew = estimate_document(result, words, everything=record.everything, details=record.details)
    sealed = seal(
        {
            "schema_version": SCHEMA_VERSION,
            "program": record.program,
            "catalogue": {"version": record.mark.version, "hash": record.mark.hash},
            "as_of": Day(day),
        },
        {"language": record.language, "all": record.everything, "details": record.details},
        firm_document(firm, catalogue),
    )
    derived, its_seal = (json.loads(dumps(each), parse_float=Decimal, parse_int=Decimal) for each in (anew, sealed))
    return Verified(name, verified(record, derived, its_seal, catalogue.mark, __version__), result, day)


def _words(session: Session, language: str) -> Phrases:
    """The words of the language that a record is in; those of the run where it is none."""
    if language not in LANGUAGES:
        return session.phrases
    return Phrases(session.catalogue, language, translator(language))
