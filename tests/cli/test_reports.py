"""``estimate --report``: the estimate as a file to hand on."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import fastexcel
import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy import __version__
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.formats.wrapping import NO_BREAK
from szsubsidy.i18n import LANGUAGES
from tests.own_terms import lay_down
from tests.program import Run

ENDINGS = ("md", "html", "xlsx", "docx")
FIRM = [
    "estimate",
    "--company-type=sme",
    "--compute-contract=3000000.33",
    "--model-contract=500万",
    "--project-category=model-training,model-application,corpus-purchase,key-laboratory",
    "--corpus-contract=1000万",
    "--district=longhua",
    "--as-of=2026-06-30",
]
HOSTILE = ["<script>alert(1)</script>", "[red]", "=1+1", "a\x07b\x1b[31m", "{{ 7 * 7 }}", "'; rm -rf x; '"]
NUMBERS = re.compile(r"\[(\d+(?:, \d+)*)(?:[,，] [a-z -]+)?\]")
VERDICT = "Opens from 1 September 2026 on: up to 3,500,000 yuan. Within reach: 4,400,000.09."


class Reader(HTMLParser):
    """Keeps the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def report(run: Run, folder: Path, ending: str, *more: str) -> bytes:
    """Return the report of the firm, whose name is ``board`` and the ending."""
    name = f"board.{ending}"
    done = run(*FIRM, *more, "--report", name, "--force", cwd=folder)
    assert (done.returncode, done.stderr) == (0, f"The report was written: {name}\n")
    return (folder / name).read_bytes()


def text_of(content: bytes, ending: str) -> str:
    """Return all the text of a report as a reader sees it."""
    match ending:
        case "xlsx":
            book = fastexcel.read_excel(content)
            frames = [
                pl.DataFrame(book.load_sheet(name, header_row=None, dtypes="string")) for name in book.sheet_names
            ]
            return "\n".join(str(cell) for frame in frames for row in frame.iter_rows() for cell in row if cell)
        case "docx":
            document = docx.Document(io.BytesIO(content))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return "\n".join([*(item.text for item in document.paragraphs), *cells]).replace(NO_BREAK, " ")
        case "md":
            return re.sub(r"\\([\\`*_{}\[\]<>|#])", r"\1", content.decode())
    parser = Reader()
    parser.feed(content.decode())
    return "".join(parser.parts).replace(NO_BREAK, " ")


