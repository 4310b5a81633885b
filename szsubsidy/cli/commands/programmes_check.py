"""``szsubsidy programmes check``: whether a catalogue, or one programme file, is sound."""

from pathlib import Path
from typing import Annotated

from typer import Argument

from szsubsidy.cli.options import AsOf, Json
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, message


def command(
    session: Session,
    path: Annotated[
        str | None,
        Argument(
            metavar="PATH",
            help=message("A programme file, or a folder of them; the bundled catalogue if not given."),
            show_default=False,
        ),
    ] = None,
    *,
    as_of: AsOf = None,
    as_json: Json = False,
) -> int:
    """Check programme files: their form, their citations, their sense, and that their worked examples come out.

    Example: szsubsidy programmes check my-programme.toml
    """
    from szsubsidy.bundled import catalogue_folder
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.lint.check import check_path

    if path == "":
        raise SubsidyError(
            message("an empty path"), where="PATH", hint=message("a programme file or a folder"), code="usage"
        )
    checked = check_path(Path(path) if path else catalogue_folder(), catalogue_folder(), session.day(as_of))
    translate = session.phrases.tr
    if not session.quiet and not as_json:
        for warning in checked.warnings:
            session.env.say(f"szsubsidy: {sanitize(warning.line(translate))}")
    if checked.errors:
        raise SubsidyErrors(checked.errors)
    if as_json:
        from szsubsidy.views.diagnostics import check_document

        session.write_json(check_document(checked, translate))
    else:
        session.write(
            session.phrases.fmt(
                "All sound. Programmes: {programmes}; worked examples: {examples}.",
                programmes=str(checked.programmes),
                examples=str(checked.examples),
            )
            + "\n"
        )
    return 0
