"""What is said to whoever meets all that was read: eligible, possible, in doubt; and how sure that is."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from szsubsidy.bundled import REPLACEMENT
from tests.catalogues import FROZEN
from tests.program import Run

FORM = """
id = "ID"
kind = "grant"
authority = "shenzhen"
name = { en = "Own NAME", zh-Hans = "自设", zh-Hant = "自設" }
summary = { en = "A grant.", zh-Hans = "资助。", zh-Hant = "資助。" }

[[editions]]
in_force = { from = 2026-01-01, until = 2027-06-30, cite = "measures-2024#2" }
reviewed = 2026-11-28
eligibility = { fact = "company_type", is = "sme", cite = "CONDITION" }
award = AWARD
RESERVATIONS

[[editions.examples]]
working = "none"
facts = { company_type = "bank" }
status = "ineligible"
"""
FIXED = '{ basis = "fixed", amounts = [ { amount = 1_000_000, cite = "measures-2024#2" } ] }'
CEILING = '{ basis = "ceiling", cap = { amount = 7_000_000, cite = "measures-2024#2" } }'
RESTS = 'rests_on = { source = "measures-2024", until = 2026-12-24 }'
UNREAD = 'unread = { what = "applicants", cite = "measures-2024#2" }'


def write(folder: Path, name: str, award: str, reservations: str = "", condition: str = "measures-2024#2") -> str:
    content = FORM.replace("ID", name).replace("NAME", name).replace("AWARD", award)
    content = content.replace("RESERVATIONS", reservations).replace("CONDITION", condition)
    (folder / f"{name}.toml").write_text(content, "utf-8")
    return str(folder)


def write_bundled(folder: Path, condition: str = "measures-2024#2") -> tuple[Path, dict[str, str]]:
    """Write a programme among bundled ones, which alone may be official; return its file and the environment."""
    shutil.copytree(FROZEN, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("catalogue.compiled*"))
    place = folder / "programmes" / "shenzhen"
    write(place, "own", FIXED, condition=condition)
    return place / "own.toml", {REPLACEMENT: str(folder)}


def found(
    run: Run, folder: str | None, day: str, company: str = "sme", env: dict[str, str] | None = None
) -> dict[str, Any]:
    laid_over = () if folder is None else ("--programmes", folder)
    done = run(
        "estimate", *laid_over, "--company-type", company, "--as-of", day, "--json", "--all", "--details", env=env
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def told(document: dict[str, Any], name: str) -> tuple[object, ...]:
    [one] = [item for item in document["programmes"] if item["id"] == name]
    return one["status"], one["amount"], one["range"]


@pytest.mark.parametrize(
    ("reservations", "day", "status"),
    [
        ("", "2026-12-25", "eligible"),
        (RESTS, "2026-12-24", "eligible"),
        (RESTS, "2026-12-25", "in-doubt"),
        (RESTS, "2027-06-30", "in-doubt"),
        (UNREAD, "2026-12-25", "possible"),
        (f"{RESTS}\n{UNREAD}", "2026-12-24", "possible"),
        (f"{RESTS}\n{UNREAD}", "2026-12-25", "in-doubt"),
    ],
)
def test_whoever_meets_all_that_was_read(run: Run, tmp_path: Path, reservations: str, day: str, status: str) -> None:
    document = found(run, write(tmp_path, "own", FIXED, reservations), day)
    assert told(document, "own") == (status, 1_000_000, [1_000_000] * 2)
    assert document["totals"]["by_terms"] == 1_000_000
    assert document["combination"] == ["own"]


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-25"])
def test_doubt_and_what_was_not_read_change_no_other_status(run: Run, tmp_path: Path, day: str) -> None:
    folder = write(tmp_path, "own", FIXED, f"{RESTS}\n{UNREAD}")
    assert told(found(run, folder, day, "bank"), "own") == ("ineligible", 0, [0, 0])
    open_one = json.loads(
        run("estimate", "--programmes", folder, "--as-of", day, "--json", "--all", "--details").stdout
    )
    assert told(open_one, "own") == ("undetermined", None, [0, 1_000_000])
    assert told(found(run, folder, "2027-07-01"), "own")[0] == "lapsed"
    assert told(found(run, folder, "2025-12-31"), "own")[0] == "not-yet"


def test_what_panels_may_add_is_counted_apart_where_part_of_the_terms_was_not_found(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "sure", CEILING)
    write(tmp_path, "doubted", CEILING.replace("7_", "20_"), RESTS)
    folder = write(tmp_path, "unsure", CEILING.replace("7_", "300_"), UNREAD)
    document = found(run, folder, "2026-12-25")
    assert (
        document["totals"]["by_terms"],
        document["totals"]["ceilings"],
        document["totals"]["possible_ceilings"],
    ) == (0, 27_000_000, 300_000_000)
    assert document["conditional"]["ceilings"] == 27_000_000
    assert document["conditional"]["possible_ceilings"] == 300_000_000
    table = run(
        "batch",
        "-",
        "-o",
        "-",
        "--shape",
        "wide",
        "--programmes",
        folder,
        "--as-of",
        "2026-12-25",
        stdin="company_type\nsme\nbank\n",
    )
    rows = [
        (row["total"], row["ceilings"], row["possible_ceilings"]) for row in csv.DictReader(io.StringIO(table.stdout))
    ]
    assert rows == [("0", "27000000", "300000000"), ("0", "0", "0")]


def test_a_table_says_so_too(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "sure", FIXED)
    write(tmp_path, "doubted", FIXED, RESTS)
    folder = write(tmp_path, "unsure", FIXED, UNREAD)
    summary = tmp_path / "summary.json"
    arguments = ("--programmes", folder, "--as-of", "2026-12-25", "--shape", "long", "--summary", str(summary))
    table = run("batch", "-", "-o", "-", *arguments, stdin="company_type\nsme\nbank\n")
    assert table.returncode == 0, table.stderr
    own = {"sure": "eligible", "doubted": "in-doubt", "unsure": "possible"}
    rows = [row for row in csv.DictReader(io.StringIO(table.stdout)) if row["programme"] in own]
    statuses: dict[str, list[str]] = {}
    for row in rows:
        statuses.setdefault(row["programme"], []).append(row["status"])
    assert statuses == {name: [status, "ineligible"] for name, status in own.items()}
    counted = {item["id"]: item for item in json.loads(summary.read_text("utf-8"))["programmes"]}
    assert {name: (counted[name]["status"], counted[name]["eligible"], counted[name]["amount"]) for name in own} == {
        name: (status, 1, 1_000_000) for name, status in own.items()
    }


def test_a_worked_example_states_the_doubt_and_the_check_holds_it(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, "own", FIXED, RESTS)
    example = """
