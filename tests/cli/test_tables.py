"""What people see: tables at 80 columns and in pipes, in the three languages."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.program import Run

CASES = {
    "main job": [
        "estimate",
        "--company-type=startup",
        "--compute-contract=800万",
        "--project-category=model-training",
        "--as-of=2026-01-15",
    ],
    "everything at once": [
        "estimate",
        "--firm-name=深圳市某某智能科技有限公司",
        "--company-type=sme",
        "--compute-contract=3000000.33",
        "--model-contract=500万",
        "--project-category=model-training,model-application,corpus-purchase,key-laboratory,bank-lending",
        "--corpus-seller-affiliated=yes",
        "--corpus-contract=1000万",
        "--as-of=2026-06-30",
    ],
    "lapsed": [
        "estimate",
        "--company-type=startup",
        "--compute-contract=800万",
        "--project-category=model-training",
        "--as-of=2027-03-01",
    ],
    "a district that says nothing of the city": [
        "estimate",
        "--company-type=sme",
        "--compute-contract=800万",
        "--project-category=model-training",
        "--district=longhua",
        "--as-of=2026-01-15",
    ],
    "a panel decides, by tiers": ["explain", "kunpeng-youth", "--leader-age=42", "--as-of=2026-06-30"],
    "one of two": [
        "estimate",
        "--company-type=large",
        "--project-category=national-open-competition",
        "--as-of=2026-06-30",
    ],
    "not money": ["estimate", "--company-type=bank", "--project-category=bank-lending", "--as-of=2026-06-30"],
    "nothing known": ["estimate", "--as-of=2026-11-23"],
    "explanation": [
        "explain",
        "training-voucher",
        "--company-type=sme",
        "--compute-contract=400000",
        "--project-category=model-training",
        "--as-of=2026-06-30",
    ],
    "list": ["programmes", "list", "--as-of=2026-11-23"],
    "show": ["programmes", "show", "训力券"],
    "facts": ["facts"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_at_80_columns(run: Run, case: str, language: str, snapshot: SnapshotAssertion) -> None:
    done = run(*CASES[case], "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


@pytest.mark.parametrize("case", ["main job", "list"])
@pytest.mark.parametrize("output", ["pipe", "markdown"])
def test_elsewhere(run: Run, case: str, output: str, snapshot: SnapshotAssertion) -> None:
    wanted = ["--format=markdown"] if output == "markdown" and case == "main job" else []
    assert run(*CASES[case], *wanted).stdout == snapshot


def test_the_bibliography_names_every_source(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("sources").stdout == snapshot
