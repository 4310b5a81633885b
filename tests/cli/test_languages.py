"""No English where Chinese was asked for; days, ranges and names as each language writes them."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
from pathlib import Path

import pytest

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.cli.commands import COMMANDS
from tests.cases import BAD_INPUT
from tests.catalogues import live_catalogue
from tests.cli.what_if import DEFECTS
from tests.program import COMMAND, Run
from tests.terminal import ENTER, Terminal

CHINESE = ("zh-Hans", "zh-Hant")
FIRM = (
    "--company-type=startup",
    "--district=guangming",
    "--established-on=2020-03-01",
    "--compute-contract=3000000.33",
    "--corpus-contract=1000万",
)
TABLE = "企业类型,算力合同金额（万元）,奇怪的列\n初创企业,800,x\n初创企业,abc,y\n"
SCORED = "training-voucher,model-voucher,kunpeng-youth,day\n900000000,1,1,2026-01-01\n1,1,1,\n"
REFORM = "title = '八成'\n[[changes]]\nprogramme = 'training-voucher'\nparameter = 'rates[0].percent'\nvalue = 80\n"
RUNS = {
    "estimate": ["estimate", *FIRM, "--project-category=model-training,corpus-purchase", "--as-of=2026-11-23"],
    "explain": ["explain", "训力券", *FIRM, "--as-of=2026-06-30"],
    "sweep": ["sweep", "compute_contract", *FIRM, "--project-category=model-training", "--as-of=2026-06-30", "--chart"],
    "solve": ["solve", "--target=1亿", "--by=compute_contract", "--company-type=sme", "--as-of=2026-06-30"],
    "compare": ["compare", *FIRM, "--set=company_type=sme;as_of=2026-01-15", "--reform=eighty.toml"],
    "budget": ["budget", "scored.csv", "--by=day", "--as-of=2026-06-30"],
    "batch": ["batch", "firms.csv", "--output=scored.csv", "--as-of=2026-06-30"],
    "help": ["help"],
    "verify": ["verify", "scored.csv"],
    "programmes list": ["programmes", "list"],
    "programmes show": ["programmes", "show", "训力券"],
    "programmes diff": ["programmes", "diff", "--from=2024-01-01", "--to=2026-12-25"],
    "programmes check": ["programmes", "check", "--as-of=2026-11-23"],
    "programmes new": ["programmes", "new", "voucher.toml"],
    "calendar": ["calendar", "--all", "--as-of=2026-05-10"],
    "disputes": ["disputes"],
    "facts": ["facts"],
    "sources": ["sources"],
    "sources show": ["sources", "show", "measures-2024"],
}
MORE_RUNS = {
    "everything": ["estimate", "--all", "--as-of=2027-03-01"],
    "calendar file": ["calendar", "--ics"],
    "version": ["--version"],
    "options": ["--help"],
    "solved": ["solve", "--target=600万", "--by=compute_contract", *FIRM, "--project-category=model-training"],
    "report": ["estimate", *FIRM, "--report=board.md", "--total"],
    "bad: report": ["estimate", *FIRM, "--report=board.gif"],
    "bad: picture": ["sweep", "compute_contract", "-o=chart.gif"],
    "bad: nothing to compare": ["compare"],
    "bad: budget": ["budget", "firms.csv"],
    **{f"help of {name}": [*phrases[: name.count(" ") + 1], "--help"] for name, phrases in RUNS.items()},
    **{f"bad: {name}": ["estimate", *phrases] for name, phrases in BAD_INPUT.items() if "--lang" not in phrases},
    "bad: missing argument": ["explain"],
    "bad: surplus argument": ["facts", "company_type", "surplus"],
    "bad: missing command": ["programmes"],
    "bad: no such command": ["estimat"],
    "bad: no such programme": ["explain", "trainin-voucher"],
    "bad: missing option": ["programmes", "diff"],
    "bad: value of a flag": ["estimate", "--json=3"],
    "bad: days": ["calendar", "--from=2026-01-02", "--until=2026-01-01"],
    "bad: file": ["batch", "missing.csv"],
}
REJECTED = Path(__file__).parents[1] / "lint" / "rejected"
CATALOGUE = live_catalogue()
PROGRAMMES = {name for item in CATALOGUE.programmes.values() for name in (item.name["en"], *item.aliases)}
TITLES = {source.title for source in CATALOGUE.sources.values()}
SAME = re.compile(
    r"https?://\S+|\[[^\]]*\]|'[^']*'|szsubsidy help [a-z-]+"
    r"|szsubsidy:?( (programmes|estimate|explain|disputes|sources|sweep|verify|facts)( [a-z_]+)?)?"
    r"|-{1,2}[a-z][a-z-]*|[\w./-]+\.(toml|csv|xlsx)|SZSUBSIDY_\w+|JSON Lines|JSON Schema|COMMAND \[|"
    + "|".join(re.escape(name) for name in sorted((*PROGRAMMES, *TITLES, os.strerror(errno.ENAMETOOLONG))))
)
"""What all languages share: addresses, citations, what was typed, commands, options, files, names and titles."""
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]+)+")


def english(text: str) -> list[str]:
    """Return the runs of two or more English words in a text."""
    return [found[0] for found in ENGLISH.finditer(SAME.sub("·", text))]


def test_english_is_recognised() -> None:
    assert english("条件：an upper bound [measures-2024#2]") == ["an upper bound"]
    assert english("参见 szsubsidy programmes list --help，JSON Lines [two words]") == []


def test_every_command_is_looked_at() -> None:
    assert set(RUNS) == {" ".join(part for part in (item.group, item.name) if part) for item in COMMANDS}


@pytest.mark.live
@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("name", [*RUNS, *MORE_RUNS])
def test_nothing_is_left_in_english(run: Run, name: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "scored.csv").write_text(SCORED, encoding="utf-8")
    (tmp_path / "eighty.toml").write_text(REFORM, encoding="utf-8")
    done = run(*{**RUNS, **MORE_RUNS}[name], env={"SZSUBSIDY_LANG": language, REPLACEMENT: ""}, cwd=tmp_path)
    told = (done.stdout + done.stderr).replace("\r\n ", "")
    if name == "facts":  # under each fact stands what is read as it, in every language
        told = "\n".join(line for line in told.splitlines() if not line.startswith("  "))
    assert re.search(r"[\u3400-\u9fff]", told)
    assert english(told) == []


@pytest.mark.parametrize("language", CHINESE)
def test_what_is_wrong_with_programmes_is_not_told_in_english(run: Run, language: str) -> None:
    done = run("programmes", "check", str(REJECTED), "--lang", language)
    lines = done.stderr.splitlines()
    assert len(lines) > 50
    assert [line for line in lines if not re.search(r"[\u3400-\u9fff]", line) or english(line)] == []


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("name", DEFECTS)
def test_what_is_wrong_with_a_reform_is_not_told_in_english(run: Run, name: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "reform.toml").write_text(DEFECTS[name], "utf-8")
    done = run("estimate", "--reform", "reform.toml", "--lang", language, cwd=tmp_path)
    assert re.search(r"[\u3400-\u9fff]", done.stderr)
    assert english(done.stderr) == []


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("kind", ["xterm-256color", "dumb"])
def test_the_interview_is_not_in_english(kind: str, language: str) -> None:
    env = {"SZSUBSIDY_LANG": language, "TERM": kind}
    terminal = Terminal(f"exec {COMMAND} explain 训力券", columns=200, env=env)
    terminal.wait("？")
    for _ in range(3):
        terminal.send(ENTER)  # takes the first row of a list, and is no answer where one types
    for _ in range(6):
        terminal.send("?", ENTER)
    assert terminal.end() == 0
    assert english(terminal.text()) == []


def test_days_are_written_as_the_language_writes_them(run: Run) -> None:
    def titles(language: str) -> list[str]:
        arguments = ("--as-of=2026-06-05", f"--lang={language}")
        estimate, calendar = (run(name, *arguments).stdout.splitlines() for name in ("estimate", "calendar"))
        return [estimate[1], calendar[0]]

    assert titles("en") == ["As of 5 June 2026", "Days to know, as of 5 June 2026"]
    assert titles("zh-Hans") == ["基准日：2026年6月5日", "重要日期（基准日：2026年6月5日）"]
    assert titles("zh-Hant") == ["基準日：2026年6月5日", "重要日期（基準日：2026年6月5日）"]


@pytest.mark.parametrize("language", ["en", *CHINESE])
def test_no_report_writes_a_day_as_files_do(run: Run, language: str) -> None:
    for phrases in RUNS.values():
        if phrases[0] not in {"batch", "facts"} and phrases[1:2] not in (["check"], ["new"]):
            told = run(*phrases, "--lang", language).stdout
            told = re.sub(r"(?m)https?://\S+|\[[^\]]*\]|^\S+[:：]", "", told)
            assert re.findall(r"\d{4}-\d\d-\d\d", told) == []


def test_files_for_programs_keep_their_days(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("disputes", "--format=csv", "--lang=zh-Hans").stdout)))
    assert {(row["adopted"], row["other"]) for row in rows if row["parameter"] == "in_force.from"} >= {
        ("2024-12-25", "2024-12-18")
    }
    document = json.loads(run("estimate", *FIRM, "--as-of=2026-06-30", "--json").stdout)
    assert (document["as_of"], document["profile"]["established_on"]) == ("2026-06-30", "2020-03-01")


def test_a_range_is_written_as_the_language_writes_it(run: Run) -> None:
    arguments = ("estimate", "--project-category=model-training", "--compute-contract=800万", "--as-of=2026-06-30")
    assert "0 to 4,800,000" in run(*arguments).stdout
    assert "0至480" in run(*arguments, "--lang=zh-Hans").stdout


def test_an_english_report_gives_the_official_names(run: Run) -> None:
    told = run("explain", "training-voucher", "--as-of=2026-06-30").stdout
    assert told.startswith("Training voucher (训力券)\nAs of ")
    assert told.count("(《深圳市打造人工智能先锋城市的若干措施》, 深工信规〔2024〕13号)") == 1
    trains = ("--company-type=sme", "--project-category=model-training")
    assert "Training voucher (训力券)  " in run("estimate", *trains, "--as-of=2026-06-30").stdout
    shown = run("programmes", "show", "training-voucher").stdout
    assert shown.startswith("Training voucher (训力券)\n")
    chinese = run("explain", "training-voucher", "--as-of=2026-06-30", "--lang=zh-Hant").stdout
    assert chinese.startswith("訓力券\n基準日：")
    assert "《深圳市打造人工智能先锋城市的若干措施》（深工信规〔2024〕13号），第二條" in chinese
