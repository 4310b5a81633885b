"""Errors and warnings as JSON documents, with their texts in the language of the run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from szsubsidy.errors import SubsidyError
from szsubsidy.formats.view import Records
from szsubsidy.i18n import Translate

if TYPE_CHECKING:
    from szsubsidy.lint.check import Checked
    from szsubsidy.views.documents.catalogue import CheckDocument, DiagnosticDocument, ErrorsDocument


def errors_document(errors: Iterable[SubsidyError], translate: Translate) -> ErrorsDocument:
    """Return what a command that failed tells programs."""
    return {"schema_version": 1, "errors": [_diagnostic(error, translate) for error in errors]}


def check_document(checked: Checked, translate: Translate) -> CheckDocument:
    """Return how much of a catalogue was checked, and what may be wrong with it."""
    return {
        "schema_version": 1,
        "programmes": checked.programmes,
        "examples": checked.examples,
        "warnings": [_diagnostic(warning, translate) for warning in checked.warnings],
    }


def check_records(checked: Checked, translate: Translate) -> Records:
    """Return a row for each warning."""
    documents = [_diagnostic(warning, translate) for warning in checked.warnings]
    return Records(
        ("code", "where", "message", "hint"), [(d["code"], d["where"], d["message"], d["hint"]) for d in documents]
    )


def _diagnostic(error: SubsidyError, translate: Translate) -> DiagnosticDocument:
    what, hint = error.translated(translate)
    return {"code": error.code, "message": what, "where": error.where, "hint": hint}
