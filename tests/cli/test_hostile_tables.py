"""Tables that are damaged, or made to break something: each row comes out somewhere, or one line refuses the table."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import zipfile
from pathlib import Path
from threading import Thread

import polars as pl
import pytest
import zstandard

from tests.program import Result, Run
from tests.systems import posix

DAY = ("--as-of", "2026-01-15")
HEADING, FIRM = "企业类型,项目类别,算力合同金额,备注\n", "初创企业,模型训练,8000000,甲\n"
ENGINES = [(), ("--engine", "duckdb")]


def batch(run: Run, path: Path, *options: str) -> tuple[Result, list[dict[str, str]], list[dict[str, str]]]:
    """What came of a table: the run, its rows, and those that were rejected."""
    done = run("batch", str(path), "-o", str(path.with_name("out.csv")), *DAY, *options)
    written = [path.with_name(name) for name in ("out.csv", "out.rejects.csv")]
    rows, rejects = (
        list(csv.DictReader(io.StringIO(each.read_bytes().decode(), newline=""))) if each.exists() else []
        for each in written
    )
    return done, rows, rejects


def refused(run: Run, path: Path, *options: str) -> str:
    """The one line by which a table is refused, of which nothing is written."""
    done, rows, rejects = batch(run, path, *options)
    assert done.returncode in {2, 3}, done.stderr
    assert done.stderr.count("\n") == 1
    assert not rows
    assert not rejects
    assert not path.with_name("out.csv").exists()
    return done.stderr.removeprefix(f"szsubsidy: {path}: ")


def workbook(sheet: str, strings: str = "", after: str = "") -> bytes:
    """A workbook of one sheet whose rows are given as XML."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        link = f'<Relationship Id="rId1" Type="{kinds}/%s" Target="%s"/>'
        links = f'<Relationships xmlns="{package}/relationships">{link}</Relationships>'
        archive.writestr("_rels/.rels", links % ("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", links % ("worksheet", "worksheets/sheet1.xml"))
        sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kinds}">{sheets}</workbook>')
        content = f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>{after}</worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", content)
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
    return made.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


FIRST = f'<row r="1">{cell("A1", "企业类型")}{cell("B1", "备注")}</row><row r="2">{cell("A2", "高校")}</row>'


# What is damaged


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_a_packed_table_that_was_cut_off_is_refused(run: Run, tmp_path: Path, packed: object, kept: float) -> None:
    assert callable(packed)
    content = packed("".join([HEADING, *(f"初创企业,模型训练,{n},甲\n" for n in range(5000))]).encode())
    path = tmp_path / "firms.csv"
    path.write_bytes(content[: int(len(content) * kept)])
    assert refused(run, path).startswith("cannot be read: Compressed file ended before")


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
def test_a_table_packed_in_parts_is_read_whole(run: Run, tmp_path: Path, packed: object) -> None:
    assert callable(packed)
    path = tmp_path / "firms.csv"
    path.write_bytes(packed(HEADING.encode()) + packed(FIRM.encode()) + packed((FIRM * 2).encode()))
    assert len(batch(run, path)[1]) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reader_that_panics_is_a_damaged_file(run_process: Run, tmp_path: Path, engine: tuple[str, ...]) -> None:
    made = io.BytesIO()
    pl.DataFrame({"company_type": ["startup"] * 40, "note": [f"n{n}" for n in range(40)]}).write_parquet(made)
    path = tmp_path / "firms.parquet"
    failed = 0
    for place in range(4, 40, 4):
        content = bytearray(made.getvalue())
        content[place] ^= 0x20
        path.write_bytes(content)
        done, rows, _ = batch(run_process, path, *engine, "--force")
        assert "panicked" not in done.stderr
        assert done.returncode in {0, 2, 3}
        assert done.returncode or len(rows) == 40
        failed += done.returncode > 0
        if failed == 2:
            break
    assert failed


def test_a_workbook_with_a_flipped_bit_is_one_line(run: Run, tmp_path: Path) -> None:
    content = workbook(FIRST)
    path = tmp_path / "firms.xlsx"
    begins = content.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    for place in range(begins, begins + 30, 3):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        path.write_bytes(changed)
        assert refused(run, path).startswith("is damaged")


