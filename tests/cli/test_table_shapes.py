"""The columns that ``szsubsidy batch`` adds, in each shape and format, as people and programs read them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.program import Run

DAY = ("--as-of", "2026-05-20")
FIRMS = """企业名称,企业类型,项目类别,算力合同金额（万元）,所在区
甲公司,初创企业,模型训练,800,南山区
乙公司,中小企业,模型训练,3000,光明区
丙公司,中小企业,模型训练,40,
丁公司,中小企业,模型训练,约800,南山区
戊公司,银行,模型训练,800,
"""


def written(run: Run, folder: Path, *arguments: str, content: str = FIRMS, name: str = "scored.csv") -> str:
    (folder / "firms.csv").write_text(content, "utf-8")
    done = run("batch", "firms.csv", "-o", name, "--force", "--allow-rejects", *DAY, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return (folder / name).read_text("utf-8") if name.endswith(("csv", "jsonl")) else ""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_by_default_a_narrow_block_stands_behind_the_columns_of_the_input(run: Run, tmp_path: Path) -> None:
    text = written(run, tmp_path)
    head, first, second, *_ = text.splitlines()
    assert head == (
        "企业名称,企业类型,项目类别,算力合同金额（万元）,所在区,"
        "total,within_reach,ceilings,programmes,reach,apply_by,missing,assumptions,remarks"
    )
    assert first.startswith(
        "甲公司,初创企业,模型训练,800,南山区,4800000,4800000,0,training-voucher=4800000,open,2026-06-05,,established_on;"
    )
    assert second.startswith(
        "乙公司,中小企业,模型训练,3000,光明区,15000000,15000000,0,"
        "training-voucher=10000000;guangming-compute=5000000,open,2026-06-05,,"
    )
    nothing = rows(text)[-1]
    assert (nothing["企业名称"], nothing["total"], nothing["programmes"]) == ("戊公司", "0", "")
    assert (nothing["reach"], nothing["apply_by"], nothing["missing"]) == ("", "", "")


def test_json_lines_have_arrays_and_days(run: Run, tmp_path: Path) -> None:
    lines = written(run, tmp_path, name="scored.jsonl").splitlines()
    found = [json.loads(line) for line in lines]
    assert found[1]["programmes"] == [
        {"programme": "training-voucher", "amount": 10_000_000},
        {"programme": "guangming-compute", "amount": 5_000_000},
    ]
    assert [row["apply_by"] for row in found] == ["2026-06-05", "2026-06-05", None, None]
    assert found[0]["assumptions"][0] == "established_on"
    assert found[3]["programmes"] == found[3]["missing"] == []


def test_what_a_panel_decides_and_what_has_no_known_rate_stand_apart(run: Run, tmp_path: Path) -> None:
    content = (
        "company_type,district,project_category,compute_contract\n"
        "sme,longgang,model-training;government-scene,8000000\n"
    )
    on = ("--as-of", "2026-11-28")
    first, *_ = rows(written(run, tmp_path, *on, content=content))
    assert "training-voucher=4000000;" in first["programmes"]
    assert first["programmes"].split(";")[-1] == "longgang-compute"
    assert "government-scene<=5000000" in first["programmes"].split(";")
    [line, *_] = written(run, tmp_path, *on, content=content, name="scored.jsonl").splitlines()
    told = json.loads(line)["programmes"]
    assert told[0] == {"programme": "training-voucher", "amount": 4_000_000}
    assert {"programme": "government-scene", "amount": None, "ceiling": 5_000_000} in told
    assert told[-1] == {"programme": "longgang-compute", "amount": None}


def test_parquet_has_decimals_and_days(run: Run, tmp_path: Path) -> None:
    written(run, tmp_path, name="scored.parquet")
    table = pl.read_parquet(tmp_path / "scored.parquet")
    assert table["total"].to_list() == [Decimal(4_800_000), Decimal(15_000_000), 0, 0]
    assert table["apply_by"].to_list() == [date(2026, 6, 5), date(2026, 6, 5), None, None]


def test_columns_of_any_shape_may_be_named_in_the_order_wanted(run: Run, tmp_path: Path) -> None:
    text = written(run, tmp_path, "--columns", "企业名称,combination,training-voucher,reach,total")
    assert text.splitlines()[:2] == [
        "企业名称,combination,training-voucher,reach,total",
        "甲公司,training-voucher,4800000,open,4800000",
    ]
    long = written(run, tmp_path, "--shape", "long", "--columns", "企业名称,programme,amount,total")
    assert "乙公司,guangming-compute,6000000,15000000" in long.splitlines()


@pytest.mark.parametrize(
    ("language", "head", "second"),
    [
        (
            "en",
            "By the terms (yuan),Within reach (yuan),",
            'open,2026-06-05,,"Compute provider is affiliated, ',
        ),
        (
            "zh-Hans",
            "合计（元）,仍可申报（元）,由评审决定，最高（元）,资助项目,申报,截止日,",
            "15000000,15000000,0,训力券、光明区算力支持,受理中,2026-06-05,",
        ),
        (
            "zh-Hant",
            "合計（元）,仍可申請（元）,由評審決定，最高（元）,資助項目,申請,截止日,",
            "15000000,15000000,0,訓力券、光明區算力支持,接受申請中,2026-06-05,",
        ),
    ],
)
def test_headings_and_cells_are_words_where_people_read_them(
    run: Run, tmp_path: Path, language: str, head: str, second: str
) -> None:
    lines = written(run, tmp_path, "--headings", "names", "--lang", language).splitlines()
    assert head in lines[0]
    assert second in lines[2]
    assert len({len(row) for row in csv.reader(lines)}) == 1


def test_a_name_that_a_heading_of_the_input_has_already_is_told_apart(run: Run, tmp_path: Path) -> None:
    content = "备注,企业类型,项目类别,算力合同金额\n甲,初创企业,模型训练,800万\n"
    head, _row = written(run, tmp_path, "--headings", "names", "--lang", "zh-Hans", content=content).splitlines()
    assert head.startswith("备注,企业类型,")
    assert head.endswith(",备注 (2)")
    [row] = [
        json.loads(line)
        for line in written(
            run, tmp_path, "--headings", "names", "--lang", "zh-Hans", content=content, name="scored.jsonl"
        ).splitlines()
    ]
    assert (row["备注"], row["备注 (2)"], row["截止日"]) == ("甲", "", "2026-06-05")


HEAD = "企业算力申报表,,,,\n单位：万元,,,,\n企业名称,企业类型,项目类别,算力合同金额,备注\n"
LINES = HEAD + "甲,初创企业,模型训练,800,x\n乙,初创企业,模型训练,约800,\n合计,,,1600,\n填表人：某甲,,,,\n"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "firms.csv: UTF-8; headings on line 3; amounts in 万元, from line 2; not read: 备注",
                "4 rows: 1 estimated, 1 rejected, 2 set aside",
                "Set aside    line 6: 合计 (a total)",
                "Written      scored.csv (1 row), scored.rejects.csv (1 row)",
            ],
        ),
        (
            "zh-Hans",
            [
                "firms.csv：UTF-8；表头在第3行；金额单位为万元（见第2行）；未读入：备注",
                "共4行：已测算1，有误1，已略过2",
                "已略过    第6行：合计（合计行）",
                "已写入    scored.csv（1行）、scored.rejects.csv（1行）",
            ],
        ),
        ("zh-Hant", ["金額單位為萬元（見第2行）", "共4行：已估算1，有誤1，已略過2"]),
    ],
)
def test_the_summary_says_how_the_table_was_read_and_what_became_of_its_rows(
    run: Run, tmp_path: Path, language: str, told: list[str]
) -> None:
    (tmp_path / "firms.csv").write_text(LINES, "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.csv", *DAY, "--lang", language, cwd=tmp_path)
    for line in told:
        assert line in done.stderr


def test_the_summary_for_programs_has_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(LINES, "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.csv", "--summary", "-", *DAY, cwd=tmp_path)
    found = json.loads(done.stdout)
    [source] = found["inputs"]
    assert (source["encoding"], source["heading_line"], source["unit"], source["unit_line"]) == ("utf-8", 3, "万元", 2)
    assert found["unread"] == ["备注"]
    assert found["set_aside"]["count"] == 2
    assert [(row["line"], row["kind"]) for row in found["set_aside"]["lines"]] == [(6, "total"), (7, "note")]
    assert found["rows"] == found["scored"] + found["rejected"] + found["set_aside"]["count"]


def test_the_wide_shape_has_the_programmes_that_some_row_could_get(run: Run, tmp_path: Path) -> None:
    scoped, everything = (
        written(run, tmp_path, "--shape", "wide", *scope).splitlines()[0].split(",")
        for scope in ((), ("--scope", "all"))
    )
    assert {"training-voucher", "guangming-compute", "longgang-compute"} <= set(scoped)
    # No column tells what a model or corpora cost.
    assert {"model-voucher", "corpus-voucher"} <= set(everything) - set(scoped)
    assert [name for name in everything if name in scoped] == scoped
    without = "企业名称,企业类型,项目类别,算力合同金额（万元）\n甲公司,初创企业,模型训练,800\n"
    head = written(run, tmp_path, "--shape", "wide", content=without).splitlines()[0].split(",")
    assert "training-voucher" in head
    assert "guangming-compute" not in head


def test_the_long_shape_has_a_row_for_each_programme_about_what_the_firm_named(run: Run, tmp_path: Path) -> None:
    found = [
        (row["企业名称"], row["programme"], row["status"]) for row in rows(written(run, tmp_path, "--shape", "long"))
    ]
    assert found == [
        ("甲公司", "training-voucher", "eligible"),
        ("乙公司", "training-voucher", "eligible"),
        ("乙公司", "guangming-compute", "eligible"),
        ("丙公司", "training-voucher", "ineligible"),
        ("戊公司", "training-voucher", "ineligible"),
    ]
    everything = rows(written(run, tmp_path, "--shape", "long", "--scope", "all"))
    assert len(everything) == 4 * len({row["programme"] for row in everything}) > 40


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_firm_that_no_programme_is_about_keeps_its_row(run: Run, tmp_path: Path, ending: str) -> None:
    content = "企业名称,企业类型\n甲,初创企业\n乙,银行\n"
    text = written(run, tmp_path, "--shape", "long", content=content, name=f"scored.{ending}")
    found = rows(text) if ending == "csv" else [json.loads(line) for line in text.splitlines()]
    assert [(row["企业名称"], row["programme"], row["status"]) for row in found] == [("甲", "", ""), ("乙", "", "")]


def test_the_scope_goes_with_shapes_that_have_one(run: Run, tmp_path: Path) -> None:
    for shape in ((), ("--shape", "summary")):
        done = run("batch", "firms.csv", *shape, "--scope", "all", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (2, "szsubsidy: --scope: needs --shape wide or long\n")


@pytest.mark.parametrize(
    "wanted",
    [
        "总计,训力券",
        "合计（元）,训力券,模型券",
        "合計（元）,訓力券,模型券",
        "By the terms (yuan),Training voucher,Model voucher",
    ],
)
def test_columns_are_named_by_their_names_in_any_language(run: Run, tmp_path: Path, wanted: str) -> None:
    (tmp_path / "firms.csv").write_text(FIRMS, "utf-8")
    done = run("batch", "firms.csv", "-q", "--allow-rejects", *DAY, "--columns", "企业名称," + wanted, cwd=tmp_path)
    if wanted.startswith("总计"):
        assert (done.returncode, done.stdout) == (2, "")
        assert "--columns: no column is called '总计'" in done.stderr
    else:
        head, first, *_ = done.stdout.splitlines()
        assert (head, first) == ("企业名称,total,training-voucher,model-voucher", "甲公司,4800000,4800000,0")


@pytest.mark.parametrize(
    ("language", "unit", "end"),
    [
        ("en", "headings on line 1; amounts in 万元; all 5 columns are read", "scored.csv (2 rows)"),
        ("zh-Hans", "金额单位为万元；", "scored.csv（2行）"),
        ("zh-Hant", "金額單位為萬元；", "scored.csv（2行）"),
    ],
)
def test_the_summary_says_the_unit_of_the_headings_and_how_much_was_written(
    run: Run, tmp_path: Path, language: str, unit: str, end: str
) -> None:
    (tmp_path / "firms.csv").write_text("\n".join(FIRMS.splitlines()[:3]), "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.csv", *DAY, "--lang", language, cwd=tmp_path)
    assert unit in done.stderr.splitlines()[0]
    assert end in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("language", "more"), [("en", "more (--summary)"), ("zh-Hans", "项（--summary）"), ("zh-Hant", "項（--summary）")]
)
def test_many_programmes_leave_the_sums_on_the_screen(run_live: Run, tmp_path: Path, language: str, more: str) -> None:
    facts = [fact["id"] for fact in json.loads(run_live("facts", "--json").stdout)["facts"]]
    cells = ["sme" if fact == "company_type" else "" for fact in facts]
    (tmp_path / "firms.csv").write_text(",".join(facts) + "\n" + ",".join(cells) + "\n", "utf-8")
    done = run_live("batch", "firms.csv", "-o", "scored.csv", *DAY, "--lang", language, cwd=tmp_path)
    lines = done.stderr.splitlines()
    assert more in lines[-3]
    head = next(place for place, line in enumerate(lines) if ("Firms" in line or "企业数" in line or "企業數" in line))
    assert len(lines) - head <= 1 + 3 + 1 + 10 + 1 + 2


def test_only_programmes_that_the_columns_can_settle_are_listed(run: Run, tmp_path: Path) -> None:
    content = "企业名称,企业类型,算力合同金额（万元）\n甲公司,初创企业,800\n"
    (tmp_path / "firms.csv").write_text(content, "utf-8")
    done = run("batch", "firms.csv", "-o", "scored.csv", *DAY, cwd=tmp_path)
    assert "Project category: 1 row" in done.stderr
    assert "voucher" not in done.stderr
