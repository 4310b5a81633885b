"""Files that are not what they seem: one line says what each is, and what to do."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.program import Run

DAY = ("--as-of", "2026-01-15")
ROW = {"企业名称": "甲", "企业类型": "初创企业", "项目类别": "模型训练", "算力合同金额（万元）": 800}
TABLE = "<table><tr><td>企业类型</td></tr><tr><td>初创企业</td></tr></table>"
CSV = "企业名称,企业类型,项目类别,算力合同金额（万元）\n甲,初创企业,模型训练,800\n"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def open_document(kind: str) -> bytes:
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}", **{"content.xml": "<x/>"})


@pytest.mark.parametrize(
    ("content", "what", "todo"),
    [
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "is locked with a password", "save it without one"),
        (COMPOUND + bytes(20 << 20) + "EncryptedPackage".encode("utf-16-le"), "is locked with a password", "save it"),
        (COMPOUND + "Workbook".encode("utf-16-le"), "is a workbook of the old .xls kind", "save it as .xlsx"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "is a Word document, no table", "copy its table into a sheet"),
        (f"<html><body>{TABLE}</body></html>", "is a web page (HTML), whatever its name says", "save it as .xlsx"),
        (f"\ufeff\r\n  {TABLE}", "is a web page (HTML)", "save it as .xlsx"),
        (f"<!DOCTYPE HTML>{TABLE}".encode("utf-16"), "is a web page (HTML)", "save it as .xlsx"),
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "is a web page (MHTML)", "save it as .xlsx"),
        (
            '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "is an XML spreadsheet of 2003",
            "save it as .xlsx",
        ),
        ("<?xml version='1.0'?><firms/>", "is XML, no table", "save it as .xlsx"),
        (zipped(**{"firms.csv": CSV}), "is a zip with firms.csv", "unpack it first"),
        (zipped(**{f"{n}.csv": CSV for n in "abcd"}), "is a zip with a.csv, b.csv, c.csv, …", "unpack it first"),
        (zipped(**{"名单.xlsx": b"x"}), "is a zip with 名单.xlsx", "unpack it first"),
        (zipped(), "is an empty zip", ""),
        (open_document("spreadsheet"), "is an OpenDocument spreadsheet (.ods)", "save it as .xlsx"),
        (open_document("text"), "is an OpenDocument, no table", "save it as .xlsx"),
        (zipped(**{"[Content_Types].xml": "", "word__document.xml": ""}), "is a Word document, no table", "copy"),
        (zipped(**{"[Content_Types].xml": "", "xl__workbook.bin": ""}), "is a binary workbook (.xlsb)", "as .xlsx"),
        (zipped(Index__Document=b"", **{"Index__Document.iwa": b""}), "is a Numbers document", "export it as .xlsx"),
        (b"%PDF-1.7\n", "is a PDF file, no table", "export the table as .xlsx or CSV"),
        (json.dumps([ROW], ensure_ascii=False, indent=1), "is a JSON array", "--format json reads it"),
        ("[]", "is a JSON array", "--format json reads it"),
        ('[["企业类型"],["初创企业"]]', "is a JSON array", "--format json reads it"),
        (json.dumps({"data": [ROW]}, indent=1), "is one JSON object, with a list in 'data'", "--format json"),
        (json.dumps({"data": [ROW]}), "is one JSON object, with a list in 'data'", "--format json"),
        (json.dumps(ROW, indent=2), "is one JSON object, no table", "one object a line"),
    ],
)
def test_one_line_says_what_a_file_is_and_what_to_do(
    run: Run, tmp_path: Path, content: bytes | str, what: str, todo: str
) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    large = len(data) > 16 << 20  # what is beyond is looked at in files that are not packed
    for ending in ("xlsx", "xls", "csv", "json", "jsonl", *([] if large else ["csv.gz"])):
        name = f"firms.{ending}"
        (tmp_path / name).write_bytes(gzip.compress(data) if ending.endswith("gz") else data)
        done = run("batch", name, *DAY, "-o", "out.csv", cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith(f"szsubsidy: {name}: {what}")
        assert todo in done.stderr
        (tmp_path / name).unlink()
    if large:
        return
    from_stdin = run("batch", "-", *DAY, stdin=data)
    assert (from_stdin.returncode, from_stdin.stderr.count("\n")) == (2, 1)
    assert what in from_stdin.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_it_is_said_in_every_language(run: Run, tmp_path: Path, language: str) -> None:
    (tmp_path / "firms.xlsx").write_bytes(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    done = run("--lang", language, "batch", "firms.xlsx", *DAY, cwd=tmp_path)
    said = {
        "en": "is locked with a password (open it in Excel or WPS and save it without one)",
        "zh-Hans": "已用密码加密（请用 Excel 或 WPS 打开，取消密码后保存）",
        "zh-Hant": "已用密碼加密（請用 Excel 或 WPS 開啟，取消密碼後儲存）",
    }
    assert said[language] in done.stderr


def test_what_a_file_holds_counts_not_its_name(run: Run, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "firms.csv")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(ROW))
    sheet.write_row(1, 0, list(ROW.values()))
    book.close()
    assert total(run("batch", "firms.csv", *DAY, cwd=tmp_path).stdout) == ["4800000"]
    (tmp_path / "firms.xlsx").write_text(CSV, "utf-8")
    refused = run("batch", "firms.xlsx", *DAY, cwd=tmp_path)
    assert refused.returncode == 2
    assert "firms.xlsx: is not a xlsx file (if it is text, --format csv reads it)" in refused.stderr
    assert total(run("batch", "firms.xlsx", "--format", "csv", *DAY, cwd=tmp_path).stdout) == ["4800000"]


def total(text: str) -> list[str]:
    return [row["total"] for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_where_it_is_said(
    run: Run, tmp_path: Path, encoding: str, indent: int | None
) -> None:
    other = {"企业名称": "乙", "备注": "第一行\n第二行", "企业类型": "中小企业", "算力合同金额（万元）": "约800"}
    text = json.dumps([ROW, other, {**ROW, "算力合同金额（万元）": 80.5}], ensure_ascii=False, indent=indent)
    (tmp_path / "firms.json").write_bytes(text.encode(encoding))
    done = run("batch", "firms.json", "--format", "json", *DAY, cwd=tmp_path)
    assert done.returncode == 4
    assert total(done.stdout) == ["4800000", "483000"]
    assert "firms.json:2: 乙: 算力合同金额（万元）: '约800' is not an amount" in done.stderr
    stdin = run("batch", "-", "--format", "json", "--to", "jsonl", *DAY, stdin=text.encode(encoding))
    first, last = map(json.loads, stdin.stdout.splitlines())
    assert (first["企业名称"], first["算力合同金额（万元）"], last["算力合同金额（万元）"]) == ("甲", 800, 80.5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "holds no JSON object"),
        ('[["企业类型"],["初创企业"]]', "item 1 of the array is no object (one object for each firm)"),
        ('[{"企业类型": "初创企业"}, 5]', "item 2 of the array is no object"),
        ('[{"企业类型": "初创企业"}', "is not valid JSON"),
        ('[{"企业类型": "初创企业"}] 5', "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        (json.dumps({"data": [ROW]}), "is one JSON object, with a list in 'data'"),
        (CSV, "is no JSON array (one object for each firm)"),
    ],
)
def test_what_is_no_array_of_objects_is_one_line(run: Run, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "firms.json").write_text(text, "utf-8")
    done = run("batch", "firms.json", "--format", "json", *DAY, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"firms.json: {told}" in done.stderr


def test_json_is_no_format_to_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(CSV, "utf-8")
    done = run("batch", "firms.csv", "--to", "json", *DAY, cwd=tmp_path)
    assert done.returncode == 2
    assert "csv, tsv, jsonl, parquet" in done.stderr.replace("\n", " ")


cells = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8)


@given(firms=st.lists(st.fixed_dictionaries({"备注": cells | st.lists(cells, max_size=2)}), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_an_array_is_read_as_lines_are(run: Run, tmp_path: Path, firms: list[dict[str, object]]) -> None:
    firms = [{**ROW, **firm} for firm in firms]
    (tmp_path / "firms.json").write_text(json.dumps(firms, indent=1), "utf-8")
    (tmp_path / "firms.jsonl").write_text("".join(f"{json.dumps(firm)}\n" for firm in firms), "utf-8")
    read = [
        run("batch", f"firms.{name}", "--format", name, "--to", "csv", *DAY, "-q", cwd=tmp_path)
        for name in ("json", "jsonl")
    ]
    assert read[0].stdout == read[1].stdout
    assert read[0].returncode == 0
