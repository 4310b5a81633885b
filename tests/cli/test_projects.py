"""A firm with several projects in a year, and with money that it was granted already, through the command line."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from syrupy.assertion import SnapshotAssertion

import szsubsidy
from szsubsidy.bundled import REPLACEMENT
from szsubsidy.catalogue.firm import dump_firm
from szsubsidy.errors import SubsidyError
from szsubsidy.facts.model import Firm
from szsubsidy.i18n import LANGUAGES
from tests.catalogue.test_firm import firms
from tests.catalogues import live_catalogue
from tests.estimates import document, programme
from tests.program import Run, run_here

SME = ("--company-type", "sme")
JANUARY = ("--as-of", "2026-01-15")
JUNE = ("--as-of", "2026-06-30")
GUANGMING = ("--district", "guangming")


def training(contract: str, *more: str) -> tuple[str, str]:
    """The option for a project that trains a model with a compute contract."""
    return "--project", "; ".join(("project_category=model-training", f"compute_contract={contract}", *more))


@pytest.mark.live
class TestWorkedCases:
    """Those of the issue."""

    def test_a_cap_of_the_year_counts_all_contracts(self, run_live: Run) -> None:
        found = document(run_live, *SME, *JANUARY, *training("1500万"), *training("1200万"), *training("800万"))
        assert programme(found, "training-voucher")["amount"] == 10_000_000
        assert found["totals"]["by_terms"] == 10_000_000

    def test_a_least_contract_of_the_year_counts_all_contracts(self, run_live: Run) -> None:
        found = document(run_live, *SME, *JUNE, *3 * training("20万"))
        assert programme(found, "training-voucher")["amount"] == 300_000
        alone = document(run_live, *SME, *JUNE, *training("20万"))
        assert programme(alone, "training-voucher")["amount"] == 0

    def test_a_contract_with_an_affiliated_provider_counts_for_nothing(self, run_live: Run) -> None:
        affiliated = training("1000万", "compute_provider_affiliated=yes")
        found = document(run_live, *SME, *JUNE, *affiliated, *training("800万", "算力服务商为关联方=否"))
        assert programme(found, "training-voucher")["amount"] == 4_000_000

    @pytest.mark.parametrize(
        ("contracts", "city", "total"),
        [
            (["2000万", "1200万"], 10_000_000, 16_000_000),
            (["2000万"], 10_000_000, 10_000_000),
            (["3200万"], 10_000_000, 16_000_000),
        ],
    )
    def test_a_joint_cap_holds_for_each_contract(
        self, run_live: Run, contracts: list[str], city: int, total: int
    ) -> None:
        projects = [word for contract in contracts for word in training(contract)]
        found = document(run_live, *SME, *GUANGMING, *JUNE, *projects)
        assert programme(found, "training-voucher")["amount"] == city
        assert found["totals"]["by_terms"] == total

    def test_what_is_held_is_taken_off_the_cap(self, run_live: Run) -> None:
        found = document(run_live, *SME, *JANUARY, *training("1000万"), "--held", "训力券=700万")
        assert programme(found, "training-voucher")["amount"] == 3_000_000

    def test_an_amount_that_is_not_known_leaves_a_range(self, run_live: Run) -> None:
        found = document(run_live, *SME, *JUNE, *training("800万"), "--project", "project_category=model-training")
        assert found["totals"]["by_terms_range"] == [4_000_000, 10_000_000]
        assert found["missing"] == ["compute_contract"]

    def test_two_projects_about_different_things(self, run_live: Run) -> None:
        application = ("--project", "project_category=model-application; model_contract=300万")
        found = document(run_live, "--company-type", "startup", *JANUARY, *training("500万"), *application)
        assert programme(found, "training-voucher")["amount"] == 3_000_000
        assert programme(found, "model-voucher")["amount"] == 900_000


def total(run: Run, *arguments: str, cwd: Path | None = None) -> str:
    done = run("estimate", "-q", "--total", *JANUARY, *arguments, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


PLAIN = ("--project-category", "model-training", "--compute-contract", "500万")


class TestDoors:
    """Options, settings and files say the same."""

    def test_facts_outside_of_the_projects_are_an_error_beside_them(self, run: Run) -> None:
        """Whoever says once what all contracts are for would else have one more, without an amount."""
        plain = run(
            "estimate", *JANUARY, *SME, "--project-category", "model-training", "--project", "算力合同金额=300万"
        )
        assert (plain.returncode, plain.stdout) == (2, "")
        assert plain.stderr == (
            "szsubsidy: --project-category: is a fact of a project, and --project gives these "
            "(write 'project_category=model-training' into each --project that it is true of)\n"
        )
        setting = run("estimate", *JANUARY, *SME, *training("300万"), "--set", "compute_contract=500万")
        assert setting.returncode == 2
        assert "--set compute_contract" in setting.stderr
        assert total(run, *SME, *training("500万"), *training("300万")) == "4000000"

    def test_one_project_is_a_flat_profile(self, run: Run) -> None:
        flat = run("estimate", "--json", *JANUARY, *SME, *PLAIN).stdout
        assert run("estimate", "--json", *JANUARY, *SME, *training("500万")).stdout == flat

    def test_projects_have_names_in_every_language(self, run: Run) -> None:
        named = (training("500万", name) for name in ("name=甲", "名称=乙", "名稱=丙"))
        done = run("estimate", *SME, *(word for words in named for word in words), "--save-profile", "-", "--total")
        assert [line for line in done.stdout.splitlines() if line.startswith("name")] == [
            'name = "甲"',
            'name = "乙"',
            'name = "丙"',
        ]

    def test_a_file_says_it_in_tables(self, run: Run, tmp_path: Path) -> None:
        arguments = (*SME, *training("500万"), *training("300万", "name=乙"), "--held", "训力券=700.5万")
        saved = run("estimate", *arguments, *JANUARY, "--total", "--save-profile", "firm.toml", "-q", cwd=tmp_path)
        assert saved.stdout == "2995000\n"
        assert (tmp_path / "firm.toml").read_text("utf-8") == (
            'company_type = "sme"\n\n'
            '[[projects]]\nproject_category = [\n    "model-training",\n]\ncompute_contract = 5000000\n\n'
            '[[projects]]\nname = "乙"\nproject_category = [\n    "model-training",\n]\ncompute_contract = 3000000\n\n'
            "[held]\ntraining-voucher = 7005000\n"
        )
        assert total(run, "--profile", "firm.toml", cwd=tmp_path) == "2995000"
        assert total(run, "--profile", "firm.toml", "--held", "training-voucher=0", cwd=tmp_path) == "4000000"
        assert total(run, "--profile", "firm.toml", *training("100万"), "--held", "训力券=0", cwd=tmp_path) == "4500000"

    def test_options_outrank_the_one_project_of_a_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "flat.toml").write_text('company_type = "sme"\nproject_category = "model-training"\n')
        (tmp_path / "table.toml").write_text(
            'company_type = "sme"\n[[projects]]\nproject_category = "model-training"\nname = "A"\n'
        )
        for file in ("flat.toml", "table.toml"):
            assert total(run, "--profile", file, "--compute-contract", "500万", cwd=tmp_path) == "2500000"

    def test_a_firm_without_a_project_takes_those_of_the_options(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "firm.toml").write_text('company_type = "sme"\n')
        assert total(run, "--profile", "firm.toml", *training("500万"), *training("300万"), cwd=tmp_path) == "4000000"

    def test_variants_have_projects_too(self, run: Run) -> None:
        done = run("compare", *SME, *training("500万"), *training("300万"), "--set", "company_type=startup", "--json")
        assert done.returncode == 0
        assert [variant["total"] for variant in json.loads(done.stdout)["variants"]] == [4_000_000, 4_800_000]


@pytest.mark.live
@settings(max_examples=10)
@given(firms())
def test_the_command_that_repeats_an_estimate_gives_the_same_firm(firm: Firm) -> None:
    assume(len(set(firm.names)) == len(firm.names))
    assume(all(project.name or project.facts for project in firm.listed))  # else it is told by its letter
    written = dump_firm(firm, live_catalogue())
    live = {REPLACEMENT: ""}
    told = run_here("estimate", "--profile", "-", *JANUARY, "--details", stdin=written, env=live).stdout.splitlines()
    [command] = [line for line in told if "--no-input" in line]
    again = shlex.split(command)
    again = again[again.index("estimate") :]
    assert run_here(*again, "--save-profile", "-", "--total", "-q", env=live).stdout.startswith(written.decode())


BAD = {
    "an option of one value twice": ["--compute-contract", "800万", "--compute-contract", "500万"],
    "the same twice": ["--compute-contract=800万", "--compute-contract=800万"],
    "a fact of the firm twice": ["--company-type", "sme", "--company-type", "startup"],
    "a setting twice": ["--set", "compute_contract=800万", "--set", "算力合同金额=500万"],
    "a fact of the firm in a project": ["--project", "company_type=sme; compute_contract=800万"],
    "twice in a project": ["--project", "compute_contract=800万；compute_contract=500万"],
    "several at once": [
        "--project",
        "name=甲; compute_contract=x; compute_contrct=5",
        "--project",
        "model_filed=maybe",
    ],
    "nothing in it": ["--project", " ; "],
    "no equals sign": ["--project", "compute_contract"],
    "two of one name": ["--project", "name=甲", "--project", "name=甲"],
    "a name like a letter": ["--project", "compute_contract=1万", "--project", "name=A"],
    "a name of two lines": ["--project", "name=a\nb"],
    "an empty name": ["--project", "name="],
    "no programme": ["--held", "trainin-voucher=300万"],
    "no amount": ["--held", "training-voucher=much"],
    "an amount without a programme": ["--held", "300万"],
    "one programme twice": ["--held", "training-voucher=300万", "--held", "训力券=200万"],
}


@pytest.mark.parametrize("name", BAD)
def test_one_line_tells_what_is_wrong(run: Run, name: str, snapshot: SnapshotAssertion) -> None:
    done = run("estimate", *BAD[name])
    assert (done.returncode, done.stdout) == (2, "")
    assert all(line.startswith("szsubsidy: ") for line in done.stderr.splitlines())
    assert done.stderr == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_speak_the_language(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    lines = [run("estimate", *BAD[name], "--lang", language).stderr for name in BAD]
    assert lines == snapshot


FILES = {
    "a fact of one project above": 'compute_contract = 1\n[[projects]]\nname = "A"\n',
    "a fact of the firm in a project": '[[projects]]\nname = "A"\ncompany_type = "sme"\n',
    "a bad amount": '[[projects]]\n[[projects]]\ncompute_contract = "much"\n',
    "an unknown key": '[[projects]]\nname = "甲"\ncompute_contrct = 1\n',
    "no list": "projects = 3\n",
    "a list of numbers": "projects = [1]\n",
    "one table": "[projects]\ncompute_contract = 1\n",
    "two of one name": '[[projects]]\nname = "A"\n[[projects]]\nname = "A"\n',
    "a name that is no text": "[[projects]]\nname = 3\n",
    "held is no table": "held = 3\n",
    "no programme": "[held]\ntrainin-voucher = 3\n",
    "a bad amount held": '[held]\ntraining-voucher = "much"\n',
    "one programme twice": '[held]\ntraining-voucher = 3\n"训力券" = 4\n',
}


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_told_by_file_project_and_key(
    run: Run, name: str, snapshot: SnapshotAssertion, tmp_path: Path
) -> None:
    (tmp_path / "firm.toml").write_text(FILES[name], "utf-8")
    done = run("estimate", "--profile", "firm.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(line.startswith("szsubsidy: firm.toml: ") for line in done.stderr.splitlines())
    assert done.stderr == snapshot


def test_a_fact_of_one_project_beside_a_file_of_several(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firm.toml").write_text("[[projects]]\n[[projects]]\n")
    done = run("estimate", "--profile", "firm.toml", "--compute-contract", "5", "--set", "模型已备案=是", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "szsubsidy: --compute-contract: is a fact of one project, and the profile has 2 "
        "(--project 'compute_contract=…' adds another project)\n"
        "szsubsidy: --set 模型已备案: is a fact of one project, and the profile has 2 "
        "(--project 'model_filed=…' adds another project)\n"
    )


class TestPython:
    """The interface for programs takes projects and what is held."""

    def test_it_gives_what_the_command_line_gives(self, run: Run) -> None:
        result = szsubsidy.estimate(
            {"company_type": "sme"},
            projects=[
                {"项目类别": "模型训练", "compute_contract": "500万", "name": "甲"},
                {"project_category": ["model-training"], "compute_contract": 3_000_000},
            ],
            held={"训力券": "700.5万"},
            as_of="2026-01-15",
        )
        assert result.firm.names == ["甲", "B"]
        told = total(run, *SME, *training("500万"), *training("300万"), "--held", "training-voucher=7005000")
        assert f"{result.total // 100}" == told == "2995000"

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ({"projects": [{}, {"company_type": "sme"}]}, r"\[\[projects\]\] 2: company_type: is a fact of the firm"),
            ({"facts": {"model_filed": True}, "projects": [{}]}, "model_filed: is a fact of one project"),
            ({"held": {"voucher": 1}}, r"\[held\] voucher: 'voucher' is not a programme"),
        ],
    )
    def test_it_refuses_what_the_command_line_refuses(self, arguments: dict[str, Any], told: str) -> None:
        with pytest.raises(SubsidyError, match=f"^{told}"):
            szsubsidy.estimate(**{"facts": {}, "as_of": "2026-01-15", **arguments})
