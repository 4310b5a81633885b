"""Every text of every input, through every output: it stays text."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.inert import READERS, commands_of_a_terminal, of_docx, of_html, of_markdown, of_plain, of_svg, of_xlsx
from tests.program import Run, run_here

OWN = """
id = "mine"
kind = "voucher"
authority = "somewhere"
name = { en = "Mine", zh-Hans = "甲", zh-Hant = "甲" }
summary = { en = "Pays.", zh-Hans = "资助。", zh-Hant = "資助。" }
aliases = ["My voucher"]

[[authorities]]
id = "somewhere"
name = { en = "Somewhere", zh-Hans = "某处", zh-Hant = "某處" }

[[sources]]
id = "page"
kind = "measures"
title = "某办法"
title_en = "Some measures"
number = "某字1号"
issuer = { en = "An office", zh-Hans = "某局", zh-Hant = "某局" }
confidence = "reported"
link = "https://example.com/1"
seen = ["https://example.com/2"]
note = { en = "A note.", zh-Hans = "说明。", zh-Hant = "說明。" }
caveat = { en = "a part was not seen", zh-Hans = "部分未见", zh-Hant = "部分未見" }
[[sources.provisions]]
at = "1"
title = { en = "Article 1", zh-Hans = "第一条", zh-Hant = "第一條" }
confidence = "reported"
[[sources.statements]]
at = "1"
text = { en = "It pays.", zh-Hans = "给予资助。", zh-Hant = "給予資助。" }

[[editions]]
in_force = { from = 2025-01-01, until = 2027-01-01, cite = "page#1" }
reviewed = 2026-11-23
eligibility = { all = [ { fact = "project_category", in = ["model-training"], cite = "page#1" } ] }
award = { basis = "share", of = "compute_contract", cap = { amount = 1000000, cite = "page" }, rates = [
  { percent = 50, cite = "page#1" },
] }
[[editions.windows]]
opens = 2026-01-01
closes = 2026-12-31
cite = "page#1"
[[editions.unmodelled]]
cite = "page#1"
text = { en = "More is asked.", zh-Hans = "另有条件。", zh-Hant = "另有條件。" }
[[editions.notes]]
cite = "page#1"
text = { en = "A remark.", zh-Hans = "备注。", zh-Hant = "備註。" }
[[editions.disputes]]
parameter = "rates[0].percent"
others = [ { value = 40, cite = "page" } ]
reason = { en = "It says less.", zh-Hans = "另有说法。", zh-Hant = "另有說法。" }
[editions.apply]
office = { en = "The office", zh-Hans = "某局", zh-Hant = "某局" }
how = { en = "By letter", zh-Hans = "书面", zh-Hant = "書面" }
link = "https://example.com/3"
cite = "page"
[[editions.examples]]
working = "50% of 100"
facts = { compute_contract = 100, project_category = ["model-training"] }
status = "eligible"
amount = 50
"""
SAID: tuple[str, ...] = (
    "name",
    "summary",
    "aliases",
    "title",
    "title_en",
    "number",
    "issuer",
    "note",
    "caveat",
    "text",
    "reason",
)
SAID += ("office", "how", "working")
FIRM: tuple[str, ...] = (
    "--company-type",
    "startup",
    "--compute-contract",
    "800万",
    "--project-category",
    "model-training",
)
FIRM += ("--as-of", "2026-05-20")
CONTROLS = ["\x1b[31m", "\x1b]8;;http://e.example\x07", "\r", "\n", "\t", "\0", "\x9b31m", "\x7f", "\x01", "\u202e"]
CONTROLS += ["\u2066", "\u200b", "\ufeff", "\u2028", "\x85", "\U000e0041"]
MARKUP = [
    "<b onclick=alert(1)>x</b>",
    "[a](http://e.example/x)",
    "![p](http://e.example/p.png)",
    "*a* _b_ ~~c~~ `d` |e|",
]
MARKUP += ['=HYPERLINK("http://e.example")', "+1", "-1+1", "@SUM(1)", "[bold red]x[/bold red]", "{{7*7}} {% x %} {0}"]
MARKUP += [
    "%s %n ${HOME}",
    "a\\nb;c,d:e",
    "BEGIN:VEVENT",
    "# h",
    "1. x",
    "- x",
    "+ x",
    "---",
    "===",
    "2) x",
    "> q",
    "&lt;&amp;&#60;",
    "```",
    "<!--",
]
MARKUP += [
    "]]>",
    "\\",
    "http://e.example/",
    "<https://e.example>",
    "' \" onmouseover=alert(1)",
    "</title></style>",
    "$(id) `id`",
]


def leaves(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of the strings in a document that are said in words."""
    if isinstance(content, str):
        if any(key in SAID for key in path):
            yield path
    elif isinstance(content, dict | list):
        for key, item in content.items() if isinstance(content, dict) else enumerate(content):
            yield from leaves(item, (*path, key))


