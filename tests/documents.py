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
from szsubsidy.views.compare_json import comparison_document
from szsubsidy.views.diagnostics import errors_document
from szsubsidy.views.schema import schema_of
from szsubsidy.views.version import version_document

_DONE = {0, 4}
"""Exit codes of a run with an answer; ``programmes check`` answers with another one where files are not sound."""


def check_documents(arguments: Sequence[str], code: int, stdout: str, stderr: str) -> None:
    """Raise `jsonschema.ValidationError` where a run printed JSON that is not as its schema says."""
    if code in _DONE or stdout.startswith("{"):
        document = _document(list(arguments))
        if document is not None:
            validator(document).validate(read(stdout))
    elif prescan(list(arguments)).as_json and stderr.startswith("{"):
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
    partial = any(word.startswith("--fields") for word in arguments)
    if seen.help_wanted or partial or not {"--schema", "--json-schema"}.isdisjoint(arguments):
        return None
    as_summary = "--summary" in arguments and arguments[arguments.index("--summary") + 1] == "-"
    if not seen.as_json and not as_summary:
        return None
    if "--version" in arguments or "-V" in arguments:
        return version_document
    [command] = seen.commands
    if command.path == ("estimate",) and any(word.startswith("--reform") for word in arguments):
        return comparison_document
    document = command.load().document
    assert document is not None, command.path
    return document()


def _closed(schema: Any) -> Any:
    """The schema with no room for keys that it does not name, but where it says so; readers know that some may come."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(part) for key, part in schema.items()}
    return {"additionalProperties": False} | closed if "properties" in schema else closed
