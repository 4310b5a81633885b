"""What changed between two days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.own_terms import lay_down
from tests.program import Run

DIFF = ("programmes", "diff")


@pytest.fixture
def own(run: Run, tmp_path: Path) -> Any:
    """Compare two days of a programme whose terms change in every way."""
    folder = lay_down(tmp_path)

    def compare(start: str, end: str) -> dict[str, Any]:
        done = run(*DIFF, "own-grant", "--from", start, "--to", end, "--json", "--programmes", folder)
        assert (done.returncode, done.stderr) == (0, "")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return compare


def pairs(programme: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [
        (item["what"], *(item[side] and item[side]["text"] for side in ("before", "after")))
        for item in programme["changes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_of_2026_at_80_columns(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    days = ("--from", "2026-05-01", "--to", "2026-06-01")
    done = run(*DIFF, *days, "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


def test_the_guide_of_2026_in_figures(run: Run) -> None:
    found = json.loads(run(*DIFF, "训力券", "--from", "2026-05-01", "--to", "2026-06-01", "--json").stdout)
    [programme] = found["programmes"]
    assert (found["from"], found["to"], programme["id"]) == ("2026-05-01", "2026-06-01", "training-voucher")
    assert programme["change"] == "changed"
    assert (programme["before"]["until"], programme["after"]["starts"]) == ("2026-05-05", "2026-05-06")
    [rate] = [item for item in programme["changes"] if item["what"] == "rate"]
    assert (rate["before"]["percent"], rate["after"]["percent"]) == (60, 60)
    assert rate["before"]["cites"] == ["measures-2024#2"]
    assert rate["after"]["cites"] == ["measures-2024#2", "training-guide-2026#2"]
    conditions = [item for item in programme["changes"] if item["what"] == "condition"]
    [scope] = [item for item in conditions if item["before"]]
    assert scope["before"]["condition"]["in"] == ["model-training"]
    assert scope["after"]["condition"]["in"] == ["model-training", "model-inference"]
    added = {item["after"]["condition"]["fact"]: item["after"] for item in conditions if not item["before"]}
    assert list(added) == [
        "compute_contract",
        "compute_provider_affiliated",
        "compute_provider_registered",
        "registered_provider",
    ]
    assert added["compute_contract"]["condition"]["at_least"] == 500_000
    assert added["registered_provider"]["cites"] == ["training-guide-2026#checks"]


FILED = "the model is filed with the Cyberspace Administration"


def test_every_figure_that_differs_is_paired_with_what_it_was(own: Any) -> None:
    found = own("2031-03-01", "2032-02-01")
    [programme] = found["programmes"]
    assert pairs(programme) == [
        ("rate", f"40% ({FILED})", f"50% ({FILED})"),
        ("cap", "2,000,000 yuan", "3,000,000 yuan a year"),
        ("usual_cap", None, "1,000,000 yuan"),
        ("annual_budget", "100,000,000 yuan a year", None),
        ("condition", "the project leader is at most 45 years old", "the project leader is at most 40 years old"),
        ("condition", None, "the compute contract is worth 500,000 yuan or more"),
        ("condition", "the applicant is a small or medium-sized enterprise", None),
        ("unmodelled", "Left.", None),
        ("window", None, "1 March 2032 to 31 March 2032"),
        ("window", "1 November 2031 to 31 December 2031", None),
    ]
    cap = programme["changes"][1]
    assert cap["before"]["amount"] == 2_000_000
    assert (cap["before"]["per"], cap["after"]["per"]) == (None, "year")
    assert (cap["before"]["cites"], cap["after"]["cites"]) == (["paper#old"], ["paper#new"])
    assert (cap["before"]["confidence"], cap["after"]["confidence"]) == ("reported", "official")
    assert programme["changes"][4]["after"]["condition"]["at_most"] == 40


def test_rules_that_came_or_went_are_listed(own: Any) -> None:
    def rules(start: str, end: str) -> list[tuple[str, str]]:
        return [(item["id"], item["change"]) for item in own(start, end)["rules"]]

    assert rules("2031-03-01", "2031-09-30") == []
    assert rules("2031-02-28", "2031-03-01") == [("one-of-two", "in-force")]
    assert rules("2031-09-30", "2032-01-01") == [("one-of-two", "lapsed"), ("half-in-all", "in-force")]
    assert rules("2031-01-01", "2032-09-01") == [("one-of-two", "in-between"), ("half-in-all", "in-between")]


def test_a_programme_may_come_into_force_lapse_or_both(own: Any) -> None:
    def fate(start: str, end: str) -> tuple[str, int, list[str]]:
        [programme] = own(start, end)["programmes"]
        return programme["change"], len(programme["changes"]), [item["starts"] for item in programme["between"]]

    change, figures, between = fate("2030-12-31", "2031-01-01")
    assert (change, between) == ("in-force", [])
    assert figures > 8
    assert fate("2032-10-31", "2032-11-01")[::2] == ("lapsed", [])
    assert fate("2031-12-31", "2032-07-01")[::2] == ("lapsed", ["2032-01-01"])
    assert fate("2032-08-31", "2032-11-01") == ("in-between", 0, ["2032-09-01"])
    assert fate("2032-06-30", "2032-09-01")[::2] == ("changed", [])


def test_another_kind_of_award_is_told(own: Any) -> None:
    [programme] = own("2032-04-01", "2032-09-01")["programmes"]
    assert pairs(programme)[:2] == [
        ("basis", "share of a cost", "set amount"),
        ("of", "Compute contract amount", None),
    ]
    assert ("amount", None, "50,000 yuan") in pairs(programme)


def test_only_programmes_whose_terms_differ_are_listed(run: Run) -> None:
    start, end = 20260430, 20261225
    wanted = []
    for programme in load_catalogue().programmes.values():
        (before, was), (after, stands) = programme.edition_on(start), programme.edition_on(end)
        met = any(start < edition.starts <= end for edition in programme.editions)
        if before is not after or was != stands or met:
            wanted.append(programme.id)
    found = json.loads(run(*DIFF, "--from", "2026-04-30", "--to", "2026-12-25", "--json").stdout)
    assert [item["id"] for item in found["programmes"]] == wanted


def test_that_nothing_changed_is_said(run: Run) -> None:
    done = run(*DIFF, "model-voucher", "--from", "2026-05-01", "--to", "2026-05-01")
    assert (done.returncode, done.stdout) == (0, "Nothing changed from 1 May 2026 to 1 May 2026.\n")
    found = json.loads(run(*DIFF, "model-voucher", "--from", "2026-05-01", "--to", "2026-12-24", "--json").stdout)
    assert (found["programmes"], found["rules"]) == ([], [])


def test_terms_that_come_in_doubt_are_told_though_they_stay_the_same(run: Run) -> None:
    def fate(start: str, end: str) -> list[tuple[str, dict[str, str] | None]]:
        done = run(*DIFF, "model-voucher", "--from", start, "--to", end, "--json")
        return [(item["change"], item["doubt"]) for item in json.loads(done.stdout)["programmes"]]

    doubt = {"source": "measures-2024", "until": "2026-12-24"}
    assert fate("2026-11-28", "2026-12-24") == []
    assert fate("2026-12-24", "2026-12-25") == [("in-doubt", doubt)]
    assert fate("2026-12-25", "2027-01-10") == []
    assert fate("2026-04-01", "2027-01-10") == [("changed", doubt)]
    assert fate("2026-12-24", "2027-07-01") == [("lapsed", None)]
    told = run(*DIFF, "model-voucher", "--from", "2026-11-28", "--to", "2027-01-10").stdout
    assert "expired on 24 December 2026, these terms run to: 30 June 2027 [measures-2024]" in told


def test_the_later_day_is_today_if_not_given(run: Run) -> None:
    found = json.loads(run(*DIFF, "--from", "2026-05-01", "--json").stdout)
    assert found["to"] >= "2026-11-23"


def test_markdown(run: Run) -> None:
    done = run(*DIFF, "--from", "2026-05-01", "--to", "2026-06-01", "--format", "markdown")
    title = "# What changed from 1 May 2026 to 1 June 2026"
    assert done.stdout.startswith(f"{title}\n\nProgrammes: 1 changed\n\n## Training voucher (训力券)\n\n- terms of")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--from is missing"),
        (("--from", "2026-05-02", "--to", "2026-05-01"), "--from: 2026-05-02 lies after 2026-05-01"),
        (("--from", "2026-13-01"), "--from: '2026-13-01' is not a date"),
        (("--from", "2026-01-01", "--to", "soon"), "--to: 'soon' is not a date"),
        (("--from", "2026-01-01", "--format", "yaml"), "--format: 'yaml' is not a format"),
        (("nothing", "--from", "2026-01-01"), "'nothing' is not a programme"),
    ],
)
def test_bad_usage(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run(*DIFF, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
