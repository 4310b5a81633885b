"""Where the sources differ."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.catalogues import live_catalogue
from tests.own_terms import lay_down
from tests.program import Run


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_80_columns(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("disputes", "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


def test_every_dispute_of_the_catalogue_is_listed_with_each_other_value(run: Run) -> None:
    wanted = [
        (programme.id, dispute.parameter, dispute.adopted.cite, [other.cite for other in dispute.others])
        for programme in load_catalogue().programmes.values()
        for edition in programme.editions
        for dispute in edition.disputes
    ]
    document = json.loads(run("disputes", "--json").stdout)
    assert document["schema_version"] == 2
    assert [
        (item["programme"], item["parameter"], item["cite"], [other["cite"] for other in item["others"]])
        for item in document["disputes"]
    ] == wanted
    rows = list(csv.DictReader(io.StringIO(run("disputes", "--format", "csv").stdout)))
    read = [
        (";".join(cap.programmes), cap.id, cap.cite, reading.cite)
        for cap in load_catalogue().joint_caps
        for reading in cap.readings
    ]
    assert read
    assert [(row["programme"], row["parameter"], row["cite"], row["other_cite"]) for row in rows] == [
        *((programme, parameter, cite, other) for programme, parameter, cite, others in wanted for other in others),
        *read,
    ]


def test_a_dispute_has_values_confidence_and_reason(run: Run) -> None:
    found = json.loads(run("disputes", "训力券", "--json").stdout)["disputes"]
    assert {item["programme"] for item in found} == {"training-voucher"}
    found = [item for item in found if item["parameter"] == "rates[0].percent"]
    assert [item["edition"]["starts"] for item in found] == ["2024-12-25", "2026-05-06"]
    assert found[0]["adopted"] == 60
    assert found[0]["confidence"] == "official"
    assert found[0]["others"] == [{"value": 80, "cite": "takungpao-2025-02-24#body", "confidence": "announced"}]
    assert found[0]["reason"]


def test_a_dispute_that_runs_through_two_editions_is_told_once(run: Run) -> None:
    told = run("disputes", "training-voucher").stdout
    assert told.count("Another source says: 80%") == 1
    assert "terms of 25 December 2024 to 5 May 2026, 6 May 2026 to 24 December 2026" in told


def test_of_a_programme_without_dispute_that_is_said(run: Run) -> None:
    done = run("disputes", "city-key-laboratory")
    assert (done.returncode, done.stdout) == (0, "No source contradicts another here.\n")
    assert json.loads(run("disputes", "city-key-laboratory", "--json").stdout)["disputes"] == []


def test_whom_another_source_means_is_told(run: Run, tmp_path: Path) -> None:
    done = run("disputes", "own-grant", "--programmes", lay_down(tmp_path))
    assert (
        "Another source says, where the model is filed with the Cyberspace Administration: 35 [paper#old, second-hand]."
        in done.stdout
    )


def test_markdown_has_a_heading_for_each_programme(run: Run) -> None:
    assert "## Training voucher (训力券)\n\n- rate, terms of" in run("disputes", "--format", "markdown").stdout


def test_an_unknown_programme_is_a_usage_error(run: Run) -> None:
    done = run("disputes", "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'nothing' is not a programme" in done.stderr


def test_a_source_that_no_reader_can_look_up_disputes_nothing(run: Run, tmp_path: Path) -> None:
    folder = lay_down(tmp_path)
    listed = ("disputes", "own-grant", "--programmes", folder)
    assert ": 35 [paper#old" in run(*listed).stdout
    file = tmp_path / "own.toml"
    file.write_text(file.read_text("utf-8").replace('seen = ["https://x.test/paper"]\n', ""), "utf-8")
    assert "35" not in run(*listed).stdout
    shown = run("programmes", "show", "own-grant", "--programmes", folder)
    assert "The later paper holds. [paper#old" in shown.stdout, shown.stdout
    assert json.loads(run(*listed, "--json").stdout)["disputes"] == []
    told = run("programmes", "check", folder).stderr
    assert "editions[2032-09-01].disputes[0].others[0]: rests on paper, which has no address" in told


STARTUP = ("--company-type", "startup", "--project-category", "model-training", "--as-of", "2026-01-15")


@pytest.mark.parametrize(
    ("contract", "shown", "others"),
    [
        ("800万", [("rates[0].percent", 6_400_000)], [("annual_budget", None), ("cap", 4_800_000)]),
        ("2000万", [], [("annual_budget", None), ("cap", 6_000_000), ("rates[0].percent", 10_000_000)]),
    ],
)
def test_an_estimate_shows_what_changes_its_figure_and_carries_weight(
    run: Run, tmp_path: Path, contract: str, shown: list[tuple[str, int]], others: list[tuple[str, int | None]]
) -> None:
    firm = (*STARTUP, "--compute-contract", contract)

    def told(programme: dict[str, Any]) -> list[tuple[str, int | None]]:
        return sorted((one["parameter"], other["amount"]) for one in programme["disputes"] for other in one["others"])

    programmes = json.loads(run("estimate", *firm, "--json").stdout)["programmes"]
    [voucher] = [item for item in programmes if item["id"] == "training-voucher"]
    assert told(voucher) == shown
    explained = json.loads(run("explain", "training-voucher", *firm, "--json").stdout)
    assert told(explained) == sorted([*shown, *others])
    run("estimate", *firm, "--report", str(tmp_path / "report.md"))
    report = (tmp_path / "report.md").read_text("utf-8")
    for text in (run("estimate", *firm, "--details").stdout, report):
        assert ("80% would give" in text) == bool(shown)
        assert "ctol" not in text
    text = run("explain", "training-voucher", *firm).stdout
    assert "80% would give" in text
    assert "ctol" in text


@pytest.mark.live
def test_every_bundled_dispute_can_be_looked_up() -> None:
    editions = [edition for programme in live_catalogue().programmes.values() for edition in programme.editions]
    assert [edition.groundless for edition in editions if edition.groundless] == []
    assert any(edition.disputes for edition in editions)
