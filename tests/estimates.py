"""An estimate as JSON, for the tests that look at its figures."""

from __future__ import annotations

import json
from typing import Any

from tests.program import Run


def document(run: Run, *arguments: str) -> dict[str, Any]:
    """Return all that ``szsubsidy estimate --json`` tells, which must come out without a word on stderr."""
    done = run("estimate", "--json", "--all", "--details", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def programme(found: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a document says of one programme."""
    [one] = [item for item in found["programmes"] if item["id"] == name]
    return dict(one)