@pytest.mark.parametrize("output", ["table", "json", "csv", "markdown"])
def test_what_is_printed_stays_the_same(run: Run, tmp_path: Path, output: str) -> None:
    plain = run(*FIRM, "--format", output)
    done = run(*FIRM, "--format", output, "--report", "board.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, plain.stdout)
    assert done.stderr == "The report was written: board.md\n"
    quiet = run(*FIRM, "--format", output, "--report", "board.html", "--quiet", cwd=tmp_path)
    assert (quiet.stdout, quiet.stderr) == (plain.stdout, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["board.html", "board.md"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_form_tells_the_whole(run: Run, tmp_path: Path, ending: str) -> None:
    told = text_of(report(run, tmp_path, ending, "--firm-name", "深圳市某某智能科技有限公司"), ending)
    found = json.loads(run(*FIRM, "--json").stdout)
    assert VERDICT in told
    assert "深圳市某某智能科技有限公司 · Estimate as of 30 June 2026" in told
    assert found["disclaimer"] in told
    for programme in found["programmes"]:
        if programme["status"] == "eligible":
            assert programme["name"] in told
            edition, _ = load_catalogue().programmes[programme["id"]].edition_on(20260630)
            assert all(statement.text["en"] in told for statement in edition.unmodelled)
    for item in found["excluded"]:
        assert f"{item['text']} [" in told
    assert "50% of the compute contract of 3,000,000.33 yuan is 1,500,000.16 yuan." in told
    assert "No more than 10,000,000 yuan a year is granted; that is reached with 20,000,000 yuan." in told
    assert f"Made by szsubsidy {__version__} with the catalogue {load_catalogue().version}." in told


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_summary_has_the_verdict_and_until_when(run: Run, tmp_path: Path, ending: str) -> None:
    told = text_of(report(run, tmp_path, ending), ending)
    if ending != "docx":  # of which the reader here has all tables behind all paragraphs
        told = told.partition("Fact")[0]
    assert VERDICT in told
    assert "closed on 5 Jun 2026" in told
    assert "opens 1 Sep 2026, until 10 Nov 2026" in told
    assert "24 Dec 2026" in told
    assert "claim before you buy" in told


@pytest.mark.parametrize("ending", ENDINGS)
def test_citations_are_numbers_that_the_table_of_sources_tells(run: Run, tmp_path: Path, ending: str) -> None:
    told = text_of(report(run, tmp_path, ending, "--all"), ending)
    catalogue = load_catalogue()
    cited = {int(number) for group in NUMBERS.findall(told) for number in group.split(", ")}
    assert len(cited) > 10
    assert cited == set(range(1, max(cited) + 1))
    places = {f"{source.id}#{at}" for source in catalogue.sources.values() for at in source.provisions}
    assert [name for name in (*catalogue.sources, *places) if f"[{name}" in told] == []
    assert catalogue.sources["measures-2024"].title in told
    assert "clause 2, training voucher" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("firm", [FIRM, ["estimate", "--project-category=model-training", "--as-of=2026-05-20"]])
def test_no_option_and_no_command_is_named_in_what_is_handed_on(
    run: Run, tmp_path: Path, language: str, firm: list[str]
) -> None:
    made = run(*firm, "--all", "--lang", language, "--report", "board.md", cwd=tmp_path)
    assert made.returncode == 0
    told = (tmp_path / "board.md").read_text("utf-8")
    told += run(*firm, "--lang", language, "--format", "markdown").stdout
    told += run(*firm, "--lang", language, "--format", "markdown", "--details").stdout
    assert re.findall(r"(?<![-|])--[a-z].*|szsubsidy [a-z].*", told) == []


def test_markdown(run: Run, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    told = report(run, tmp_path, "md").decode()
    assert re.sub(r"catalogue [0-9a-f]+", "…", told) == snapshot


@pytest.mark.slow
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_estimate_is_the_same_file(run: Run, tmp_path: Path, ending: str) -> None:
    more = ("--all", "--firm-name", "A 'firm' & son")
    assert report(run, tmp_path, ending, *more) == report(run, tmp_path, ending, *more)


def test_own_programmes_are_in_the_report(run: Run, tmp_path: Path) -> None:
    folder = lay_down(tmp_path)
    facts = [
        "--project-category=model-training",
        "--company-type=sme",
        "--compute-contract=100万",
        "--as-of=2031-03-01",
    ]
    done = run("estimate", *facts, "--programmes", folder, "--report", "own.html", cwd=tmp_path)
    assert done.returncode == 0
    told = text_of((tmp_path / "own.html").read_bytes(), "html")
    assert "Own grant, the first" in told
    assert "某文件" in told


def test_all_tells_of_the_programmes_about_something_else(run: Run, tmp_path: Path) -> None:
    few, many = (text_of(report(run, tmp_path, "md", *more), "md") for more in ((), ("--all",)))
    assert "are about something else" in few
    assert "are about something else" not in many
    assert len(many) > len(few)


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_known_is_a_report_too(run: Run, tmp_path: Path, ending: str) -> None:
    done = run("estimate", "--as-of=2026-11-23", "--report", f"x.{ending}", cwd=tmp_path)
    assert done.returncode == 0
    told = text_of((tmp_path / f"x.{ending}").read_bytes(), ending)
    assert "Nothing is known of the applicant yet." in told
    assert "Company type" in told


@pytest.mark.slow
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_in_every_form(run: Run, tmp_path: Path, ending: str, name: str) -> None:
    content = report(run, tmp_path, ending, "--firm-name", name)
    shown = name.replace("\x07", "\\x07").replace("\x1b", "\\x1b")
    assert f"{shown} · Estimate as of" in text_of(content, ending)
    if ending in {"md", "html"}:
        assert "\x07" not in content.decode()
        assert "\x1b" not in content.decode()
        assert not re.search(r"(?<!\\)<script", content.decode())
    if ending == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert not any(b"<f>" in book.read(item) for item in book.namelist() if "worksheets" in item)


def test_a_workbook_has_amounts_as_numbers(run: Run, tmp_path: Path) -> None:
    book = fastexcel.read_excel(report(run, tmp_path, "xlsx"))
    assert book.sheet_names[:4] == ["Summary", "Profile", "Programmes", "Combination"]
    with zipfile.ZipFile(tmp_path / "board.xlsx") as archive:
        summary, profile = (archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    assert "<v>1500000.16</v>" in summary
    assert 'topLeftCell="A2" activePane="bottomLeft" state="frozen"' in profile


@pytest.mark.parametrize("ending", ENDINGS)
def test_in_chinese(run: Run, tmp_path: Path, ending: str) -> None:
    name = f"报告.{ending}"
    done = run(*FIRM, "--lang=zh-Hans", "--report", name, cwd=tmp_path)
    assert done.returncode == 0
    assert name in done.stderr
    content = (tmp_path / name).read_bytes()
    told = text_of(content, ending)
    assert "9月1日起可申报，最高350万元" in told
    assert "训力券" in told
    assert "Training voucher" not in told
    if ending == "html":
        assert b'<html lang="zh-Hans">' in content
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert 'w:eastAsia="Microsoft YaHei"' in archive.read("word/styles.xml").decode()


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("board.pdf", 2, "must tell its format by its ending (one of .md, .html, .xlsx, .docx)"),
        ("board", 2, "must tell its format by its ending (one of .md, .html, .xlsx, .docx)"),
        (".md", 2, "must tell its format by its ending (one of .md, .html, .xlsx, .docx)"),
        ("", 2, "must tell its format by its ending (one of .md, .html, .xlsx, .docx)"),
        ("-", 2, "a report goes to a file, not to stdout"),
        ("taken.md", 2, "taken.md: exists already (--force overwrites it)"),
        ("folder.md", 2, "folder.md: is a folder"),
        ("nowhere/board.md", 3, "the folder nowhere does not exist"),
    ],
)
def test_a_name_that_will_not_do(run: Run, tmp_path: Path, name: str, code: int, told: str) -> None:
    (tmp_path / "taken.md").write_text("mine")
    (tmp_path / "folder.md").mkdir()
    done = run(*FIRM, "--report", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "taken.md").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.md", "taken.md"]


def test_force_overwrites(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken.MD").write_text("mine")
    assert run(*FIRM, "--report", "taken.MD", "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "taken.MD").read_text().startswith("# Estimate as of 30 June 2026\n")
