"""Holds every JSON document that a test makes the program print against the schema of the command that printed it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from szsubsidy.cli.prescan import prescan
from szsubsidy.formats.json import dumps
from szsubsidy.views.batch_summary import summary_document
from szsubsidy.views.budget import budget_document
from szsubsidy.views.calendar import calendar_document
from szsubsidy.views.compare import comparison_document
from szsubsidy.views.diagnostics import check_document, errors_document
from szsubsidy.views.disputes import disputes_document
from szsubsidy.views.estimate_json import estimate_document, explanation_document
from szsubsidy.views.facts import facts_document
from szsubsidy.views.programme_json import programme_document, programmes_document
from szsubsidy.views.schema import schema_of
from szsubsidy.views.solve import solution_document
from szsubsidy.views.sources import sources_document
from szsubsidy.views.sweep import course_document
from szsubsidy.views.terms_diff_json import terms_diff_document
from szsubsidy.views.version import version_document

DOCUMENTS: dict[tuple[str, ...], Callable[..., object]] = {
    ("estimate",): estimate_document,
    ("explain",): explanation_document,
    ("sweep",): course_document,
    ("solve",): solution_document,
    ("compare",): comparison_document,
    ("batch",): summary_document,
    ("budget",): budget_document,
    ("programmes", "list"): programmes_document,
    ("programmes", "show"): programme_document,
    ("programmes", "diff"): terms_diff_document,
    ("programmes", "check"): check_document,
    ("calendar",): calendar_document,
    ("disputes",): disputes_document,
    ("facts",): facts_document,
    ("sources",): sources_document,
}
"""What builds the document of each command that prints JSON."""
_DONE = {0, 4}


def check_documents(arguments: Sequence[str], code: int, stdout: str, stderr: str) -> None:
    """Raise `jsonschema.ValidationError` where a run printed JSON that is not as its schema says."""
    document = _document(list(arguments))
    if document is not None and code in _DONE:
        validator(document).validate(read(stdout))
    if document is not None and code not in _DONE and stderr.startswith("{"):
        validator(errors_document).validate(read(stderr))


@cache
def validator(document: Callable[..., object]) -> Draft202012Validator:
    """Return what holds a document against the schema made from the return type of its function."""
    schema = read(dumps(schema_of(document)))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(_closed(schema), format_checker=FormatChecker(["date"]))


def read(text: str) -> Any:
    """Read JSON with exact numbers, of which it can be said whether they are whole fen."""
    return json.loads(text, parse_float=Decimal)


def _document(arguments: list[str]) -> Callable[..., object] | None:
    """The function that builds the document which a command line prints on stdout; None where it prints none."""
    seen = prescan(arguments)
    if seen.help_wanted or not {"--schema", "--json-schema"}.isdisjoint(arguments):
        return None
    if "--summary" in arguments and arguments[arguments.index("--summary") + 1] == "-":
        return summary_document
    if not seen.as_json:
        return None
    if "--version" in arguments or "-V" in arguments:
        return version_document
    [command] = seen.commands
    if command.path == ("estimate",) and any(word.startswith("--reform") for word in arguments):
        return comparison_document
    return DOCUMENTS[command.path]


def _closed(schema: Any) -> Any:
    """The schema with no room for keys that it does not name; readers are told that some may be added."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(part) for key, part in schema.items()}
    return closed | {"additionalProperties": False} if "properties" in schema else closed
