"""Settings and fixtures shared by all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.program import Run, run_as_process, run_here

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def run() -> Run:
    """Run ``szsubsidy`` in this process, without a terminal; nothing is ever asked."""
    return run_here


@pytest.fixture
def run_process() -> Run:
    """Do the same in a process of its own, where start-up, streams or signals are the subject."""
    return run_as_process
