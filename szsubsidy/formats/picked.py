"""Some keys of a JSON document: ``totals.by_terms`` is what is called ``by_terms`` in what is called ``totals``.

Of a list, a name inside picks from each entry. A name that finds nothing may still be one that other documents have, as
where a list is empty; so the JSON Schema is asked last, which takes longer to make than the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.spelling import nearest

INSIDE = "."


def picked(document: object, names: Sequence[str], schema: Callable[[], dict[str, Any]]) -> object:
    """Return a document with these keys alone, in their order.

    ``schema`` makes the document's JSON Schema. Raises `SubsidyError` for a name of which it has no key.
    """
    for name in names:
        if not _has(document, name.split(INSIDE)):
            _check(name, schema())
    return _part(document, _tree(names))


_Tree = dict[str, Any]
"""The keys to pick, each with those to pick of what it holds; without any, it is taken whole."""

# A worked example. ``totals.by_terms,programmes.id,programmes`` is {"totals": {"by_terms": {}}, "programmes": {}}: the
# programmes were asked for whole, too, and are.


def _tree(names: Iterable[str]) -> _Tree:
    tree: _Tree = {}
    for name in sorted(names, key=lambda name: name.count(INSIDE), reverse=True):
        *path, last = name.split(INSIDE)
        inside = tree
        for key in path:
            inside = inside.setdefault(key, {})
        inside[last] = {}
    order = list(dict.fromkeys(name.split(INSIDE)[0] for name in names))
    return {key: tree[key] for key in order}


def _part(value: object, tree: _Tree) -> object:
    if tree and isinstance(value, list):
        return [_part(item, tree) for item in value]
    if tree and isinstance(value, dict):
        return {key: _part(value[key], inside) for key, inside in tree.items() if key in value}
    return value


def _has(value: object, path: Sequence[str]) -> bool:
    if not path:
        return True
    if isinstance(value, list):
        return any(_has(item, path) for item in value)
    return isinstance(value, dict) and path[0] in value and _has(value[path[0]], path[1:])


def _check(name: str, schema: dict[str, Any]) -> None:
    """Raise `SubsidyError` where no document of a schema has the key."""
    known: list[str] = []
    for path, is_open in _paths(schema, schema, (), ()):
        if name == path or (is_open and name.startswith(path + INSIDE)):
            return
        known.append(path)
    raise SubsidyError(
        message("no key is called {given}"),
        where="--fields",
        hint=message("--schema tells of all keys"),
        near=_meant(name, known),
        code="unknown-key",
        given=quoted(name),
    )


def _meant(name: str, known: Sequence[str]) -> str | None:
    """The key that was probably meant: the same name elsewhere, else what looks like it."""
    same = (path for path in known if path.rpartition(INSIDE)[2] == name.rpartition(INSIDE)[2])
    return min(same, key=lambda path: path.count(INSIDE), default=None) or nearest(name, known)


def _paths(
    node: dict[str, Any], schema: dict[str, Any], path: tuple[str, ...], within: tuple[str, ...]
) -> Iterator[tuple[str, bool]]:
    """Yield every key with its path, and whether any key may stand in it; ``within`` are the types gone through."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in within:  # a condition holds conditions, to any depth
            yield INSIDE.join(path), True
        else:
            yield from _paths(schema["$defs"][name], schema, path, (*within, name))
    for part in (*node.get("anyOf", ()), *([node["items"]] if "items" in node else ())):
        yield from _paths(part, schema, path, within)
    if path and node.get("additionalProperties"):
        yield INSIDE.join(path), True
    for key, value in node.get("properties", {}).items():
        yield INSIDE.join((*path, key)), False
        yield from _paths(value, schema, (*path, key), within)
