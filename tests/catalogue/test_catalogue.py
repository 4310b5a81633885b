"""The bundled catalogue: every worked example, every figure sourced, nothing counted that is not money."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from szsubsidy import estimate
from szsubsidy.catalogue.logic import comparisons
from szsubsidy.catalogue.model import Edition, Example, Programme
from szsubsidy.lint.examples import check_example
from tests.catalogues import LIVE, live_catalogue

pytestmark = pytest.mark.live

CATALOGUE = live_catalogue()
EXAMPLES = [
    pytest.param(programme, edition, example, id=f"{programme.id}-{edition.starts}-{place}")
    for programme in CATALOGUE.programmes.values()
    for edition in programme.editions
    for place, example in enumerate(edition.examples)
]
AGREED = {
    "training-voucher", "model-voucher", "corpus-voucher", "corpus-opening-reward", "application-demonstration",
    "application-benchmark", "government-scene", "robot-bestseller", "basic-research", "key-technology",
    "city-key-laboratory", "national-key-laboratory", "open-competition", "national-open-competition",
    "international-cooperation", "proof-of-concept-centre", "pilot-base", "kunpeng-youth", "ai-robotics-fund",
    "loan-risk-pool", "graduate-lodging", "innovation-space",
}  # fmt: skip


@pytest.mark.parametrize(("programme", "edition", "example"), EXAMPLES)
def test_worked_example(programme: Programme, edition: Edition, example: Example) -> None:
    wrong = check_example(programme, edition, example)
    assert wrong is None, str(wrong.problem)


def test_the_agreed_programmes_are_there() -> None:
    assert set(CATALOGUE.programmes) >= AGREED


def figures(value: object, key: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(value, dict):
        if {"amount", "percent", "value", "opens", "at_least", "at_most", "above", "below"} & set(value):
            yield key, value
        for name, item in value.items():
            if name != "examples":
                yield from figures(item, f"{key}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from figures(item, key)


@pytest.mark.parametrize("path", sorted(LIVE.glob("programmes/*/*.toml")), ids=lambda path: path.stem)
def test_every_figure_names_its_source(path: Path) -> None:
    content = tomllib.loads(path.read_text("utf-8"))
    found = list(figures(content))
    for key, figure in found:
        assert figure.get("cite"), key
    none = all(edition["award"]["basis"] == "none" for edition in content["editions"])
    assert found or none


def test_every_source_and_fact_is_used() -> None:
    texts = [path.read_text("utf-8") for path in LIVE.rglob("*.toml") if path.name != "sources.toml"]
    cited = set(re.findall(r'cite = "([a-z0-9.-]+)', "\n".join(texts)))
    assert set(CATALOGUE.sources) <= cited | {"measures-2024"}
    used = {
        comparison.fact
        for programme in CATALOGUE.programmes.values()
        for edition in programme.editions
        for condition in (edition.eligibility, *(branch.when for branch in edition.award.branches))
        for comparison in comparisons(condition)
    } | {edition.award.of for programme in CATALOGUE.programmes.values() for edition in programme.editions}
    assert {fact.id for fact in CATALOGUE.facts.values() if fact.type != "text"} <= used


def test_every_category_has_a_programme() -> None:
    named = {
        value
        for programme in CATALOGUE.programmes.values()
        for edition in programme.editions
        for comparison in comparisons(edition.eligibility)
        if comparison.fact == "project_category" and isinstance(comparison.value, tuple)
        for value in comparison.value
    }
    assert named == {value.id for value in CATALOGUE.facts["project_category"].values}


def test_no_document_names_an_unrelated_copy_of_an_official_page() -> None:
    text = repr(CATALOGUE.sources)
    for name in ("ka78x", "yongtulingjun", "suitable-u", "glosyeuropyichin", "GH file"):
        assert name not in text


def test_the_python_interface_speaks_fen() -> None:
    found = estimate(
        {"company_type": "university", "compute_contract": "3,000,000.33", "project_category": "模型训练"},
        as_of="2026-01-15",
    )
    assert found.total == 150_000_016
