"""``szsubsidy programmes check``: whether a catalogue, or one programme file, is sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from szsubsidy.cli.options import argument, common_options, output_options, signed
from szsubsidy.cli.profile_source import as_of_option
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, SubsidyErrors, message
from szsubsidy.i18n import Translate


def make(session: Session) -> tuple[Callable[..., int], str]:
    _ = session.phrases.tr
    options = [
        argument(
            "path",
            str,
            None,
            metavar="PATH",
            help=_("A programme file, or a folder of them; the bundled catalogue if not given."),
            show_default=False,
        ),
        as_of_option(_),
        *output_options(_, ("text", "json")),
        *common_options(_),
    ]
    doc = _(
        "Check programme files: their form, their citations, their sense, and that their worked examples come out.\n\n"
        "Example: szsubsidy programmes check my-programme.toml"
    )
    return signed(lambda given: run(session, given), options, doc), ""


def run(session: Session, given: dict[str, Any]) -> int:
    """Check files and report every defect; exit 2 if there is one. Warnings change nothing; JSON holds them."""
    from szsubsidy.bundled import data_folder
    from szsubsidy.formats.sanitize import sanitize
    from szsubsidy.lint.check import check_path

    path = Path(given["path"]) if given["path"] is not None else data_folder()
    if given["path"] == "":
        raise SubsidyError(
            message("an empty path"), where="PATH", hint=message("a programme file or a folder"), code="usage"
        )
    checked = check_path(path, data_folder(), session.day(given["as_of"]))
    translate = session.phrases.tr
    if not given["quiet"] and not given["as_json"]:
        for warning in checked.warnings:
            session.env.say(f"szsubsidy: {sanitize(warning.line(translate))}")
    if checked.errors:
        raise SubsidyErrors(checked.errors)
    if given["as_json"]:
        told = [_row(warning, translate) for warning in checked.warnings]
        session.write_json(
            {
                "schema_version": 1,
                "programmes": checked.programmes,
                "examples": checked.examples,
                "warnings": told,
            }
        )
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


def _row(warning: SubsidyError, translate: Translate) -> dict[str, str]:
    what, hint = warning.translated(translate)
    return {"code": warning.code, "message": what, "where": warning.where, "hint": hint}