@posix
def test_an_input_that_grows_while_it_is_read_is_refused(run: Run, tmp_path: Path) -> None:
    path, pipe = tmp_path / "firms.csv", tmp_path / "more.csv"
    path.write_text(HEADING + FIRM)
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("w") as more:  # waits until the run has begun to read
            with path.open("a") as file:
                file.write(FIRM)
            more.write(HEADING + FIRM)

    writer = Thread(target=write)
    writer.start()
    done = run("batch", str(path), str(pipe), "-o", str(tmp_path / "out.csv"), *DAY)
    writer.join()
    assert done.returncode == 3
    assert done.stderr == f"szsubsidy: {path}: was changed while it was read (try again once it is written)\n"
    assert not (tmp_path / "out.csv").exists()


# Small files that would take the machine


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="4"/>',
        '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c r="B99999999"><v>1</v></c></row>',
        '<row r="3"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r = "3"><c r = "XFD1048576"><v>1</v></c></row>',
        "<row r='3'><c r='XFD1048576'><v>1</v></c></row>",
        f'<row>{"<c><v>1</v></c>" * 9000}</row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_far_out_is_refused(run: Run, tmp_path: Path, rows: str) -> None:
    path = tmp_path / "firms.xlsx"
    path.write_bytes(workbook(FIRST + rows))
    assert refused(run, path).startswith("has cells as far as row ")


def test_what_a_workbook_declares_does_not_count(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.xlsx"
    path.write_bytes(workbook(f'{FIRST}<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert len(batch(run, path)[1]) == 1


def test_a_table_of_a_column_far_out_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.xlsx"
    path.write_bytes(workbook(f'{FIRST}<row r="3"><c r="ALL3"><v>1</v></c></row>'))
    assert len(batch(run, path)[1]) == 2


@pytest.mark.parametrize("where", ["sheet", "strings", "after"])
def test_a_workbook_that_unpacks_without_end_is_refused(run: Run, tmp_path: Path, where: str) -> None:
    path = tmp_path / "firms.xlsx"
    parts = {"sheet": FIRST} | {where: (FIRST if where == "sheet" else "") + "<si><t/></si>" * 2_000_000}
    path.write_bytes(workbook(**parts))
    assert "unpacks to more than 200 times its size" in refused(run, path)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ('<c r="A{}" t="s"><v>0</v></c>', f"<t>{'x' * 32_000}</t>"),
        ("<c t='s'><f/><v>0</v></c>", "<r><t>xxxxxxxxxxxx</t></r>" * 3000),
        ('<c r="A{}" t="s"><!-- --><v>0</v></c>', f"<t>{'x' * 32_000}</t>"),
    ],
)
def test_a_long_text_that_many_cells_show_is_refused(run: Run, tmp_path: Path, reference: str, text: str) -> None:
    path = tmp_path / "firms.xlsx"
    rows = "".join(f'<row r="{n}">{reference.format(n)}</row>' for n in range(3, 4000))
    path.write_bytes(workbook(FIRST + rows, f"<si>{text}</si>"))
    assert refused(run, path).startswith("shows the same long text in more cells than 32 MiB hold")


def test_a_long_text_that_some_cells_show_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.xlsx"
    rows = "".join(f'<row r="{n}"><c r="B{n}" t="s"><v>1</v></c></row>' for n in range(3, 300))
    texts = f"<si><t>{'x' * 30_000}</t></si><si><t>{'甲' * 3000}</t></si>"
    path.write_bytes(workbook(FIRST + rows, texts))
    assert {row["备注"] for row in batch(run, path)[1]} == {"", "甲" * 3000}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_text_in_every_row_of_parquet_is_refused(run: Run, tmp_path: Path, engine: tuple[str, ...]) -> None:
    path = tmp_path / "firms.parquet"
    pl.select(pl.repeat("university", 90).alias("company_type"), pl.lit("x" * 500_000).alias("note")).write_parquet(
        path
    )
    assert refused(run, path, *engine).startswith("shows the same long text in more cells than 32 MiB hold")


@pytest.mark.parametrize("ending", ["csv", "json", "parquet", "xlsx"])
@pytest.mark.parametrize(("length", "reason"), [(32_767, "is not an amount"), (100_000, "has more than 32,767 char")])
def test_a_long_cell_rejects_its_row(run: Run, tmp_path: Path, ending: str, length: int, reason: str) -> None:
    path, amount = tmp_path / f"firms.{ending}", "8" * (length - 1) + "x"
    if ending == "csv":
        path.write_text(f"{HEADING}{FIRM}初创企业,模型训练,{amount},甲\n")
    elif ending == "json":
        path.write_text(f'[{{"company_type":"startup","topics":"model-training","compute_contract":"{amount}"}}]')
    elif ending == "parquet":
        pl.DataFrame({"company_type": ["startup"], "算力合同金额": [amount]}).write_parquet(path)
    else:
        heads = f'<row r="1">{cell("A1", "企业类型")}{cell("B1", "算力合同金额")}</row>'
        path.write_bytes(workbook(f'{heads}<row r="2">{cell("A2", "初创企业")}{cell("B2", amount)}</row>'))
    done, _, rejects = batch(run, path, *(("--format", "json") if ending == "json" else ()))
    assert done.returncode == 4, done.stderr
    [reject] = rejects
    assert reason in reject["reason"]
    assert reject["value"] == amount


def test_an_amount_of_many_digits_is_refused_at_once(run: Run) -> None:
    done = run("estimate", "--compute-contract", "8" * 120_000, *DAY)
    assert done.returncode == 2
    assert "is more than 1,000,000,000,000 yuan" in done.stderr


def test_a_workbook_that_lies_about_its_parts_is_refused(run: Run, tmp_path: Path) -> None:
    content = workbook(FIRST, "<si><t>a</t></si>" * 9999)
    size = zipfile.ZipFile(io.BytesIO(content)).getinfo("xl/sharedStrings.xml").file_size
    path = tmp_path / "firms.xlsx"
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (99).to_bytes(4, "little")))
    assert refused(run, path).startswith("is damaged")


