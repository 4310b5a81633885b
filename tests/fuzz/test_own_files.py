"""Files of one's own, changed at random places: they are read, or refused in a line that names the file."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.what_if import EIGHTY, LONGER
from tests.fuzz.inert import commands_of_a_terminal
from tests.fuzz.test_inert import FIRM, OWN
from tests.program import run_here

TRIES = 2_500 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 12
PROFILE = """
company_type = "startup"
established_on = 2025-08-15
district = ["guangming"]
[held]
training-voucher = "100万"
[[projects]]
name = "one"
project_category = ["model-training"]
compute_contract = "800万"
[[projects]]
project_category = ["model-training"]
compute_contract = 3_000_000
"""
FACTS = """
unknown = ["nobody knows"]
[[facts]]
id = "desks"
type = "integer"
panel = "details"
at_least = 0
at_most = 100
unit = { en = "desk", zh-Hans = "张", zh-Hant = "張" }
label = { en = "Desks", zh-Hans = "桌数", zh-Hant = "桌數" }
question = { en = "How many desks?", zh-Hans = "有几张桌子？", zh-Hant = "有幾張桌子？" }
help = { en = "Desks", zh-Hans = "桌数", zh-Hant = "桌數" }
aliases = ["number of desks"]
[[facts]]
id = "colour"
type = "choice"
panel = "firm"
label = { en = "Colour", zh-Hans = "颜色", zh-Hant = "顏色" }
question = { en = "Which colour?", zh-Hans = "何种颜色？", zh-Hant = "何種顏色？" }
help = { en = "Colour", zh-Hans = "颜色", zh-Hant = "顏色" }
[[facts.values]]
id = "red"
label = { en = "Red", zh-Hans = "红", zh-Hant = "紅" }
[[facts.values]]
id = "blue"
label = { en = "Blue", zh-Hans = "蓝", zh-Hant = "藍" }
[[values]]
fact = "project_category"
id = "chip-design"
label = { en = "Designing chips", zh-Hans = "芯片设计", zh-Hant = "晶片設計" }
"""
RULES = """
[[at_most_one]]
id = "one"
programmes = ["training-voucher", "guangming-compute"]
cite = "page"
reason = { en = "One.", zh-Hans = "一。", zh-Hant = "一。" }
[[joint_caps]]
id = "together"
programmes = ["training-voucher", "longhua-compute"]
of = "compute_contract"
percent = 50
from = 2026-05-06
cite = "page"
reason = { en = "Half.", zh-Hans = "一半。", zh-Hant = "一半。" }
"""
REFORM_OF_TERMS = """
title = "Other conditions"
[[changes]]
programme = "training-voucher"
edition = 2026-05-06
parameter = "eligibility.compute_contract"
value = 0
[[changes]]
programme = "training-voucher"
parameter = "cap"
value = 5_000_000
"""


class Kind(NamedTuple):
    """A kind of files: its name, what is in a sound one, and the command lines that read it."""

    name: str
    content: dict[str, Any]
    commands: tuple[tuple[str, ...], ...]


FOLDER, FILE = "{folder}", "{file}"
IN_A_FOLDER = ("estimate", "--programmes", FOLDER, "--all", *FIRM)
REFORMED = ("estimate", "--reform", FILE, *FIRM)
KINDS = (
    Kind("mine.toml", tomllib.loads(OWN), (("programmes", "check", FILE), IN_A_FOLDER)),
    Kind("reform.toml", tomllib.loads(EIGHTY), (REFORMED,)),
    Kind("longer.toml", tomllib.loads(LONGER), (REFORMED,)),
    Kind("terms.toml", tomllib.loads(REFORM_OF_TERMS), (REFORMED, ("sweep", "compute_contract", *REFORMED[1:]))),
    Kind("profile.toml", tomllib.loads(PROFILE), (("estimate", "--profile", FILE, "--as-of", "2026-05-20"),)),
    Kind("facts.toml", tomllib.loads(FACTS), (IN_A_FOLDER,)),
    Kind("cumulation.toml", tomllib.loads(RULES), (IN_A_FOLDER,)),
)
OTHER_VALUES: tuple[Any, ...] = (
    *(-1, 0, 1, 10**12, 10**14 + 1, 2**63, 10**30, -(2**64), 0.5, float("nan"), float("inf"), 1e300),
    *(
        "",
        " ",
        "x",
        "\x1b[31m",
        "中",
        "a" * 5000,
        "0",
        "-1",
        "1e9",
        "９９",
        "nan",
        "100亿亿",
        "training-voucher",
        "\u202e",
    ),
    *(True, False, [], {}, [[]], [""], {"a": 1}, [0], [{}], [[[[[[[[]]]]]]]], ["startup"] * 2),
    *(
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
        dt.date(2026, 5, 20),
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        dt.time(1),
    ),
)
APPENDED = (
    *(
        b"\n[[changes]]\n",
        b"\nid = 'x'\nid = 'x'\n",
        b"\n[a]\n[a]\n",
        b"\nx = 1e999\n",
        b"\nx = 2026-02-30\n",
        b"\0",
        b"\xff",
    ),
    *(
        b"\nx = " + b"[" * 3000,
        b"\nx = 1" + b"0" * 5000,
        b"\nx = " + b"{a=" * 3000,
        b"\n" + b"a." * 3000 + b"a = 1\n",
        b"\r",
        b"\n=",
    ),
    *(
        b"\nx = '" + b"a" * 100_000 + b"'\n",
        b"\nx = " + b"[" * 90 + b"]" * 90 + b"\n",
        b"\n'\\u001b[31m' = 1\n",
        b"\n\x1b[31m = 1\n",
    ),
)


def paths(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of everything that stands in a document."""
    if path:
        yield path
    if isinstance(content, dict | list):
        for key, item in content.items() if isinstance(content, dict) else enumerate(content):
            yield from paths(item, (*path, key))


