"""``szsubsidy batch``, as its users run it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
import zstandard

from tests.program import COMMAND, PATIENCE, Result, Run, environment
from tests.systems import only_on_posix, posix

DAY = ("--as-of", "2026-01-15")
WIDE = ("--shape", "wide", "--scope", "all")
HEADING = "company_type,project_category,compute_contract\n"
FIRM = "startup,model-training,800万\n"


def score(run: Run, folder: Path, content: str | bytes, *arguments: str, name: str = "firms.csv") -> Result:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    shape = () if "--shape" in arguments else WIDE
    return run("batch", name, *DAY, *shape, *arguments, cwd=folder)


def answers(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def vouchers(result: Result | str) -> list[str]:
    return [row["training-voucher"] for row in answers(result if isinstance(result, str) else result.stdout)]


def test_a_file_that_excel_saved_in_shenzhen(run: Run, tmp_path: Path) -> None:
    text = "企业名称,企业类型,项目类别,算力合同金额（万元）\r\n深圳市某某科技,初创企业,模型训练,800\r\n"
    done = score(run, tmp_path, text.encode("gb18030"), "-o", "scored.csv")
    assert done.returncode == 0
    assert "firms.csv: GB18030; headings on line 1" in done.stderr
    written = (tmp_path / "scored.csv").read_text("utf-8")
    [row] = answers(written)
    assert row["企业名称"] == "深圳市某某科技"
    assert row["training-voucher"] == row["total"] == "4800000"
    assert row["combination"] == "training-voucher"
    assert "\r" not in written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_is_found_by_itself(run: Run, tmp_path: Path, encoding: str) -> None:
    text = "公司,企业类型,项目类别,算力合同金额\n" + "甲,初创企业,模型训练,800万\n"
    assert vouchers(score(run, tmp_path, text.encode(encoding))) == ["4800000"]


@pytest.mark.slow
def test_a_first_chinese_cell_may_stand_far_down(run: Run, tmp_path: Path) -> None:
    plain = FIRM.replace("800万", "8000000") * 400_000
    last = "初创企业,模型训练,800万\n"
    done = score(run, tmp_path, (HEADING + plain + last).encode("gb18030"), "-o", "out.csv")
    assert done.returncode == 0
    assert "400,001 estimated, 0 rejected" in done.stderr
    written = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert written[-1].startswith("初创企业,模型训练,800万,")
    assert vouchers(f"{written[0]}\n{written[-1]}") == ["4800000"]


def test_big5_must_be_named(run: Run, tmp_path: Path) -> None:
    text = "企業類型,項目類別,算力合約金額\n初創企業,模型訓練,800萬\n".encode("big5")
    refused = score(run, tmp_path, text)
    assert refused.returncode == 2
    assert vouchers(score(run, tmp_path, text, "--encoding", "big5")) == ["4800000"]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found_by_itself(run: Run, tmp_path: Path, separator: str) -> None:
    assert vouchers(score(run, tmp_path, (HEADING + FIRM).replace(",", separator), "--to", "csv")) == ["4800000"]


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize("given", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_every_format_goes_into_every_other(run: Run, tmp_path: Path, given: str, ending: str) -> None:
    table = pl.DataFrame(
        {
            "name": ['甲,"乙"', "[/oops]"],
            "company_type": ["startup", "university"],
            "project_category": ["model-training", "model-training;corpus"],
            "compute_contract": ["8000000", "3000000.33"],
        }
    )
    write(table, tmp_path / f"firms.{given}")
    done = run(
        "batch", f"firms.{given}", "-o", f"scored.{ending}", "--headings", "ids", *DAY, *WIDE, "-q", cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = read(tmp_path / f"scored.{ending}")
    assert found["name"] == ['甲,"乙"', "[/oops]"]
    assert found["training-voucher"] == ["4800000", "1500000.16"]
    assert found["model-voucher"] == ["0", "0"]
    assert found["total"] == ["4800000", "1500000.16"]


def write(table: pl.DataFrame, path: Path) -> None:
    match path.suffix:
        case ".csv" | ".tsv":
            table.write_csv(path, separator="\t" if path.suffix == ".tsv" else ",")
        case ".jsonl":
            table.write_ndjson(path)
        case ".parquet":
            table.with_columns(pl.col("compute_contract").cast(pl.Float64)).write_parquet(path)
        case ".xlsx":
            book = xlsxwriter.Workbook(path)
            sheet = book.add_worksheet()
            for place, name in enumerate(table.columns):
                sheet.write(0, place, name)
            for number, row in enumerate(table.iter_rows(), 1):
                for place, value in enumerate(row):
                    sheet.write(number, place, float(value) if place == 3 else value)
            book.close()


def read(path: Path) -> dict[str, list[str]]:
    """Every cell as text; amounts as bare digits."""
    match path.suffix:
        case ".jsonl":
            rows = [json.loads(line, parse_float=str, parse_int=str) for line in path.read_text("utf-8").splitlines()]
            return {name: [row[name] for row in rows] for name in rows[0]}
        case ".parquet":
            table = pl.read_parquet(path)
            assert table.schema["training-voucher"] == pl.Decimal(18, 2)
            return {name: [bare(value) for value in table[name]] for name in table.columns}
        case ".xlsx":
            found = pl.read_excel(path, infer_schema_length=0)[:-1]  # the last line has the sums
            return {name: found[name].to_list() for name in found.columns}
    table = pl.read_csv(path, separator="\t" if path.suffix == ".tsv" else ",", infer_schema=False)
    return {name: table[name].to_list() for name in table.columns}


def bare(value: object) -> str:
    text = str(value)
    return text.removesuffix(".00") if text.endswith(".00") else text


def test_stdin_to_stdout_as_json_lines(run: Run) -> None:
    firm = {"company_type": "startup", "project_category": ["model-training"], "compute_contract": 8000000, "x": 1.50}
    done = run("batch", "-", "--format", "jsonl", *DAY, *WIDE, "-q", stdin=json.dumps(firm) + "\n\n")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["training-voucher"] == 4800000
    assert found["combination"] == ["training-voucher"]
    assert found["national-open-competition"] is None
    assert {name: found[name] for name in firm} == firm


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    firm = json.dumps({"company_type": "startup", "project_category": "model-training", "compute_contract": 8000000})
    (tmp_path / "firms.jsonl").write_text((firm + "\n") * 5000)
    command = f"cat firms.jsonl | {COMMAND} batch - --format jsonl -q | head -1"
    done = shell(tmp_path, command)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.parametrize("packed", ["gz", "zst"])
def test_packed_files(run: Run, tmp_path: Path, packed: str) -> None:
    text = (HEADING + FIRM).encode()
    content = gzip.compress(text) if packed == "gz" else zstandard.compress(text)
    assert vouchers(score(run, tmp_path, content, name=f"firms.csv.{packed}")) == ["4800000"]


def test_a_damaged_packed_file_is_one_line(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, gzip.compress((HEADING + FIRM * 9).encode())[:-12], name="firms.csv.gz")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


def test_several_files_and_patterns_are_one_table(run: Run, tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.csv").write_text(HEADING + FIRM + f"startup,model-training,{name}\n")
    done = run("batch", "*.csv", "-o", "all.jsonl", "--rejects", "bad.csv", *DAY, cwd=tmp_path)
    assert done.returncode == 4
    assert [(row["file"], row["line"], row["value"]) for row in answers((tmp_path / "bad.csv").read_text())] == [
        ("a.csv", "3", "a"),
        ("b.csv", "3", "b"),
    ]
    (tmp_path / "c.csv").write_text("company_type,other\nstartup,1\n")
    assert "headings differ" in run("batch", "a.csv", "c.csv", *DAY, cwd=tmp_path).stderr


def test_headings_are_told_saved_and_read_again(run: Run, tmp_path: Path) -> None:
    text = "类型,做什么,钱\n初创企业,模型训练,800\n"
    told = ("--map", "类型=company_type", "--map", "做什么=项目类别", "--map", "钱=compute_contract（万元）")
    assert "no heading was recognised" in score(run, tmp_path, text).stderr
    assert vouchers(score(run, tmp_path, text, *told, "--save-map", "map.toml")) == ["4800000"]
    assert vouchers(score(run, tmp_path, text, "--map-file", "map.toml")) == ["4800000"]
    assert (tmp_path / "map.toml").read_text("utf-8").startswith("[columns]\n")


def test_two_headings_of_one_fact_are_named(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, "算力合同,算力合同金额（万元）\n1,2\n")
    assert done.returncode == 2
    assert "'算力合同', '算力合同金额（万元）' are all compute_contract" in done.stderr


def test_the_columns_of_the_input_are_kept_as_they_stand(run: Run, tmp_path: Path) -> None:
    text = (
        'id,"a ""b""",company_type,project_category,compute_contract\n007,"x, y",startup, model-training ,"8,000,000"\n'
    )
    done = score(run, tmp_path, text)
    assert done.stdout.splitlines()[1].startswith('007,"x, y",startup, model-training ,"8,000,000",')
    assert vouchers(done) == ["4800000"]


