"""What ``programmes check`` advises whoever maintains the files to look at: one line each, with a stable code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.catalogues import FROZEN
from tests.program import Run

PROGRAMME = """
id = "{id}"
kind = "grant"
authority = "shenzhen"
name = {{ en = "{name}", zh-Hans = "甲{id}", zh-Hant = "甲{id}" }}
summary = {{ en = "P", zh-Hans = "甲", zh-Hant = "甲" }}
aliases = [{aliases}]
{sources}
[[editions]]
in_force = {{ from = 2025-01-01, until = 2029-12-31, cite = "measures-2024#2" }}
reviewed = 2026-11-23
eligibility = {{ fact = "company_type", is = "startup", cite = "measures-2024#2" }}
award = {{ basis = "fixed", amounts = [ {{ amount = 100, cite = "measures-2024#2" }} ] }}
{more}

[[editions.examples]]
working = "as the terms say"
facts = {{ company_type = "startup" }}
status = "eligible"
amount = 100
"""
SOURCE = """
[[sources]]
id = "own"
kind = "page"
title = "甲"
title_en = "P"
issuer = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
confidence = "reported"
"""
PROVISION = """
[[sources.provisions]]
at = "1"
title = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
confidence = "reported"
seen = ["https://example.org/"]
"""
DISPUTED = """
[[editions.disputes]]
parameter = "in_force.until"
others = [ { value = 2028-12-31, cite = "own" } ]
reason = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }
"""


def programme(name: str = "P", more: str = "", *, sources: str = "", aliases: str = "", name_id: str = "p") -> str:
    """A sound programme with ``more`` in its one edition."""
    return PROGRAMME.format(id=name_id, name=name, more=more, sources=sources, aliases=aliases)


def told(run: Run, folder: Path, *files: str, day: str = "2026-11-28") -> list[tuple[str, str, str]]:
    """Code, place and message of each warning of these files; the same lines stand on stderr unless it is quiet."""
    for place, content in enumerate(files):
        (folder / f"p{place or ''}.toml").write_text(content, "utf-8")
    command = ["programmes", "check", str(folder), "--as-of", day]
    done = run(*command, "--json")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    items = json.loads(done.stdout)["diagnostics"]
    lines = [f"szsubsidy: {item['where']}: {item['message']} ({item['hint']})" for item in items]
    assert run(*command).stderr.splitlines() == lines
    assert run(*command, "-q").stderr == ""
    return [(item["code"], item["where"], item["message"]) for item in items]


RESTS = 'rests_on = {{ source = "{source}", until = {until} }}'.format
WINDOW = 'windows = [ {{ opens = {opens}{closes}{stage}, cite = "measures-2024#2" }} ]'.format
EXHAUSTED = 'exhausted_on = {{ day = {}, cite = "measures-2024#2" }}'.format
PAUSED = 'paused = {{ from = {}, cite = "measures-2024#2" }}'.format


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-10-24", []),
        ("2026-10-25", [("in-doubt-soon", "in doubt soon: rests on own, which ends on 2026-12-24")]),
        ("2026-12-24", [("in-doubt-soon", "in doubt soon: rests on own, which ends on 2026-12-24")]),
        ("2026-12-25", [("in-doubt", "in doubt: rests on own, which ended on 2026-12-24")]),
        ("2030-01-01", []),
    ],
)
def test_terms_that_outlive_what_they_rest_on(
    run: Run, tmp_path: Path, day: str, expected: list[tuple[str, str]]
) -> None:
    file = programme(more=RESTS(source="own", until="2026-12-24"), sources=SOURCE + 'link = "https://example.org/"')
    place = "p.toml: editions[2025-01-01].rests_on"
    assert told(run, tmp_path, file, day=day) == [(code, place, what) for code, what in expected]


def test_a_last_day_that_the_source_gives_otherwise(run: Run, tmp_path: Path) -> None:
    source = SOURCE + 'link = "https://example.org/"\nuntil = 2027-12-31'
    [(code, place, what)] = told(run, tmp_path, programme(more=RESTS(source="own", until="2027-12-30"), sources=source))
    assert (code, place) == ("rests-on-differs", "p.toml: editions[2025-01-01].rests_on")
    assert what == "own ends on 2027-12-30 here and on 2027-12-31 among the sources"
    assert told(run, tmp_path, programme(more=RESTS(source="own", until="2027-12-31"), sources=source)) == []


@pytest.mark.parametrize(
    ("more", "is_told"),
    [
        (WINDOW(opens="2026-05-06", closes=", closes = 2026-11-27", stage=""), True),
        (WINDOW(opens="2026-05-06", closes=", closes = 2026-11-28", stage=""), False),
        (WINDOW(opens="2026-05-06", closes="", stage=""), False),
        (WINDOW(opens="2026-05-06", closes=", closes = 2026-11-27", stage=', stage = "redeem"'), False),
        (WINDOW(opens="2026-05-06", closes=", closes = 2026-11-27", stage="") + "\n" + EXHAUSTED("2026-11-01"), False),
        ("", False),
    ],
    ids=["past", "open", "no last day", "of redemption", "money used up", "none"],
)
def test_a_window_that_is_past_without_a_next_one(run: Run, tmp_path: Path, more: str, *, is_told: bool) -> None:
    place, what = "p.toml: editions[2025-01-01].windows", "the last window known closed on 2026-11-27"
    assert told(run, tmp_path, programme(more=more)) == [("no-window-ahead", place, what)] * is_told


@pytest.mark.parametrize(
    ("more", "key", "day"),
    [
        (EXHAUSTED("2024-12-31"), "exhausted_on.day", "2024-12-31"),
        (EXHAUSTED("2030-01-01"), "exhausted_on.day", "2030-01-01"),
        (PAUSED("2024-12-31"), "paused.from", "2024-12-31"),
        (PAUSED("2029-12-31, until = 2030-01-01"), "paused.until", "2030-01-01"),
        (EXHAUSTED("2025-01-01") + "\n" + PAUSED("2025-01-01, until = 2029-12-31"), None, None),
        (PAUSED("2025-01-01"), None, None),
    ],
)
def test_days_that_lie_outside_their_terms(
    run: Run, tmp_path: Path, more: str, key: str | None, day: str | None
) -> None:
    expected = [("outside-edition", f"p.toml: editions[2025-01-01].{key}", f"{day} lies outside these terms")]
    assert told(run, tmp_path, programme(more=more)) == (expected if key else [])


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("", True),
        ('link = "https://example.org/"', False),
        ('seen = ["https://example.org/"]', False),
        (PROVISION, False),
    ],
    ids=["none", "link", "seen", "seen of a provision"],
)
def test_a_source_without_an_address_and_what_rests_on_it(
    run: Run, tmp_path: Path, address: str, *, is_told: bool
) -> None:
    dispute = "p.toml: editions[2025-01-01].disputes[0].others[0]"
    expected = [
        ("dispute-without-address", dispute, "rests on own, which has no address"),
        ("no-address", "p.toml: own", "has no address"),
    ]
    file = programme(more=DISPUTED, sources=SOURCE + address)
    assert told(run, tmp_path, file) == (expected if is_told else [])


def test_a_newspaper_is_found_by_its_day(run: Run, tmp_path: Path) -> None:
    paper = SOURCE.replace('"page"', '"newspaper"')
    assert len(told(run, tmp_path, programme(more=DISPUTED, sources=paper))) == 2
    assert told(run, tmp_path, programme(more=DISPUTED, sources=paper + "issued = 2025-02-24")) == []


def test_sources_of_the_bundled_files_are_told_where_they_are_checked(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(FROZEN, folder)
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(SOURCE.replace("own", "unseen"))
    with (folder / "cumulation.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[not_stated]]\nid = "unseen-rule"\nprogrammes = ["corpus-voucher", "model-voucher"]\n'
            'reason = { en = "P", zh-Hans = "甲", zh-Hant = "甲" }\ncite = "unseen"\n'
        )
    done = run("programmes", "check", str(folder))
    assert done.returncode == 0, done.stderr
    assert "szsubsidy: sources.toml: unseen: has no address (" in done.stderr
    (tmp_path / "one.toml").write_text(programme(), "utf-8")
    assert run("programmes", "check", str(tmp_path / "one.toml")).stderr == ""


def test_two_programmes_of_one_name(run: Run, tmp_path: Path) -> None:
    same = ("same-name", "p1.toml: name", "p is called the same: grant, 津贴")
    first = programme("Grant", aliases='"津贴", "G"')
    assert told(run, tmp_path, first, programme("grant", name_id="q", aliases='"津贴"')) == [same]
    assert told(run, tmp_path, first, programme("Grants", name_id="q")) == []


def test_a_name_that_a_bundled_programme_has(run: Run, tmp_path: Path) -> None:
    [(code, place, what)] = told(run, tmp_path, programme("Model voucher"))
    assert (code, place, what) == ("same-name", "p.toml: name", "model-voucher is called the same: Model voucher")


def test_a_file_that_stands_in_place_of_a_bundled_programme(run: Run, tmp_path: Path) -> None:
    told_of = told(run, tmp_path, programme(name="Kunpeng Youth", name_id="kunpeng-youth"))
    told_here = ("replaces-bundled", "p.toml: id", "takes the place of the built-in programme kunpeng-youth")
    assert told_here in told_of
    bundled = FROZEN / "programmes" / "shenzhen" / "kunpeng-youth.toml"
    checked = json.loads(run("programmes", "check", str(bundled), "--json").stdout)
    assert "replaces-bundled" not in {item["code"] for item in checked["diagnostics"]}


@pytest.mark.parametrize("confidence", ["official", "reported"])
def test_an_own_source_that_calls_itself_official_without_an_address(run: Run, tmp_path: Path, confidence: str) -> None:
    source = SOURCE.replace('"reported"', f'"{confidence}"')
    expected = {
        "official": ("official-without-address", "p.toml: own", "calls itself official and has no address"),
        "reported": ("no-address", "p.toml: own", "has no address"),
    }
    file = programme(sources=source).replace('is = "startup", cite = "measures-2024#2"', 'is = "startup", cite = "own"')
    assert told(run, tmp_path, file) == [expected[confidence]]
