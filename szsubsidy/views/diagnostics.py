"""Errors and warnings as pages and documents, with their texts in the language of the run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from szsubsidy.errors import SubsidyError, counted
from szsubsidy.formats.page import Column, Page, Table
from szsubsidy.formats.view import Records
from szsubsidy.i18n import Translate
from szsubsidy.views.envelope import SCHEMA_VERSION, envelope
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.lint.check import Checked
    from szsubsidy.views.documents.catalogue import CheckDocument, DiagnosticDocument, ErrorDocument, ErrorsDocument

HEADINGS = ("severity", "code", "where", "message", "hint")


def errors_document(errors: Iterable[SubsidyError], translate: Translate) -> ErrorsDocument:
    """Return what a command that failed tells programs."""
    return {"schema_version": SCHEMA_VERSION, "errors": [_told(error, translate) for error in errors]}


def check_document(checked: Checked, as_of: int, translate: Translate) -> CheckDocument:
    """Return how much of a catalogue was checked, what is wrong with it, and what may be."""
    return {
        **envelope(checked.mark, as_of),
        "sound": not checked.errors,
        "counts": {
            "programmes": checked.programmes,
            "examples": checked.examples,
            "errors": len(checked.errors),
            "warnings": len(checked.warnings),
        },
        "diagnostics": _diagnostics(checked, translate),
    }


def check_records(checked: Checked, translate: Translate) -> Records:
    """Return a row for each error and each warning."""
    return Records(HEADINGS, _rows(checked, translate))


def check_page(checked: Checked, phrases: Phrases) -> Page:
    """Return a table with a row for each error and each warning, under the verdict."""
    tr = phrases.tr
    severities = {"error": tr("error"), "warning": tr("warning")}
    columns = (tr("Severity"), tr("Code"), tr("Place"), tr("What"), tr("What settles it"))
    rows = tuple((severities[severity], *rest) for severity, *rest in _rows(checked, tr))
    table = Table(tuple(Column(heading) for heading in columns), rows)
    return Page(verdict(checked, phrases), phrases.language, (table,) if rows else ())


def verdict(checked: Checked, phrases: Phrases) -> str:
    """Return in one line whether a catalogue is sound."""
    if checked.errors:
        errors, warnings = len(checked.errors), len(checked.warnings)
        return phrases.fmt(
            "Not sound: {errors}, {warnings}.",
            errors=phrases.fmt(counted("{count} error", "{count} errors", errors), count=str(errors)),
            warnings=phrases.fmt(counted("{count} warning", "{count} warnings", warnings), count=str(warnings)),
        )
    programmes, examples = checked.programmes, checked.examples
    return phrases.fmt(
        "All sound: {programmes}, {examples}.",
        programmes=phrases.fmt(counted("{count} programme", "{count} programmes", programmes), count=str(programmes)),
        examples=phrases.fmt(
            counted("{count} worked example", "{count} worked examples", examples), count=str(examples)
        ),
    )


def _rows(checked: Checked, translate: Translate) -> list[tuple[str, ...]]:
    documents = _diagnostics(checked, translate)
    return [(d["severity"], d["code"], d["where"], d["message"], d["hint"]) for d in documents]


def _diagnostics(checked: Checked, translate: Translate) -> list[DiagnosticDocument]:
    return [{"severity": each.severity, **_told(each.problem, translate)} for each in checked.diagnostics]


def _told(error: SubsidyError, translate: Translate) -> ErrorDocument:
    what, hint = error.translated(translate)
    return {"code": error.code, "message": what, "where": error.where, "hint": hint}
