"""TOML that is made to take long: whatever file it is in, one line refuses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Result, Run

DEEP, LONG = "nests more than 64 tables or arrays", "has an integer of more than 18 digits"
HOSTILE = {
    "x = " + "9" * 5000: LONG,
    "x = " + "9" * 19: LONG,
    "x = 0x" + "f" * 9000: LONG,
    "x = " + "[" * 9000 + "]" * 9000: DEEP,
    "x = " + "[" * 70 + "]" * 70: DEEP,
    "x = " + "{a=" * 900 + "1" + "}" * 900: DEEP,
    "a." * 100_000 + "a = 1": DEEP,
    "[" + "a . " * 100_000 + "a]": DEEP,
    "x = [" + "1," * 100_000 + "]": "has more than 100,000 keys",
}
Given = Callable[[Run, Path], Result]
DOORS: dict[str, Given] = {
    "profile": lambda run, path: run("estimate", "--profile", str(path)),
    "reform": lambda run, path: run("estimate", "--reform", str(path), "--company-type", "startup"),
    "programme": lambda run, path: run("programmes", "check", str(path.parent)),
    "map": lambda run, path: run("batch", "-", "--map-file", str(path), stdin="company_type\nstartup\n"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_toml_is_refused_in_one_line(run: Run, tmp_path: Path, text: str, door: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    done = DOORS[door](run, path)
    assert done.returncode == 2
    assert HOSTILE[text] in done.stderr
    assert done.stderr.count("\n") == 1


def test_many_unknown_facts_are_told_as_far_as_anybody_reads(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("".join(f"fact_{n} = 1\n" for n in range(20_000)))
    done = run("estimate", "--profile", str(path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 100
