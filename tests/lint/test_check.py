"""Broken programme files, one defect each, with the message that the first line expects."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from szsubsidy.bundled import REPLACEMENT
from tests.catalogues import FROZEN, LIVE
from tests.program import Run

FROZEN_PROGRAMMES = len(list((FROZEN / "programmes").rglob("*.toml")))
REJECTED = sorted((Path(__file__).parent / "rejected").glob("*.toml"))


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_a_defect_is_told_in_one_line(run: Run, path: Path) -> None:
    expected = path.read_bytes().split(b"\n")[0].decode("utf-8", "replace").removeprefix("# expects: ")
    done = run("programmes", "check", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert expected in line
    assert line.startswith(f"szsubsidy: {'p' if 'example' in path.stem and 'no-' not in path.stem else path.name}:")


def test_every_defect_of_a_folder_is_told(run: Run) -> None:
    done = run("programmes", "check", str(REJECTED[0].parent))
    assert done.returncode == 2
    told = [line for line in done.stderr.splitlines() if "another file also defines p" not in line]
    assert len(told) == len(REJECTED)


@pytest.mark.live
@pytest.mark.parametrize("catalogue", ["", str(FROZEN)], ids=["live", "frozen"])
def test_the_catalogue_is_sound(run: Run, catalogue: str) -> None:
    env = {REPLACEMENT: catalogue}
    done = run("programmes", "check", "-q", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All sound: " in done.stdout
    assert run("programmes", "check", catalogue or str(LIVE), env=env).stdout == done.stdout


def test_two_files_with_one_id_are_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(FROZEN, folder)
    programme = folder / "programmes" / "shenzhen" / "model-voucher.toml"
    shutil.copy(programme, programme.with_name("twin.toml"))
    done = run("programmes", "check", str(folder))
    assert done.returncode == 2
    assert "another file also defines model-voucher" in done.stderr


def broken(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the bundled catalogue with one text replaced in one of its files."""
    shutil.copytree(FROZEN, folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder


SOURCE = """
[[sources]]
id = "unread"
kind = "page"
title = "甲"
title_en = "P"
issuer = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
confidence = "reported"

[[sources]]
id = "measures-2024"
"""
AUTHORITY = """[[authorities]]
id = "nowhere"
name = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }

[[authorities]]
id = "shenzhen"
"""
FACT = """[[facts]]
id = "idle"
type = "flag"
panel = "details"
label = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
question = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
help = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }

[[facts]]
id = "company_type"
"""
VALUE = """[[facts.values]]
id = "idle-topic"
label = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }

[[facts.values]]
id = "model-training"
"""
TOPIC = VALUE.replace("idle-topic", "startup")
"""A topic with the id of a kind of applicant."""
PROVISION = """[[sources.provisions]]
at = "99"
title = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
confidence = "official"

[[sources.provisions]]
at = "2"
title = { en = "clause 2"""
TWICE = '["training-voucher", "training-voucher", '


@pytest.mark.parametrize(
    "case",
    [
        ("sources.toml", '\n[[sources]]\nid = "measures-2024"\n', SOURCE, "sources.toml: unread: nothing cites"),
        ("sources.toml", '[[sources.provisions]]\nat = "2"\ntitle = { en = "clause 2', PROVISION, "measures-2024#99: "),
        (
            "authorities.toml",
            '[[authorities]]\nid = "shenzhen"\n',
            AUTHORITY,
            "authorities.toml: nowhere: no programme is of",
        ),
        ("facts.toml", '[[facts]]\nid = "company_type"\n', FACT, "facts.toml: idle: no programme asks for this fact"),
        (
            "facts.toml",
            '[[facts.values]]\nid = "model-training"\n',
            VALUE,
            "project_category: idle-topic: no programme",
        ),
        ("facts.toml", '[[facts.values]]\nid = "model-training"\n', TOPIC, "project_category: startup: no programme"),
        ("cumulation.toml", '"training-voucher"', '"training-vouchers"', "training-vouchers is not a programme"),
        ("cumulation.toml", '["training-voucher", ', TWICE, "training-voucher is named twice (each programme once)"),
        ("cumulation.toml", 'of = "compute_contract"', 'of = "model_contract"', "that are no share of model_contract"),
        ("cumulation.toml", "#checks", "#cheques", "the citation training-guide-2026#cheques leads nowhere"),
        ("cumulation.toml", "percent = 50", "percent = 500", "percent"),
        ("sources.toml", 'confidence = "announced"', 'confidence = "sworn"', "confidence"),
        ("facts.toml", 'type = "choice"', 'type = "choose"', "type"),
        ("facts.toml", 'id = "firm_name"', 'id = "company_type"', "company_type is there twice"),
        ("facts.toml", 'group = "compute"', 'group = "computing"', "a group of the fact; computing is none"),
        ("authorities.toml", 'id = "longhua"', 'id = "shenzhen"', "shenzhen is there twice"),
        ("sources.toml", 'id = "procedures-2025"', 'id = "measures-2024"', "measures-2024 is there twice"),
        (
            "sources.toml",
            'taken_up = [{ programme = "corpus-voucher" }]',
            'taken_up = [{ programme = "corpus-vouchers" }]',
            "statements[3].taken_up[0]: corpus-vouchers is not a programme (did you mean corpus-voucher",
        ),
        (
            "sources.toml",
            'taken_up = [{ programme = "training-voucher", parameter = "rates[0].percent", percent = 80 }]',
            'taken_up = [{ programme = "training-voucher", parameter = "rates[0].percent", percent = 85 }]',
            "taken_up[0]: training-voucher has no rates[0].percent that says this",
        ),
        (
            "sources.toml",
            '{ programme = "training-voucher", parameter = "cap", amount = 10_000_000 }',
            '{ programme = "training-voucher", parameter = "amounts[3]", amount = 10_000_000 }',
            "taken_up[1]: training-voucher has no amounts[3] that says this",
        ),
    ],
)
def test_a_defect_of_a_shared_file_is_told(run: Run, tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    file, old, new, told = case
    done = run("programmes", "check", str(broken(tmp_path / "data", file, old, new)))
    assert (done.returncode, done.stdout) == (2, "")
    assert any(told in line and file in line for line in done.stderr.splitlines()), done.stderr


def test_a_provision_is_used_where_its_source_says_something_there(run: Run, tmp_path: Path) -> None:
    said = """[[sources.statements]]
at = "99"
text = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }

"""
    place = '[[sources.provisions]]\nat = "2"\ntitle = { en = "clause 2'
    folder = broken(tmp_path / "data", "sources.toml", place, said + PROVISION)
    assert doubts(run, "2026-11-23", str(folder))


@pytest.mark.parametrize(("seen", "lost"), [("", 0), ('seen = ["https://x.test/hearsay"]', 1)])
def test_a_statement_of_a_source_that_nobody_can_look_up_is_not_asked_for_its_figure(
    run: Run, tmp_path: Path, seen: str, lost: int
) -> None:
    source = f"""[[sources]]
id = "hearsay"
kind = "page"
title = "P"
title_en = "P"
issuer = {{ en = "P", zh-Hans = "甲", zh-Hant = "甲" }}
confidence = "reported"
{seen}

[[sources.provisions]]
at = "1"
confidence = "reported"
title = {{ en = "P", zh-Hans = "甲", zh-Hant = "甲" }}

[[sources.statements]]
at = "1"
text = {{ en = "P", zh-Hans = "甲", zh-Hant = "甲" }}
taken_up = [{{ programme = "training-voucher", parameter = "rates[0].percent", percent = 70 }}]
"""
    sources = tmp_path / "data" / "sources.toml"
    shutil.copytree(FROZEN, tmp_path / "data")
    sources.write_text(sources.read_text("utf-8") + source, "utf-8")
    done = run("programmes", "check", str(tmp_path / "data"), "--json")
    codes = [item["code"] for item in json.loads(done.stdout)["diagnostics"]]
    assert codes.count("lost-statement") == lost


def test_terms_that_end_soon_and_reviews_long_ago_are_doubts_not_defects(run: Run) -> None:
    done = run("programmes", "check", "--as-of", "2026-11-23")
    assert done.returncode == 0
    assert "training-voucher.toml: editions: the last terms end on 2026-12-24 (an edition that follows)" in done.stderr
    assert "reviewed" not in done.stderr
    days = {day: {item["code"] for item in doubts(run, day)} for day in ("2026-08-01", "2026-11-23", "2028-01-01")}
    assert [day for day, codes in days.items() if "ends-soon" in codes] == ["2026-11-23"]
    assert [day for day, codes in days.items() if "stale" in codes] == ["2028-01-01"]


def doubts(run: Run, day: str, *paths: str) -> list[dict[str, str]]:
    """What is told of a catalogue without errors, of the frozen one if no path is given."""
    done = run("programmes", "check", *paths, "--as-of", day, "--json")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    diagnostics: list[dict[str, str]] = json.loads(done.stdout)["diagnostics"]
    assert {item["severity"] for item in diagnostics} <= {"warning"}
    return diagnostics


def test_json_holds_the_doubts_and_nothing_else_is_said(run: Run) -> None:
    done = run("programmes", "check", "--as-of", "2026-11-23", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    told = document["diagnostics"]
    assert document["sound"] is True
    counts = document["counts"]
    assert counts.pop("examples") > counts["programmes"]
    assert counts == {"programmes": FROZEN_PROGRAMMES, "errors": 0, "warnings": len(told)}
    assert {
        "severity": "warning",
        "code": "ends-soon",
        "where": "programmes/shenzhen/training-voucher.toml: editions",
        "message": "the last terms end on 2026-12-24",
        "hint": "an edition that follows",
    } in told


def test_json_holds_the_errors_too(run: Run, tmp_path: Path) -> None:
    """One document on stdout, be the files sound or not, so that a script reads one thing."""
    folder = broken(tmp_path / "data", "programmes/shenzhen/training-voucher.toml", "10_000_000", "-1")
    done = run("programmes", "check", str(folder), "--as-of", "2026-11-23", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    document = json.loads(done.stdout)
    assert document["sound"] is False
    errors = [item for item in document["diagnostics"] if item["severity"] == "error"]
    assert document["counts"]["errors"] == len(errors)
    assert document["counts"]["warnings"] == len(document["diagnostics"]) - len(errors) > 0
    plain = run("programmes", "check", str(folder), "--as-of", "2026-11-23", "-q")
    assert (plain.returncode, plain.stdout) == (2, "")
    assert [f"szsubsidy: {item['where']}: {item['message']} ({item['hint']})" for item in errors] == (
        plain.stderr.splitlines()
    )


def test_csv_and_markdown_hold_what_json_holds(run: Run) -> None:
    json_told, csv_told, markdown = (
        run("programmes", "check", str(REJECTED[0].parent), f"--format={name}") for name in ("json", "csv", "markdown")
    )
    assert {(done.returncode, done.stderr) for done in (json_told, csv_told, markdown)} == {(2, "")}
    diagnostics = json.loads(json_told.stdout)["diagnostics"]
    heading, *rows = csv.reader(io.StringIO(csv_told.stdout))
    assert [dict(zip(heading, row, strict=True)) for row in rows] == diagnostics
    title, _, columns, _, *lines = markdown.stdout.splitlines()
    assert title == f"# Not sound: {len(diagnostics)} errors, 0 warnings."
    assert columns == "| Severity | Code | Place | What | What settles it |"
    assert len(lines) == len(diagnostics)


def test_a_bundled_catalogue_that_does_not_load_can_still_be_checked(run: Run, tmp_path: Path) -> None:
    file = "programmes/shenzhen/training-voucher.toml"
    folder = broken(tmp_path / "data", file, "10_000_000", "-1")
    for path in ((), (str(folder),), (str(folder / file),)):
        done = run("programmes", "check", *path, "--json", env={REPLACEMENT: str(folder)})
        assert (done.returncode, done.stderr) == (2, "")
        told = [item["where"] for item in json.loads(done.stdout)["diagnostics"] if item["severity"] == "error"]
        assert len(told) == len(set(told)) == 1


def test_one_s_own_programmes_are_checked_with_the_bundled_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PROGRAMME + EDITION % (IN_FORCE, "2026-11-23", ""), "utf-8")
    done = run("programmes", "check", "--programmes", str(tmp_path), "--json")
    assert json.loads(done.stdout)["counts"]["programmes"] == FROZEN_PROGRAMMES + 1
    (tmp_path / "p.toml").write_text(PROGRAMME, "utf-8")
    done = run("programmes", "check", "--programmes", str(tmp_path), "--json")
    assert (done.returncode, json.loads(done.stdout)["sound"]) == (2, False)


def test_a_gap_between_editions_is_a_doubt(run: Run, tmp_path: Path) -> None:
    file = "programmes/shenzhen/training-voucher.toml"
    folder = broken(tmp_path / "data", file, "until = 2026-05-05", "until = 2026-04-30")
    done = run("programmes", "check", str(folder), "--as-of", "2026-08-01")
    assert done.returncode == 0
    assert "training-voucher.toml: editions: no terms from 2026-05-01 to 2026-05-05 (" in done.stderr


PROGRAMME = """
id = "p"
kind = "grant"
authority = "shenzhen"
name = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
summary = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
"""
EDITION = """
[[editions]]
in_force = { from = %s, cite = "measures-2024#2" }
reviewed = %s
eligibility = { fact = "company_type", is = "startup", cite = "measures-2024#2" }
award = { basis = "share", of = "compute_contract", cap = { amount = 100, cite = "measures-2024#2" }, rates = [
  { percent = 50, %s cite = "measures-2024#2" },
] }

[[editions.examples]]
working = "half of 10"
facts = { company_type = "startup", compute_contract = 10, leader_age = 30 }
status = "eligible"
amount = 5
"""
ENDED = "2024-01-01, until = 2024-12-31"
IN_FORCE = "2025-01-01, until = 2029-12-31"
TO_COME = "2030-01-01"
WHEN = 'when = { fact = "leader_age", %s, cite = "measures-2024#2" },'


def checked(run: Run, folder: Path, *editions: tuple[str, str, str]) -> list[str]:
    """What is said on 2026-11-23 of a programme with these editions: first day, review, condition of the rate."""
    file = folder / "p.toml"
    file.write_text(PROGRAMME + "".join(EDITION % edition for edition in editions), "utf-8")
    done = run("programmes", "check", str(file), "--as-of", "2026-11-23")
    assert done.returncode == (0 if done.stdout else 2)
    return done.stderr.splitlines()


def test_only_terms_that_still_count_are_to_be_reviewed(run: Run, tmp_path: Path) -> None:
    old, new = "2020-01-01", "2026-11-23"
    assert checked(run, tmp_path, (ENDED, old, ""), (IN_FORCE, new, ""), (TO_COME, new, "")) == []
    [line] = checked(run, tmp_path, (IN_FORCE, old, ""), (TO_COME, new, ""))
    told = "p.toml: editions[2025-01-01].reviewed: last reviewed on 2020-01-01 (hold the figures against the source)"
    assert line.startswith(f"szsubsidy: {told}")
    year = ("2025-11-23", "2025-11-22")
    assert [len(checked(run, tmp_path, (IN_FORCE, day, ""))) for day in year] == [0, 1]


def test_terms_that_end_soon_are_no_doubt_where_others_follow(run: Run, tmp_path: Path) -> None:
    soon, later = "2025-01-01, until = 2027-01-22", "2025-01-01, until = 2027-01-23"
    [line] = checked(run, tmp_path, (soon, "2026-11-23", ""))
    assert "p.toml: editions: the last terms end on 2027-01-22" in line
    assert checked(run, tmp_path, (later, "2026-11-23", "")) == []
    assert checked(run, tmp_path, (soon, "2026-11-23", ""), ("2027-01-23", "2026-11-23", "")) == []


def test_a_defect_names_its_edition_in_whatever_order_they_stand(run: Run, tmp_path: Path) -> None:
    [line] = checked(
        run,
        tmp_path,
        (TO_COME, "2026-11-23", ""),
        (IN_FORCE, "2026-11-23", WHEN % "at_least = 20"),
    )
    assert "p.toml: editions[2025-01-01].award.rates: some who are eligible come under none" in line


def test_a_when_that_every_value_within_bounds_meets_is_a_catch_all(run: Run, tmp_path: Path) -> None:
    assert checked(run, tmp_path, (IN_FORCE, "2026-11-23", WHEN % "at_least = 16")) == []
    assert len(checked(run, tmp_path, (IN_FORCE, "2026-11-23", WHEN % "at_least = 17"))) == 1


def test_a_presumed_when_is_no_catch_all(run: Run, tmp_path: Path) -> None:
    presumed = WHEN % "at_least = 17, presumed = true"
    assert len(checked(run, tmp_path, (IN_FORCE, "2026-11-23", presumed))) == 1
