"""How else the limit on public money for one contract can be read, and what that gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.own_terms import PAPER
from tests.program import Run

TRAINING = ("--project-category", "model-training")
AFTER, BEFORE = ("--as-of", "2026-06-30"), ("--as-of", "2026-01-15")
STARTUP = ("--company-type", "startup", *TRAINING, "--compute-contract", "8000000")
SME = ("--company-type", "sme", *TRAINING, "--compute-contract", "30000000")
GUANGMING = ("--district", "guangming")


def read(run: Run, *arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("firm", "total", "readings"),
    [
        ((*STARTUP, *AFTER), 4_800_000, {"strict": (4_000_000, {"training-voucher": 4_000_000})}),
        (
            (*STARTUP, *AFTER, *GUANGMING),
            4_800_000,
            {
                "strict": (4_000_000, {"training-voucher": 4_000_000}),
                "others-only": (7_200_000, {"training-voucher": 4_800_000, "guangming-compute": 2_400_000}),
            },
        ),
        (
            (*SME, *AFTER, *GUANGMING),
            15_000_000,
            {"others-only": (16_000_000, {"training-voucher": 10_000_000, "guangming-compute": 6_000_000})},
        ),
        ((*STARTUP, *BEFORE), 4_800_000, {}),
        ((*STARTUP[:4], *AFTER, *GUANGMING), 0, {}),
    ],
)
def test_a_reading_is_told_where_it_gives_another_total(
    run: Run, firm: tuple[str, ...], total: int, readings: dict[str, tuple[int, dict[str, int]]]
) -> None:
    found = read(run, "estimate", *firm)
    assert found["totals"]["by_terms"] == total
    assert {item["reading"]: (item["total"], item["amounts"]) for item in found["readings"]} == readings
    assert {(item["rule_id"], item["cite"]) for item in found["readings"]} <= {
        ("compute-contract-public-money", "training-guide-2026#checks")
    }


@pytest.mark.parametrize(
    ("language", "told", "detail"),
    [
        (
            "en",
            (
                "4,000,000 if public money may pay no more than half of a contract (disputed).",
                "7,200,000 if the half limits others' money only (disputed).",
            ),
            "4,000,000 yuan in total if the limit of 50% spares no grant: Training voucher, Guangming compute",
        ),
        (
            "zh-Hans",
            (
                "如各级财政资助累计不超过合同额的50%，为400万元（有争议）。",
                "如50%的限额只限其他财政资助，为720万元（有争议）。",
            ),
            "如50%的累计上限对各项资助均无例外（训力券、光明区算力",
        ),
        (
            "zh-Hant",
            (
                "如各級財政資助累計不超過合約額的50%，為400萬元（有爭議）。",
                "如50%的限額只限其他財政資助，為720萬元（有爭議）。",
            ),
            "如50%的累計上限對各項資助均無例外（訓力券、光明區算力",
        ),
    ],
)
def test_a_person_is_told_right_at_the_total(
    run: Run, tmp_path: Path, language: str, told: tuple[str, str], detail: str
) -> None:
    strict, others = told
    report = tmp_path / "report.md"
    firm = (*STARTUP, *AFTER, *GUANGMING, "--lang", language)
    lines = run("estimate", *firm, "--report", str(report)).stdout.splitlines()
    [place] = [place for place, line in enumerate(lines) if strict in line]
    assert others in lines[place + 1]
    assert re.search("4,800,000|480", lines[place - 1])
    detailed = run("estimate", *firm, "--details").stdout
    for text in (detailed, report.read_text("utf-8")):
        assert detail in text


OUTSIDE = (
    """
id = "own-prize"
kind = "prize"
authority = "shenzhen"
name = { en = "Own prize", zh-Hans = "自设奖励", zh-Hant = "自設獎勵" }
summary = { en = "A prize.", zh-Hans = "奖励。", zh-Hant = "獎勵。" }
"""
    + PAPER
    + """
[[editions]]
in_force = { from = 2026-01-01, cite = "paper" }
reviewed = 2026-11-28
eligibility = { fact = "company_type", in = ["startup"], cite = "paper" }
award = { basis = "fixed", amounts = [{ amount = "100万", cite = "paper" }] }

