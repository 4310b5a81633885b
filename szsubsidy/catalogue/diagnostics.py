"""Reads records from the content of catalogue files; says what is wrong with it in this program's words."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from szsubsidy.errors import SubsidyError, SubsidyErrors, Unfit, message
from szsubsidy.record import Record
from szsubsidy.vocabulary import Basis

R = TypeVar("R", bound=Record)

_TAGS = {"all", "any", "not", "fact", "line", "languages", *get_args(Basis)}
"""The tags of `szsubsidy.fields.Tagged` types, which pydantic puts into paths and no file has."""
_UNFIT = message("has a value that does not fit")
_PLAIN = {
    "missing": (message("{given} is missing"), ""),
    "extra_forbidden": (message("is not a key known here"), message("see szsubsidy help own-programmes")),
    "literal_error": (message("has a value that is not known"), message("accepted: {accepted}")),
    "union_tag_invalid": (message("has a value that is not known"), message("accepted: {accepted}")),
    "union_tag_not_found": (message("has no basis"), message("basis = share, fixed, ceiling or none")),
    "string_pattern_mismatch": (
        message("is not written as expected"),
        message("lower-case letters and digits, joined by dashes"),
    ),
    "too_short": (message("is empty"), message("at least one entry")),
    "string_too_short": (message("is empty"), message("at least one entry")),
}
_KINDS = {
    "string": message("a text"),
    "int": message("a whole number"),
    "bool": message("true or false"),
    "list": message("a list"),
    "tuple": message("a list"),
    "too": message("a shorter list"),
    "dict": message("a table of keys"),
    "model": message("a table of keys"),
    "date": message("a date such as 2024-12-25"),
}
"""What is accepted, by the first word of pydantic's name for the error."""


def validated(record: type[R], content: dict[str, Any], file: str) -> R:
    """Return what the content of a file says, as a record that is not compiled yet.

    Raises `SubsidyErrors` with one error a defect: the file, the key, what is wrong and what would be accepted.
    """
    try:
        kind: Any = record
        read: R = _adapter(kind).validate_python(content)
    except ValidationError as error:
        raise SubsidyErrors([_diagnostic(detail, file) for detail in error.errors(include_url=False)]) from error
    return read


@cache
def _adapter(record: Any) -> TypeAdapter[Any]:
    return TypeAdapter(record)


def _diagnostic(detail: ErrorDetails, file: str) -> SubsidyError:
    key = _key(detail["loc"])
    where = f"{file}: {key}" if key else file
    what, hint, values = _explained(detail)
    return SubsidyError(what, where=where, hint=hint, near=None, code="bad-catalogue", **values)


def _explained(detail: ErrorDetails) -> tuple[str, str, dict[str, str | tuple[str, ...]]]:
    """What is wrong, what would be accepted, and what fills the holes of both."""
    context = detail.get("ctx", {})
    values: dict[str, str | tuple[str, ...]] = {}
    what, hint = _PLAIN.get(detail["type"], (_UNFIT, ""))
    match detail["type"]:
        case "missing":
            values = {"given": str(detail["loc"][-1]) if detail["loc"] else ""}
            if values["given"] == "cite":
                hint = message("every figure names its source")
        case "literal_error" | "union_tag_invalid":
            accepted = re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags")))
            values = {"accepted": tuple(accepted)}
        case "union_tag_not_found" if context.get("discriminator", "").startswith("_condition_tag"):
            what, hint = message("is not a condition"), message("a table with all, any, not or fact")
        case "value_error" if isinstance(error := context.get("error"), Unfit):
            what, hint, values = (error.what if error.hint else _UNFIT), error.hint or error.what, dict(error.values)
        case "greater_than_equal":
            hint, values = message("at least {limit}"), {"limit": str(context.get("ge"))}
        case "less_than_equal":
            hint, values = message("at most {limit}"), {"limit": str(context.get("le"))}
        case kind if not hint:
            hint, values = _KINDS.get(kind.partition("_")[0], "{reason}"), {"reason": repr(detail["msg"])}
    return what, hint, values


def _key(location: tuple[int | str, ...]) -> str:
    """Write pydantic's path as the file has it, without the tags of its unions."""
    key, tag_follows, within = "", False, ""
    for part in location:
        if tag_follows and part in _TAGS:
            tag_follows = False
        elif isinstance(part, int):
            key += f"[{part}]"
            tag_follows = within in {"all", "any"}
        else:
            key += f".{part}" if key else part
            tag_follows = part in {"eligibility", "when", "award", "not", "title"}
            within = part
    return key
