"""What speaks against relying on terms is shown wherever they are: what they rest on, parts not found, pauses."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.catalogues import FROZEN
from tests.program import Result, Run, run_as_process, run_here

OWN = """
id = "own-service"
kind = "grant"
authority = "shenzhen"
name = { en = "Own service", zh-Hans = "自设服务", zh-Hant = "自設服務" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }

[[editions]]
in_force = { from = 2026-01-01, until = 2026-04-30, cite = "measures-2024#3" }
reviewed = 2026-01-01
eligibility = { fact = "company_type", in = ["sme", "startup"], cite = "measures-2024#3" }
[editions.award]
basis = "share"
of = "model_contract"
cap = { amount = 2_000_000, cite = "measures-2024#3" }
rates = [
  { percent = 40, cite = "measures-2024#3", cap = { amount = 3_000_000, cite = "measures-2024#3" }, WHEN },
  { percent = 30, cite = "measures-2024#3" },
]
[[editions.examples]]
working = "none"
facts = { company_type = "bank" }
status = "ineligible"

[[editions]]
in_force = { from = 2026-05-01, until = 2027-06-30, cite = "procedures-2026" }
reviewed = 2026-05-01
rests_on = { source = "measures-2024", until = 2026-12-24 }
unread = { what = "applicants-and-conditions", cite = "procedures-2026" }
paused = { from = 2026-08-01, until = 2026-08-31, cite = "measures-2024#3" }
exhausted_on = { day = 2026-11-20, cite = "takungpao-2025-02-24#body" }
windows = [
  { opens = 2026-05-11, closes = 2026-05-29, stage = "claim", cite = "model-guide-2026-batch2" },
  { opens = 2026-09-07, stage = "claim", cite = "model-guide-2026-batch2" },
  { opens = 2026-09-07, closes = 2026-10-15, stage = "redeem", cite = "model-guide-2026-batch2" },
]
eligibility = { fact = "company_type", in = ["sme", "startup"], cite = "measures-2024#3" }
[editions.award]
basis = "share"
of = "model_contract"
cap = { amount = 2_000_000, cite = "measures-2024#3" }
yearly_cap = { amount = 5_000_000, cite = "measures-2024#3" }
rates = [
  { percent = 40, cite = "measures-2024#3", cap = { amount = 4_000_000, cite = "measures-2024#3" }, WHEN },
  { percent = 30, cite = "measures-2024#3" },
]
[[editions.examples]]
working = "none"
facts = { company_type = "bank" }
status = "ineligible"
"""
WHEN = 'when = { fact = "company_type", is = "startup", cite = "measures-2024#3" }'
FIRM = ("--company-type", "sme", "--model-contract", "100万")


def lay_down(folder: Path, **programmes: str) -> Run:
    """Write programmes among the bundled ones, as own ones are official in nothing, and return what runs on them."""
    shutil.copytree(FROZEN, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("catalogue.compiled*"))
    for name, content in programmes.items():
        (folder / "programmes" / "shenzhen" / f"{name}.toml").write_text(content.replace("WHEN", WHEN), "utf-8")
    laid_down = {REPLACEMENT: str(folder)}

    def go(
        *arguments: str,
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        return run_here(*arguments, stdin=stdin, env={**laid_down, **(env or {})}, cwd=cwd)

    run_as_process("--version", env=laid_down)  # leaves it compiled
    return go


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return lay_down(tmp_path_factory.mktemp("bundled"), service=OWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_shows_them(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("programmes", "show", "own-service", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_the_json_of_a_programme_has_them(run: Run) -> None:
    shown = json.loads(run("programmes", "show", "own-service", "--json").stdout)
    earlier, later = shown["editions"]
    assert [earlier[key] for key in ("rests_on", "unread", "paused", "exhausted_on", "yearly_cap")] == [None] * 5
    assert later["rests_on"] == {"source": "measures-2024", "until": "2026-12-24"}
    assert (later["unread"]["what"], later["unread"]["cite"]) == ("applicants-and-conditions", "procedures-2026")
    assert (later["paused"]["starts"], later["paused"]["until"]) == ("2026-08-01", "2026-08-31")
    assert (later["exhausted_on"]["day"], later["exhausted_on"]["confidence"]) == ("2026-11-20", "announced")
    assert [(window["stage"], window["closes"]) for window in later["windows"]] == [
        ("claim", "2026-05-29"),
        ("claim", None),
        ("redeem", "2026-10-15"),
    ]
    assert [branch["cap"]["amount"] for branch in later["branches"]] == [4_000_000, 2_000_000]
    assert later["yearly_cap"]["amount"] == 5_000_000
    assert later["certainty"] == "computed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_of_days_tells_what_came(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    days = ("--from", "2026-04-30", "--to", "2026-05-01")
    done = run("programmes", "diff", "own-service", *days, "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_the_json_of_a_comparison_has_values(run: Run) -> None:
    days = ("--from", "2026-04-30", "--to", "2026-05-01")
    [changed] = json.loads(run("programmes", "diff", "own-service", *days, "--json").stdout)["programmes"]
    after: dict[str, list[dict[str, Any]]] = {}
    for change in changed["changes"]:
        after.setdefault(change["what"], []).append(change["after"])
    [rate] = after["rate"]
    assert (rate["percent"], rate["cap"]) == (40, 4_000_000)
    assert (after["rests_on"][0]["source"], after["rests_on"][0]["until"]) == ("measures-2024", "2026-12-24")
    assert after["unread"][0]["unread"] == "applicants-and-conditions"
    assert (after["paused"][0]["starts"], after["paused"][0]["until"]) == ("2026-08-01", "2026-08-31")
    assert after["exhausted_on"][0]["day"] == "2026-11-20"
    assert [(item["stage"], item["opens"], item["closes"]) for item in after["window"]] == [
        ("claim", "2026-05-11", "2026-05-29"),
        ("claim", "2026-09-07", None),
        ("redeem", "2026-09-07", "2026-10-15"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_has_their_days(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    arguments = ("own-service", "--all", "--as-of", "2026-09-10", "--lang", language)
    done = run("calendar", *arguments, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


def test_what_terms_rest_on_ends_on_one_day_and_they_are_in_doubt_from_the_next(run: Run) -> None:
    found = json.loads(run("calendar", "own-service", "--all", "--json").stdout)["events"]
    told = [(item["date"], item["kind"], item["stage"], item["cite"]) for item in found if item["date"] > "2026-05-01"]
    assert told == [
        ("2026-05-11", "opens", "claim", "model-guide-2026-batch2"),
        ("2026-05-29", "closes", "claim", "model-guide-2026-batch2"),
        ("2026-08-01", "pauses", None, "measures-2024#3"),
        ("2026-09-01", "resumes", None, "measures-2024#3"),
        ("2026-09-07", "opens", "claim", "model-guide-2026-batch2"),
        ("2026-09-07", "opens", "redeem", "model-guide-2026-batch2"),
        ("2026-10-15", "closes", "redeem", "model-guide-2026-batch2"),
        ("2026-11-20", "exhausted", None, "takungpao-2025-02-24#body"),
        ("2026-12-25", "in-doubt", None, "measures-2024"),
        ("2027-06-30", "ends", None, "procedures-2026"),
    ]
    content = run("calendar", "own-service", "--all", "--ics").stdout
    for uid in ("own-service-opens-claim-20260907", "own-service-opens-redeem-20260907"):
        assert f"UID:{uid}@szsubsidy\r\n" in content
    assert "UID:measures-2024-in-doubt-20261225@szsubsidy\r\n" in content
    rows = csv.DictReader(io.StringIO(run("calendar", "own-service", "--all", "--format", "csv").stdout))
    assert [row["stage"] for row in rows] == [item["stage"] or "" for item in found]


def test_programmes_that_rest_on_one_document_come_in_doubt_together(tmp_path: Path) -> None:
    again = OWN.replace('"own-service"', '"own-other"').replace("Own service", "Own other")
    run = lay_down(tmp_path, service=OWN, other=again)
    arguments = ("own-service", "own-other", "--from", "2026-12-25", "--until", "2026-12-25")
    [event] = json.loads(run("calendar", *arguments, "--json").stdout)["events"]
    assert (event["kind"], event["programmes"]) == ("in-doubt", ["own-service", "own-other"])


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2026-06-01", {"possible", "paused"}),
        ("2026-08-31", {"possible", "paused"}),
        ("2026-09-01", {"possible"}),
        ("2026-11-20", {"possible", "exhausted", "in-doubt-soon"}),
        ("2026-12-24", {"possible", "exhausted", "in-doubt-soon"}),
        ("2026-12-25", {"possible", "exhausted", "in-doubt"}),
        ("2027-07-01", set()),
    ],
)
def test_an_estimate_takes_note_of_them(run: Run, day: str, codes: set[str]) -> None:
    done = run("estimate", *FIRM, "--as-of", day, "--json")
    named = [notice for notice in json.loads(done.stdout)["warnings"] if "own-service" in notice["programmes"]]
    found = {notice["code"] for notice in named} & {"possible", "paused", "exhausted", "in-doubt-soon", "in-doubt"}
    assert found == codes
    assert all(notice["cites"] for notice in named if notice["code"] in codes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", ["2026-08-01", "2026-12-01", "2026-12-25"])
def test_an_explanation_tells_them_with_both_days(
    run: Run, language: str, day: str, snapshot: SnapshotAssertion
) -> None:
    arguments = (*FIRM, "--as-of", day, "--lang", language)
    told = run("explain", "own-service", *arguments).stdout
    assert told.partition("\n\n")[2].partition("\n\n")[0] == snapshot
    notes = json.loads(run("estimate", *arguments, "--json").stdout)["warnings"]
    assert [notice["text"] for notice in notes if "own-service" in notice["programmes"]] == snapshot


def test_nothing_is_open_during_a_pause(tmp_path: Path) -> None:
    paused = "paused = { from = 2026-05-20, until = 2026-05-22"
    run = lay_down(tmp_path, service=OWN.replace("paused = { from = 2026-08-01, until = 2026-08-31", paused))
    states, told = [], []
    for day in ("2026-05-19", "2026-05-20", "2026-05-22", "2026-05-23"):
        arguments = ("--as-of", day)
        states.append(json.loads(run("explain", "own-service", *arguments, "--json").stdout)["reach"])
        told.append("Open until 29 May 2026." in run("explain", "own-service", *arguments).stdout)
    assert states == ["open", "upcoming", "upcoming", "open"]
    assert told == [True, False, False, True]
    noted = json.loads(run("estimate", *FIRM, "--as-of", "2026-05-20", "--json").stdout)["warnings"]
    assert [item["code"] for item in noted if "own-service" in item["programmes"]] == ["possible", "paused"]


@pytest.mark.parametrize("company", ["bank", ""])
def test_the_doubt_is_told_beside_a_finding_that_is_not_eligible(run: Run, company: str) -> None:
    firm = ("--company-type", company) if company else ()
    told = run("explain", "own-service", *firm, "--as-of", "2026-12-25", "--ids").stdout
    assert "expired on 24 December 2026, these terms run to: 30 June 2027 [measures-2024]" in told
