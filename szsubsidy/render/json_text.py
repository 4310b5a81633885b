"""Writes JSON whose amounts are exact: digits from the integer of fen, never through a float."""

from __future__ import annotations

import json
from collections.abc import Iterator

from szsubsidy.money import percent, plain


class Yuan(int):
    """Fen that are written as a JSON number of yuan."""


class Percent(int):
    """Basis points that are written as a JSON number of per cent."""


def dumps(value: object) -> str:
    """Return ``value`` as JSON text, indented by two, Chinese as it is."""
    return "".join(_write(value, ""))


def _write(value: object, indent: str) -> Iterator[str]:
    inner = indent + "  "
    match value:
        case Yuan():
            yield plain(value)
        case Percent():
            yield percent(value)
        case dict() if value:
            yield "{"
            for place, (key, item) in enumerate(value.items()):
                yield f"{',' if place else ''}\n{inner}{json.dumps(key, ensure_ascii=False)}: "
                yield from _write(item, inner)
            yield f"\n{indent}}}"
        case list() | tuple() if value:
            if not any(isinstance(item, dict | list | tuple) for item in value):
                yield "[" + ", ".join("".join(_write(item, inner)) for item in value) + "]"
                return
            yield "["
            for place, item in enumerate(value):
                yield f"{',' if place else ''}\n{inner}"
                yield from _write(item, inner)
            yield f"\n{indent}]"
        case tuple():
            yield "[]"
        case _:
            yield json.dumps(value, ensure_ascii=False)
