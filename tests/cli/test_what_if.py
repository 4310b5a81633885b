"""What-if from the command line: sweeps, targets, variants side by side, changed terms."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.program import Run

STARTUP = ("--company-type", "startup", "--project-category", "model-training", "--as-of", "2026-01-15")
GUANGMING = (
    *("--company-type", "sme", "--project-category", "model-training"),
    *("--district", "guangming", "--as-of", "2026-06-30"),
)
EIGHTY = """
title = "Start-ups at 80%"

[[changes]]
programme = "training-voucher"
parameter = "rates[0].percent"
value = 80
cite = "takungpao-2025-02-24#body"
"""
VOUCHER = Path(__file__).parents[2] / "data/programmes/shenzhen/training-voucher.toml"
LONGER = """
title = { en = "Two more years", zh-Hans = "延长两年", zh-Hant = "延長兩年" }

[[changes]]
ending = 2026-12-24
parameter = "in_force.until"
value = 2028-12-24
"""


@pytest.fixture
def eighty(tmp_path: Path) -> str:
    path = tmp_path / "eighty.toml"
    path.write_text(EIGHTY, "utf-8")
    return str(path)


@pytest.fixture
def longer(tmp_path: Path) -> str:
    path = tmp_path / "longer.toml"
    path.write_text(LONGER, "utf-8")
    return str(path)


def read(run: Run, *arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, parse_float=str)


def test_a_sweep_shows_every_grant_and_the_kinks(run: Run, snapshot: SnapshotAssertion) -> None:
    done = run("sweep", "compute_contract", "--from", "0", "--to", "4000万", *GUANGMING)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_kinks_of_the_firm_in_guangming(run: Run) -> None:
    found = read(run, "sweep", "compute_contract", "--to", "4000万", *GUANGMING)
    kinks = {item["cost"]: item["kind"] for item in found["kinks"]}
    assert (kinks[20_000_000], kinks[32_000_000]) == ("cap", "joint-cap-free")
    points = {item["cost"]: item for item in found["points"]}
    assert points[30_000_000]["granted"] == {"training-voucher": 10_000_000, "guangming-compute": 5_000_000}
    assert points[30_000_000]["alone"] == {"training-voucher": 10_000_000, "guangming-compute": 6_000_000}
    assert points[30_000_000]["total"] == 15_000_000


def test_a_sweep_as_csv_has_a_row_for_each_cost(run: Run) -> None:
    done = run("sweep", "compute-contract", "--to", "2000万", "--step", "500万", "--format", "csv", *STARTUP)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["compute_contract"] for row in rows] == [
        "0", "5000000", "10000000", "15000000", "16666666.67", "20000000",
    ]  # fmt: skip
    assert [row["kink"] for row in rows] == ["", "", "", "", "cap", ""]
    assert [row["total"] for row in rows][-2:] == ["10000000", "10000000"]


def test_the_chart_of_a_sweep_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    for name, begin in (("chart.svg", b"<svg "), ("chart.png", b"\x89PNG")):
        done = run("sweep", "compute_contract", *STARTUP, "-o", name, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", f"The chart was written: {name}\n")
        assert (tmp_path / name).read_bytes().startswith(begin)
    assert "万" in (tmp_path / "chart.svg").read_text("utf-8")
    again = run("sweep", "compute_contract", *STARTUP, "-o", "chart.svg", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    both = run("sweep", "compute_contract", *STARTUP, "-o", "chart.svg", "--force", "--json", "-q", cwd=tmp_path)
    assert json.loads(both.stdout)["fact"] == "compute_contract"
    assert both.stderr == ""


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


def test_a_sweep_beside_changed_terms(run: Run, eighty: str, snapshot: SnapshotAssertion) -> None:
    done = run("sweep", "compute_contract", "--to", "2000万", "--step", "500万", "--reform", eighty, *STARTUP)
    assert done.stdout == snapshot
    found = read(run, "sweep", "compute_contract", "--to", "2000万", "--reform", eighty, *STARTUP)
    totals = {item["cost"]: (item["total"], item["reforms"][0]["total"]) for item in found["points"]}
    assert totals[8_000_000] == (4_800_000, 6_400_000)
    assert totals[12_500_000] == (7_500_000, 10_000_000)


def test_a_target_under_changed_terms(run: Run, eighty: str, longer: str) -> None:
    arguments = (
        "solve",
        "--target",
        "600万",
        "--by",
        "compute_contract",
        *STARTUP,
        "--reform",
        eighty,
        "--reform",
        longer,
    )
    done = run(*arguments)
    assert "Under changed terms\n  Start-ups at 80%: at 7,500,000 yuan: 6,000,000 yuan\n" in done.stdout
    reforms = read(run, *arguments)["reforms"]
    assert [(item["reached"], item["cost"], item["total"]) for item in reforms] == [
        (True, 7_500_000, 6_000_000),
        (True, 10_000_000, 6_000_000),
    ]
    beyond = run(*arguments[:2], "1001万", *arguments[3:])
    assert (beyond.returncode, "no amount gives 10,010,000 yuan; the most is 10,000,000 yuan" in beyond.stdout) == (
        4,
        True,
    )
    found = read(run, "sweep", *arguments[4:])
    assert [len(item["reforms"]) for item in found["points"]] == [2] * len(found["points"])


def test_a_sweep_that_moves_nothing_says_why(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("sweep", "compute_contract", "--company-type", "bank", "--as-of", "2026-01-15").stdout == snapshot


@pytest.mark.parametrize(
    ("target", "cost", "less"),
    [(6_000_000, 10_000_000, "5999999.99"), (10_000_000, "16666666.67", "9999999.99"), (0, 0, None)],
)
def test_the_least_contract_that_reaches_a_target(run: Run, target: int, cost: object, less: object) -> None:
    found = read(run, "solve", "--target", str(target), "--by", "compute_contract", *STARTUP)
    assert (found["reached"], found["cost"], found["total_one_fen_less"]) == (True, cost, less)
    bare = run("solve", "--target", str(target), "--by", "compute_contract", "--cost", *STARTUP)
    assert bare.stdout == f"{cost}\n"


def test_the_solution_shows_one_fen_less(run: Run, snapshot: SnapshotAssertion) -> None:
    done = run("solve", "--target", "1000万", "--by", "compute_contract", *STARTUP)
    assert "60% × 16,666,666.66 = 9,999,999.996" in done.stdout
    assert done.stdout == snapshot


def test_what_is_out_of_reach_says_what_stops_it(run: Run, snapshot: SnapshotAssertion) -> None:
    arguments = ("solve", "--target", "10000001", "--by", "compute_contract", *STARTUP)
    done = run(*arguments)
    assert done.returncode == 4
    assert done.stdout == snapshot
    found = json.loads(run(*arguments, "--json").stdout, parse_float=str)
    assert (found["reached"], found["cost"]) == (False, None)
    assert found["most"] == {"cost": "16666666.67", "total": 10_000_000}
    assert [item["id"] for item in found["stopped_by"]] == ["training-voucher"]
    bare = run(*arguments, "--cost")
    assert (bare.returncode, bare.stdout) == (4, "")
    assert "no amount gives 10,000,001 yuan" in bare.stderr


def test_whether_a_target_can_be_reached_is_open_while_facts_are_missing(run: Run) -> None:
    arguments = ("solve", "--target", "600万", "--by", "compute_contract", *STARTUP[2:])
    done = run(*arguments)
    assert done.returncode == 4
    assert "whether any amount gives 6,000,000 yuan is open" in done.stdout
    assert "Company type --company-type" in done.stdout
    assert json.loads(run(*arguments, "--json").stdout)["reached"] is None
    beyond = json.loads(run(*arguments[:2], "1亿", *arguments[3:], "--json").stdout)
    assert beyond["reached"] is False


def test_a_fact_may_be_called_by_its_label(run: Run) -> None:
    for name in ("算力合同金额", "算力合約金額", "Compute contract amount", "compute-contract"):
        done = run(
            "solve", "--target", "600万", "--by", name, *STARTUP[:2], "--set", "项目类别=model-training", "--cost"
        )
        assert done.stdout == "10000000\n", done.stderr


def test_who_gets_nothing_at_any_cost_is_told_so(run: Run) -> None:
    done = run("solve", "--target", "600万", "--by", "compute_contract", "--company-type", "bank", *STARTUP[4:])
    assert "No amount brings anything, as of 15 January 2026." in done.stdout
    assert "Still needed" not in done.stdout
    beyond = run("solve", "--target", "1亿", "--by", "compute_contract", *STARTUP[2:])
    assert "With what is known so far the most is 0 yuan." in beyond.stdout


def test_a_difference_is_open_while_facts_are_missing(run: Run) -> None:
    arguments = ("compare", *STARTUP[2:], "--compute-contract", "800万", "--set", "company_type=startup")
    assert "company_type=startup: open: from 0 yuan more to 4,800,000 yuan more" in run(*arguments).stdout
    variant = read(run, *arguments)["variants"][1]
    assert (variant["difference"], variant["difference_range"]) == (None, [0, 4_800_000])


def test_variants_stand_beside_the_baseline(run: Run, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    for name, kind in (("a.toml", "startup"), ("b.toml", "large")):
        (tmp_path / name).write_text(
            f'company_type = "{kind}"\ncompute_contract = 8000000\nproject_category = ["model-training"]\n'
        )
    setting = "compute_contract=1000万; district=longhua"
    arguments = ("a.toml", "b.toml", "--set", setting, "--set", "as_of=2027-01-05", "--as-of", "2026-01-15")
    done = run("compare", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == snapshot
    found = json.loads(run("compare", *arguments, "--json", cwd=tmp_path).stdout)["variants"]
    assert [item["name"] for item in found] == ["a.toml", "b.toml", setting, "as_of=2027-01-05"]
    assert [item["baseline"] for item in found] == [True, False, False, False]
    assert [item["total"] for item in found] == [4_800_000, 4_000_000, 6_000_000, 0]
    assert [item["difference"] for item in found] == [0, -800_000, 1_200_000, -4_800_000]
    assert found[2]["conditional_total"] == 9_000_000
    rows = list(csv.reader(io.StringIO(run("compare", *arguments, "--format", "csv", cwd=tmp_path).stdout)))
    assert rows[-1] == ["total", "4800000", "4000000", "6000000", "0"]


def test_changed_terms_beside_those_in_force(run: Run, eighty: str, snapshot: SnapshotAssertion) -> None:
    done = run("estimate", *STARTUP, "--compute-contract", "800万", "--reform", eighty)
    assert done.returncode == 0, done.stderr
    assert done.stdout == snapshot
    found = read(run, "estimate", *STARTUP, "--compute-contract", "800万", "--reform", eighty)["variants"]
    assert [item["total"] for item in found] == [4_800_000, 6_400_000]
    [change] = found[1]["changed_terms"]
    assert [item["after"]["percent"] for item in change["changes"]] == [80]


def test_terms_that_are_extended(run: Run, longer: str) -> None:
    late = ("--compute-contract", "800万", "--as-of", "2027-01-15", "--reform", longer)
    found = read(run, "estimate", *STARTUP[:4], *late)["variants"]
    assert [item["total"] for item in found] == [0, 4_800_000]
    assert "延长两年" in run("estimate", *STARTUP[:4], *late, "--lang", "zh-Hans").stdout


def test_a_draft_programme_is_a_reform_of_its_own(run: Run, tmp_path: Path) -> None:
    content = (Path(__file__).parents[2] / "data/programmes/shenzhen/training-voucher.toml").read_text("utf-8")
    draft = tmp_path / "draft.toml"
    draft.write_text(content.replace("percent = 60", "percent = 100"), "utf-8")
    found = read(run, "estimate", *STARTUP, "--compute-contract", "800万", "--reform", str(draft))["variants"]
    assert [item["total"] for item in found] == [4_800_000, 8_000_000]


def test_a_new_programme_has_its_name_in_every_what_if(run: Run, tmp_path: Path, eighty: str) -> None:
    for number in ("one", "two"):
        content = VOUCHER.read_text("utf-8").replace("training-voucher", f"new-{number}", 1)
        (tmp_path / f"{number}.toml").write_text(content.replace('"Training voucher"', f'"Voucher {number}"'), "utf-8")
    reforms = ("--reform", "one.toml", "--reform", "two.toml", "--reform", eighty)
    swept = run("sweep", "compute_contract", "--to", "2000万", *STARTUP, *reforms, cwd=tmp_path)
    assert "Voucher one: cap of 10,000,000: Training voucher, Voucher one" in swept.stdout, swept.stderr
    compared = run("compare", "--compute-contract", "800万", *STARTUP, *reforms, cwd=tmp_path)
    assert "also held: Voucher two" in compared.stdout
    solved = run("solve", "--target", "1200万", "--by", "compute_contract", *STARTUP, *reforms, cwd=tmp_path)
    assert "Voucher one: at 10,000,000 yuan: 12,000,000 yuan" in solved.stdout
    assert solved.returncode == 4


@pytest.mark.parametrize(
    ("parameter", "value", "total"),
    [
        ("cap", "'2000万'", 12_000_000),
        ("cap.amount", "400_0000", 4_000_000),
        ("rates[0].when", "{ fact = 'company_type', is = 'sme', cite = 'reform' }", 10_000_000),
        ("award", "{ basis = 'fixed', amounts = [ { amount = 5, cite = 'reform' } ] }", 5),
        ("eligibility", "{ fact = 'company_type', is = 'bank', cite = 'reform' }", 0),
        ("in_force.until", "2026-05-10", 0),
    ],
)
def test_any_part_of_the_terms_can_be_changed(run: Run, tmp_path: Path, parameter: str, value: str, total: int) -> None:
    change = f"programme = 'training-voucher'\nparameter = '{parameter}'\nvalue = {value}\n"
    (tmp_path / "reform.toml").write_text(f"title = 'x'\n[[changes]]\n{change}", "utf-8")
    facts = (*STARTUP[:4], "--compute-contract", "2000万", "--as-of", "2026-06-30")
    found = json.loads(run("estimate", *facts, "--reform", "reform.toml", "--json", cwd=tmp_path).stdout)
    assert [item["total"] for item in found["variants"]] == [10_000_000, total]


def changed(programme: str, parameter: str, value: str) -> str:
    return f"[[changes]]\nprogramme = '{programme}'\nparameter = '{parameter}'\nvalue = {value}\n"


def as_item(content: str) -> str:
    """The content of a programme's file, below ``[[programmes]]``."""
    below = re.sub(r"^(\[+)", r"\1programmes.", content, flags=re.MULTILINE)
    return f"[[programmes]]\n{below}\n"


