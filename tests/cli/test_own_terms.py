"""Terms of one's own, which every output tells from the official ones."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.program import Run

PARK = """
id = "park-compute"
kind = "grant"
authority = "shenzhen"
name = { en = "Park compute", zh-Hans = "园区算力", zh-Hant = "園區算力" }
summary = { en = "A park pays.", zh-Hans = "园区资助。", zh-Hant = "園區資助。" }
announced = ["takungpao-2025-02-24#factbox"]

[[editions]]
in_force = { from = 2025-01-01, cite = "measures-2024" }
reviewed = 2026-11-23
eligibility = { fact = "project_category", in = ["model-training"], cite = "measures-2024#2" }
notes = [ { text = { en = "Noted.", zh-Hans = "注。", zh-Hant = "注。" }, cite = "measures-2024#2" } ]
award = { basis = "share", of = "compute_contract", rates = [
  { percent = 70, cite = "measures-2024#2" },
], cap = { amount = "1亿", cite = "measures-2024#2", confidence = "official" } }

[[editions.disputes]]
parameter = "rates[0].percent"
others = [ { value = 80, cite = "takungpao-2025-02-24#body" } ]
reason = { en = "R.", zh-Hans = "理。", zh-Hant = "理。" }

[[editions.examples]]
working = "70% of 1,000,000"
facts = { project_category = ["model-training"], compute_contract = "100万" }
status = "eligible"
amount = 700_000
"""
SOURCE = """
[[sources]]
id = "{id}"
kind = "rules"
title = "园区办法"
title_en = "Rules of the park"
issuer = {{ en = "The park", zh-Hans = "园区", zh-Hant = "園區" }}
confidence = "official"
provisions = [ {{ at = "2", title = {{ en = "clause 2", zh-Hans = "二", zh-Hant = "二" }}, confidence = "official" }} ]
"""
FIRM = ("--company-type", "startup", "--project-category", "model-training", "--compute-contract", "800万")
DAY = ("--as-of", "2026-05-20")
FIRST = "Own terms, not official ones (park): added: park-compute"


@pytest.fixture
def park(tmp_path: Path) -> Path:
    folder = tmp_path / "park"
    folder.mkdir()
    (folder / "park-compute.toml").write_text(PARK, encoding="utf-8")
    return folder


@pytest.fixture
def replaced(park: Path) -> Path:
    """A folder whose programme takes the place of the training voucher."""
    text = PARK.replace('"park-compute"', '"training-voucher"')
    (park / "park-compute.toml").write_text(text, encoding="utf-8")
    return park


def estimate(run: Run, folder: Path, *more: str) -> dict[str, Any]:
    done = run("estimate", "--json", "--all", "--details", *FIRM, *DAY, "--programmes", str(folder), *more)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_is_added_is_marked_and_official_terms_alone_stand_beside_the_total(run: Run, park: Path) -> None:
    shown = run("estimate", *FIRM, *DAY, "--programmes", str(park)).stdout.splitlines()
    assert shown[1] == FIRST
    assert "Open until 5 June 2026: up to 4,800,000 yuan by official terms." in shown
    rows = [line.split("  ")[0] for line in shown]
    assert rows.index("Training voucher (训力券)") < rows.index("OWN Park compute (园区算力)")
    sums = {line.split("  ")[0]: line.split()[-1] for line in shown if line}
    assert sums["Official terms alone"] == "4,800,000"
    [within] = [line for line in shown if line.startswith("Within reach")]
    assert "8,000,000" in within
    found = estimate(run, park)
    assert (found["totals"]["by_terms"], found["totals"]["official_by_terms"]) == (8_000_000, 4_800_000)
    assert found["own_terms"] == {
        "places": ["park"],
        "added": ["park-compute"],
        "replaced": [],
        "rules": [],
        "sources": [],
        "facts": [],
    }
    origins = {item["id"]: item["origin"] for item in found["programmes"]}
    assert origins["park-compute"] == {"file": "park/park-compute.toml", "replaces": False}
    assert origins["training-voucher"] is None


def test_official_terms_alone_are_not_told_where_they_come_to_the_same(run: Run, park: Path) -> None:
    found = run("estimate", *DAY, "--compute-contract", "800万", "--programmes", str(park))
    assert (
        "Official terms alone"
        not in run("estimate", *DAY, "--project-category", "bank-lending", "--programmes", str(park)).stdout
    )
    assert FIRST in found.stdout


def test_without_terms_of_ones_own_nothing_is_said(run: Run) -> None:
    shown = run("estimate", *FIRM, *DAY).stdout
    assert "OWN" not in shown
    assert "Own terms" not in shown
    found = json.loads(run("estimate", *FIRM, *DAY, "--json", "--all", "--details").stdout)
    assert (found["own_terms"], found["totals"]["official_by_terms"]) == (None, None)
    assert {item["origin"] for item in found["programmes"]} == {None}


def test_what_takes_the_place_of_an_official_programme_keeps_no_official_citation(run: Run, replaced: Path) -> None:
    found = estimate(run, replaced)
    [voucher] = [item for item in found["programmes"] if item["id"] == "training-voucher"]
    assert voucher["origin"] == {"file": "park/park-compute.toml", "replaces": True}
    assert (voucher["amount"], found["totals"]["official_by_terms"]) == (5_600_000, 4_800_000)
    assert voucher["confidence"] == "unconfirmed"
    assert set(voucher["provisions"]) == {"own-training-voucher"}
    assert {(figure["cite"], figure["confidence"]) for figure in voucher["figures"]} == {
        ("own-training-voucher", "unconfirmed")
    }
    assert voucher["disputes"] == []
    shown = run("estimate", *FIRM, *DAY, "--programmes", str(replaced)).stdout
    assert "in place of official programmes: training-voucher" in shown
    assert "OWN, in place of the official one: Park compute (园区算力)" in shown
    explained = run("explain", "training-voucher", *FIRM, *DAY, "--programmes", str(replaced)).stdout
    assert "Own terms in place of the official ones, from the file park/park-compute.toml" in explained
    assert "[measures-2024" not in explained
    assert "takungpao" not in explained


def test_a_page_that_own_terms_name_is_no_official_page(run: Run, replaced: Path) -> None:
    file = replaced / "park-compute.toml"
    office = '{ en = "The park", zh-Hans = "园区", zh-Hant = "園區" }'
    apply = f'apply = {{ office = {office}, link = "https://example.org/park", cite = "measures-2024#2" }}\n'
    content = file.read_text("utf-8")
    assert "reviewed = 2026-11-23\n" in content
    file.write_text(content.replace("reviewed = 2026-11-23\n", f"reviewed = 2026-11-23\n{apply}"), "utf-8")
    for command in ("estimate", "--details"), ("explain", "training-voucher"):
        done = run(*command, *FIRM, *DAY, "--programmes", str(replaced))
        before, heading, after = done.stdout.partition("Pages that own terms name")
        assert heading, done.stderr
        assert "https://example.org/park" not in before
        assert "https://example.org/park" in after
    assert "in place of built-in sources" not in before


def test_a_programme_that_is_added_cites_no_official_source_either(run: Run, park: Path) -> None:
    shown = run("programmes", "show", "park-compute", "--programmes", str(park)).stdout
    assert "measures-2024" not in shown
    assert "takungpao" not in shown
    assert "[own-park-compute, unconfirmed]" in shown
    listed = json.loads(run("sources", "--json", "--programmes", str(park)).stdout)["sources"]
    own = {source["id"]: source for source in listed if source["origin"] is not None}
    assert own["own-park-compute"]["origin"] == {"file": "park/park-compute.toml", "replaces": False}
    assert own["own-park-compute"]["confidence"] == "unconfirmed"


def test_what_became_of_an_official_source_is_told_by_official_terms(run: Run, replaced: Path) -> None:
    own = ("--programmes", str(replaced))
    assert run("sources", "show", "measures-2024", *own).stdout == run("sources", "show", "measures-2024").stdout
    shown = run("sources", "show", "own-training-voucher", *own).stdout
    assert "Own source, not a built-in one, from the file park/park-compute.toml" not in shown.splitlines()[0]
    assert "from the file park/park-compute.toml" in shown
    assert "70%" in shown


def test_a_source_that_a_file_declares_is_as_sure_as_it_says(run: Run, park: Path) -> None:
    text = PARK.replace("measures-2024", "park-rules") + SOURCE.format(id="park-rules")
    (park / "park-compute.toml").write_text(text, encoding="utf-8")
    [own] = [item for item in estimate(run, park)["programmes"] if item["id"] == "park-compute"]
    assert (own["confidence"], set(own["provisions"])) == ("official", {"park-rules", "park-rules#2"})


def test_a_file_that_declares_a_bundled_source_declares_it_for_nobody(run: Run, park: Path) -> None:
    (park / "park-compute.toml").write_text(PARK + SOURCE.format(id="measures-2024"), encoding="utf-8")
    found = {item["id"]: item for item in estimate(run, park)["programmes"]}
    assert found["park-compute"]["confidence"] == "unconfirmed"
    assert found["training-voucher"]["figures"][0]["confidence"] == "official"
    assert "Rules of the park" not in run("sources", "--programmes", str(park)).stdout


def test_a_source_that_is_replaced_is_sure_no_more_for_all_who_cite_it(run: Run, park: Path) -> None:
    (park / "sources.toml").write_text(SOURCE.format(id="training-guide-2026"), encoding="utf-8")
    refused = run("programmes", "list", "--programmes", str(park))
    assert "leads nowhere" in refused.stderr  # official terms cite places that the own document lacks
    title = '{ en = "x", zh-Hans = "x", zh-Hant = "x" }'
    provisions = "".join(
        f'[[sources.provisions]]\nat = "{at}"\nconfidence = "official"\ntitle = {title}\n'
        for at in ("2", "checks", "windows", "budget")
    )
    (park / "sources.toml").write_text(
        SOURCE.format(id="corpus-guide-2026").partition("provisions")[0] + provisions, encoding="utf-8"
    )
    found = estimate(run, park)
    assert found["own_terms"]["sources"] == ["corpus-guide-2026"]
    listed = json.loads(run("sources", "--json", "--programmes", str(park)).stdout)["sources"]
    [own] = [source for source in listed if source["id"] == "corpus-guide-2026"]
    assert own["confidence"] == "unconfirmed"
    assert {provision["confidence"] for provision in own["provisions"]} == {"unconfirmed"}
    assert "in place of built-in sources: corpus-guide-2026" in run("estimate", *FIRM, "--programmes", str(park)).stdout
    assert (
        "Own source in place of the built-in one, from the file park/sources.toml"
        in run("sources", "show", "corpus-guide-2026", "--programmes", str(park)).stdout
    )


def test_rules_of_ones_own_are_told_and_change_no_official_total(run: Run, park: Path) -> None:
    (park / "cumulation.toml").write_text(
        """
