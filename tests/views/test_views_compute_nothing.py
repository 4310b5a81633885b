"""Views show results: they import the types of the rules and analyses, and none of their functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction
from pathlib import Path

import pytest

import szsubsidy.views

ROOMS = ("szsubsidy.rules", "szsubsidy.analysis", "szsubsidy.lint", "szsubsidy.budget")
FOLDER = Path(szsubsidy.views.__file__).parent


def imported(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ROOMS):
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_view_runs_no_rules(path: Path) -> None:
    functions = [name for module, name in imported(path) if isfunction(getattr(import_module(module), name))]
    assert functions == []