@st.composite
def changed(draw: st.DrawFn, content: dict[str, Any]) -> bytes:
    """A file with something other, something less or something twice at up to three places."""
    made = deepcopy(content)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(paths(made)) or [()]))
        if not path:
            break
        place: Any = made
        for key in path[:-1]:
            place = place[key]
        match draw(st.sampled_from(["delete", "replace", "replace", "twice", "another key"])):
            case "delete":
                del place[path[-1]]
            case "replace":
                place[path[-1]] = deepcopy(draw(st.sampled_from(OTHER_VALUES)))
            case "twice":
                place[path[-1]] = [deepcopy(place[path[-1]])] * 2
            case _ if isinstance(place, dict):
                key = draw(st.sampled_from(["x", "", "\x1b[31m", "to.o", "中", *place]))
                place[key] = deepcopy(draw(st.sampled_from(OTHER_VALUES)))
    appended = draw(st.sampled_from(APPENDED)) if draw(st.integers(0, 4)) == 0 else b""
    return tomli_w.dumps(made).encode() + appended


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_file_is_read_or_refused_in_a_line_that_names_it(kind: Kind, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    if kind.name in {"facts.toml", "cumulation.toml"}:  # stand beside a programme
        (folder / "mine.toml").write_text(OWN, "utf-8")
    file = folder / kind.name
    where = {FOLDER: str(folder), FILE: str(file)}

    @settings(max_examples=TRIES)
    @given(changed(kind.content), st.sampled_from(kind.commands))
    def check(content: bytes, command: tuple[str, ...]) -> None:
        file.write_bytes(content)
        done = run_here(*(where.get(part, part) for part in command))
        assert done.returncode in {0, 2, 3}, done.stderr
        assert "unforeseen" not in done.stderr
        assert commands_of_a_terminal(done.stderr + done.stdout) == []
        if done.returncode:
            lines = done.stderr.splitlines()
            assert lines
            assert all(kind.name in line for line in lines if line.startswith("szsubsidy: ")), lines
            assert len(done.stderr) < 2_000 * len(lines)

    check()


EVERYBODY, NOBODY = True, False
THRESHOLDS = (
    *(("compute_contract", "at_least = 0", EVERYBODY), ("compute_contract", "below = 0", NOBODY)),
    *(("leader_age", "at_most = 100", EVERYBODY), ("corpus_contract", "above = 1_000_000_000_000", NOBODY)),
)
SET = '{ fact = "project_category", in = ["model-training"], cite = "page#1" }'
AS_OF = ("--as-of", "2026-05-20")


COSTS = ("", "0", "1000000000000")


def said_of_each(folder: Path) -> list[set[str]]:
    """What estimates, explanations and tables say of the programme to a firm at each cost: it should be one thing."""
    own = (*AS_OF, "--programmes", str(folder))
    said: list[set[str]] = [set() for _ in COSTS]
    for cost, statuses in zip(COSTS, said, strict=True):
        firm = ("--project-category", "model-training", *(("--compute-contract", cost) if cost else ()))
        estimate = json.loads(
            run_here("estimate", *firm, "--json", "--fields", "programmes.id,programmes.status", *own).stdout
        )
        statuses |= {finding["status"] for finding in estimate["programmes"] if finding["id"] == "mine"}
        statuses.add(
            json.loads(run_here("explain", "mine", *firm, "--json", "--fields", "status", *own).stdout)["status"]
        )
    table = "project_category,compute_contract\n" + "".join(f"model-training,{cost}\n" for cost in COSTS)
    for engine in ("polars", "duckdb"):
        done = run_here("batch", "-", "--shape", "long", "--scope", "all", "--engine", engine, *own, stdin=table)
        assert done.returncode == 0, done.stderr
        rows = [row for row in csv.DictReader(done.stdout.splitlines()) if row["programme"] == "mine"]
        for row, statuses in zip(rows, said, strict=True):
            statuses.add(row["status"])
    return said


@pytest.mark.parametrize(("fact", "threshold", "is_met"), THRESHOLDS)
def test_a_threshold_that_everybody_or_nobody_meets_is_met_or_not(
    tmp_path: Path, fact: str, threshold: str, *, is_met: bool
) -> None:
    (tmp_path / "mine.toml").write_text(OWN.replace(SET, f'{SET}, {{ fact = "{fact}", {threshold}, cite = "page#1" }}'))
    known = {"eligible"} if is_met else {"ineligible"}
    unknown = {"undetermined"} if is_met else {"ineligible"}
    assert said_of_each(tmp_path) == [unknown, known, known]


def test_a_word_without_end_is_cut_and_its_file_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(OWN.replace('authority = "somewhere"', f'authority = "{"a" * 5_000}"'))
    done = run_here("programmes", "check", str(file))
    assert done.returncode == 2
    assert done.stderr.startswith("szsubsidy: mine.toml: authority: ")
    assert len(done.stderr) < 1_000
