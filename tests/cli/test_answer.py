"""The answer page at the command line, compared with frames as they were drawn, in tests/data/screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import Run

SCREENS = Path(__file__).parents[1] / "data" / "screens"
STARTUP = ("--company-type", "startup", "--project-category", "model-training")
SME = ("--company-type", "sme", "--project-category", "model-training")
CONTRACT = ("--compute-contract", "800万")
CASES = {
    "closed": (*STARTUP, *CONTRACT, "--as-of", "2026-11-28"),
    "open": (*STARTUP, *CONTRACT, "--as-of", "2026-05-20"),
    "terms-ask-for-more": (*SME, "--compute-contract", "40万", "--as-of", "2026-01-15"),
    "joint-cap": (*SME, "--compute-contract", "3000万", "--district", "guangming", "--as-of", "2026-06-30"),
    "rate-unknown": (*SME, *CONTRACT, "--district", "longgang", "--as-of", "2026-11-28"),
    "in-doubt": (
        *("--company-type", "sme", "--project-category", "model-application", "--model-contract", "500万"),
        *("--as-of", "2027-01-10"),
    ),
    "nothing-fits": ("--company-type", "bank", *STARTUP[2:], *CONTRACT, "--as-of", "2026-11-28"),
    "range": (*STARTUP, "--as-of", "2026-11-28"),
    "not-used": (*STARTUP, *CONTRACT, "--model-contract", "300万", "--as-of", "2026-11-28"),
    "district-and-city": (*SME, *CONTRACT, "--district", "longhua", "--as-of", "2026-01-15"),
}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", CASES)
def test_the_answer_looks_as_it_was_drawn(run: Run, name: str, language: str) -> None:
    done = run("--lang", language, "estimate", *CASES[name], env={"COLUMNS": "80", "FORCE_COLOR": ""})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (SCREENS / f"{name}.{language}.txt").read_text(encoding="utf-8")
