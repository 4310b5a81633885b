"""What a value of a table means: words for what is not known, values as registers write them, values of other facts."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from tests.program import Result, Run

DAY = ("--as-of", "2026-01-15")
FIRM = {"企业名称": "甲", "企业类型": "初创企业", "项目类别": "模型训练", "算力合同金额（万元）": "800"}
REJECTED = 4
FORMATS = ("csv", "xlsx", "jsonl", "parquet")


def write(folder: Path, form: str, rows: list[dict[str, str]]) -> Path:
    """Write rows of text as a table of a format."""
    path = folder / f"firms.{form}"
    if form == "csv":
        pl.DataFrame(rows).write_csv(path)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    elif form == "parquet":
        pl.DataFrame(rows).write_parquet(path)
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for line, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
                for place, cell in enumerate(cells):
                    sheet.write_string(line, place, cell)
    return path


def score(run: Run, path: Path, *arguments: str) -> tuple[Result, list[dict[str, Any]]]:
    done = run("batch", path.name, *DAY, "--to", "jsonl", *arguments, cwd=path.parent)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "word", ["-", "/", "—", "无", "暫無", "N/A", "null", "待定", "未签", "　", "？", "NaN", "n.a."]
)
def test_a_word_for_what_is_not_known_is_no_value(run: Run, tmp_path: Path, form: str, word: str) -> None:
    row = FIRM | {"注册资本": word, "成立日期": word, "所在区": word, "年龄": word, "学历": word}
    done, [scored] = score(run, write(tmp_path, form, [row]))
    assert done.returncode == 0
    assert scored["total"] == 4_800_000
    assert scored["注册资本"] == word


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_an_amount_that_is_to_be_agreed_is_not_known(run: Run, tmp_path: Path, engine: str) -> None:
    rows = [FIRM, FIRM | {"算力合同金额（万元）": "待定"}, FIRM | {"企业类型": "暂无"}]
    done, scored = score(run, write(tmp_path, "csv", rows), "--engine", engine)
    assert done.returncode == 0
    assert [row["missing"] for row in scored] == [[], ["compute_contract"], ["company_type"]]


def test_no_of_a_flag_keeps_its_meaning(run: Run, tmp_path: Path) -> None:
    row = FIRM | {"项目类别": "模型应用", "模型采购额（万元）": "100", "模型备案": "无"}
    done, [no] = score(run, write(tmp_path, "csv", [row]))
    assert done.returncode == 0
    done, [unknown] = score(run, write(tmp_path, "csv", [row | {"模型备案": "待定"}]))
    assert done.returncode == 0
    assert no != unknown


@pytest.mark.parametrize("form", FORMATS)
def test_a_further_word_is_not_known_where_one_says_so(run: Run, tmp_path: Path, form: str) -> None:
    path = write(tmp_path, form, [FIRM | {"算力合同金额（万元）": "资料未齐"}])
    done, _ = score(run, path)
    assert done.returncode == REJECTED
    done, [scored] = score(run, path, "--unknown", "资料未齐", "--unknown", "x")
    assert done.returncode == 0
    assert scored["missing"] == ["compute_contract"]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("word", ["999", "0", "-1", "1,000", "９９９", "999万", "999.50"])
def test_a_number_is_not_known_where_one_says_so(run: Run, tmp_path: Path, word: str, engine: str) -> None:
    rows = [FIRM | {"算力合同金额（万元）": cell, "年龄": "999"} for cell in (word, "800", f" {word} ")]
    path = write(tmp_path, "csv", rows)
    done, scored = score(run, path, "--unknown", word, "--unknown", "999", "--engine", engine)
    assert done.returncode == 0, done.stderr
    assert [row["missing"] for row in scored] == [["compute_contract"], [], ["compute_contract"]]


@pytest.mark.parametrize("cell", [999, 999.0])
def test_a_number_that_keeps_its_type_is_not_known_where_one_says_so(run: Run, tmp_path: Path, cell: float) -> None:
    path = tmp_path / "firms.parquet"
    pl.DataFrame([FIRM | {"算力合同金额（万元）": cell}]).write_parquet(path)
    done, [scored] = score(run, path, "--unknown", "999")
    assert (done.returncode, scored["missing"]) == (0, ["compute_contract"])


@pytest.mark.parametrize("other", ["800", 800.5])
def test_inputs_of_different_types_make_no_parquet_file(run: Run, tmp_path: Path, other: str | float) -> None:
    for name, cell in (("a.parquet", 800), ("b.parquet", other)):
        pl.DataFrame([FIRM | {"算力合同金额（万元）": cell}]).write_parquet(tmp_path / name)
    done = run("batch", "a.parquet", "b.parquet", "-o", "scored.parquet", "-q", *DAY, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("szsubsidy: scored.parquet: '算力合同金额（万元）' is ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "scored.parquet").exists()
    assert run("batch", "a.parquet", "b.parquet", "-o", "scored.csv", "-q", *DAY, cwd=tmp_path).returncode == 0


SMALL = "no amount reaches 10,000, and none says its unit; {} is read as {} yuan (if it is 万元: {})"


@pytest.mark.parametrize("form", FORMATS)
def test_small_amounts_without_a_unit_are_told(run: Run, tmp_path: Path, form: str) -> None:
    firm = {name: cell for name, cell in FIRM.items() if "金额" not in name}
    rows = [firm | {"算力合同金额": cell} for cell in ("0", "800", "1,200.50", "待定", "")]
    path = write(tmp_path, form, rows)
    done, scored = score(run, path, "--summary", "summary.json")
    option = "--map '算力合同金额=compute_contract（万元）'"
    assert SMALL.format("800", "800", option) in done.stderr
    assert scored[1]["total"] == 480
    [doubt] = json.loads((tmp_path / "summary.json").read_text("utf-8"))["doubts"]
    assert doubt == {"code": "small-amounts", "heading": "算力合同金额", "value": "800", "rows": 2}
    done, scored = score(run, path, *shlex.split(option))
    assert scored[1]["total"] == 4_800_000
    assert "says its unit" not in done.stderr


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("算力合同金额", ["800", "10000"]),
        ("算力合同金额", ["800"] * 100 + ["800万"]),
        ("算力合同金额", ["800元"]),
        ("算力合同金额", ["0", ""]),
        ("算力合同金额（元）", ["800"]),
        ("算力合同金额（万元）", ["800"]),
    ],
)
def test_amounts_that_are_not_small_or_say_their_unit_are_not_told(
    run: Run, tmp_path: Path, heading: str, cells: list[str]
) -> None:
    firm = {name: cell for name, cell in FIRM.items() if "金额" not in name}
    done, _ = score(run, write(tmp_path, "csv", [firm | {heading: cell} for cell in cells]))
    assert done.returncode == 0
    assert "says its unit" not in done.stderr


def test_small_amounts_below_a_line_that_says_yuan_are_not_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("单位：元,,\n企业类型,项目类别,算力合同金额\n初创企业,模型训练,800\n", "utf-8")
    done, _ = score(run, path)
    assert done.returncode == 0
    assert "says its unit" not in done.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_an_error_of_a_sheet_is_no_word_for_what_is_not_known(run: Run, tmp_path: Path, form: str) -> None:
    done, _ = score(run, write(tmp_path, form, [FIRM | {"算力合同金额（万元）": "#N/A"}]))
    assert done.returncode == REJECTED


def test_a_district_is_read_as_registers_write_it(run_live: Run, tmp_path: Path) -> None:
    words = {
        "nanshan": ["深圳市南山区", "南山区（粤海街道）", "Nanshan District", "广东省深圳市南山区粤海街道某路1号"],
        "longhua": ["Longhua, Shenzhen", "深圳龙华", "龍華區某路1號"],
        "": ["深圳市", "某路1号", "深圳市南山区与福田区"],
    }
    firm = {name: cell for name, cell in FIRM.items() if name != "项目类别"}
    rows = [firm | {"所在区": word} for district, texts in words.items() for word in (district, *texts)]
    path = write(tmp_path, "csv", rows)
    done = run_live("batch", path.name, *DAY, "--shape", "wide", "--to", "jsonl", cwd=tmp_path)
    assert done.returncode == 0
    scored = {row.pop("所在区") or "": row for row in map(json.loads, done.stdout.splitlines())}
    assert scored["nanshan"] != scored["longhua"] != scored[""]
    for district, texts in words.items():
        assert [word for word in texts if scored[word] != scored[district]] == []
    assert "所在区: no district or zone in 3 rows" in " ".join(done.stderr.split())
    assert "(fill in the district or zone; 深圳市 alone names none)" in " ".join(done.stderr.split())
    assert "--map" not in done.stderr


@pytest.mark.parametrize("word", ["北京市海淀区某路1号", "天河区", "广州市天河区"])
def test_an_address_elsewhere_is_no_district(run: Run, word: str) -> None:
    done = run("estimate", "--company-type", "startup", "--district", word, *DAY)
    assert done.returncode == 2


@pytest.mark.parametrize("form", FORMATS)
def test_an_address_tells_the_district_where_no_other_column_does(run: Run, tmp_path: Path, form: str) -> None:
    row = FIRM | {"注册地址": "深圳市光明区某街道某路1号"}
    path = write(tmp_path, form, [row])
    done = run("batch", path.name, *DAY, "--to", "jsonl", "--summary", "summary.json", cwd=tmp_path)
    assert done.returncode == 0
    columns = json.loads((tmp_path / "summary.json").read_text("utf-8"))["columns"]
    assert {"heading": "注册地址", "fact": "district"} in columns
    path = write(tmp_path, form, [row | {"所在区": "南山区"}])
    run("batch", path.name, *DAY, "--to", "jsonl", "--summary", "summary.json", "--force", cwd=tmp_path)
    columns = json.loads((tmp_path / "summary.json").read_text("utf-8"))["columns"]
    assert {"heading": "所在区", "fact": "district"} in columns
    assert {"heading": "注册地址", "fact": "district"} not in columns


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_is_no_type_of_company_is_told_once_a_value(run: Run, tmp_path: Path, engine: str) -> None:
    kinds = ["有限责任公司", "有限责任公司", "规上企业", "民营企业", "小型", "中型", "微型", "小微"]
    rows = [FIRM | {"企业类型": kind} for kind in kinds]
    done, scored = score(run, write(tmp_path, "csv", rows), "--engine", engine)
    assert done.returncode == 0
    told = " ".join(done.stderr.split())
    assert "企业类型: '有限责任公司' is a legal form, not the company type: 2 rows" in told
    assert "企业类型: '规上企业' is a statistical class, not the company type: 1 row" in told
    assert "企业类型: '民营企业' is a form of ownership, not the company type: 1 row" in told
    assert told.count("--map '企业类型='") == 1
    assert told.count("(what belongs here: Start-up, Small or medium-sized enterprise, Large enterprise, ") == 1
    assert [row["missing"] == ["company_type"] for row in scored] == [True] * 4 + [False] * 4
    done, _ = score(run, write(tmp_path, "csv", rows), "--map", "企业类型=")
    assert "legal form" not in done.stderr


def test_what_is_no_type_of_company_is_counted_in_rows_of_firms(run: Run, tmp_path: Path) -> None:
    rows = [
        FIRM | {"企业类型": kind, "企业名称": name}
        for kind, name in [("有限公司", "甲"), ("有限公司", "甲"), ("个体户", "乙")]
    ]
    done, scored = score(run, write(tmp_path, "csv", rows), "--firm", "企业名称")
    assert done.returncode == 0
    assert [row["missing"] for row in scored] == [["company_type"]] * 2
    assert "企业类型: '有限公司' is a legal form, not the company type: 2 rows" in " ".join(done.stderr.split())


def test_amounts_that_would_be_accepted_are_in_the_characters_of_the_language(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "csv", [FIRM | {"算力合同金额（万元）": "约800"}])
    for language, examples in {"zh-Hans": "¥800万、1.2亿", "zh-Hant": "¥800萬、1.2億"}.items():
        done = run("--lang", language, "batch", path.name, "-o", "out.csv", *DAY, "--force", cwd=tmp_path)
        assert examples in done.stderr


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("to", ["csv", "xlsx"])
def test_arrays_of_texts_are_written_as_a_person_would(run: Run, tmp_path: Path, form: str, to: str) -> None:
    rows = [FIRM | {"项目类别": ["模型训练", "模型应用"], "备注": ["a;b"]}]
    path = tmp_path / f"firms.{form}"
    if form == "jsonl":
        path.write_text(json.dumps(rows[0], ensure_ascii=False) + "\n", "utf-8")
    else:
        pl.DataFrame(rows).write_parquet(path)
    assert run("batch", path.name, "-o", f"out.{to}", *DAY, cwd=tmp_path).returncode == 0
    out = tmp_path / f"out.{to}"
    found = pl.read_csv(out) if to == "csv" else pl.read_excel(out)
    assert (found["项目类别"][0], found["备注"][0]) == ("模型训练;模型应用", '["a;b"]')


@pytest.mark.parametrize("by", [(), ("--firm", "企业名称")])
def test_a_row_says_which_of_its_cells_say_nothing_of_their_fact(run: Run, tmp_path: Path, by: tuple[str, ...]) -> None:
    kinds = {"甲": "初创企业", "乙": "有限公司", "丙": "银行"}
    rows = [FIRM | {"企业名称": name, "企业类型": kind, "所在区": "南山区"} for name, kind in kinds.items()]
    rows[2] |= {"算力合同金额（万元）": "约800", "所在区": "深圳市"}
    _, scored = score(run, write(tmp_path, "csv", rows), *by)
    remarks = [row["remarks"] or "" for row in scored]
    assert remarks[0] == ""
    assert remarks[1] == "企业类型: no company type in it"
    unread = "算力合同金额（万元）: '约800' cannot be read, and changes nothing"
    assert remarks[2].startswith(f"{unread}; 所在区: no district or zone in it; ")


def test_of_many_values_that_are_no_type_of_company_the_first_are_told(run: Run, tmp_path: Path) -> None:
    rows = [FIRM | {"企业类型": f"有限公司{number}"} for number in range(25)]
    done, _ = score(run, write(tmp_path, "csv", rows))
    told = " ".join(done.stderr.split())
    assert told.count("is a legal form") == 10
    assert "企业类型: no company type in 15 rows" in told


def test_what_is_told_stands_in_the_summary_with_what_to_type(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "csv", [FIRM | {"企业类型": "有限公司"}])
    score(run, path, "--summary", "summary.json")
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    [told] = summary["told"]
    assert told["code"] == "not-this-fact"
    assert told["steps"] == [{"message": "To leave it:", "typed": "--map '企业类型='"}]
    assert summary["doubts"] == [{"code": "not-this-fact", "heading": "企业类型", "value": "有限公司", "rows": 1}]