def test_merged_cells_over_one_another_are_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.xlsx"
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "高校")}</row>' for n in range(3, 400))
    merges = "".join(f'<mergeCell ref="A{n}:B400"/>' for n in range(3, 399))
    path.write_bytes(workbook(FIRST + rows, after=f"<mergeCells>{merges}</mergeCells>"))
    assert refused(run, path).startswith("is damaged")


@pytest.mark.parametrize("columns", [260, 5000])
@pytest.mark.parametrize("quoted", ["x", '"x,y"'])
def test_a_wide_table_is_estimated(run: Run, tmp_path: Path, columns: int, quoted: str) -> None:
    path = tmp_path / "firms.csv"
    names = ",".join(f"c{n}" for n in range(columns))
    others = ",".join([quoted] * (columns - 1) + [""])
    path.write_text(f"企业类型,{names}\n高校,{others}\n")
    assert len(batch(run, path)[1]) == 1


# Bytes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "text", ["a\x01b", "a\rb", "a\x0bb", "a\x0cb", "a\x1fb", "a\x7fb", "a\u2028b", "a\ufeffb", "\x01"]
)
def test_characters_that_no_text_has_reject_no_more_than_their_row(
    run: Run, tmp_path: Path, text: str, engine: tuple[str, ...]
) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(f"{HEADING}{FIRM}初创企业,模型训练,{text},\n初创企业,模型训练,8000000,{text}\n{text}\n".encode())
    done, rows, rejects = batch(run, path, *engine)
    assert done.returncode in {0, 4}, done.stderr
    assert len(rows) + len(rejects) >= 3
    again = tmp_path / "again"
    again.mkdir()
    copied = again / "rejects.csv"
    copied.write_bytes((tmp_path / "out.rejects.csv").read_bytes())
    done, read, left = batch(run, copied, "--header-row", "1", "--map", "column=company_type")
    assert len(read) + len(left) == len(rejects), done.stderr
    lines = path.read_bytes().decode().split("\n")
    assert [each["row"].rstrip(",") for each in rejects] == [
        lines[int(each["line"]) - 1].rstrip(",") for each in rejects
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("odd", [b"80\x0000", b"80\xff00", b"80\xe5\x8800", b"\x8100"])
def test_a_damaged_byte_rejects_its_row(run: Run, tmp_path: Path, odd: bytes, engine: tuple[str, ...]) -> None:
    path = tmp_path / "firms.csv"
    bad = "初创企业,模型训练,".encode() + odd + b",\n"
    path.write_bytes((HEADING + FIRM).encode() + bad + FIRM.encode())
    done, rows, rejects = batch(run, path, *engine)
    assert done.returncode == 4, done.stderr
    assert [row["备注"] for row in rows] == ["甲", "甲"]
    assert [each["line"] for each in rejects] == ["3"]


def test_a_damaged_byte_where_nothing_counts_leaves_the_row(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes((HEADING + FIRM.replace("甲", "甲\0乙")).encode())
    assert [row["备注"] for row in batch(run, path)[1]] == ["甲\0乙"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "big5"])
def test_text_in_another_encoding_is_refused(run: Run, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(
        (HEADING + FIRM * 9)
        .replace("企业", "企業")
        .replace("项", "項")
        .replace("类别", "類別")
        .replace("类型", "類型")
        .replace("训练", "訓練")
        .replace("金额", "金額")
        .replace("备注", "備註")
        .replace("初创", "初創")
        .encode(encoding)
    )
    refused(run, path)


# JSON


def test_a_row_that_nests_too_deep_is_rejected_though_it_is_the_only_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.jsonl"
    path.write_text(f'{{"company_type":"university","x":{"[" * 9999}{"]" * 9999}}}\n')
    done, rows, rejects = batch(run, path)
    assert done.returncode == 4
    assert [each["line"] for each in rejects] == ["1"]
    assert not rows


def test_a_row_that_nests_too_deep_is_rejected(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.jsonl"
    row = '{"company_type":"university"'
    path.write_text(f'{row},"x":{"[" * 999}{"]" * 999}}}\n{row}}}\n')
    done, rows, rejects = batch(run, path)
    assert done.returncode == 4
    assert [(each["line"], each["reason"]) for each in rejects] == [("1", "nests more than 64 arrays or objects")]
    assert len(rows) == 1


@pytest.mark.parametrize(
    "text",
    [
        "".join(f'{{"k{n}":1}}\n' for n in range(20_000)),
        "{" + ",".join(f'"k{n}":1' for n in range(20_000)) + "}\n",
        ",".join(f"k{n}" for n in range(20_000)) + "\n",
    ],
)
def test_more_columns_than_a_sheet_has_are_refused(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "firms"
    path.write_text(text)
    assert refused(run, path, *(() if text.startswith("{") else ("--map", "k1=company_type"))).startswith(
        "has more than 16,384 columns"
    )


@pytest.mark.parametrize("odd", [r"\ud800", r"\u0000", r"\u0001", r"a\rb"])
def test_escaped_characters_reject_no_more_than_their_row(run: Run, tmp_path: Path, odd: str) -> None:
    path = tmp_path / "firms.jsonl"
    lines = [f'{{"company_type":"university","x":"{odd}"}}', f'{{"{odd}":1}}', '{"company_type":"university"}']
    path.write_text("\n".join(lines) + "\n")
    done, rows, rejects = batch(run, path)
    assert done.returncode in {0, 4}
    assert len(rows) + len(rejects) == 3
    assert rows


def test_a_long_heading_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(f"企业类型,{'x' * 10_001}\n高校,\n")
    assert refused(run, path).startswith("has a heading of more than 10,000 characters")


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_blank_lines_without_end_are_refused(run: Run, tmp_path: Path, packed: object, end: bytes) -> None:
    assert callable(packed)
    path = tmp_path / "firms.csv"
    path.write_bytes(packed((HEADING + FIRM).encode() + end * (20 << 20)))
    assert refused(run, path).startswith("has more than 1,000,000 blank lines in a row")


def test_short_lines_of_a_wide_table_are_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(f"企业类型,{','.join(f'c{n}' for n in range(999))}\n" + "高校\n" * 9000)
    assert len(batch(run, path, "--columns", "企业类型,total")[1]) == 9000


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
@pytest.mark.parametrize("cell", [[b"\xff"], {"a": b"\xff"}, [{"a": b"\xff"}]])
def test_bytes_inside_a_cell_of_parquet_are_written_as_text(
    run: Run, tmp_path: Path, cell: object, ending: str
) -> None:
    table = pl.DataFrame({"company_type": ["startup", "sme"], "x": [cell, None]})
    table.write_parquet(tmp_path / "firms.parquet")
    out = tmp_path / f"out.{ending}"
    columns = ("--columns", "x,total") if ending == "csv" else ()
    done = run("batch", str(tmp_path / "firms.parquet"), "-o", str(out), "-q", "--as-of", "2026-05-20", *columns)
    assert (done.returncode, done.stderr) == (0, "")
    if ending != "xlsx":
        assert len(re.findall(r"\bff\b", out.read_text("utf-8"))) == 1


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\ufeff", "\u2060"])
def test_a_mark_that_nobody_sees_changes_no_heading_and_no_value(run: Run, tmp_path: Path, mark: str) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(f"企业类型,项目{mark}类别,算力合同金额{mark}\n初创{mark}企业,模型训练{mark},800万\n", "utf-8")
    done = run("batch", str(path), "-o", "-", "-q", "--as-of", "2026-05-20", "--columns", "total")
    assert (done.stdout, done.stderr) == ("total\n4800000\n", "")
