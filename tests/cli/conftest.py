"""The real command line, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest

Result = subprocess.CompletedProcess[str]
Run = Callable[..., Result]
CLEAN = {
    "TERM": "xterm-256color",
    "TERMINAL_WIDTH": "80",
    "_TYPER_FORCE_DISABLE_TERMINAL": "1",
    "PYTHONWARNINGS": "error",
    "XDG_CONFIG_HOME": os.devnull,
}
DROPPED = {
    "PYTHONDONTWRITEBYTECODE",
    "COLUMNS",
    "GITHUB_ACTIONS",
    "FORCE_COLOR",
    "NO_COLOR",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
}


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in DROPPED and not name.startswith(("SZSUBSIDY_", "PYTEST"))
    }
    return kept | CLEAN | dict(extra or {})


@pytest.fixture
def run() -> Run:
    """Run ``szsubsidy`` with arguments, without a terminal; nothing is ever asked."""

    def go(*arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None, **more: Any) -> Result:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "szsubsidy", *arguments],
            input=given,
            capture_output=True,
            env=environment(env),
            timeout=60,
            check=False,
            **more,
        )
        result = Result(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in result.stderr
        assert "pydantic" not in result.stderr.lower()
        return result

    return go
