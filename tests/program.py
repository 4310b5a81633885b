"""The program as the tests call it: in this process, or, where that is the subject, in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from unittest import mock

import szsubsidy
from szsubsidy.bundled import REPLACEMENT
from szsubsidy.cli.main import main
from tests.catalogues import FROZEN
from tests.documents import check_documents

MODULE = [sys.executable, "-m", "szsubsidy"]
"""The command line that starts a process of its own."""
COMMAND = shlex.join(MODULE)
"""The same, as a shell takes it."""
PATIENCE = 240.0
"""Seconds after which a process or a screen is given up; a machine may be busy with other things."""
CLEAN = {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "TERM": "xterm-256color",
    "TERMINAL_WIDTH": "80",
    "_TYPER_FORCE_DISABLE_TERMINAL": "1",
    "PYTHONWARNINGS": "error",
    "XDG_CONFIG_HOME": os.devnull,
    "XDG_CACHE_HOME": os.devnull,
    REPLACEMENT: str(FROZEN),
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


class Result(NamedTuple):
    """What a run leaves: its exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


class Run(Protocol):
    """Runs ``szsubsidy`` with arguments, without a terminal: nothing is ever asked."""

    def __call__(
        self,
        *arguments: str,
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result: ...


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a run: that of the tests without what changes an output, and the frozen catalogue."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in DROPPED and not name.startswith(("SZSUBSIDY_", "PYTEST"))
    }
    return kept | CLEAN | dict(extra or {})


def run_here(
    *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Result:
    """Run the program in this process, which costs a third of a process of its own."""
    content = stdin.encode() if isinstance(stdin, str) else stdin
    written = io.BytesIO(), io.BytesIO()
    stdout, stderr = (io.TextIOWrapper(buffer, encoding="utf-8") for buffer in written)
    script = Path(szsubsidy.__file__).with_name("__main__.py")
    with (
        mock.patch.dict(os.environ, environment(env), clear=True),
        mock.patch.multiple(
            sys,
            argv=[str(script), *arguments],
            stdin=io.TextIOWrapper(io.BufferedReader(io.BytesIO(content)), encoding="utf-8"),
            stdout=stdout,
            stderr=stderr,
        ),
        contextlib.chdir(cwd or Path.cwd()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error")
        _forget_words_of_typer()
        code = main(list(arguments))
        stdout.flush()
        stderr.flush()
    return _checked(arguments, Result(code, *(buffer.getvalue().decode() for buffer in written)))


def run_as_process(
    *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Result:
    """Run the program in a process of its own."""
    content = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*MODULE, *arguments],
        input=content,
        capture_output=True,
        env=environment(env),
        cwd=cwd,
        timeout=PATIENCE,
        check=False,
    )
    return _checked(arguments, Result(done.returncode, done.stdout.decode(), done.stderr.decode()))


def _checked(arguments: Sequence[str], result: Result) -> Result:
    """The result of a run, of which hold what must hold of every run."""
    assert "Traceback" not in result.stderr
    assert "pydantic" not in result.stderr.lower()
    check_documents(arguments, *result)
    return result


def _forget_words_of_typer() -> None:
    """Let Typer read its words and the width anew, which it does only when this module of it is imported."""
    typer = sys.modules.get("typer")
    if sys.modules.pop("typer.rich_utils", None) is not None:
        del typer.rich_utils  # type: ignore[union-attr]  # set by the import that is undone here
