"""What the headings of a table mean: names with what people write around them, and headings that only look like one."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from szsubsidy import load_catalogue
from szsubsidy import score as score_table
from szsubsidy.batch.heading import HeadingReader
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.types import type_of
from tests.cli.test_values_of_tables import DAY, FORMATS, score, write
from tests.program import Run

FIRM = {"企业名称": "甲", "企业类型": "初创企业", "项目类别": "模型训练"}
IN_WAN = [
    "算力合同金额万元", "算力合同金额_万元", "算力合同金额：万元", "算力合同金额〔万元〕", "算力合同金额（万元）*",
    "算力合同金额（不含税）（万元）", "算力合同金额(万元，含税)", "算力租赁合同额（万元）", "*算力合同金额【万元】",
    "算力合同金额(单位：万元)", "3. 算力合同金额（万元）（必填）",
    "算力合同/金额（万元）", "compute contract (RMB 10k)",
    "算力\n合同金额\n（万元）", "不含税算力合同金额（人民币万元）",
]  # fmt: skip
DAYS = [
    "设立日期", "企业成立日期", "*成立日期", "成立日期（必填）", "成立日期(yyyy-mm-dd)", "成立日期（格式：2025-01-01）",
    "登记日期", "注册日期", "公司成立时间", "3.成立日期", "（三）成立日期", "①成立日期", "企业信息/成立日期",
]  # fmt: skip


@pytest.mark.parametrize("heading", IN_WAN)
def test_an_amount_is_read_whatever_stands_around_its_name(run: Run, tmp_path: Path, heading: str) -> None:
    done, [scored] = score(run, write(tmp_path, "jsonl", [FIRM | {heading: "800"}]))
    assert done.returncode == 0
    assert scored["total"] == 4_800_000
    assert "To know" not in done.stderr


@pytest.mark.parametrize("heading", DAYS)
def test_a_day_is_read_whatever_stands_around_its_name(run: Run, tmp_path: Path, heading: str) -> None:
    row = FIRM | {"企业类型": "中小企业", "算力合同金额（万元）": "800", heading: "no day"}
    score(run, write(tmp_path, "jsonl", [row]), "--summary", "summary.json")
    assert '"fact": "established_on"' in (tmp_path / "summary.json").read_text("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_marks_around_a_name_are_dropped_in_every_format(run: Run, tmp_path: Path, form: str) -> None:
    done, [scored] = score(run, write(tmp_path, form, [FIRM | {"*算力合同金额（不含税）〔万元〕": "800"}]))
    assert done.returncode == 0
    assert scored["total"] == 4_800_000
    assert scored["*算力合同金额（不含税）〔万元〕"] in {"800", 800}


@pytest.mark.parametrize("heading", ["算力合同金额（万美元）", "算力合同金额（USD）"])
def test_a_foreign_currency_that_decides_is_an_error_until_it_is_left_out(
    run: Run, tmp_path: Path, heading: str
) -> None:
    path = write(tmp_path, "csv", [FIRM | {heading: "800"}])
    done = run("batch", path.name, "--as-of", "2026-01-15", "-o", "scored.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "scored.csv").exists()
    assert done.stderr == (
        "szsubsidy: no column was read as compute contract amount; 1 of 1 rows needs it\n"
        f"  '{heading}' is not in yuan: convert it first, and name the unit. Or, to leave it out:\n"
        f"    --map '{heading}='\n"
    )
    done, [scored] = score(run, path, "--map", f"{heading}=")
    assert (done.returncode, scored["missing"]) == (0, ["compute_contract"])


def test_a_foreign_currency_beside_yuan_is_told_and_not_read(run: Run, tmp_path: Path) -> None:
    row = FIRM | {"算力合同金额（万元）": "800", "算力合同金额（万美元）": "120"}
    done, [scored] = score(run, write(tmp_path, "csv", [row]))
    assert "算力合同金额（万美元） is not used: unknown unit for compute contract amount" in done.stderr
    assert (done.returncode, scored["total"]) == (0, 4_800_000)


def test_registered_capital_is_no_cost(run: Run, tmp_path: Path) -> None:
    done, [scored] = score(run, write(tmp_path, "csv", [FIRM | {"注册资金（万元）": "800", "注册资本金": "1"}]))
    assert done.returncode == 0
    assert scored["total"] == 0


def test_a_heading_that_looks_like_a_fact_is_told_with_what_to_type(run: Run, tmp_path: Path) -> None:
    row = FIRM | {"算力合同金额（万元）": "800", "模型服务支出": "3"}
    done, _ = score(run, write(tmp_path, "csv", [row]))
    assert done.returncode == 0
    assert "'模型服务支出' looks like the model purchase amount and is not read" in done.stderr
    lines = [line.strip() for line in done.stderr.splitlines()]
    assert "To read it:   --map '模型服务支出=model_contract'" in lines
    assert "To leave it:  --map '模型服务支出='" in lines
    done, _ = score(run, write(tmp_path, "csv", [row]), "--map", "模型服务支出=")
    assert "looks like" not in done.stderr


def test_a_heading_that_looks_like_what_decides_is_an_error(run: Run, tmp_path: Path) -> None:
    rows = [FIRM | {"算力投入（万元）": "800"}, FIRM | {"企业类型": "银行", "算力投入（万元）": "800"}]
    path = write(tmp_path, "csv", rows)
    done = run("batch", path.name, "--as-of", "2026-01-15", "-o", "scored.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "scored.csv").exists()
    assert done.stderr == (
        "szsubsidy: no column was read as compute contract amount; 1 of 2 rows needs it\n"
        "  '算力投入（万元）' looks like it. Add:\n"
        "    --map '算力投入（万元）=compute_contract（万元）'\n"
        "  or, if it is something else:\n"
        "    --map '算力投入（万元）='\n"
    )
    done, [first, _] = score(run, path, "--map", "算力投入（万元）=compute_contract（万元）")
    assert (done.returncode, first["total"]) == (0, 4_800_000)
    done, [first, _] = score(run, path, "--map", "算力投入（万元）=")
    assert (done.returncode, first["missing"]) == (0, ["compute_contract"])


def test_a_heading_that_is_the_end_of_what_decides_is_an_error_that_names_it(run_live: Run, tmp_path: Path) -> None:
    row = {"企业名称": "甲", "类型": "初创企业", "项目类别": "模型训练", "项目合同总金额（万元）": "800"}
    path = write(tmp_path, "csv", [row])
    done = run_live("batch", path.name, "--as-of", "2026-01-15", "-o", "scored.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "scored.csv").exists()
    typed = [line.strip() for line in done.stderr.splitlines() if "--map" in line]
    assert typed == [
        "--map '类型=company_type'",
        "--map '类型='",
        "--map '项目合同总金额（万元）=compute_contract（万元）'",
        "--map '项目合同总金额（万元）='",
    ]
    done = run_live("batch", path.name, *" ".join((typed[0], typed[2])).replace("'", "").split(), cwd=tmp_path)
    assert done.returncode == 0
    assert "not read" not in done.stderr


def test_of_a_heading_that_may_be_several_facts_each_is_named(run_live: Run, tmp_path: Path) -> None:
    row = {"企业类型": "初创企业", "合同金额": "800万"}
    path = write(tmp_path, "csv", [row])
    done = run_live("batch", path.name, "--as-of", "2026-01-15", cwd=tmp_path)
    assert done.returncode == 2
    assert "'合同金额' is not read, as it may be one of several facts; 1 of 1 rows needs one of them" in done.stderr
    for fact in ("compute_contract", "model_contract", "corpus_contract"):
        assert f"--map '合同金额={fact}'\n" in done.stderr


@pytest.mark.parametrize("heading", ["类型", "合同金额", "性质", "Contract amount"])
def test_the_end_of_a_name_that_decides_nothing_is_no_question(run: Run, tmp_path: Path, heading: str) -> None:
    row = FIRM | {"算力合同金额（万元）": "800", heading: "服务合同"}
    done, [scored] = score(run, write(tmp_path, "csv", [row]))
    assert (done.returncode, scored["total"]) == (0, 4_800_000)
    assert "--map" not in done.stderr


def test_a_day_that_is_presumed_where_a_heading_looks_like_it_is_an_error(run_live: Run, tmp_path: Path) -> None:
    row = FIRM | {"算力合同金额（万元）": "800", "est_date": "2015-01-01"}
    path = write(tmp_path, "csv", [row])
    done = run_live("batch", path.name, "--as-of", "2026-01-15", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "    --map est_date=established_on\n" in done.stderr
    done = run_live("batch", path.name, "--as-of", "2026-01-15", "--map", "est_date=", cwd=tmp_path)
    assert done.returncode == 0


def test_a_mapping_file_leaves_a_column_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('[columns]\n"算力投入（万元）" = ""\n', "utf-8")
    path = write(tmp_path, "csv", [FIRM | {"算力投入（万元）": "800"}])
    done, [scored] = score(run, path, "--map-file", "map.toml")
    assert (done.returncode, scored["missing"]) == (0, ["compute_contract"])


def test_of_two_columns_the_one_with_the_name_of_the_fact_is_read(run: Run, tmp_path: Path) -> None:
    row = FIRM | {"登记日期": "2010-01-01", "成立日期": "2025-12-01", "算力合同金额": "800万"}
    done, [scored] = score(run, write(tmp_path, "csv", [row]), "--summary", "summary.json")
    assert done.returncode == 0
    assert '"heading": "成立日期"' in (tmp_path / "summary.json").read_text("utf-8")
    assert scored["登记日期"] == "2010-01-01"
    done, _ = score(run, write(tmp_path, "csv", [FIRM | {"算力合同金额": "800万", "算力合同金额（含税）": "1"}]))
    assert done.returncode == 2
    assert "算力合同金额（含税）" in done.stderr


AMOUNT = "算力合同金额（万元）"


def test_a_column_without_a_heading_is_told_as_such(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(",企业类型,项目类别,算力合同金额（万元）\n1,初创企业,模型训练,800\n", "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.csv", cwd=tmp_path)
    assert "not read: (no heading)\n" in done.stderr


def test_repeated_empty_and_many_lined_headings_of_text_pass_through(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        f'备注,企业类型,备注,项目类别,,"联系\n电话",{AMOUNT},Unnamed: 7\na,初创企业,b,模型训练,c,"d\nd",800,e\n',
        "utf-8",
    )
    done = run("batch", "firms.csv", *DAY, cwd=tmp_path)
    assert done.returncode == 0
    heading, row, *_ = csv.reader(io.StringIO(done.stdout))
    assert heading[:8] == ["备注", "企业类型", "备注", "项目类别", "", "联系\n电话", AMOUNT, "Unnamed: 7"]
    assert row[:9] == ["a", "初创企业", "b", "模型训练", "c", "d\nd", "800", "e", "4800000"]


def test_repeated_and_unnamed_headings_of_a_sheet_pass_through(run: Run, tmp_path: Path) -> None:
    headings = ["备注", "企业类型", "备注", "项目类别", "", "联系\n电话", AMOUNT]
    with xlsxwriter.Workbook(str(tmp_path / "firms.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        sheet.write_row(1, 0, ["a", "初创企业", "b", "模型训练", "c", "d\nd", 800])
    done = run("batch", "firms.xlsx", *DAY, "--to", "csv", cwd=tmp_path)
    assert done.returncode == 0
    heading, row, *_ = csv.reader(io.StringIO(done.stdout))
    assert [heading[place] for place in (0, 1, 3, 6)] == ["备注", "企业类型", "项目类别", AMOUNT]
    assert row[:8] == ["a", "初创企业", "b", "模型训练", "c", "d\nd", "800", "4800000"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_empty_and_numbered_headings_pass_through(run: Run, tmp_path: Path, form: str) -> None:
    row = {"": "a", "0": "b", "__UNNAMED__2": "c", "联系\n电话": "d"}
    done, [scored] = score(run, write(tmp_path, form, [row | FIRM | {AMOUNT: "800"}]))
    assert done.returncode == 0
    assert scored["total"] == 4_800_000
    assert {name: scored[name] for name in row} == row


def test_integer_headings_of_a_frame_pass_through() -> None:
    frame = pd.DataFrame({0: ["a"], 1: [7], "企业类型": ["初创企业"], "项目类别": ["模型训练"], AMOUNT: [800]})
    scored = score_table(frame, as_of="2026-01-15")
    assert list(scored.columns[:5]) == [0, 1, "企业类型", "项目类别", AMOUNT]
    assert scored[1].tolist() == [7]
    assert scored["total"].tolist() == [480_000_000]


def test_repeated_headings_of_a_frame_pass_through() -> None:
    row = ["a", "甲", "初创企业", "b", "模型训练", 800]
    frame = pd.DataFrame([row], columns=["备注", "企业名称", "企业类型", "备注", "项目类别", AMOUNT])
    scored = score_table(frame, as_of="2026-01-15")
    assert list(scored.columns[:6]) == list(frame.columns)
    assert scored.iloc[0, :6].tolist() == row
    assert scored["total"].tolist() == [480_000_000]
    twice = pd.DataFrame([[*row, 900]], columns=[*frame.columns, AMOUNT])
    with pytest.raises(SubsidyError, match="are all compute_contract"):
        score_table(twice, as_of="2026-01-15")


def test_what_to_type_stands_in_the_notes_of_a_workbook(run: Run, tmp_path: Path) -> None:
    rows = [FIRM | {"企业类型": "有限公司", AMOUNT: "800"}]
    done = run("batch", write(tmp_path, "csv", rows).name, *DAY, "-o", "out.xlsx", cwd=tmp_path)
    assert done.returncode == 0
    notes = pl.read_excel(tmp_path / "out.xlsx", sheet_id=3, has_header=False, raise_if_empty=False)
    told = [cell for cell in notes.to_series(1) if cell and "legal form" in cell]
    assert [cell.splitlines()[1:] for cell in told] == [["  To leave it:  --map '企业类型='"]]


FACTS = load_catalogue().facts
READER = HeadingReader(load_catalogue())
NAMES = sorted(
    (name, fact.id)
    for fact in FACTS.values()
    if type_of(fact).operators
    for name in (*fact.label.values(), *fact.aliases)
)
BRACKETS = st.sampled_from(["（）", "()", "[]", "【】", "〔〕", "{}", "《》"])
NOTES = st.sampled_from(["必填", "选填", "如有", "不含税", "required", "optional", "请填写", "数字", "例如：x"])
BEFORE = st.sampled_from(["", "*", "※ ", "3. ", "（三）", "①", "#", " "])
BEHIND = st.sampled_from(["", "*", "：", " "])
UNITS = {"万元": "万", "人民币万元": "万", "单位：亿元": "亿", "元": "", "RMB 10,000": "万", "": None}


@given(st.sampled_from(NAMES), BEFORE, BEHIND, st.lists(st.tuples(BRACKETS, NOTES), max_size=2), st.data())
@settings(max_examples=300)
def test_any_name_of_a_fact_is_read_with_what_people_write_around_it(
    named: tuple[str, str], before: str, behind: str, notes: list[tuple[str, str]], data: st.DataObject
) -> None:
    name, fact = named
    unit = data.draw(st.sampled_from(sorted(UNITS))) if type_of(FACTS[fact]).in_yuan else ""
    words = [*notes, ("（）", unit)] if unit else notes
    heading = before + name + "".join(f"{brackets[0]}{word}{brackets[1]}" for brackets, word in words) + behind
    meaning = READER.read(heading)
    assert meaning is not None, heading
    assert (meaning.fact.id, meaning.unit, meaning.other) == (fact, UNITS[unit], ()), heading