[[at_most_one]]
id = "one-of-two"
programmes = ["training-voucher", "longhua-compute"]
cite = "measures-2024#2"
reason = { en = "One.", zh-Hans = "择一。", zh-Hant = "擇一。" }
""",
        encoding="utf-8",
    )
    (park / "park-compute.toml").write_text(PARK.replace("model-training", "bank-lending"), encoding="utf-8")
    there = ("--district", "longhua")
    official = json.loads(run("estimate", "--json", "--all", "--details", *FIRM, *DAY, *there).stdout)
    found = estimate(run, park, *there)
    assert found["own_terms"]["rules"] == ["one-of-two"]
    assert found["totals"]["official_by_terms"] == official["totals"]["by_terms"]
    [excluded] = [item for item in found["excluded"] if item["rule_id"] == "one-of-two"]
    assert excluded["cite"] == "own-cumulation"


COMMANDS = [
    ("estimate", *FIRM),
    ("explain", "park-compute", *FIRM),
    ("compare", *FIRM, "--set", "compute_contract=900万"),
    ("sweep", "compute_contract", *FIRM[:4]),
    ("solve", "--target", "100万", "--by", "compute_contract", *FIRM[:4]),
    ("calendar",),
    ("programmes", "list"),
    ("programmes", "show", "park-compute"),
    ("programmes", "diff", "--from", "2024-06-01", "--to", "2026-05-20"),
    ("disputes",),
    ("sources",),
    ("sources", "show", "own-park-compute"),
]
UNDATED = {("programmes", "show"), ("programmes", "diff"), ("disputes",), ("sources",), ("sources", "show")}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_every_command_says_so_first_and_in_its_document(run: Run, park: Path, command: tuple[str, ...]) -> None:
    dated = () if command[:2] in UNDATED else DAY
    arguments = (*command, *dated, "--programmes", str(park))
    done = run(*arguments)
    assert FIRST in done.stdout.splitlines()[:3], done.stderr
    assert json.loads(run(*arguments, "--json").stdout)["own_terms"]["added"] == ["park-compute"]
    assert FIRST in run(*arguments, "--format", "markdown").stdout.replace("\\", "")
    bundled = run(*(part for part in arguments if part not in {"--programmes", str(park)} and part != "park-compute"))
    assert "Own terms" not in bundled.stdout


@pytest.mark.parametrize(
    ("language", "told", "mark"),
    [
        ("zh-Hans", "含自拟条款，不是官方条款（park）：新增：park-compute", "【自拟】园区算力"),
        ("zh-Hant", "包含自擬條款，並非官方條款（park）：新增：park-compute", "【自擬】園區算力"),
    ],
)
def test_it_is_said_in_chinese(run: Run, park: Path, language: str, told: str, mark: str) -> None:
    shown = run("estimate", *FIRM, *DAY, "--programmes", str(park), "--lang", language).stdout
    assert told in shown
    assert mark in shown


@pytest.mark.parametrize(
    "command",
    [("estimate", "--all", *FIRM), ("compare", *FIRM, "--set", "compute_contract=900万"), ("programmes", "list")],
)
def test_rows_for_programs_tell_it(run: Run, replaced: Path, command: tuple[str, ...]) -> None:
    done = run(*command, *DAY, "--programmes", str(replaced), "--format", "csv")
    origins = {row["id"]: row["origin"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert origins["training-voucher"] == "own-in-place-of-official"
    assert {word for id_, word in origins.items() if id_ != "training-voucher"} == {""}


def test_a_bare_figure_has_it_beside_itself(run: Run, park: Path) -> None:
    done = run("estimate", "--total", *FIRM, *DAY, "--programmes", str(park))
    assert (done.stdout, done.stderr.splitlines()[0]) == ("8000000\n", f"szsubsidy: {FIRST}")
    assert run("estimate", "--total", "-q", *FIRM, *DAY, "--programmes", str(park)).stderr == ""
    arguments = ("--target", "100万", "--by", "compute_contract", *FIRM[:4], *DAY, "--programmes", str(park))
    assert run("solve", "--cost", *arguments).stderr == f"szsubsidy: {FIRST}\n"


def test_the_summary_of_a_batch_and_its_budget_tell_it(run: Run, park: Path, tmp_path: Path) -> None:
    rows = "company_type,project_category,compute_contract\nstartup,model-training,800万\n"
    (tmp_path / "firms.csv").write_text(rows, encoding="utf-8")
    own = ("--programmes", str(park))
    done = run("batch", "firms.csv", "-o", "scored.csv", "--shape", "wide", "--summary", "-", *DAY, *own, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert FIRST in done.stderr
    assert "OWN Park compute" in done.stderr
    with (tmp_path / "scored.csv").open(encoding="utf-8", newline="") as file:
        assert [row["own_terms"] for row in csv.DictReader(file)] == ["park-compute"]
    official = run("batch", "firms.csv", "-o", "-", "--columns", "total,own_terms", *DAY, cwd=tmp_path)
    assert official.stdout == "total,own_terms\n4800000,\n"
    summary = json.loads(done.stdout)
    assert summary["own_terms"]["added"] == ["park-compute"]
    [own_one] = [item for item in summary["programmes"] if item["id"] == "park-compute"]
    assert own_one["origin"] == {"file": "park/park-compute.toml", "replaces": False}
    budget = run("budget", "scored.csv", *DAY, *own, cwd=tmp_path)
    assert FIRST in budget.stdout
    assert "OWN Park compute" in budget.stdout
    outlook = json.loads(run("budget", "scored.csv", "--json", *DAY, *own, cwd=tmp_path).stdout)
    assert outlook["own_terms"]["added"] == ["park-compute"]


@pytest.mark.parametrize("ending", ["md", "html", "docx", "xlsx"])
def test_reports_tell_it(run: Run, replaced: Path, tmp_path: Path, ending: str) -> None:
    report = tmp_path / f"report.{ending}"
    done = run("estimate", *FIRM, *DAY, "--programmes", str(replaced), "--report", str(report))
    assert done.returncode == 0, done.stderr
    text = report.read_bytes().decode("utf-8", "replace")
    if ending in {"docx", "xlsx"}:
        with zipfile.ZipFile(report) as file:
            text = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
    text = re.sub("<[^>]*>", "", text)
    assert "Own terms, not official ones (park): in place of official programmes: training-voucher" in text
    assert "OWN, in place of the official one: Park compute" in text
    assert "Official terms alone" in text
    assert "Rules of the park" not in text


def test_a_whole_programme_as_changed_terms_is_ones_own_too(run: Run, replaced: Path) -> None:
    file = str(replaced / "park-compute.toml")
    done = run("compare", *FIRM, *DAY, "--reform", file, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["own_terms"]["places"] == ["park-compute.toml"]
    baseline, changed = found["variants"]
    assert [item["origin"] for item in baseline["programmes"]] == [None]
    assert [item["origin"] for item in changed["programmes"]] == [{"file": "park-compute.toml", "replaces": True}]
    assert changed["official_total"] == baseline["total"] == 4_800_000
    cites = json.dumps(changed["changed_terms"][0]["changes"])
    assert '"reform"' in cites
    shown = run("compare", *FIRM, *DAY, "--reform", file).stdout
    assert "Own terms, not official ones (park-compute.toml)" in shown.splitlines()[1]
    assert shown.splitlines()[2] == "B  A, but under OWN Park compute"


def test_a_single_changed_figure_cites_no_official_source(run: Run, tmp_path: Path) -> None:
    change = "[[changes]]\nprogramme = 'training-voucher'\nparameter = 'rates[0].percent'\nvalue = 90\n"
    (tmp_path / "r.toml").write_text(f"title = 'T'\n{change}cite = 'measures-2024#2'\n", encoding="utf-8")
    done = run("compare", *FIRM, "--as-of", "2026-01-15", "--reform", str(tmp_path / "r.toml"))
    assert "90% (the applicant is a start-up) [reform, measures-2024#2, unconfirmed]" in done.stdout
    (tmp_path / "r.toml").write_text(f"title = 'T'\n{change}cite = 'measures-2024#99'\n", encoding="utf-8")
    assert "measures-2024#99 leads nowhere" in run("compare", *FIRM, "--reform", str(tmp_path / "r.toml")).stderr


def test_a_change_of_ones_own_programme_keeps_it_ones_own(run: Run, park: Path, tmp_path: Path) -> None:
    change = "[[changes]]\nprogramme = 'park-compute'\nparameter = 'rates[0].percent'\nvalue = 10\n"
    (tmp_path / "r.toml").write_text(f"title = 'T'\n{change}", encoding="utf-8")
    arguments = ("compare", *FIRM, *DAY, "--programmes", str(park), "--reform", str(tmp_path / "r.toml"), "--json")
    changed = json.loads(run(*arguments).stdout)["variants"][1]
    [own] = [item for item in changed["programmes"] if item["id"] == "park-compute"]
    assert own["origin"] == {"file": "park/park-compute.toml", "replaces": False}
    assert "measures-2024" not in json.dumps(changed["changed_terms"])


def test_a_citation_that_leads_nowhere_is_still_told(run: Run, park: Path) -> None:
    (park / "park-compute.toml").write_text(PARK.replace("measures-2024#2", "measures-2024#99"), encoding="utf-8")
    done = run("programmes", "check", str(park))
    assert done.returncode == 2
    assert "measures-2024#99 leads nowhere" in done.stderr


def test_the_name_of_a_file_is_shown_without_its_tricks(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pa\x1b[31mrk"
    folder.mkdir()
    (folder / "x\u202ey.toml").write_text(PARK, encoding="utf-8")
    for arguments in (("estimate", *FIRM, *DAY), ("programmes", "show", "park-compute")):
        done = run(*arguments, "--programmes", str(folder))
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        assert "\u202e" not in done.stdout + done.stderr
