"""Writes JSON whose amounts are exact: the digits of `szsubsidy.quantities`, never through a float."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.view import Medium, View
from szsubsidy.quantities import Quantity

_ESCAPED = {code: f"\\u{code:04x}" for code in range(32)} | {
    ord(char): f"\\{letter}" for char, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)
}
"""How characters are written in a JSON string; few documents need the module `json` for anything else."""


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
        put(_quoted(value))
    elif isinstance(value, dict) and value:
        inner = f"{line}  "
        lead = "{"
        for key, item in value.items():
            put(f"{lead}{inner}{_quoted(key)}: ")
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
        case Quantity():
            return value.json()
        case list() | tuple():
            return "[]"
        case int():
            return str(value)
        case dict():
            return "{}"
    from json import dumps

    return dumps(value, ensure_ascii=False)


def _quoted(text: str) -> str:
    written = text.translate(_ESCAPED)
    return f'"{written if written.isprintable() else _inert(written)}"'


def _inert(text: str) -> str:
    """Write as escapes what a terminal would obey or reorder a line by; whoever reads the JSON has the same text."""
    from json import dumps

    return "".join(character if sanitize(character) == character else dumps(character)[1:-1] for character in text)