[[editions.examples]]
working = "a start-up: 1,000,000"
facts = { company_type = "startup" }
status = "eligible"
amount = 1_000_000
"""
)


def test_a_reading_gives_the_total_and_names_what_is_under_the_limit(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own-prize.toml").write_text(OUTSIDE, "utf-8")
    firm = (*STARTUP, *AFTER, "--programmes", str(tmp_path))
    found = read(run, "estimate", *firm)
    assert found["totals"]["by_terms"] == 5_800_000
    assert [(item["total"], item["capped"]) for item in found["readings"]] == [(5_000_000, ["training-voucher"])]
    told = run("estimate", *firm, "--details").stdout
    assert "5,000,000 yuan in total if the limit of 50% spares no grant: Training voucher (disputed)" in told


def test_no_total_is_given_as_that_of_a_programme_whose_own_amount_is_not_known(run: Run) -> None:
    firm = (*SME[:4], "--compute-contract", "8000000", "--district", "longgang", *AFTER)
    told = run("explain", "longgang-compute", *firm).stdout
    assert told.count("Read otherwise: ") == 2
    assert "Total by the terms" not in told
    found = read(run, "explain", "longgang-compute", *firm)
    assert found["certainty"] == "rate-unknown"
    assert [(item["amount"], item["total"]) for item in found["readings"]] == [(None, None), (None, None)]


def test_an_explanation_gives_each_reading_alone_and_beside_the_others(run: Run) -> None:
    found = read(run, "explain", "guangming-compute", *STARTUP, *AFTER, *GUANGMING)
    assert [(item["reading"], item["amount"], item["total"]) for item in found["readings"]] == [
        ("strict", 2_400_000, 4_000_000),
        ("others-only", 2_400_000, 7_200_000),
    ]
    told = run("explain", "training-voucher", *STARTUP, *AFTER, *GUANGMING).stdout
    after = told[told.index("Read otherwise: All public money") :]
    assert after.index("This programme alone: 4,000,000 yuan") < after.index("Total by the terms: 7,200,000 yuan")


def test_what_is_not_known_is_not_given_a_reading(run: Run) -> None:
    found = read(run, "explain", "training-voucher", *STARTUP[:4], *AFTER)
    assert [(item["reading"], item["amount"], item["total"]) for item in found["readings"]] == [
        ("strict", None, None),
        ("others-only", None, None),
    ]


def test_all_readings_are_among_the_disputes(run: Run) -> None:
    [cap] = read(run, "disputes", "longhua-compute")["readings"]
    assert (cap["rule_id"], cap["percent"], cap["starts"]) == ("compute-contract-public-money", 50, "2026-05-06")
    assert [(item["reading"], item["own"]) for item in cap["others"]] == [
        ("strict", []),
        ("others-only", ["training-voucher"]),
    ]
    assert read(run, "disputes", "model-voucher")["readings"] == []
    told = run("disputes", "longhua-compute").stdout
    assert told.count("Read otherwise: ") == 2


@pytest.mark.parametrize(
    ("readings", "wrong"),
    [
        ('reading = "strict"\nown = ["training-voucher"]', "own goes with others-only, and others-only with own"),
        ('reading = "others-only"', "own goes with others-only, and others-only with own"),
        ('reading = "others-only"\nown = ["corpus-voucher"]', "corpus-voucher is not under this joint cap"),
        ('reading = "strict"\nMORE\n[[joint_caps.readings]]\nreading = "strict"', "each reading once"),
    ],
)
def test_a_reading_that_makes_no_sense_is_refused(run: Run, tmp_path: Path, readings: str, wrong: str) -> None:
    text = 'cite = "training-guide-2026#checks"\ntext = { en = "Other.", zh-Hans = "另。", zh-Hant = "另。" }'
    (tmp_path / "cumulation.toml").write_text(
        f"""
[[joint_caps]]
id = "half"
programmes = ["training-voucher", "guangming-compute"]
of = "compute_contract"
percent = 50
until = 2026-01-31
cite = "training-guide-2026#checks"
reason = {{ en = "Half.", zh-Hans = "一半。", zh-Hant = "一半。" }}

[[joint_caps.readings]]
{readings.replace("MORE", text)}
{text}
""",
        encoding="utf-8",
    )
    own = Path(__file__).parents[1] / "data/catalogue/programmes/shenzhen/corpus-voucher.toml"
    (tmp_path / "corpus-voucher.toml").write_text(own.read_text("utf-8"), encoding="utf-8")
    done = run("estimate", *STARTUP, "--programmes", str(tmp_path))
    assert done.returncode != 0
    assert wrong in " ".join(done.stderr.split())
