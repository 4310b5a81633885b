"""``szsubsidy facts``: what a fact is called, what it takes, and what is read as it."""

from __future__ import annotations

import json

import pytest

from tests.program import Run


def test_the_list_has_labels_and_what_else_is_read(run: Run) -> None:
    done = run("facts")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("--company-type"))
    assert lines[at].split(maxsplit=1)[1].startswith("Company type ")
    assert "one of " in lines[at]
    assert lines[at + 1].startswith("  also read: 企业类型, 企業類型, ")


@pytest.mark.parametrize("name", ["company_type", "company-type", "企业类型", "企業類型", "type of company"])
def test_one_fact_is_shown_by_each_of_its_names(run: Run, name: str) -> None:
    done = run("facts", name)
    assert done.returncode == 0
    head, labels, *_ = done.stdout.splitlines()
    assert head == "company_type (--company-type): one of these"
    assert labels.startswith("Company type · 企业类型 · 企業類型: ")
    assert any(line.split()[:3] == ["startup", "Start-up", "初创企业,"] for line in done.stdout.splitlines())
    assert "公司类型" in done.stdout.partition("Headings")[2]


def test_an_amount_tells_how_it_is_written(run: Run) -> None:
    lines = run("facts", "compute_contract").stdout.splitlines()
    assert lines[0] == "compute_contract (--compute-contract)"
    assert any(line.startswith("Takes ") and "800万" in line for line in lines)


@pytest.mark.parametrize(("language", "label"), [("zh-Hans", "初创企业"), ("zh-Hant", "初創企業")])
def test_labels_are_those_of_the_language(run: Run, language: str, label: str) -> None:
    lines = run("facts", "company_type", "--lang", language).stdout.splitlines()
    assert any(line.split()[:2] == ["startup", label] for line in lines)


def test_a_fact_that_nobody_knows_is_one_line_with_what_was_meant(run: Run) -> None:
    done = run("facts", "compny_type")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("szsubsidy: ")
    assert "'compny_type'" in done.stderr
    assert "company_type?" in done.stderr


def test_json_has_the_one_fact(run: Run) -> None:
    facts = json.loads(run("facts", "company_type", "--json").stdout)["facts"]
    assert [fact["id"] for fact in facts] == ["company_type"]
    assert facts[0] in json.loads(run("facts", "--json").stdout)["facts"]
