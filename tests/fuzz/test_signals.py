"""Signals at any moment of a run: afterwards all of its files are whole or none is there, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.program import MODULE, PATIENCE, environment
from tests.systems import posix

pytestmark = [pytest.mark.slow, posix]

TRIES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 4
HEADING = "company_type,project_category,compute_contract\n"
ROWS = "startup,model-training,800万\n" * 2_000 + "startup,model-training,约\n"
TIMES = 40
INTERRUPTED, REJECTED = 130, 4
SENT = ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL")
FORMATS = ("csv", "xlsx", "parquet", "jsonl", "tsv")


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fuzz") / "firms.csv"
    path.write_text(HEADING + ROWS * TIMES)
    return path


class Stopped(NamedTuple):
    """A run, and the signals that it gets so many thousandths of a second after its start."""

    moment: int
    sent: list[str]
    ending: str
    engine: str
    force: bool


STOPPED = st.builds(
    Stopped,
    st.integers(0, 2500),
    st.lists(st.sampled_from(SENT), min_size=1, max_size=3),
    st.sampled_from(FORMATS),
    st.sampled_from(("polars", "polars", "duckdb")),
    st.booleans(),
)


@settings(max_examples=TRIES)
@given(STOPPED)
def test_a_run_that_is_stopped_leaves_all_or_nothing(
    firms: Path, tmp_path_factory: pytest.TempPathFactory, run: Stopped
) -> None:
    folder, spool = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("spool")
    names = (f"out.{run.ending}", "out.rejects.csv", "out.json")
    before = {name: b"old" for name in names if run.force}
    for name, content in before.items():
        (folder / name).write_bytes(content)
    options = ["-o", names[0], "--summary", names[2], "--engine", run.engine, "-q", "--as-of=2026-01-15"]
    command = [*MODULE, "batch", str(firms), *options]
    env = environment({"TMPDIR": str(spool)})
    process = subprocess.Popen([*command, *["--force"] * run.force], cwd=folder, env=env, stderr=subprocess.PIPE)
    time.sleep(run.moment / 1000)
    for name in run.sent:
        process.send_signal(getattr(signal, name))
    _, told = process.communicate(timeout=PATIENCE)
    if process.returncode == -signal.SIGKILL:  # which nobody can answer: the next run does
        again = subprocess.run([*command, "--force"], cwd=folder, env=env, check=False, timeout=PATIENCE)
        assert again.returncode == REJECTED
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    is_whole = left.keys() == set(names) and b"old" not in left.values()
    assert is_whole or (left == before and process.returncode != REJECTED)
    is_early = process.returncode < 0 or b"Could not import runpy" in told  # before the program has begun
    assert process.returncode in {INTERRUPTED, REJECTED} or is_early, told
    assert not list(spool.iterdir())
