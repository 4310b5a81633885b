"""Reads the forms under .github: the small part of YAML that they are written in, and nothing else.

A map is ``key: value`` a line, a list ``- value``, deeper is two spaces further in, ``|`` keeps the lines that follow.
Whatever else YAML has is refused, so that what is read here means the same to every reader of YAML.
"""

from __future__ import annotations

import json
import re
from typing import Any

_KEY = re.compile(r"([a-z_]+):(?: (.+))?")
_SPECIAL = re.compile(r"[&*!>%@\[{'#`,?]|- |.*: |.* #")


def read_form(text: str) -> Any:
    """Return what a form says; `ValueError` names the first line that is not in this part of YAML."""
    lines = [line.rstrip() for line in text.split("\n")]
    value, end = _value(lines, _next(lines, 0), 0)
    if end < len(lines):
        raise ValueError(lines[end])
    return value


def _next(lines: list[str], at: int) -> int:
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at += 1
    return at


def _value(lines: list[str], at: int, indent: int) -> tuple[Any, int]:
    """A list or a map at ``indent``, and the line behind it."""
    if lines[at][indent:].startswith("- "):
        return _list(lines, at, indent)
    found: dict[str, Any] = {}
    while at < len(lines) and _indent(lines[at]) == indent:
        match = _KEY.fullmatch(lines[at][indent:])
        if match is None or match[1] in found:
            raise ValueError(lines[at])
        key, given = match.groups()
        if given == "|":
            found[key], at = _kept(lines, at + 1, indent + 2)
        elif given is None:
            at = _next(lines, at + 1)
            found[key], at = _value(lines, at, indent + 2)
        else:
            found[key], at = _scalar(given), _next(lines, at + 1)
    if not found:
        raise ValueError(lines[at])
    return found, at


def _list(lines: list[str], at: int, indent: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    while at < len(lines) and _indent(lines[at]) == indent and lines[at][indent:].startswith("- "):
        rest = lines[at][indent + 2 :]
        if _KEY.fullmatch(rest):
            lines[at] = " " * (indent + 2) + rest
            item, at = _value(lines, at, indent + 2)
        else:
            item, at = _scalar(rest), _next(lines, at + 1)
        items.append(item)
    return items, at


def _kept(lines: list[str], at: int, indent: int) -> tuple[str, int]:
    start = at
    while at < len(lines) and (not lines[at] or _indent(lines[at]) >= indent):
        at += 1
    text = "\n".join(line[indent:] for line in lines[start:at])
    return text.rstrip("\n") + "\n", _next(lines, at)


def _scalar(given: str) -> Any:
    if given in {"true", "false"}:
        return given == "true"
    if given.startswith('"'):
        return json.loads(given)
    if _SPECIAL.match(given) or re.fullmatch(r"[-+.\d:]+|yes|no|on|off|null|~", given, re.IGNORECASE):
        raise ValueError(given)
    return given


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
