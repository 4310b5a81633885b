"""What only some systems have."""

from __future__ import annotations

import os

import pytest

posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell, signals, links or modes as POSIX has them")
"""Marks a test, or a module of tests, of what Windows has not."""


def only_on_posix() -> None:
    """Skip the test that comes here on another system."""
    if os.name != "posix":
        pytest.skip("needs a shell or a terminal as POSIX has them")
