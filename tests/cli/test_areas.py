"""Programmes of other places: they count for applicants there, and change nothing for those in Shenzhen."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from szsubsidy.batch.engines.base import ENGINES
from tests.program import Run

NAME = '{ en = "Compute grant", zh-Hans = "算力资助", zh-Hant = "算力資助" }'
SHANGHAI = """
areas = [ { id = "shanghai", name = { en = "Shanghai", zh-Hans = "上海市", zh-Hant = "上海市" }, aliases = ["沪"] } ]
authorities = [ { id = "shanghai", name = { en = "Shanghai", zh-Hans = "上海", zh-Hant = "上海" }, area = "shanghai" } ]
"""
PUDONG = """
areas = [ { id = "pudong", name = { en = "Pudong", zh-Hans = "浦东", zh-Hant = "浦東" }, parent = "shanghai" } ]
authorities = [ { id = "pudong", name = { en = "Pudong", zh-Hans = "浦东", zh-Hant = "浦東" }, area = "pudong" } ]
"""
GUANGDONG = """
authorities = [ { id = "gd", name = { en = "Guangdong", zh-Hans = "广东", zh-Hant = "廣東" }, area = "guangdong" } ]
"""
FUTIAN = """
authorities = [ { id = "futian", name = { en = "Futian", zh-Hans = "福田", zh-Hant = "福田" }, area = "futian" } ]
"""
AGAIN = f'authorities = [ {{ id = "longhua", name = {NAME}, area = "shanghai" }}, {{'
CITY, DISTRICT = "training-voucher", "longhua-compute"
FIRM = ("--company-type", "sme", "--project-category", "model-training", "--compute-contract", "800万")
DAY = ("--as-of", "2026-01-15")


def programme(id_: str, authority: str, declared: str, percent: int) -> str:
    """A programme without a word on where the applicant is."""
    return f"""
id = "{id_}"
kind = "grant"
authority = "{authority}"
name = {NAME}
summary = {NAME}
{declared}
[[sources]]
id = "{id_}-page"
kind = "page"
title = "算力"
title_en = "Compute"
issuer = {NAME}
confidence = "reported"

[[editions]]
in_force = {{ from = 2025-01-01, cite = "{id_}-page" }}
reviewed = 2026-11-23
eligibility = {{ fact = "project_category", in = ["model-training"], cite = "{id_}-page" }}
award = {{ basis = "share", of = "compute_contract", cap = {{ amount = "1亿", cite = "{id_}-page" }}, rates = [
  {{ percent = {percent}, cite = "{id_}-page" }},
] }}

[[editions.examples]]
working = "no other topic"
facts = {{ project_category = ["model-application"] }}
status = "ineligible"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    for id_, authority, declared, percent in (
        ("sh", "shanghai", SHANGHAI, 1),
        ("pd", "pudong", PUDONG, 2),
        ("province", "gd", GUANGDONG, 3),
        ("ft", "futian", FUTIAN, 4),
    ):
        (folder / f"{id_}.toml").write_text(programme(id_, authority, declared, percent), encoding="utf-8")
    return folder


def held(run: Run, own: Path, *more: str) -> set[str]:
    done = run("estimate", "--json", "--all", "--details", *FIRM, *DAY, "--programmes", str(own), *more)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout)["combination"])


@pytest.mark.parametrize(
    ("district", "expected"),
    [
        ("", {"province", CITY}),
        ("nanshan", {"province", CITY}),
        ("longhua", {"province", DISTRICT}),
        ("福田", {"province", "ft", CITY}),
        ("shanghai", {"sh"}),
        ("沪", {"sh"}),
        ("浦東", {"sh", "pd"}),
        ("shanghai;futian", {"sh", "province", "ft", CITY}),
    ],
)
def test_a_programme_counts_in_its_area_and_in_all_within(
    run: Run, own: Path, district: str, expected: set[str]
) -> None:
    options = [part for one in district.split(";") if one for part in ("--district", one)]
    found = held(run, own, *options)
    assert found - {CITY, DISTRICT} == expected - {CITY, DISTRICT}
    assert bool(found & {CITY, DISTRICT}) == bool(expected & {CITY, DISTRICT})


def test_shanghai_changes_nothing_for_a_firm_in_shenzhen(run: Run, own: Path) -> None:
    for name in ("pd", "province", "ft"):
        (own / f"{name}.toml").unlink()
    for place in ([], ["--district", "longhua"]):
        arguments = ("estimate", *FIRM, *DAY, *place)
        before = json.loads(run(*arguments, "--json", "--all").stdout)
        after = json.loads(run(*arguments, "--json", "--all", "--programmes", str(own)).stdout)
        [new] = [item for item in after["programmes"] if item["id"] == "sh"]
        assert (new["status"], new["amount"]) == ("ineligible", 0)
        assert new["elsewhere"] == {"area": "shanghai", "name": "Shanghai"}
        assert [item for item in after["programmes"] if item["id"] != "sh"] == before["programmes"]
        official = {
            "official_by_terms": before["totals"]["by_terms"],
            "official_within_reach": before["totals"]["within_reach"],
        }
        assert (after["totals"], after["warnings"]) == (before["totals"] | official, before["warnings"])
        assert "Compute grant" not in run(*arguments, "--programmes", str(own)).stdout