def test_a_new_programme_can_be_changed_in_the_same_file(run: Run, tmp_path: Path) -> None:
    draft = as_item(VOUCHER.read_text("utf-8"))
    for name in ("training-voucher", "draft-voucher"):
        content = draft.replace('id = "training-voucher"', f'id = "{name}"')
        (tmp_path / "reform.toml").write_text(
            "title = 'x'\n" + changed(name, "rates[0].percent", "70") + content.replace("percent = 50", "percent = 40"),
            "utf-8",
        )
        facts = ("--project-category", "model-training", "--compute-contract", "800万", "--as-of", "2026-01-15")
        for kind, amount in (("startup", 5_600_000), ("sme", 3_200_000)):
            found = read(run, "estimate", "--company-type", kind, *facts, "--reform", str(tmp_path / "reform.toml"))[
                "variants"
            ]
            assert {item["id"]: item["amount"] for item in found[1]["programmes"]}[name] == amount


def test_a_change_goes_to_the_file_that_was_laid_over_the_others(run: Run, tmp_path: Path, eighty: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text(VOUCHER.read_text("utf-8").replace("10_000_000", "5_000_000"), "utf-8")
    arguments = ("--programmes", str(own), "--reform", eighty)
    found = read(run, "estimate", *STARTUP, "--compute-contract", "5000万", *arguments)["variants"]
    assert [item["total"] for item in found] == [5_000_000, 5_000_000]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_table_under_changed_terms(run: Run, tmp_path: Path, eighty: str, engine: str) -> None:
    (tmp_path / "firms.csv").write_text(
        "name,company_type,project_category,compute_contract\n"
        "a,startup,model-training,800万\nb,sme,model-training,800万\nc,startup,model-training,\n"
    )
    columns = "name,training-voucher,training-voucher_before,total,total_before"
    arguments = ("firms.csv", "--reform", eighty, "--columns", columns, "--as-of", "2026-01-15", "--engine", engine)
    done = run("batch", *arguments, "--summary", "summary.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        columns, "a,6400000,4800000,6400000,4800000", "b,4000000,4000000,4000000,4000000", "c,,,0,0",
    ]  # fmt: skip
    assert "8,800,000 yuan under the terms in force, 10,400,000 under these: Start-ups at 80%" in done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["reform"] == {"title": "Start-ups at 80%", "total_before": 8_800_000, "total": 10_400_000}
    counts = {item["id"]: item["amount"] for item in summary["programmes"]}
    assert (counts["training-voucher"], counts["training-voucher_before"]) == (10_400_000, 8_800_000)


def test_the_bare_total(run: Run) -> None:
    done = run("estimate", *STARTUP, "--compute-contract", "800万", "--total")
    assert (done.returncode, done.stdout, done.stderr) == (0, "4800000\n", "")
    still_open = run("estimate", *STARTUP, "--total")
    assert still_open.stdout == "0\n"
    assert "up to 10,000,000 yuan, depending on: Compute contract amount --compute-contract" in still_open.stderr
    assert run("estimate", *STARTUP, "--total", "-q").stderr == ""


DEFECTS = {
    "nothing": "title = 'x'\n",
    "no-such-programme": "title = 'x'\n[[changes]]\nprogramme = 'no'\nparameter = 'cap'\nvalue = 1\n",
    "no-such-parameter": EIGHTY.replace("rates[0]", "rates[7]"),
    "whose": "title = 'x'\n[[changes]]\nparameter = 'cap'\nvalue = 1\n",
    "no-percentage": EIGHTY.replace("80\ncite", "'many'\ncite"),
    "no-such-source": EIGHTY.replace("takungpao-2025-02-24#body", "nowhere"),
    "overlap": EIGHTY.replace("rates[0].percent", "in_force.from").replace("80\ncite", "2025-01-01\ncite"),
    "not-toml": "title = ",
    "twice": "title = 'x'\n" + 2 * as_item(VOUCHER.read_text("utf-8")),
    "no-citation": "title = 'x'\n" + changed("training-voucher", "award.of", "'model_contract'"),
    "disputes": "title = 'x'\n" + changed("training-voucher", "disputes", "5"),
    "not-a-term": "title = 'x'\n"
    + changed("training-voucher", "in_force", "'abc'")
    + changed("training-voucher", "in_force.until", "2027-01-01"),
    "not-an-award": "title = 'x'\n"
    + changed("training-voucher", "award", "[5]")
    + changed("training-voucher", "cap", "5"),
    "title": EIGHTY.replace('"Start-ups at 80%"', "80"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_reform_that_is_not_sound_is_one_clear_line(
    run: Run, tmp_path: Path, name: str, snapshot: SnapshotAssertion
) -> None:
    (tmp_path / "reform.toml").write_text(DEFECTS[name], "utf-8")
    done = run("estimate", *STARTUP, "--reform", "reform.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ("sweep", "company_type"),
        ("sweep", "compute_contrat"),
        ("sweep", "compute_contract", "--to", "0"),
        ("sweep", "compute_contract", "--to", "many"),
        ("sweep", "compute_contract", "--step", "1", "--to", "1000万"),
        ("sweep", "compute_contract", "-o", "chart.gif"),
        ("solve", "--target", "-1", "--by", "compute_contract"),
        ("solve", "--by", "compute_contract"),
        ("compare", "--company-type", "startup"),
        ("compare", "--set", "district", "--set", "as_of=tomorrow"),
        ("compare", "--company-type", "startup", "--set", ""),
        ("compare", "-", "-"),
        ("estimate", "--total", "--json"),
        ("estimate", "--reform", "nowhere.toml"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_is_one_clear_line(
    run: Run, arguments: tuple[str, ...], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode in {2, 3}
    assert done.stdout == ""
    assert done.stderr == snapshot
