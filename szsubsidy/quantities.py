"""The integers of the domain as JSON shows them: exact digits, never through a float.

Each class knows its JSON Schema, so a document type that names it needs no other description; pydantic is met only when
a schema is asked for.
"""

from __future__ import annotations

from typing import Any, ClassVar

from szsubsidy.days import iso
from szsubsidy.money import percent, plain


class Quantity(int):
    """An integer that JSON shows in a form of its own."""

    SCHEMA: ClassVar[dict[str, object]]

    def json(self) -> str:
        """Return the text that stands in a JSON document."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema

        return core_schema.int_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, object]:
        return dict(cls.SCHEMA)


class Yuan(Quantity):
    """Fen, written as a JSON number of yuan."""

    SCHEMA: ClassVar[dict[str, object]] = {
        "type": "number",
        "minimum": 0,
        "multipleOf": 0.01,
        "description": "yuan, exact to the fen",
    }

    def json(self) -> str:
        return plain(self)


class Percent(Quantity):
    """Basis points, written as a JSON number of per cent."""

    SCHEMA: ClassVar[dict[str, object]] = {
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "description": "per cent, exact to the basis point",
    }

    def json(self) -> str:
        return percent(self)


class Day(Quantity):
    """A day such as 20260115, written as ``"2026-01-15"``."""

    SCHEMA: ClassVar[dict[str, object]] = {"type": "string", "format": "date"}

    def json(self) -> str:
        return f'"{iso(self)}"'


def cell(value: object) -> str:
    """Return a value of a document as a cell of CSV: bare yuan, a day as ISO has it, yes or no, nothing for None."""
    match value:
        case None:
            return ""
        case Day():
            return iso(value)
        case Quantity():
            return value.json()
        case bool():
            return "yes" if value else "no"
        case list():
            return ";".join(map(cell, value))
    return str(value)
