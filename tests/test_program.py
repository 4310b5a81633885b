"""The runner of the tests: a run in this process is like one in a process of its own, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from szsubsidy.interrupts import SIGNALS
from tests.program import Run

FIRM = ("--company-type=startup", "--compute-contract=800万", "--project-category=model-training", "--as-of=2026-01-15")
RUNS = [
    ["estimate", *FIRM],
    ["estimate", *FIRM, "--json"],
    ["calendar", "--ics"],
    ["estimate", "--help"],
    ["estimate", "--company-type=x"],
    ["nothing"],
    [],
]


def left() -> object:
    streams = sys.argv, sys.stdin, sys.stdout, sys.stderr
    handlers = [signal.getsignal(getattr(signal, name)) for name in SIGNALS if hasattr(signal, name)]
    return dict(os.environ), Path.cwd(), streams, handlers


@pytest.mark.parametrize("arguments", RUNS, ids=" ".join)
def test_a_run_here_is_like_a_process(run: Run, run_process: Run, arguments: list[str]) -> None:
    before = left()
    for lang in ("zh-Hant", "en"):
        env = {"SZSUBSIDY_LANG": lang}
        assert run(*arguments, env=env) == run_process(*arguments, env=env)
    assert left() == before