def test_what_is_elsewhere_says_so_where_it_is_asked_for(run: Run, own: Path) -> None:
    arguments = (*FIRM, *DAY, "--programmes", str(own))
    explained = run("explain", "sh", *arguments).stdout
    assert "for applicants in Shanghai; without --district this one counts as in Shenzhen" in explained
    explained = run("explain", CITY, *arguments, "--district", "pudong").stdout
    assert "for applicants in Shenzhen; this one is in Pudong" in explained
    assert "an applicant in Shanghai" in run("estimate", "--all", *arguments).stdout
    assert "for applicants in Shanghai" in run("programmes", "show", "sh", "--programmes", str(own)).stdout
    assert "for applicants in" not in run("programmes", "show", CITY).stdout
    shown = json.loads(run("programmes", "show", "sh", "--json", "--programmes", str(own)).stdout)
    assert shown["area"] == "shanghai"


def test_a_district_of_ones_own_is_offered_as_the_bundled_ones_are(run: Run, own: Path) -> None:
    done = run("estimate", "--json", "--all", "--details", *FIRM, *DAY, "--programmes", str(own))
    [left_out] = [item for item in json.loads(done.stdout)["warnings"] if item["code"] == "left-out"]
    assert "ft" in left_out["programmes"]
    assert not {"sh", "pd"} & set(left_out["programmes"])


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "spark"])
def test_a_table_has_each_firm_where_it_is(run: Run, own: Path, tmp_path: Path, engine: str) -> None:
    rows = ["district,project_category,compute_contract"]
    rows += [f"{place},model-training,100万" for place in ("", "上海市", "Pudong", "福田", "南山")]
    (tmp_path / "firms.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    wide = ("--shape", "wide", "--scope", "all", "--engine", engine)
    done = run("batch", "firms.csv", "-q", *wide, *DAY, "--programmes", str(own), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["sh"], row["pd"], row["province"], row["ft"]) for row in found] == [
        ("0", "0", "30000", "0"),
        ("10000", "0", "0", "0"),
        ("10000", "20000", "0", "0"),
        ("0", "0", "30000", "40000"),
        ("0", "0", "30000", "0"),
    ]
    # The type of firm, which was not given, matters in Shenzhen alone.
    assert [(row["training-voucher"], row["missing"]) for row in found[:2]] == [("", "company_type"), ("0", "")]


def test_sweep_solve_and_compare_know_where_the_firm_is(run: Run, own: Path) -> None:
    firm = ("--company-type", "sme", "--project-category", "model-training", *DAY, "--programmes", str(own))
    there = ("--district", "shanghai")
    swept = json.loads(
        run("sweep", "compute_contract", "--to", "100万", "--step", "100万", *firm, *there, "--json").stdout
    )
    assert swept["points"][-1]["total"] == 10_000
    solved = run("solve", "--target", "10000", "--by", "compute_contract", *firm, *there, "--cost")
    assert solved.stdout == "1000000\n"
    compared = run("compare", *firm, "--compute-contract", "100万", "--set", "district=shanghai", "--json")
    assert [variant["total"] for variant in json.loads(compared.stdout)["variants"]][-1] == 10_000


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('aliases = ["沪"]', 'parent = "china"', "no area is called china"),
        ('aliases = ["沪"]', 'parent = "shenzen"', "did you mean shenzhen?"),
        ('aliases = ["沪"]', 'parent = "shanghai"', "lies in itself: shanghai > shanghai"),
        ('area = "shanghai"', 'area = "shanghay"', "no area is called shanghay"),
        ("areas = [ {", 'areas = [ { id = "nanshan", parent = "guangdong" }, {', "lies elsewhere already"),
        ("areas = [ {", 'areas = [ { id = "beijing" }, {', "has no name"),
        ("authorities = [ {", AGAIN, "is known already, in another area"),
    ],
)
def test_a_tree_that_is_none_is_told_in_one_line(run: Run, tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHANGHAI
    (tmp_path / "sh.toml").write_text(programme("sh", "shanghai", SHANGHAI.replace(old, new, 1), 1), encoding="utf-8")
    done = run("programmes", "list", "--programmes", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "sh.toml" in done.stderr


def test_a_circle_over_several_areas_is_told(run: Run, own: Path) -> None:
    circle = SHANGHAI.replace('aliases = ["沪"]', 'parent = "pudong"')
    (own / "sh.toml").write_text(programme("sh", "shanghai", circle, 1), encoding="utf-8")
    done = run("programmes", "list", "--programmes", str(own))
    assert "lies in itself" in done.stderr
    assert done.returncode == 2


def test_a_folder_may_keep_its_authorities_in_a_file_of_their_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "authorities.toml").write_text(SHANGHAI, encoding="utf-8")
    (tmp_path / "sh.toml").write_text(programme("sh", "shanghai", "", 1), encoding="utf-8")
    assert held(run, tmp_path, "--district", "shanghai") == {"sh"}


def test_an_authority_of_ones_own_without_an_area_is_in_shenzhen(run: Run, tmp_path: Path) -> None:
    declared = SHANGHAI.partition("]\n")[2].replace(', area = "shanghai"', "")
    (tmp_path / "sh.toml").write_text(programme("sh", "shanghai", declared, 60), encoding="utf-8")
    assert "sh" in held(run, tmp_path, "--district", "nanshan")


def test_a_whole_programme_of_elsewhere_as_changed_terms_changes_nothing_here(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sh.toml").write_text(programme("sh", "shanghai", SHANGHAI, 1), encoding="utf-8")
    done = run("compare", *FIRM, *DAY, "--reform", str(tmp_path / "sh.toml"), "--json")
    assert done.returncode == 0, done.stderr
    totals = {variant["total"] for variant in json.loads(done.stdout)["variants"]}
    assert len(totals) == 1