@pytest.mark.parametrize(
    "listed", ["company_type，total，missing", "company_type、total,missing", "company_type；Total"]
)
def test_columns_are_listed_as_people_type_lists(run: Run, tmp_path: Path, listed: str) -> None:
    done = score(run, tmp_path, HEADING + FIRM, "--columns", listed, "--headings", "ids")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("company_type,total")


def test_a_heading_with_a_comma_of_its_own_is_one_column(run: Run, tmp_path: Path) -> None:
    table = "company_type,project_category,compute_contract,算力、模型\nstartup,model-training,800万,x\n"
    assert score(run, tmp_path, table, "--columns", "算力、模型,total").stdout.splitlines()[0] == "算力、模型,total"


def test_chosen_columns(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, HEADING + FIRM, "--columns", "company_type,total,missing")
    assert done.stdout == "company_type,total,missing\nstartup,4800000,\n"
    unknown = score(run, tmp_path, HEADING + FIRM, "--columns", "totla")
    assert unknown.returncode == 2
    assert "did you mean total?" in unknown.stderr


def test_the_long_shape_has_a_row_for_each_programme(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, HEADING + "startup,model-training,\n", "--shape", "long", "--scope", "all")
    rows = {row["programme"]: row for row in answers(done.stdout)}
    assert rows["training-voucher"] | {"company_type": ""} == {
        "company_type": "",
        "project_category": "model-training",
        "compute_contract": "",
        "programme": "training-voucher",
        "status": "undetermined",
        "amount": "",
        "low": "0",
        "high": "10000000",
        "missing": "compute_contract",
        "assumptions": "",
    }
    assert rows["national-open-competition"]["status"] in {"lapsed", "not-yet"}