[[editions.examples]]
working = "a million, in doubt"
as_of = 2026-12-25
facts = { company_type = "sme" }
status = "in-doubt"
amount = 1_000_000
"""
    path = tmp_path / "own.toml"
    path.write_text(path.read_text("utf-8") + example, "utf-8")
    sound = run("programmes", "check", folder, "--as-of", "2026-06-01")
    assert sound.returncode == 0, sound.stderr
    path.write_text(path.read_text("utf-8").replace("as_of = 2026-12-25", "as_of = 2026-12-24"), "utf-8")
    wrong = run("programmes", "check", folder, "--as-of", "2026-06-01")
    assert wrong.returncode != 0
    assert "status is eligible, not in-doubt" in wrong.stderr


@pytest.mark.parametrize("day", ["2027-06-30", "2027-07-01"])
def test_what_terms_rest_on_ends_before_they_do(run: Run, tmp_path: Path, day: str) -> None:
    folder = write(tmp_path, "own", FIXED, RESTS.replace("2026-12-24", day))
    refused = run("programmes", "list", "--programmes", folder)
    assert refused.returncode != 0
    assert "own.toml: editions[0].rests_on.until: no earlier than the last day of these terms" in refused.stderr


@pytest.mark.parametrize(
    ("condition", "company", "confidence"),
    [
        ("measures-2024#2", "sme", "official"),
        ("training-guide-2026#2", "sme", "reported"),
        ("training-guide-2026#2", "bank", "reported"),
        ("takungpao-2025-02-24#body", "sme", "announced"),
    ],
)
def test_a_finding_is_as_sure_as_the_weakest_provision_that_decides_it(
    run: Run, tmp_path: Path, condition: str, company: str, confidence: str
) -> None:
    _, env = write_bundled(tmp_path, condition)
    document = found(run, None, "2026-06-01", company, env)
    [one] = [item for item in document["programmes"] if item["id"] == "own"]
    assert one["confidence"] == confidence
    assert [figure["confidence"] for figure in one["figures"]] == ["official"]


def test_a_condition_that_does_not_decide_weighs_nothing(run: Run, tmp_path: Path) -> None:
    """Of "an SME, or else a bank" the second part, from the newspaper, decides nothing for an SME."""
    path, env = write_bundled(tmp_path)
    weak = '{ fact = "company_type", is = "bank", cite = "takungpao-2025-02-24#body" }'
    sure = '{ fact = "company_type", is = "sme", cite = "measures-2024#2" }'
    path.write_text(path.read_text("utf-8").replace(sure, f"{{ any = [ {sure}, {weak} ] }}"), "utf-8")
    for company, confidence in (("sme", "official"), ("bank", "announced"), ("large", "announced")):
        document = found(run, None, "2026-06-01", company, env)
        [one] = [item for item in document["programmes"] if item["id"] == "own"]
        assert one["confidence"] == confidence, company


TRAINING = ("--company-type", "startup", "--compute-contract", "800万", "--project-category", "model-training")


def test_the_training_voucher_of_2026_is_no_surer_than_its_guide(run_live: Run) -> None:
    document = json.loads(
        run_live("estimate", *TRAINING, "--as-of", "2026-06-30", "--json", "--all", "--details").stdout
    )
    [one] = [item for item in document["programmes"] if item["id"] == "training-voucher"]
    [rate] = [figure for figure in one["figures"] if figure["parameter"] == "rate"]
    assert (one["status"], one["confidence"], rate["confidence"]) == ("eligible", "reported", "official")


def test_the_model_voucher_outlives_its_measures_in_doubt(run_live: Run) -> None:
    given = ("--company-type", "sme", "--model-contract", "500万", "--project-category", "model-application")
    for day, expected in (
        ("2026-12-24", ("eligible", 1_500_000, [1_000_000, 1_500_000])),
        ("2026-12-25", ("in-doubt", 1_500_000, [1_000_000, 1_500_000])),
        ("2027-07-01", ("lapsed", None, [0, 0])),
    ):
        document = json.loads(run_live("estimate", *given, "--as-of", day, "--json", "--all", "--details").stdout)
        assert told(document, "model-voucher") == expected
    table = run_live("estimate", *given, "--as-of", "2026-12-25")
    assert "in doubt" in table.stdout
    assert "24 December 2026" in table.stdout
    assert "30 June 2027" in table.stdout
