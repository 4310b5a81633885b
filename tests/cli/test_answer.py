"""The answer page at the command line, compared with frames as they were drawn, in tests/data/screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import Run

SCREENS = Path(__file__).parents[1] / "data" / "screens"
STARTUP = ("--company-type", "startup", "--project-category", "model-training")
SME = ("--company-type", "sme", "--project-category", "model-training")
CONTRACT = ("--compute-contract", "800万")
MAY = ("--as-of", "2026-05-20")


def training(*contracts: int) -> tuple[str, ...]:
    """Projects that train a model, each with a contract of so many 万元."""
    options = [("--project", f"category=model-training; compute_contract={contract}万") for contract in contracts]
    return tuple(argument for option in options for argument in option)


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
    "several": (*SME[:2], *training(1500, 1200), *MAY),
    "small-ones": (*SME[:2], *training(20, 20, 20), *MAY),
    "affiliated": (
        *SME[:2],
        *("--project", "category=model-training; compute_contract=1000万; compute_provider_affiliated=yes"),
        *("--project", "category=model-training; compute_contract=800万; compute_provider_affiliated=no"),
        *MAY,
    ),
    "held": (*SME, "--compute-contract", "1000万", "--held", "training-voucher=700万", *MAY),
    "several-and-held": (*SME[:2], *training(1500, 1200), "--held", "training-voucher=700万", *MAY),
    "amount-not-given": (*SME[:2], *training(800), "--project", "category=model-training", *MAY),
    "training-and-application": (
        *STARTUP[:2],
        *training(500),
        *("--project", "name=Assistant; category=model-application; model_contract=300万", "--as-of", "2026-01-15"),
    ),
    "many": (*SME[:2], *training(*range(100, 112)), *MAY),
}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("name", CASES)
def test_the_answer_looks_as_it_was_drawn(run: Run, name: str, language: str) -> None:
    done = run("--lang", language, "estimate", *CASES[name], env={"COLUMNS": "80", "FORCE_COLOR": ""})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (SCREENS / f"{name}.{language}.txt").read_text(encoding="utf-8")


LONGGANG = (
    *("--company-type", "sme", "--project-category", "model-training,model-application", "--district", "longgang"),
    *("--compute-contract", "800万", "--model-contract", "200万", "--as-of", "2026-11-28"),
)


@pytest.mark.parametrize(
    ("language", "verdict", "where"),
    [
        (
            "en",
            "Perhaps up to 600,000 yuan: open since 7 September 2026, last day not known.",
            "Where        Model voucher:",
        ),
        ("zh-Hans", "2026年9月7日起受理，未查得截止日；如仍受理，最高60万元。", "申报      模型券："),
        ("zh-Hant", "2026年9月7日起接受申請，未查得截止日；如仍接受申請，最高60萬元。", "申請      模型券："),
    ],
)
def test_where_to_apply_and_what_to_read_next_is_of_the_programme_that_the_verdict_is_about(
    run: Run, language: str, verdict: str, where: str
) -> None:
    said = run("--lang", language, "estimate", *LONGGANG, env={"COLUMNS": "100", "FORCE_COLOR": ""}).stdout
    assert verdict in said
    assert where in said
    assert "szsubsidy explain model-voucher" in said


@pytest.mark.parametrize(("language", "amount"), [("zh-Hans", "最高480万元"), ("zh-Hant", "最高480萬元")])
def test_an_amount_in_a_narrow_list_has_its_unit(run: Run, language: str, amount: str) -> None:
    said = run("--lang", language, "estimate", *CASES["closed"], env={"COLUMNS": "40", "FORCE_COLOR": ""}).stdout
    assert said.count(amount) >= 2


def test_without_a_category_what_pays_a_share_of_the_amount_given_stands_first(run: Run) -> None:
    options = ("--company-type", "startup", "--model-contract", "200万", "--as-of", "2026-11-28")
    said = run("--lang", "en", "estimate", *options, env={"COLUMNS": "100", "FORCE_COLOR": ""}).stdout
    rows = said[said.index("Up to, yuan") :].splitlines()
    assert rows[1].startswith("Model voucher")


def test_expired_terms_name_their_programme_once(run: Run) -> None:
    done = run("--lang", "en", "estimate", *STARTUP, *CONTRACT, "--as-of", "2027-02-01", env={"COLUMNS": "100"})
    assert "Training voucher  expired after 24 December 2026" in done.stdout


def test_the_short_answer_names_no_source_by_its_id(run: Run) -> None:
    options = (*STARTUP, *CONTRACT, "--established-on", "2020-01-01", "--as-of", "2026-11-28")
    said = run("--lang", "en", "estimate", *options, env={"COLUMNS": "100", "FORCE_COLOR": ""}).stdout
    assert "decides over the second" in said
    assert "[training-guide-2026" not in said
