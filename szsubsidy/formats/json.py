"""Writes JSON whose amounts are exact: digits from the integer of fen, never through a float.

`Yuan`, `Percent` and `Day` are the integers of the domain as JSON shows them. Each knows its own JSON Schema, so a
document type that names them needs no other description; pydantic is met only when a schema is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, ClassVar

from szsubsidy.days import iso
from szsubsidy.formats.view import Medium, View
from szsubsidy.money import percent, plain


class _Written(int):
    """An integer that JSON shows in a form of its own."""

    SCHEMA: ClassVar[dict[str, object]]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema

        return core_schema.int_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, object]:
        return dict(cls.SCHEMA)


class Yuan(_Written):
    """Fen, written as a JSON number of yuan."""

    SCHEMA: ClassVar[dict[str, object]] = {
        "type": "number",
        "minimum": 0,
        "multipleOf": 0.01,
        "description": "yuan, exact to the fen",
    }


class Percent(_Written):
    """Basis points, written as a JSON number of per cent."""

    SCHEMA: ClassVar[dict[str, object]] = {"type": "number", "minimum": 0, "maximum": 100}


class Day(_Written):
    """A day such as 20260115, written as ``"2026-01-15"``."""

    SCHEMA: ClassVar[dict[str, object]] = {"type": "string", "format": "date"}


def render(view: View, medium: Medium) -> str:
    """Return the document of ``view`` as JSON."""
    del medium  # JSON is the same everywhere
    return dumps(view.document()) + "\n"


def dumps(value: object) -> str:
    """Return ``value`` as JSON text, indented by two, Chinese as it is."""
    parts: list[str] = []
    _write(value, "\n", parts.append)
    return "".join(parts)


def _write(value: object, line: str, put: Callable[[str], object]) -> None:
    """Put the parts of ``value``; ``line`` is a line end with the indent of what it stands in."""
    if isinstance(value, str):
        put(encode_basestring(value))
    elif isinstance(value, dict) and value:
        inner = f"{line}  "
        lead = "{"
        for key, item in value.items():
            put(f"{lead}{inner}{encode_basestring(key)}: ")
            _write(item, inner, put)
            lead = ","
        put(f"{line}}}")
    elif isinstance(value, list | tuple) and value:
        nested = any(isinstance(item, dict | list | tuple) for item in value)
        inner = f"{line}  " if nested else ""
        lead, gap = "[" + inner, f",{inner}" if nested else ", "
        for item in value:
            put(lead)
            _write(item, inner, put)
            lead = gap
        put(f"{line}]" if nested else "]")
    else:
        put(_plain(value))


def _plain(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Yuan():
            return plain(value)
        case Percent():
            return percent(value)
        case Day():
            return f'"{iso(value)}"'
        case tuple():
            return "[]"
    return json.dumps(value, ensure_ascii=False)