def test_a_spreadsheet_runs_no_cell(run: Run, tmp_path: Path) -> None:
    text = "name,note,company_type,project_category,compute_contract\n=1+1,-5,startup,model-training,1\n"
    done = score(run, tmp_path, text, "--excel", "-o", "out.csv")
    assert done.returncode == 0
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n'=1+1,-5,startup," in content


def test_a_workbook_with_two_sheets_asks_which(run: Run, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "firms.xlsx")
    for name in ("甲", "乙"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["company_type", "project_category", "算力合同金额(万元)"])
        sheet.write_row(1, 0, ["startup", "model-training", 800 if name == "甲" else 80])
    book.close()
    asked = run("batch", "firms.xlsx", *DAY, cwd=tmp_path)
    assert asked.returncode == 2
    assert "--sheet: 甲, 乙" in asked.stderr
    assert vouchers(run("batch", "firms.xlsx", "--sheet", "乙", *DAY, *WIDE, cwd=tmp_path)) == ["480000"]


def test_one_row_in_a_thousand_is_broken(run: Run, tmp_path: Path) -> None:
    rng = random.Random(3)
    lines, broken, amounts = [], {}, []
    kinds = ["-5", "abc", "1e400", "inf", "12.345.6", "extra", "unclosed"]
    for number in range(20_000):
        cells = [
            f"公司{number}",
            "startup",
            "model-training",
            f"{rng.randrange(1, 20_000_000)}.{rng.randrange(100):02}",
        ]
        if number % 1000 == 500:
            kind = kinds[number // 1000 % len(kinds)]
            if kind == "extra":
                cells.append("x")
            elif kind == "unclosed":
                cells[1] = '"startup'
            else:
                cells[3] = kind
            broken[number + 2] = ",".join(cells)
        else:
            fen = min(10**9, int(cells[3].replace(".", "")) * 6000 // 10_000)
            amounts.append(f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100))
        lines.append(",".join(cells))
    text = "名称,企业类型,项目类别,算力合同金额\n" + "\n".join(lines) + "\n"
    done = score(run, tmp_path, text, "-o", "scored.csv", "--summary", "summary.json")
    assert done.returncode == 4
    assert [row["training-voucher"] for row in answers((tmp_path / "scored.csv").read_text("utf-8"))] == amounts
    rejects = answers((tmp_path / "scored.rejects.csv").read_text("utf-8"))
    assert {int(row["line"]): row["row"] for row in rejects} == broken
    assert all(row["reason"] for row in rejects)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert (summary["rows"], summary["scored"], summary["rejected"]) == (20_000, 19_980, 20)
    [training] = [item for item in summary["programmes"] if item["id"] == "training-voucher"]
    assert training["eligible"] == 19_980
    assert training["amount"] == pytest.approx(sum(map(float, amounts)))


def test_how_many_rows_may_be_rejected(run: Run, tmp_path: Path) -> None:
    text = HEADING + FIRM * 3 + "startup,model-training,x\nstartup,model-training,y\n"

    def go(*arguments: str) -> Result:
        return score(run, tmp_path, text, "-o", "out.csv", "--force", *arguments)

    assert go("--allow-rejects").returncode == 0
    (tmp_path / "out.csv").write_text("old")
    for arguments, told in (
        (["--strict"], "firms.csv:5: compute_contract: 'x' is not an amount"),
        (["--max-rejects", "1"], "2 of the first 5 rows are rejected"),
        (["--max-rejects", "30%"], "2 of the first 5 rows are rejected"),
    ):
        stopped = go(*arguments)
        assert stopped.returncode == 2
        assert told in stopped.stderr
        assert (tmp_path / "out.csv").read_text() == "old"
    assert go("--max-rejects", "40%").returncode == 4
    assert go("--max-rejects", "many").returncode == 2


def test_rejected_rows_without_a_file_are_told_even_in_quiet(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, HEADING + "startup,model-training,\x1b[31mx\n", "-q")
    assert done.returncode == 4
    assert "firms.csv:2: compute_contract:" in done.stderr
    assert "\x1b" not in done.stderr


def test_the_summary_sums_what_is_open_and_within_reach_and_names_what_is_given_for_nothing(
    run: Run, tmp_path: Path
) -> None:
    text = "company_type,project_category,compute_contract,model_contract\n"
    text += "startup,model-training,800万,\nsme,model-training,100万,300万\nbank,model-training,800万,\n"
    summaries = []
    for day in ("2026-05-20", "2026-11-28"):
        done = score(run, tmp_path, text, "-o", "out.csv", "--force", "--summary", "-", "-q", "--as-of", day)
        summaries.append(json.loads(done.stdout))
    spring, autumn = summaries
    paid = {"rows": 2, "amount": 5_300_000}
    nothing = {"rows": 0, "amount": 0}
    assert spring["totals"] == {"open_now": paid, "within_reach": paid, "by_terms": paid}
    assert autumn["totals"] == {"open_now": nothing, "within_reach": nothing, "by_terms": paid}
    assert spring["unused"] == [{"fact": "model_contract", "rows": 1}]
    [training] = [item for item in autumn["programmes"] if item["id"] == "training-voucher"]
    assert training["reach"] == "closed"


def test_the_summary_counts_and_names_what_would_settle(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, HEADING + FIRM * 2 + "startup,model-training,\n", "-o", "out.csv")
    head, title, day, _, missing, *_, written, end = done.stderr.split("\n")
    assert head == "firms.csv: UTF-8; headings on line 1; all 3 columns are read"
    assert re.fullmatch(r"3 rows: 3 estimated, 0 rejected, 0 set aside; [0-9]+\.[0-9] s", title)
    assert day == "As of 15 January 2026"
    assert missing == "Missing      Compute contract amount: 1 row, in 1 nothing else"
    assert "Within reach          2    9,600,000\n" in done.stderr
    assert "Training voucher      2    9,600,000             1  opens 6 May 2026, until 5 Jun 2026" in done.stderr
    assert "Model voucher" not in done.stderr
    assert (written, end) == ("Written      out.csv (3 rows)", "")
    both = score(run, tmp_path, HEADING + FIRM, "-o", "out.csv", "--force", "--summary", "-", "-q")
    assert json.loads(both.stdout)["scored"] == 1


def test_an_existing_file_is_kept_unless_forced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old")
    refused = score(run, tmp_path, HEADING + FIRM, "-o", "out.csv")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "out.csv").read_text() == "old"
    assert score(run, tmp_path, HEADING + FIRM, "-o", "out.csv", "--force").returncode == 0
    assert score(run, tmp_path, HEADING + FIRM, "-o", "firms.csv", "--force").returncode == 2


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", 2, "is empty"),
        (b"\n\n", 2, "is empty"),
        (HEADING.encode(), 0, ""),
        (b"\x00\x01\x02" * 999, 2, "is not text"),
        (b"PK\x03\x04 no workbook", 2, "is damaged"),
        (b"PAR1 no parquet", 2, "is damaged"),
        (b"\xd0\xcf\x11\xe0", 2, ".xlsx"),
        (b"a,b\n1,2\n", 2, "--map HEADING=FACT"),
        (b"x" * (17 << 20), 2, "longer than 16 MiB"),
        (HEADING.encode() + b"\xff\xfe\xff," * 9, 2, "neither in UTF-8 nor in GB18030"),
    ],
)
def test_what_is_no_table_is_one_clear_line(run: Run, tmp_path: Path, content: bytes, code: int, told: str) -> None:
    done = score(run, tmp_path, content, "-q")
    assert done.returncode == code
    assert told in done.stderr
    assert done.stderr.count("\n") == bool(told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv"]


def test_a_heading_alone_is_an_empty_result(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, HEADING, "-o", "out.parquet")
    assert done.returncode == 0
    table = pl.read_parquet(tmp_path / "out.parquet")
    assert table.height == 0
    assert table.columns[:3] == ["company_type", "project_category", "compute_contract"]
    assert "training-voucher" in table.columns[3:]


@pytest.mark.parametrize("name", ["nowhere.csv", ".", "nothing*.csv"])
def test_what_is_not_there_is_one_clear_line(run: Run, tmp_path: Path, name: str) -> None:
    done = run("batch", name, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_full_disk_leaves_nothing(run: Run, tmp_path: Path) -> None:
    text = HEADING + FIRM * 50_000
    done = score(run, tmp_path, text, "-o", "/dev/full", "-q")
    assert done.returncode == 3
    assert not Path("/dev/full").is_file()
    assert done.stderr.count("\n") == 1
    command = f"{COMMAND} batch firms.csv -q > /dev/full"
    full = shell(tmp_path, command)
    assert full.returncode == 3
    assert full.stderr.count(b"\n") == 1
    for name, most in (("out.csv", 1000), ("out.parquet", 1)):
        cut = shell(tmp_path, f"ulimit -f {most}; PYTHONDONTWRITEBYTECODE=1 {COMMAND} batch firms.csv -o {name} -q")
        assert cut.returncode == 3
        assert cut.stderr.count(b"\n") == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv"]


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    only_on_posix()
    phrases = ["/bin/bash", "-o", "pipefail", "-c", command]
    return subprocess.run(phrases, cwd=folder, env=environment(), capture_output=True, check=False, timeout=PATIENCE)


@posix
@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_leaves_nothing(tmp_path: Path, name: str) -> None:
    sent = signal.Signals[name]
    (tmp_path / "firms.csv").write_text(HEADING + FIRM.replace("万", "0000") * 3_000_000)
    before = signal.signal(sent, signal.default_int_handler)  # whoever runs the tests may ignore it, as nohup does
    process = subprocess.Popen(
        [sys.executable, "-m", "szsubsidy", "batch", "firms.csv", "-o", "out.csv"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
    )
    signal.signal(sent, before)
    deadline = time.monotonic() + PATIENCE
    while not list(tmp_path.glob(".out.csv.*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)  # into the work
    process.send_signal(sent)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, stderr
    assert b"Traceback" not in stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv"]


@pytest.mark.parametrize("leaving", ["raise ValueError", "pass; interrupts.check()"])
def test_an_interrupt_that_a_library_swallows_or_renames_is_an_interrupt(tmp_path: Path, leaving: str) -> None:
    code = f"""
import os, signal
from szsubsidy.interrupts import Interrupts
try:
    with Interrupts() as interrupts:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt:
            {leaving}
except KeyboardInterrupt:
    print("interrupted")
"""
    assert shell(tmp_path, f"{sys.executable} -c '{code}'").stdout == b"interrupted\n"


@posix
@pytest.mark.slow
def test_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(HEADING + FIRM * 1_000_000)
    command = f"trap '' HUP; exec {COMMAND} batch firms.csv -o out.csv -q"
    process = subprocess.Popen(["/bin/bash", "-c", command], cwd=tmp_path, env=environment())
    deadline = time.monotonic() + PATIENCE
    while not list(tmp_path.glob(".out.csv.*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=PATIENCE) == 0
    assert (tmp_path / "out.csv").exists()


@pytest.mark.slow
def test_duckdb_writes_the_same_bytes(run: Run, tmp_path: Path) -> None:
    rng = random.Random(5)
    topics = ["model-training", "模型训练;语料购买", ""]
    kinds = ["startup", "sme", "大型企业", "高校", "", "nobody"]
    text = HEADING + "".join(
        f"{rng.choice(kinds)},{rng.choice(topics)},{rng.choice(['', '8m', '3000000.33', 'x'])}\n" for _ in range(2000)
    )
    (tmp_path / "firms.csv").write_text(text)
    for engine in ("polars", "duckdb"):
        run("batch", "firms.csv", "-o", f"{engine}.csv", "--engine", engine, *DAY, *WIDE, cwd=tmp_path)
    for ending in ("csv", "rejects.csv"):
        assert (tmp_path / f"polars.{ending}").read_bytes() == (tmp_path / f"duckdb.{ending}").read_bytes()


def test_the_sql_runs_in_a_warehouse(run: Run, tmp_path: Path) -> None:
    import duckdb

    done = score(run, tmp_path, "企业类型,项目类别,算力合同金额（万元）\n", "--engine", "duckdb", "--sql")
    with duckdb.connect() as warehouse:
        warehouse.execute('CREATE TABLE firms ("企业类型" VARCHAR, "项目类别" VARCHAR, "算力合同金额（万元）" VARCHAR)')
        warehouse.execute("INSERT INTO firms VALUES ('初创企业', '模型训练', '８００'), ('nobody', '模型训练', '1')")
        found = warehouse.sql(done.stdout).pl()
    assert found["training-voucher"].to_list() == [480_000_000, None]
    assert found["unreadable"].to_list() == ["", "company_type"]
    assert score(run, tmp_path, HEADING, "--sql").returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--engine", "duckbd"],
        ["--shape", "wdie"],
        ["--to", "pdf"],
        ["--format", "docx"],
        ["--delimiter", "ab"],
        ["--encoding", "klingon"],
        ["--map", "no equals sign"],
        ["--map", "there is none=company_type"],
        ["--map", "company_type=nothing"],
        ["--map-file", "nowhere.toml"],
        ["--sheet", "1"],
        ["--master", "local"],
        ["--excel", "--to", "jsonl"],
        ["-o", "no/such/folder.csv"],
    ],
)
def test_bad_options_are_one_clear_line(run: Run, tmp_path: Path, arguments: list[str], snapshot: object) -> None:
    done = score(run, tmp_path, HEADING + FIRM, *arguments)
    assert done.returncode in {2, 3}
    assert done.stdout == ""
    assert done.stderr == snapshot


def test_names_that_the_result_would_add_are_refused(run: Run, tmp_path: Path) -> None:
    done = score(run, tmp_path, "company_type,total\nstartup,1\n")
    assert done.returncode == 2
    assert "total" in done.stderr
    assert score(run, tmp_path, "company_type,total\nstartup,1\n", "--columns", "company_type,missing").returncode == 0


def test_no_file_of_a_run_overwrites_another(run: Run, tmp_path: Path) -> None:
    for arguments in (
        ["-o", "out.csv", "--summary", "firms.csv"],
        ["-o", "out.csv", "--rejects", "firms.csv"],
        ["-o", "out.csv", "--save-map", "./firms.csv"],
        ["-o", "out.csv", "--summary", "out.csv"],
        ["-o", "out.csv", "--rejects", "out.csv"],
        ["--summary", "-"],
        ["-o", "out.csv", "--summary", "no/folder.json"],
        ["-o", "."],
    ):
        done = score(run, tmp_path, HEADING + FIRM, *arguments, "--force")
        assert done.returncode in {2, 3}, arguments
        assert done.stderr.count("\n") == 1, arguments
        assert [path.name for path in tmp_path.iterdir()] == ["firms.csv"]
    assert run("batch", "-", "-", stdin=HEADING + FIRM).returncode == 2


def test_an_ending_that_tells_no_format_is_refused(run: Run, tmp_path: Path) -> None:
    for name in ("out.json", "out.csv.gz", "out.xls"):
        done = score(run, tmp_path, HEADING + FIRM, "-o", name)
        assert done.returncode == 2
        assert "--to" in done.stderr
    assert score(run, tmp_path, HEADING + FIRM, "-o", "out.txt", "-q").returncode == 0
    assert score(run, tmp_path, HEADING + FIRM, "-o", "out.json", "--to", "jsonl", "-q").returncode == 0


def test_rejects_of_an_earlier_run_stay(run: Run, tmp_path: Path) -> None:
    score(run, tmp_path, HEADING + "startup,model-training,x\n", "-o", "out.csv")
    assert (tmp_path / "out.rejects.csv").exists()
    before = (tmp_path / "out.rejects.csv").read_bytes()
    score(run, tmp_path, HEADING + FIRM, "-o", "out.csv", "--force")
    assert (tmp_path / "out.rejects.csv").read_bytes() == before


def test_headings_that_are_odd(run: Run, tmp_path: Path) -> None:
    assert vouchers(score(run, tmp_path, "\n\r\n" + HEADING + FIRM)) == ["4800000"]
    wrapped = 'company_type,project_category,"算力合同\n金额"\n' + FIRM
    assert vouchers(score(run, tmp_path, wrapped, "--columns", "training-voucher,算力合同 金额")) == ["4800000"]
    assert vouchers(score(run, tmp_path, "sep=;\r\n" + (HEADING + FIRM).replace(",", ";"))) == ["4800000"]
    unclosed = score(run, tmp_path, 'company_type,"project\nsme,1\nlarge,2\n')
    assert unclosed.returncode == 2
    assert "never closed" in unclosed.stderr
    mac = score(run, tmp_path, (HEADING + FIRM).replace("\n", "\r"))
    assert mac.returncode == 2
    assert "carriage returns" in mac.stderr


def test_json_lines_as_programs_write_them(run: Run, tmp_path: Path) -> None:
    firms = [
        {"company_type": "startup", "project_category": ["model-training", None], "compute_contract": "@"},
        {"company_type": "startup", "project_category": [], "compute_contract": 1, "extra": {"n": 1.5}},
    ]
    lines = "\n".join(map(json.dumps, firms)).replace('"@"', "8.0e6")
    for engine in ("polars", "duckdb"):
        done = score(run, tmp_path, lines, "--engine", engine, "--to", "csv", name="firms.jsonl")
        assert done.returncode == 0
        assert vouchers(done) == ["4800000", ""]
    broken = lines + '\n{"company_type": "L\\ud800"}\n[1]\n{"a": NaN}\n'
    done = score(run, tmp_path, broken, "-o", "out.csv", name="firms.jsonl")
    assert done.returncode == 4
    rejects = answers((tmp_path / "out.rejects.csv").read_text("utf-8"))
    assert [row["line"] for row in rejects] == ["3", "4", "5"]
    assert answers((tmp_path / "out.csv").read_text("utf-8"))[1]["extra"] == '{"n": 1.5}'


def test_nested_cells_of_parquet(run: Run, tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "company_type": ["startup"],
            "project_category": [["model-training"]],
            "compute_contract": [8_000_000],
            "struct": [{"a": 1}],
            "binary": [b"\x00\xff"],
        }
    )
    table.write_parquet(tmp_path / "firms.parquet")
    for ending in ("csv", "jsonl", "xlsx", "parquet"):
        done = run(
            "batch", "firms.parquet", "-o", f"out.{ending}", "--headings", "ids", *DAY, *WIDE, "-q", cwd=tmp_path
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert read(tmp_path / f"out.{ending}")["training-voucher"] == ["4800000"]
    [row] = answers((tmp_path / "out.csv").read_text())
    assert (row["struct"], row["binary"]) == ('{"a":1}', "00ff")


def test_a_workbook_with_a_title_keeps_its_row_numbers(run: Run, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "firms.xlsx")
    sheet = book.add_worksheet()
    sheet.write(1, 0, "2026年企业名单")
    sheet.write_row(3, 0, ["企业类型", "项目类别", "算力合同金额(万元)", "成立日期"])
    sheet.write_row(4, 0, ["初创企业", "模型训练", 800, 45717])
    sheet.write_row(6, 0, ["初创企业", "模型训练", "八百"])
    book.close()
    done = run("batch", "firms.xlsx", "-o", "out.xlsx", "--headings", "ids", *DAY, *WIDE, cwd=tmp_path)
    assert done.returncode == 4
    [reject] = answers((tmp_path / "out.rejects.csv").read_text("utf-8"))
    assert (reject["line"], reject["value"]) == ("7", "八百")
    found = pl.read_excel(tmp_path / "out.xlsx")
    assert found["training-voucher"].to_list() == [4_800_000, None, 4_800_000]
    assert found["成立日期"].to_list() == [45717, None, None]


def test_what_must_be_acted_on_stands_before_the_sums(run: Run, tmp_path: Path) -> None:
    text = "company_type,project_category,compute_contract,model_contract\n"
    text += "startup,model-training,约800,\nsme,model-training,40万,20万\n"
    done = score(run, tmp_path, text, "-o", "out.csv")
    told = done.stderr.splitlines()
    assert told[1].startswith("2 rows: 1 estimated, 1 rejected, 0 set aside; ")
    assert told[4].startswith("Rejected     line 2: compute_contract: '约800' is not an amount")
    assert told[5].startswith("Not used     Model purchase amount: given in 1 row; no programme of its category pays")
    assert told[-1] == "Written      out.csv (1 row), out.rejects.csv (1 row)"


@pytest.mark.parametrize("by", [(), ("--firm", "企业名称")])
def test_of_many_rejected_rows_it_is_told_where_the_others_are(run: Run, tmp_path: Path, by: tuple[str, ...]) -> None:
    rows = "".join(f"{number},startup,model-training,约800\n" for number in range(5))
    text = "企业名称,company_type,project_category,compute_contract\n" + rows
    told = score(run, tmp_path, text, "-o", "out.csv", *by).stderr.splitlines()
    assert told[6].startswith("             line 4, 2: ")
    assert told[7].strip() == "2 more: out.rejects.csv"


def test_it_is_said_where_programmes_do_not_add_up_to_the_totals(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cut.csv").write_text(
        "company_type,project_category,compute_contract,district\nsme,model-training,3000万,guangming\n", "utf-8"
    )
    apart = "Each by itself; not to be added up"
    assert apart in run("batch", "cut.csv", "-o", "cut.out.csv", "--as-of", "2026-05-20", cwd=tmp_path).stderr
    assert apart not in score(run, tmp_path, HEADING + FIRM, "-o", "out.csv").stderr


def test_the_sums_of_a_batch_are_drawn_as_bars(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        "company_type,project_category,compute_contract,corpus_contract\n"
        "startup,model-training;corpus-purchase,800万,100万\nsme,model-training,800万,\n"
    )
    arguments = ("firms.csv", "-o", "out.csv", "--chart", "sums.svg", "--as-of", "2026-01-15", "-q")
    assert run("batch", *arguments, cwd=tmp_path).returncode == 0
    drawn = (tmp_path / "sums.svg").read_text("utf-8")
    assert "Training voucher" in drawn
    assert "8,800,000" in drawn
    assert run("batch", *arguments, cwd=tmp_path).returncode == 2


def test_rows_that_share_a_name_or_a_credit_code_are_counted_and_told(run: Run, tmp_path: Path) -> None:
    code = "914403001234567890"
    text = (
        "企业名称,统一社会信用代码,company_type,project_category,compute_contract\n"
        f"甲,{code},{FIRM} 甲\u3000,{code},{FIRM}ＡＢ,9144,{FIRM}AB,9144,{FIRM}ab,,{FIRM},,{FIRM},,{FIRM}"
    )
    done = score(run, tmp_path, text, "-o", "out.csv", "--summary", "summary.json")
    told = "caps count a firm's year, so the sums may be too high; --firm 企业名称 counts them as one firm"
    assert f"4 rows have a name that other rows have, too: {told}" in done.stderr
    assert "2 rows have a credit code that other rows have, too" in done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["repeated"] == [
        {"heading": "企业名称", "rows": 4, "at_least": False},
        {"heading": "统一社会信用代码", "rows": 2, "at_least": False},
    ]
    assert "Repeated" not in score(run, tmp_path, "公司," + HEADING + "甲," + FIRM + "乙," + FIRM).stderr


def test_names_are_counted_up_to_a_bound(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("szsubsidy.batch.names.MOST_DISTINCT", 3)
    names = ["甲", "乙", "丙", "丁", "甲", "丁", "乙", "丁"]
    text = "firm name," + HEADING + "".join(f"{name},{FIRM}" for name in names)
    done = score(run, tmp_path, text, "--summary", "summary.json", "-o", "out.csv")
    [repeated] = json.loads((tmp_path / "summary.json").read_text())["repeated"]
    assert repeated["at_least"]
    assert repeated["rows"] <= 7
    assert '--firm "firm name"' in done.stderr
    assert "more than a million different ones" in done.stderr
