"""``szsubsidy programmes check``: whether a catalogue, or one programme file, is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from szsubsidy.cli.emit import DocumentMaker, Output, emit
from szsubsidy.cli.options import Argument, AsOf
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, message
from szsubsidy.formats.view import View


def command(
    session: Session,
    path: Annotated[
        str | None,
        Argument(
            metavar="PATH",
            help=message(
                "A programme file, or a folder of them (default: the built-in catalogue and your own programmes)."
            ),
        ),
    ] = None,
    *,
    as_of: AsOf = None,
    output: Output,
) -> int:
    """Check programme files: their form, their citations, their sense, and that their worked examples come out.

    Errors exit with code 2, warnings alone do not. JSON, CSV and Markdown list both.

    Example: szsubsidy programmes check my-programme.toml
    """
    from szsubsidy.bundled import catalogue_folder
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.lint.check import check_paths
    from szsubsidy.views.diagnostics import check_document, check_page, check_records, verdict

    if path == "":
        raise SubsidyError(
            message("an empty path"), where="PATH", hint=message("a programme file or a folder"), code="usage"
        )
    paths = session.folders if path is None else (Path(path),)
    day = session.day(as_of)
    checked = check_paths(paths, catalogue_folder(), day)
    translate = session.phrases.tr
    if output.format == "table":
        if not session.quiet:
            for warning in checked.warnings:
                session.env.say(f"szsubsidy: {sanitize(warning.line(translate))}")
        if checked.errors:
            raise SubsidyErrors(checked.errors)
    view = View(
        lambda: check_page(checked, session.phrases),
        lambda: check_document(checked, day, translate),
        lambda: check_records(checked, translate),
    )
    emit(session, output, view, line=verdict(checked, session.phrases))
    return SubsidyErrors.exit_code if checked.errors else 0


def document() -> DocumentMaker:
    """Return what makes the JSON of this command."""
    from szsubsidy.views.diagnostics import check_document

    return check_document
