"""``sources``: the bibliography, and one source with all that is taken from it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.analysis.uses import outcomes, uses
from szsubsidy.catalogue.citations import resolve
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from szsubsidy.vocabulary import CONFIDENCES
from tests.catalogues import live_catalogue
from tests.program import Run

NEWSPAPER = "takungpao-2025-02-24"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", [NEWSPAPER, "training-guide-2026"])
def test_at_80_columns(run: Run, source: str, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("sources", "show", source, "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_for_programs_and_for_a_document(run: Run, form: str, snapshot: SnapshotAssertion) -> None:
    printed = run("sources", "show", NEWSPAPER, "--format", form).stdout
    assert re.sub(r'"(hash|version|as_of)": "[^"]*"', r'"\1": "…"', printed) == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ["sources", "--json"],
        ["--json", "sources"],
        ["sources", "--format=csv", "--lang=zh-Hans"],
        ["--format=csv", "sources", "--lang", "zh-Hans"],
        ["sources"],
    ],
    ids=" ".join,
)
def test_bare_it_lists_them_as_before(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(source in done.stdout for source in load_catalogue().sources)


def test_options_may_stand_anywhere(run: Run) -> None:
    wanted = run("sources", "show", NEWSPAPER, "--json", "--lang", "zh-Hant").stdout
    assert run("--json", "--lang=zh-Hant", "sources", "show", NEWSPAPER).stdout == wanted
    assert run("sources", "--json", "show", "--lang=zh-Hant", NEWSPAPER).stdout == wanted
    assert run("sources", "show", f"{NEWSPAPER}#body", "--json", "--lang", "zh-Hant").stdout == wanted
    assert "Usage: szsubsidy sources " in run("sources", "--help").stdout
    assert "Show one source" in run("sources", "--help").stdout
    assert "Usage: szsubsidy sources show" in run("sources", "show", "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "measures-2023"], "SOURCE: no source is called 'measures-2023' (did you mean measures-2024? "),
        (["show", "\x1b[31m"], "SOURCE: no source is called '\\x1b[31m' (szsubsidy sources lists them)"),
        (["show"], "SOURCE is missing (see szsubsidy sources show --help)"),
        (["shw", NEWSPAPER], "no command is called 'shw' (did you mean show? see szsubsidy sources --help)"),
        (["--as-of=2026-01-01"], "--as-of: szsubsidy sources has no such option (see szsubsidy sources --help)"),
    ],
)
def test_what_it_does_not_know(run: Run, arguments: list[str], told: str) -> None:
    done = run("sources", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"szsubsidy: {told}" in done.stderr


def test_a_shell_is_offered_the_sources(run_process: Run) -> None:
    env = {
        "_SZSUBSIDY_COMPLETE": "complete_bash",
        "COMP_WORDS": "szsubsidy sources show takung",
        "COMP_CWORD": "3",
    }
    assert run_process(env=env).stdout.split() == [NEWSPAPER]
    offered = run_process(env={**env, "COMP_WORDS": "szsubsidy sources sh", "COMP_CWORD": "2"}).stdout.split()
    assert offered == ["show"]


def cites_of(value: Any) -> Iterator[str]:
    """Every citation in the JSON document of a programme."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"cite", "source"} and isinstance(item, str):
                yield item
            yield from cites_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from cites_of(item)


def test_nothing_that_a_programme_cites_is_left_out(run: Run) -> None:
    catalogue = load_catalogue()
    found = {(use.subject, use.cite) for source in catalogue.sources for use in uses(catalogue, source)}
    for programme in catalogue.programmes:
        shown = json.loads(run("programmes", "show", programme, "--json").stdout)
        assert {(programme, cite) for cite in cites_of(shown)} <= found
    assert {(rule.id, rule.cite) for rule in (*catalogue.rules, *catalogue.joint_caps)} <= found


def test_a_figure_has_its_programme_terms_parameter_value_and_place(run: Run) -> None:
    shown = json.loads(run("sources", "show", "measures-2024", "--json").stdout)
    assert shown["source"]["id"] == "measures-2024"
    rate = {
        "programme": "training-voucher",
        "rule": None,
        "edition": {"starts": "2024-12-25", "until": "2026-05-05"},
        "parameter": "rates[0].percent",
        "disputed": False,
        "value": 60,
        "text": "60% (the applicant is a start-up)",
        "cite": "measures-2024#2",
        "confidence": "official",
    }
    assert rate in shown["uses"]
    rows = list(csv.DictReader(io.StringIO(run("sources", "show", NEWSPAPER, "--format=csv").stdout)))
    disputed = [row for row in rows if row["kind"] == "dispute"]
    assert {(row["subject"], row["parameter"], row["text"]) for row in disputed} == {
        ("training-voucher", "rates[0].percent", "80%")
    }


@pytest.mark.live
def test_every_statement_is_settled_and_its_programmes_exist() -> None:
    catalogue = live_catalogue()
    for source in catalogue.sources.values():
        for said in source.statements:
            for uptake in said.taken_up:
                assert uptake.programme in catalogue.programmes, uptake
            for outcome in outcomes(said, source.id, catalogue):
                assert outcome.kind != "otherwise", (said.text["en"], outcome.programme, outcome.parameter)


@pytest.mark.live
def test_every_item_of_the_newspaper_page_stands_among_its_statements() -> None:
    """Where a programme says that it was announced, a statement stands that some programme takes up."""
    catalogue = live_catalogue()
    statements = catalogue.sources[NEWSPAPER].statements
    taken_up = {f"{NEWSPAPER}#{said.at}" for said in statements if said.taken_up}
    for programme in catalogue.programmes.values():
        assert {cite for cite in programme.announced if cite.startswith(NEWSPAPER)} <= taken_up, programme.id
    settled = {
        (outcome.programme, outcome.parameter, outcome.kind)
        for said in statements
        for outcome in outcomes(said, NEWSPAPER, catalogue)
    }
    assert ("training-voucher", "rates[0].percent", "used") in settled
    assert ("training-voucher", "rates[0].percent", "disputed") in settled
    assert ("proof-of-concept-centre", "cap", "disputed") in settled
    assert ("pilot-base", "cap", "used") in settled
    assert ("", "", "information") in settled
    assert len(statements) == 41


@pytest.mark.live
def test_nothing_is_surer_than_the_place_that_it_is_taken_from() -> None:
    catalogue = live_catalogue()
    for source in catalogue.sources:
        for use in uses(catalogue, source):
            place = resolve(use.cite, catalogue.sources, source)
            assert CONFIDENCES.index(use.confidence or place) >= CONFIDENCES.index(place), use


@pytest.mark.live
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "International cooperation project, cap (used here, and disputed: 1,000,000 yuan)"),
        ("zh-Hans", "国际合作项目，上限（本程序采用，有争议：100万元）"),
        ("zh-Hant", "國際合作項目，上限（本程式採用，有爭議：100萬元）"),
    ],
)
def test_a_figure_that_is_used_and_disputed_says_so_with_the_name_of_its_programme(
    run_live: Run, language: str, told: str
) -> None:
    page = run_live("sources", "show", NEWSPAPER, "--lang", language, "--format", "markdown").stdout
    assert told in page
    assert "international-cooperation" not in page
    statements = json.loads(run_live("sources", "show", NEWSPAPER, "--json").stdout)["statements"]
    [outcome] = [item for said in statements if said["at"] == "international" for item in said["outcomes"]]
    assert outcome == {
        "kind": "used",
        "programme": "international-cooperation",
        "parameter": "cap",
        "adopted": None,
        "disputed_by": ["international-call-2023#grant"],
    }
