"""A catalogue of one's own, laid over the bundled one, and the command that writes a file of it."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pexpect
import pytest

from szsubsidy.bundled import data_folder
from tests.program import PATIENCE, Run, environment
from tests.systems import only_on_posix

FACTS = """
[[facts]]
id = "city"
type = "choice"
panel = "firm"
label = { en = "City", zh-Hans = "城市", zh-Hant = "城市" }
question = { en = "In which city is the firm?", zh-Hans = "企业在哪个城市？", zh-Hant = "企業在哪個城市？" }
help = { en = "City of registration", zh-Hans = "注册城市", zh-Hant = "註冊城市" }

[[facts.values]]
id = "shanghai"
label = { en = "Shanghai", zh-Hans = "上海", zh-Hant = "上海" }

[[facts.values]]
id = "elsewhere"
label = { en = "Elsewhere", zh-Hans = "其他", zh-Hant = "其他" }

[[values]]
fact = "project_category"
id = "chip-design"
label = { en = "Designing chips", zh-Hans = "芯片设计", zh-Hant = "晶片設計" }
"""
SHANGHAI = """
id = "shanghai-compute"
kind = "voucher"
authority = "shanghai"
name = { en = "Shanghai compute voucher", zh-Hans = "上海算力券", zh-Hant = "上海算力券" }
summary = { en = "Pays part of rented compute.", zh-Hans = "资助部分算力租金。", zh-Hant = "資助部分算力租金。" }

[[authorities]]
id = "shanghai"
name = { en = "Shanghai", zh-Hans = "上海市", zh-Hant = "上海市" }

[[sources]]
id = "shanghai-page"
kind = "page"
title = "算力券"
title_en = "Computing power vouchers"
issuer = { en = "A page", zh-Hans = "网页", zh-Hant = "網頁" }
confidence = "reported"

[[editions]]
in_force = { from = 2025-01-01, exact = false, cite = "shanghai-page" }
reviewed = 2026-11-23
eligibility = { all = [
  { fact = "project_category", in = ["model-training", "chip-design"], cite = "shanghai-page" },
  { fact = "city", is = "shanghai", cite = "shanghai-page" },
] }
award = { basis = "share", of = "compute_contract", cap = { amount = "1亿", cite = "shanghai-page" }, rates = [
  { percent = 80, cite = "shanghai-page" },
] }

