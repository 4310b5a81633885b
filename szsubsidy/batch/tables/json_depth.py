"""How deep arrays and objects of JSON lie in one another; a library takes long over what no table has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress

import polars as pl

from szsubsidy.batch.tables.bounds import MOST_DEPTH

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?')
_BRACKET = re.compile(r"[\[\]{}]")
_TOKEN = re.compile(rf"{_STRING.pattern}(\s*:)?|[\[\]{{}}]")


def too_deep(lines: pl.Series) -> list[int]:
    """Return the places of the lines that nest more than any table does."""
    opened = lines.str.count_matches("[", literal=True) + lines.str.count_matches("{", literal=True)
    suspects: list[int] = (opened > MOST_DEPTH).arg_true().to_list()
    return [place for place in suspects if _depth(lines[place]) > MOST_DEPTH]


def keys_of(text: str) -> Iterator[str]:
    """Yield the keys of an object, however deep it nests; a text that is no object has none that could be told."""
    depth = 0
    for token in _TOKEN.finditer(text if text.lstrip().startswith("{") else ""):
        if token[1] and depth == 1:
            with suppress(ValueError):
                key = json.loads(token[0][: -len(token[1])])
                key.encode()
                yield key
        depth += (token[0] in {"[", "{"}) - (token[0] in {"]", "}"})


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
