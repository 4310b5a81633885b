"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.read import read_catalogue
from szsubsidy.cli.option_table import option_table
from tests.catalogues import FROZEN, lay_down_known
from tests.program import Result, Run, run_as_process, run_here

# The same examples in every run, so that it depends on the change alone; a thorough one looks for new ones.
settings.register_profile("default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), derandomize=False, max_examples=5000)
settings.register_profile("quick", parent=settings.get_profile("default"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

for catalogue in ("", str(FROZEN)):  # the last one is that of tests that call functions
    os.environ[REPLACEMENT] = catalogue
    with mock.patch.object(sys, "dont_write_bytecode", False):
        load_catalogue()  # leaves it compiled
with mock.patch.object(sys, "dont_write_bytecode", False):
    option_table()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let a run of whole folders use every core, and one of single files this process alone."""
    chosen = getattr(config.option, "numprocesses", 0)  # 0 without pytest-xdist, None if nothing was said
    whole = all(Path(argument.partition("::")[0]).is_dir() for argument in config.args)
    worker = hasattr(config, "workerinput")  # which comes here too, and starts no others
    if chosen is None and whole and not worker and not config.option.update_snapshots:
        config.option.numprocesses = "auto"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let ``-k`` choose tests by the fixtures that they use."""
    item.extra_keyword_matches.update(getattr(item, "fixturenames", ()))


@pytest.fixture
def run() -> Run:
    """Run ``szsubsidy`` in this process, without a terminal; nothing is ever asked."""
    return run_here


@pytest.fixture
def run_process() -> Run:
    """Do the same in a process of its own, where start-up, streams or signals are the subject."""
    return run_as_process


@pytest.fixture(scope="session")
def known_programmes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the live catalogue without programmes that are newer than the README."""
    folder = lay_down_known(tmp_path_factory.mktemp("known"))
    run_as_process("--version", env={REPLACEMENT: str(folder)})  # leaves it compiled
    return folder


@pytest.fixture(scope="session")
def known_catalogue(known_programmes: Path) -> Catalogue:
    """The same as a catalogue: for what is said of named programmes, and stays true when others are added."""
    return read_catalogue(known_programmes)


@pytest.fixture
def run_live(known_programmes: Path) -> Run:
    """Run ``szsubsidy`` on the live catalogue, without programmes that are newer than the README."""

    def go(
        *arguments: str,
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        return run_here(*arguments, stdin=stdin, env={REPLACEMENT: str(known_programmes), **(env or {})}, cwd=cwd)

    return go
