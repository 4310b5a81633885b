"""The page of ``explain``: what it says of every programme, and how it looks at 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.facts.model import Profile
from szsubsidy.formats.layout import lines_of
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES, translator
from szsubsidy.rules.estimate import estimate
from szsubsidy.views.explanation import explanation_page
from szsubsidy.views.phrases import Phrases
from tests.catalogues import live_catalogue
from tests.program import Run

STARTUP = ("--company-type=startup", "--project-category=model-training", "--compute-contract=800万")
SME = ("--company-type=sme",)


def training(*contracts: int) -> tuple[str, ...]:
    """Projects that train a model, each with a contract of so many 万元."""
    return tuple(f"--project=category=model-training; compute_contract={contract}万" for contract in contracts)


CASES = {
    "closed": ("training-voucher", *STARTUP, "--as-of=2026-11-28"),
    "open": ("training-voucher", *STARTUP, "--as-of=2026-05-20"),
    "upcoming, then not": (
        "training-voucher",
        "--company-type=sme",
        "--project-category=model-training",
        "--compute-contract=40万",
        "--as-of=2026-01-15",
    ),
    "undetermined": ("training-voucher", "--company-type=startup", "--as-of=2026-11-28"),
    "not eligible": ("training-voucher", "--company-type=bank", *STARTUP[1:], "--as-of=2026-05-20"),
    "several contracts": ("training-voucher", *SME, *training(1500, 1200), "--as-of=2026-05-20"),
    "an affiliate's contract": (
        *("training-voucher", *SME, *training(800), "--as-of=2026-05-20"),
        "--project=category=model-training; compute_contract=1000万; compute_provider_affiliated=yes",
    ),
    "amount of one not given": (
        *("training-voucher", *SME, *training(800), "--as-of=2026-05-20"),
        "--project=category=model-training",
    ),
    "money of the year": (
        *("training-voucher", *SME, "--project-category=model-training", "--compute-contract=1000万"),
        *("--held=training-voucher=700万", "--as-of=2026-05-20"),
    ),
    "beside what was granted": (
        *("training-voucher", *SME, "--project-category=model-training", "--compute-contract=1000万"),
        *("--district=longhua", "--held=longhua-compute=100万", "--as-of=2026-05-20"),
    ),
    "several contracts under a joint cap": (
        *("guangming-compute", *SME, *training(2000, 200), "--district=guangming", "--as-of=2026-06-30"),
    ),
    "in doubt": (
        "model-voucher",
        "--company-type=sme",
        "--project-category=model-application",
        "--set=model_contract=500万",
        "--as-of=2027-01-10",
    ),
    "expired": ("training-voucher", *STARTUP, "--as-of=2027-06-01"),
    "not yet": ("training-voucher", *STARTUP, "--as-of=2024-06-01"),
    "a panel, one of several ways": (
        "kunpeng-youth",
        "--project-category=youth-entrepreneurship",
        "--set=leader_age=42",
        "--as-of=2026-05-20",
    ),
    "rate not known": ("longgang-compute", *STARTUP, "--district=longgang", "--as-of=2026-11-28"),
    "not cash": ("loan-risk-pool", "--company-type=bank", "--project-category=bank-lending", "--as-of=2026-05-20"),
}


def day_and_profile(programme: Programme) -> Iterator[tuple[int, Profile]]:
    """The worked examples of a programme, and a firm that said nothing, also before and after the terms."""
    first, last = programme.editions[0].starts, programme.editions[-1].until
    for edition in programme.editions:
        for example in edition.examples:
            yield example.as_of or edition.starts, example.facts
    yield 20261128, {}
    yield first - 10_000, dict(programme.editions[0].examples[0].facts)
    if last is not None:
        yield last + 10_000, dict(programme.editions[-1].examples[0].facts)


def page_lines(catalogue: Catalogue, programme: str, day: int, profile: Profile, language: str) -> list[str]:
    phrases = Phrases(catalogue, language, translator(language))
    found = estimate(catalogue, profile, day)
    page = explanation_page(found.explanations[programme], found, phrases)
    return ["".join(span.text for span in line) for line in lines_of(page, 80)]


@pytest.mark.live
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_programme_is_explained_in_sentences_at_80_columns(language: str) -> None:
    catalogue = live_catalogue()
    ids = {*catalogue.sources, *catalogue.facts}
    if language != "en":  # where "pilot-base" and the like are words of the language
        ids |= {value.id for fact in catalogue.facts.values() for value in fact.values if "-" in value.id}
    for programme in catalogue.programmes.values():
        for day, profile in day_and_profile(programme):
            page = page_lines(catalogue, programme.id, day, profile, language)
            to_type = False
            for line in page:
                to_type = line.startswith("  --") or (to_type and line.startswith("  "))
                told = f"{programme.id}, {day}, {profile}: {line}"
                assert cells(line) <= 80 or "http" in line, told
                assert not re.search(r"[{}]|\bNone\b|\b[Aa](ll|ny) of:|\bnot:|assumed: |\s$", line), told
                if not to_type and "http" not in line:
                    assert ids.isdisjoint(re.findall(r"[a-z0-9_]+(?:[-_][a-z0-9]+)+", line)), told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_what_explain_prints(run: Run, case: str, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("explain", *CASES[case], "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_sources_may_be_cited_by_their_ids(run: Run) -> None:
    numbers, ids = run("explain", *CASES["closed"]).stdout, run("explain", *CASES["closed"], "--ids").stdout
    assert "60% of the compute contract of 8,000,000 yuan is 4,800,000 yuan. [1]\n" in numbers
    assert "60% of the compute contract of 8,000,000 yuan is 4,800,000 yuan. [measures-2024#2]\n" in ids
    assert "measures-2024" not in numbers


def test_what_must_be_claimed_first_is_part_of_how_to_apply(run: Run) -> None:
    told = run("explain", *CASES["in doubt"]).stdout
    before, after = told.split("How to apply\n")
    assert after.startswith("  Claim the voucher before you buy, or it pays nothing.\n")
    assert "In doubt: up to 1,500,000 yuan by terms whose basis ended on 24 December 2026." in before


def test_markdown_has_the_outcome_of_a_condition_before_it(run: Run) -> None:
    told = run("explain", *CASES["a panel, one of several ways"], "--format=markdown").stdout
    assert "- not known: One of these:\n  - the project leader is at most 43 years old" in told