LEAVES = list(leaves(tomllib.loads(OWN)))


def with_texts(texts: dict[tuple[str | int, ...], str]) -> dict[str, Any]:
    """The programme with other texts at some places."""
    content = deepcopy(tomllib.loads(OWN))
    for path, text in texts.items():
        place: Any = content
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = text
    return content


def own(folder: Path, content: dict[str, Any]) -> str:
    """Write it as the one programme of a folder, and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "mine.toml").write_text(tomli_w.dumps(content), "utf-8")
    return str(folder)


def test_there_are_texts_of_each_kind() -> None:
    assert {key for path in LEAVES for key in path} >= set(SAID)
    assert len(LEAVES) > 40


COMMANDS = (
    ("estimate", *FIRM, "--all", "--details"),
    ("explain", "mine", *FIRM),
    ("programmes", "show", "mine"),
    ("programmes", "list"),
    ("sources", "show", "page"),
    ("sources",),
    ("disputes",),
    ("calendar", "--as-of", "2026-05-20"),
    ("sweep", "compute_contract", *FIRM, "--to", "900万"),
    ("solve", "--by", "compute_contract", *FIRM[:2], *FIRM[4:], "--target", "100万"),
    ("compare", *FIRM, "--set", "compute_contract=100万"),
)
TURNS = range(len(MARKUP) if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1)


def marked(turn: int) -> dict[tuple[str | int, ...], str]:
    """Markup for every text, another for each, and another again in the next turn; the number of each behind it."""
    return {path: f"{MARKUP[(place + turn) % len(MARKUP)]} Q{place}Q" for place, path in enumerate(LEAVES)}


def check_texts(shown: str, texts: dict[tuple[str | int, ...], str]) -> int:
    """Hold every text of these that an output has to what it should say; return how many there were."""
    found = {text.rpartition(" ")[2]: " ".join(text.split()) for text in texts.values()}
    there = {mark: text for mark, text in found.items() if mark in shown}
    lost = {mark: text for mark, text in there.items() if text not in shown}
    assert not lost, (lost, {mark: shown[shown.index(mark) - 60 : shown.index(mark) + 5] for mark in lost})
    return len(there)


@pytest.mark.slow
@pytest.mark.parametrize("turn", TURNS)
def test_markup_in_a_programme_is_text_in_every_output(tmp_path_factory: pytest.TempPathFactory, turn: int) -> None:
    texts = marked(turn)
    folder = own(tmp_path_factory.mktemp("own"), with_texts(texts))
    said = 0
    for command in COMMANDS:
        for form in ("table", "markdown", "json", "csv", *(["ics"] if command[0] == "calendar" else [])):
            done = run_here(*command, "--programmes", folder, "--format", form, "--lang", "en", "--color", "never")
            if done.returncode == 2 and form == "csv":
                continue  # not every answer is a table
            assert (done.returncode, commands_of_a_terminal(done.stderr)) == (0, []), (command, form, done.stderr)
            shown = READERS[form](done.stdout)
            said += 0 if form == "table" else check_texts(shown, texts)  # whose lines are cut
    assert said > 50


@pytest.mark.slow
@pytest.mark.parametrize("turn", TURNS)
def test_markup_in_a_report_is_text(tmp_path_factory: pytest.TempPathFactory, turn: int) -> None:
    texts = marked(turn)
    folder = tmp_path_factory.mktemp("own")
    options = ("--programmes", own(folder, with_texts(texts)))
    firm = f"{MARKUP[turn]} Q99Q"
    readers = {"md": of_markdown, "html": of_html, "docx": of_docx, "xlsx": of_xlsx}
    for ending, read in readers.items():
        path = folder / f"r.{ending}"
        done = run_here("estimate", *FIRM, "--details", *options, "--firm-name", firm, "--report", str(path))
        assert done.returncode == 0, done.stderr
        of_plain(done.stdout)
        shown = read(path.read_text("utf-8")) if ending in {"md", "html"} else read(path)  # type: ignore[operator]
        assert check_texts(shown, texts | {(): firm}) > 5, (ending, shown[:300])
    chart = folder / "c.svg"
    done = run_here("sweep", "compute_contract", *FIRM, "--to", "900万", *options, "-o", str(chart))
    assert done.returncode == 0, done.stderr
    check_texts(of_svg(chart.read_text("utf-8")), texts)


@settings(max_examples=40)
@given(st.sampled_from(LEAVES), st.sampled_from(CONTROLS))
def test_a_control_character_in_a_programme_is_refused_and_not_repeated(
    tmp_path_factory: pytest.TempPathFactory, path: tuple[str | int, ...], control: str
) -> None:
    folder = tmp_path_factory.mktemp("own")
    own(folder, with_texts({path: f"a{control}b"}))
    done = run_here("programmes", "check", str(folder / "mine.toml"))
    if done.returncode == 0:  # white space inside a line of words
        done = run_here("programmes", "show", "mine", "--programmes", str(folder))
        assert done.returncode == 0, done.stderr
    else:
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
    assert commands_of_a_terminal(done.stdout + done.stderr) == []


@settings(max_examples=60)
@given(st.sampled_from(CONTROLS), st.integers(0, 12))
def test_a_control_character_in_what_is_typed_is_never_shown(control: str, place: int) -> None:
    given_text = f"a{control}b"
    command = [
        ("estimate", *FIRM, "--firm-name", given_text),
        ("estimate", "--company-type", given_text),
        ("estimate", f"--{given_text}"),
        (given_text,),
        ("estimate", "--compute-contract", given_text),
        ("estimate", *FIRM, "--project", f"compute_contract=9万; name={given_text}", "--details"),
        ("explain", given_text, *FIRM),
        ("estimate", *FIRM, "--programmes", given_text.replace("\0", "")),
        ("estimate", *FIRM, "--profile", given_text.replace("\0", "")),
        ("batch", given_text.replace("\0", "")),
        ("estimate", *FIRM, "--lang", given_text),
        ("estimate", *FIRM, "--set", f"{given_text}={given_text}"),
        ("help", given_text),
    ][place]
    done = run_here(*command)
    assert done.returncode in {0, 2, 3}, done
    assert commands_of_a_terminal(done.stdout + done.stderr) == [], (command, done)


@settings(max_examples=30)
@given(
    st.sampled_from([c for c in CONTROLS if c != "\0"]),
    st.sampled_from(["LANG", "COLUMNS", "SZSUBSIDY_LANG", "SZSUBSIDY_PROGRAMMES", "TERM", "LC_ALL"]),
)
def test_a_control_character_in_the_environment_is_never_shown(control: str, name: str) -> None:
    done = run_here("estimate", *FIRM, env={name: f"a{control}b"})
    assert done.returncode in {0, 2, 3}, done
    assert commands_of_a_terminal(done.stdout + done.stderr) == [], done


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_control_character_of_a_table_is_never_talk(control: str, form: str, run: Run, tmp_path: Path) -> None:
    """Data keep what they hold; what is said about them does not."""
    name = f"f{control}.{form}".translate({0: None, 10: None, 47: None})
    path = tmp_path / name
    cells = {"company_type": f"x{control}y", f"extra{control}z": f"=1{control}", "compute_contract": f"8{control}8"}
    if form == "csv":
        quoted = [",".join('"' + part.replace('"', '""') + '"' for part in line) for line in (cells, cells.values())]
        path.write_text("\n".join(quoted) + "\n", "utf-8", newline="")
    else:
        import json

        path.write_text(json.dumps(cells) + "\n", "utf-8")
    out = tmp_path / "out.csv"
    done = run("batch", str(path), "-o", str(out), "--as-of", "2026-05-20", "--rejects", str(tmp_path / "r.csv"))
    assert done.returncode in {0, 1, 2, 3, 4, 5}, done
    assert "unforeseen" not in done.stderr, done
    assert commands_of_a_terminal(done.stdout + done.stderr) == [], done
