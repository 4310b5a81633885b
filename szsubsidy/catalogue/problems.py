"""Puts pydantic's findings about a catalogue file into one line each, in this program's words."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from szsubsidy.errors import SubsidyError

_TAGS = {"all", "any", "not", "fact", "share", "fixed", "ceiling", "none"}


def problems(error: ValidationError, file: str) -> list[SubsidyError]:
    """Return one error a finding: the file, the key, what is wrong and what would be accepted."""
    return [_problem(detail, file) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, file: str) -> SubsidyError:
    key = _key(detail["loc"])
    where = f"{file}: {key}" if key else file
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            last = detail["loc"][-1] if detail["loc"] else ""
            what = f"{last} is missing"
            hint = "every figure names its source" if last == "cite" else ""
            return SubsidyError(what, where=where, hint=hint, code="bad-catalogue")
        case "extra_forbidden":
            what, hint = "is not a key known here", "see the README on writing a programme"
        case "literal_error" | "union_tag_invalid":
            what = "has a value that is not known"
            hint = f"accepted: {context.get('expected') or context.get('expected_tags')}"
        case "union_tag_not_found" if context.get("discriminator", "").startswith("_condition_tag"):
            what, hint = "is not a condition", "a table with all, any, not or fact"
        case "union_tag_not_found":
            what, hint = "has no basis", "basis = share, fixed, ceiling or none"
        case "value_error":
            what, hint = "has a value that does not fit", str(context.get("error", ""))
        case "string_pattern_mismatch":
            what, hint = "is not written as expected", "lower-case letters and digits, joined by dashes"
        case "too_short" | "string_too_short":
            what, hint = "is empty", "at least one entry"
        case _:
            what, hint = "does not fit", detail["msg"].lower()
    return SubsidyError(what, where=where, hint=hint, code="bad-catalogue")


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
            tag_follows = part in {"eligibility", "when", "award", "not"}
            within = part
    return key