[[editions.examples]]
working = "80% of 1,000,000"
facts = { city = "shanghai", compute_contract = 1_000_000, project_category = ["chip-design"] }
status = "eligible"
amount = 800_000
"""
RULE = """
[[at_most_one]]
id = "one-city"
programmes = ["training-voucher", "shanghai-compute"]
cite = "shanghai-page"
reason = { en = "A firm has one seat.", zh-Hans = "注册地唯一。", zh-Hant = "註冊地唯一。" }
"""
FIRM = ("--company-type", "sme", "--project-category", "model-training", "--compute-contract", "100万")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "facts.toml").write_text(FACTS)
    (folder / "shanghai.toml").write_text(SHANGHAI)
    (folder / "cumulation.toml").write_text(RULE)
    return folder


def test_programmes_facts_and_rules_of_ones_own_are_laid_over_the_bundled_ones(run: Run, own: Path) -> None:
    arguments = (
        "estimate",
        "--json",
        "--all",
        "--details",
        *FIRM,
        "--city",
        "上海",
        "--as-of",
        "2026-01-15",
        "--programmes",
        str(own),
    )
    found = json.loads(run(*arguments).stdout)
    assert found["combination"] == ["shanghai-compute"]
    assert found["totals"]["by_terms"] == 800_000
    [excluded] = found["excluded"]
    assert (excluded["id"], excluded["rule_id"], excluded["forgone"]) == ("training-voucher", "one-city", 500_000)
    same = run(*arguments[:-2], env={"SZSUBSIDY_PROGRAMMES": str(own)})
    assert json.loads(same.stdout) == found
    assert "shanghai-compute" not in run("programmes", "list").stdout


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Official terms: No programme fits. With own terms: Perhaps up to 800,000 yuan: the dates"),
        ("zh-Hans", "按官方条款：没有符合条件的资助项目。连同自拟条款："),
        ("zh-Hant", "按官方條款：沒有符合條件的資助項目。連同自擬條款："),
    ],
)
def test_a_programme_of_ones_own_that_alone_fits_stands_in_the_verdict(
    run: Run, own: Path, language: str, told: str
) -> None:
    firm = ("--company-type", "sme", "--project-category", "chip-design", "--compute-contract", "100万")
    done = run("estimate", *firm, "--city", "shanghai", "--programmes", str(own), "--lang", language)
    assert done.returncode == 0
    assert told in " ".join(done.stdout.split())
    elsewhere = run("estimate", *firm, "--city", "elsewhere", "--programmes", str(own))
    assert "\nNo programme fits.\n" in elsewhere.stdout


def test_the_users_own_folder_is_read_by_itself(run: Run, own: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    (tmp_path / "config" / "szsubsidy").mkdir(parents=True)
    own.rename(tmp_path / "config" / "szsubsidy" / "programmes")
    assert "shanghai-compute" in run("programmes", "list", env=home).stdout
    assert "shanghai-compute" not in run("programmes", "list", "--programmes", "", env=home).stdout


def test_a_programme_of_ones_own_replaces_the_bundled_one_of_its_id(run: Run, own: Path) -> None:
    (own / "cumulation.toml").unlink()
    (own / "shanghai.toml").write_text(SHANGHAI.replace('"shanghai-compute"', '"training-voucher"'))
    shown = run("programmes", "show", "training-voucher", "--programmes", str(own))
    assert "Shanghai compute voucher" in shown.stdout


def test_added_values_work_in_a_batch(run: Run, own: Path, tmp_path: Path) -> None:
    rows = ["城市,project_category,compute_contract", "上海,芯片设计,100万", ",芯片设计,100万", "其他,芯片设计,100万"]
    (tmp_path / "firms.csv").write_text("\n".join(rows) + "\n")
    columns = ("--columns", "shanghai-compute,missing", "--as-of", "2026-01-15")
    done = run("batch", "firms.csv", *columns, "-q", "--programmes", str(own), cwd=tmp_path)
    answers = [line.split(",")[-2:] for line in done.stdout.splitlines()]
    assert [found for found, _ in answers[1:]] == ["800000", "", "0"]
    assert "city" in answers[2][1].split(";")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (None, "nowhere: is not a folder"),
        ({}, "holds no programme files (szsubsidy programmes new writes one)"),
        ({"p.toml": "id = 1"}, "p.toml: "),
        (
            {"p.toml": SHANGHAI, "facts.toml": FACTS.replace("project_category", "nothing")},
            "no choice is called nothing",
        ),
        ({"p.toml": SHANGHAI, "facts.toml": FACTS.split("[[facts.values]]", maxsplit=1)[0]}, "two values or more"),
    ],
)
def test_a_folder_that_cannot_be_used_is_told(
    run: Run, tmp_path: Path, files: dict[str, str] | None, told: str
) -> None:
    folder = tmp_path / "nowhere"
    if files is not None:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
    done = run("programmes", "list", "--programmes", str(folder))
    assert done.returncode in {2, 3}
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_check_lays_a_folder_over_the_bundled_catalogue(run: Run, own: Path) -> None:
    done = run("programmes", "check", str(own))
    assert done.returncode == 0, done.stderr
    assert "All sound: 1 programme, 1 worked example." in done.stdout
    (own / "shanghai.toml").write_text(SHANGHAI.replace("800_000", "800_001"))
    assert "amount is 800000, not 800001" in run("programmes", "check", str(own)).stderr


ANSWERS = [
    ("What is it called, in English?", "Beijing compute voucher"),
    ("What is it called, in Chinese?", "北京算力券"),
    ("What does it pay for, in one sentence, in English?", "Pays part of rented compute."),
    ("What does it pay for, in one sentence, in Chinese?", "资助部分算力租金。"),
    ("What kind of support is it?", "voucher"),
    ("Who gives it?", "Another authority"),
    ("ID of the authority?", "beijing"),
    ("What is the authority called, in English?", "Beijing"),
    ("What is the authority called, in Chinese?", "北京市"),
    ("Where is it?", "Another place"),
    ("ID of the place?", "beijing"),
    ("What is the place called, in English?", "Beijing"),
    ("What is the place called, in Chinese?", "北京市"),
    ("What does it lie in?", "None of these"),
    ("Title of the document that says so, in the original?", "算力券申领指南"),
    ("The same title in English?", "Guide to compute vouchers"),
    ("Its number?", ""),
    ("Its address on the web?", "javascript:alert(1)"),
    ("http:// or https://, without spaces", "https://www.example.org/guide.html"),
    ("How well is it known?", "I read a careful report of it"),
    ("In force from which day?", "soon"),
    ("a day such as", "2025-01-01"),
    ("Until which day?", ""),
    ("For which: Company type?", "1,2"),
    ("For which: Project category?", "1"),
    ("How does the amount come about?", "1"),
    ("Cap, in yuan?", "200万"),
    ("A share of which cost?", "1"),
    ("Rate, in per cent?", "20"),
    ("Another rate for start-ups, in per cent?", "30"),
    ("Minimum, in yuan?", ""),
    ("A worked example: which cost, in yuan?", "100万"),
    ("And what does it grant, worked out by hand?", "20万"),
    ("And what does it grant a start-up?", "30万"),
]


def answer(path: Path, answers: list[tuple[str, str]]) -> tuple[str, int | None]:
    """Answer the plain questions of a terminal that cannot move its cursor."""
    only_on_posix()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "szsubsidy", "programmes", "new", str(path)],
        env=environment({"TERM": "dumb"}),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    for question, text in answers:
        child.expect_exact(question)
        child.sendline(text)
    child.expect(pexpect.EOF)
    child.close()
    return child.before or "", child.exitstatus


def test_new_asks_and_writes_a_file_that_works(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "beijing-compute.toml"
    told, code = answer(path, ANSWERS)
    assert code == 0, told
    assert "Written and sound" in told
    content = tomllib.loads(path.read_text())
    assert content["id"] == "beijing-compute"
    assert content["sources"][0]["link"] == "https://www.example.org/guide.html"
    assert "seen" not in content["sources"][0]
    arguments = (
        "estimate",
        "--json",
        "--all",
        "--details",
        *FIRM,
        "--as-of",
        "2026-01-15",
        "--programmes",
        str(tmp_path),
    )
    for place, expected in (((), (0, 500_000)), (("--district", "beijing"), (200_000, 0))):
        found = json.loads(run(*arguments, *place).stdout)
        amounts = {item["id"]: item["amount"] for item in found["programmes"]}
        assert (amounts["beijing-compute"], amounts["training-voucher"]) == expected
    twice = run("programmes", "new", str(path))
    assert twice.returncode == 2
    assert "--force" in twice.stderr


def test_a_minimum_of_nothing_is_met_by_everybody(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "beijing-compute.toml"
    told, code = answer(path, [(question, "0" if "Minimum" in question else text) for question, text in ANSWERS])
    assert code == 0, told
    assert "Written and sound" in told
    assert run("programmes", "check", str(path), "--as-of", "2026-05-20").returncode == 0


def test_new_keeps_answers_that_do_not_come_out_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "beijing-compute.toml"
    told, code = answer(path, [*ANSWERS[:-1], (ANSWERS[-1][0], "20万")])
    assert code == 2
    assert "amount is 300000, not 200000" in told
    assert path.exists()


def test_new_needs_a_terminal(run: Run, tmp_path: Path) -> None:
    done = run("programmes", "new", str(tmp_path / "p.toml"))
    assert done.returncode == 2
    assert "asks at a terminal" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_bundled_folder_is_left_as_it_was(run: Run, own: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data_folder().rglob("*")}
    run("programmes", "list", "--programmes", str(own))
    assert {path: path.stat().st_mtime_ns for path in data_folder().rglob("*")} == before
