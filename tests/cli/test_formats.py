"""Every command that prints a result offers every format and the schema of its JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

from szsubsidy import __version__
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.emit import Output
from szsubsidy.formats import FORMATS
from szsubsidy.formats.view import Medium, View
from tests.own_terms import PROGRAMME, SOURCE
from tests.program import Run

FIRM = ["--company-type=startup", "--compute-contract=800万", "--project-category=model-training"]
FIRMS = "company_type,compute_contract,project_category\nstartup,800万,model-training\n"
LINES: dict[str, list[str]] = {
    "--version": [],
    "estimate": FIRM,
    "verify": ["-"],
    "explain": ["training-voucher", *FIRM],
    "sweep": ["compute_contract", *FIRM, "--no-chart"],
    "solve": ["--target=100万", "--by=compute_contract", *FIRM],
    "compare": [*FIRM, "--set=compute_contract=1000万"],
    "budget": ["-"],
    "programmes list": [],
    "programmes show": ["training-voucher"],
    "programmes diff": ["--from=2025-01-01"],
    "programmes check": ["-q"],
    "calendar": [],
    "disputes": [],
    "facts": [],
    "sources": [],
    "sources show": ["measures-2024"],
}
WITHOUT_A_DAY = {"verify", "programmes show", "disputes", "facts", "sources", "sources show"}
"""Commands that ask about no day: it is that of the run, or of the record."""
WITHOUT = {"batch", "programmes new", "help"}
"""Commands that write files or are read themselves; what they print is no result."""


def test_every_command_that_prints_a_result_is_among_them() -> None:
    assert {" ".join(command.path) for command in COMMANDS} - WITHOUT == LINES.keys() - {"--version"}


def given(run: Run, name: str) -> str:
    """Return what a command reads from stdin."""
    if name == "verify":
        return run("estimate", *FIRM, "--json").stdout.replace('"amount": 4800000,', '"amount": 4800000.01,')
    return run("batch", "-", "-q", stdin=FIRMS).stdout if name == "budget" else ""


def printed(run: Run, name: str, *more: str) -> str:
    done = run(*name.split(), *LINES[name], *more, stdin=given(run, name))
    assert done.returncode == (4 if name == "verify" else 0), done.stderr
    return done.stdout


@pytest.mark.parametrize("name", LINES)
def test_a_format_is_one_module_and_one_row_of_the_table(run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("dummy_format")

    def render(view: View, medium: Medium) -> str:
        del medium
        return f"{type(view).__name__} of {type(view.page()).__name__}"

    module.render = render  # type: ignore[attr-defined]  # a module made on the way
    monkeypatch.setitem(sys.modules, "dummy_format", module)
    monkeypatch.setitem(FORMATS, "dummy", "dummy_format")
    assert printed(run, name, "--format=dummy") == "View of Page"
    assert "markdown, dummy" in " ".join(run(*name.replace("--version", "").split(), "--help").stdout.split())


@pytest.mark.parametrize("name", LINES)
def test_every_format_is_written(run: Run, name: str) -> None:
    document = json.loads(printed(run, name, "--format=json"))
    assert document == json.loads(printed(run, name, "--json"))
    heading, *rows = csv.reader(io.StringIO(printed(run, name, "--format=csv")))
    assert all(len(row) == len(heading) > 1 for row in rows)
    assert printed(run, name, "--format=markdown").startswith(("#", "|"))
    assert printed(run, name, "--format=table") == printed(run, name)


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("explain", "id,name,status,basis,amount,low,high,rate_percent"),
        ("solve", "changed_terms,reached,cost,total"),
        ("sources", "id,kind,title,title_en,number,issuer,issued,confidence,link"),
        ("programmes show", "heading,text"),
        ("programmes diff", "id,change,what,before,after,cites,origin"),
        ("facts", "id,type,option,label,values"),
        ("budget", "id,name,firms,demand,undetermined,budget"),
    ],
)
def test_csv_has_columns_for_programs_where_a_result_is_records(run: Run, name: str, headings: str) -> None:
    assert printed(run, name, "--format=csv").startswith(headings)


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_headings_of_csv_are_the_same_in_every_language(run: Run, name: str, language: str) -> None:
    def headings(*more: str) -> str:
        return printed(run, name, "--format=csv", *more).partition("\n")[0]

    assert headings("--lang", language) == headings()
    assert headings().isascii()
    assert headings() == headings().lower() or name == "compare"


def test_csv_of_an_answer_has_bare_amounts(run: Run) -> None:
    assert printed(run, "solve", "--format=csv").splitlines()[1:] == [",yes,1666666.67,1000000,"]


@pytest.mark.parametrize("name", LINES)
def test_the_schema_is_that_of_the_json(run: Run, name: str) -> None:
    schema = json.loads(run(*name.split(), "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(printed(run, name, "--json")), schema)


ENVELOPE = ("schema_version", "program", "catalogue", "as_of")


@pytest.mark.parametrize("name", LINES)
def test_every_document_begins_with_who_made_it_from_what_and_for_which_day(run: Run, name: str) -> None:
    versions = json.loads(run("--version", "--json", "--as-of=2026-01-15").stdout)
    assert tuple(versions)[:4] == ENVELOPE
    assert (versions["schema_version"], versions["program"], versions["as_of"]) == (2, __version__, "2026-01-15")
    day = [] if name in WITHOUT_A_DAY else ["--to=2026-01-15"] if name == "programmes diff" else ["--as-of=2026-01-15"]
    document = json.loads(printed(run, name, "--json", *day))
    assert tuple(document)[:4] == ENVELOPE
    parts = ENVELOPE[:3] if name in WITHOUT_A_DAY else ENVELOPE
    assert [document[key] for key in parts] == [versions[key] for key in parts]


def test_the_summary_of_a_batch_begins_so_too(run: Run, tmp_path: Path) -> None:
    run("batch", "-", "-q", "--as-of=2026-01-15", "--summary", str(tmp_path / "summary.json"), stdin=FIRMS)
    versions = json.loads(run("--version", "--json", "--as-of=2026-01-15").stdout)
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert {key: summary[key] for key in ENVELOPE} == {key: versions[key] for key in ENVELOPE}


def test_terms_of_ones_own_are_another_catalogue(run: Run, tmp_path: Path) -> None:
    bundled = json.loads(run("--version", "--json").stdout)["catalogue"]
    (tmp_path / "own.toml").write_text(PROGRAMME)
    (tmp_path / "sources.toml").write_text(SOURCE)
    own = json.loads(run("facts", "--json", "--programmes", str(tmp_path)).stdout)["catalogue"]
    assert own["version"].startswith(f"{bundled['version']}+")
    assert own["hash"] != bundled["hash"]


@pytest.mark.parametrize("name", LINES)
def test_another_format_is_refused(run: Run, name: str) -> None:
    done = run(*name.split(), *LINES[name], "--format=yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'yaml' is not a format" in done.stderr
    assert run(*name.split(), *LINES[name], "--format=csv", "--json").returncode == 2


def test_an_output_is_a_table_unless_an_option_says_otherwise() -> None:
    assert Output() == Output("table", option=None, fields=())
