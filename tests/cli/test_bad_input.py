"""Bad input gets one clear line and exit code 2, whatever it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.i18n import LANGUAGES
from tests.cases import BAD_INPUT
from tests.program import Run

FILE_TROUBLE = {"no such folder to save to", "profile with an impossible name"}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_one_line_tells_what_is_wrong(run: Run, name: str, snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    done = run("estimate", *BAD_INPUT[name], cwd=tmp_path)
    assert done.returncode == (3 if name in FILE_TROUBLE else 2)
    assert done.stdout == ""
    assert all(line.startswith("szsubsidy: ") for line in done.stderr.splitlines())
    assert done.stderr == snapshot
    assert list(tmp_path.iterdir()) == []


PROFILES = {
    "unknown key": b'company_typ = "startup"\n',
    "wrong type": b"compute_contract = true\ncompany_type = 3\nproject_category = 7\nmodel_filed = [1]\n",
    "nan": b"compute_contract = nan\n",
    "float with three decimals": b"compute_contract = 1.005\n",
    "exponent": b"compute_contract = 1e400\n",
    "not TOML": b"company_type startup\n",
    "not UTF-8": "company_type = '初创企业'\n".encode("gb18030"),
    "nested": b"[company_type]\nid = 'startup'\n",
    "future date type": b"established_on = 2025-13-01\n",
    "escape in a key": b'"\\u001b[31mx" = 1\n',
    "deep": b"x = " + b"[" * 5000 + b"]" * 5000,
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_broken_profile_is_told_by_file_and_key(
    run: Run, name: str, snapshot: SnapshotAssertion, tmp_path: Path
) -> None:
    (tmp_path / "firm.toml").write_bytes(PROFILES[name])
    done = run("estimate", "--profile", "firm.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(line.startswith("szsubsidy: firm.toml: ") for line in done.stderr.splitlines())
    assert done.stderr == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ["estimat"],
        ["explain", "trainin-voucher"],
        ["explain"],
        ["programmes"],
        ["programmes", "show", "nothing"],
        ["programmes", "check", "missing"],
        ["programmes", "check", ""],
        ["facts", "company_type", "surplus"],
        ["sources", "--format", "x"],
    ],
    ids=" ".join,
)
def test_every_command_says_what_to_do_next(run: Run, arguments: list[str], snapshot: SnapshotAssertion) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == snapshot


def test_with_json_the_error_is_json_too(run: Run) -> None:
    done = run("estimate", "--json", "--company-type", "statup", "--compute-contract", "-1")
    assert (done.returncode, done.stdout) == (2, "")
    errors = json.loads(done.stderr)["errors"]
    assert [(error["code"], error["where"]) for error in errors] == [
        ("bad-value", "--company-type"),
        ("bad-value", "--compute-contract"),
    ]


def test_a_name_with_markup_or_escapes_is_only_text(run: Run) -> None:
    arguments = ["--firm-name", "[bold]甲[/oops] \x1b[31m<b>", "--company-type", "startup"]
    for environment in ({}, {"COLUMNS": "80"}, {"FORCE_COLOR": "1"}):
        done = run("estimate", *arguments, env=environment)
        assert "[bold]甲[/oops] \\x1b[31m<b>" in done.stdout
        assert "\x1b[31m" not in done.stdout
    assert "\\[bold\\]甲" in run("estimate", *arguments, "--format", "markdown").stdout
    assert json.loads(run("estimate", *arguments, "--json").stdout)["profile"]["firm_name"] == arguments[1]


def test_an_existing_profile_is_not_overwritten_unasked(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "firm.toml"
    target.write_text("# mine\n")
    arguments = ["estimate", "--company-type", "startup", "--save-profile", str(target)]
    done = run(*arguments)
    assert (done.returncode, target.read_text()) == (2, "# mine\n")
    assert "--force" in done.stderr
    assert run(*arguments, "--force").returncode == 0
    assert target.read_text() == 'company_type = "startup"\n'


def test_an_unforeseen_failure_is_one_line_and_exit_1(run_process: Run, tmp_path: Path) -> None:
    package = tmp_path / "pickle.py"
    package.write_text("raise RuntimeError('boom \\x1b[31m')\n")
    done = run_process("facts", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 1
    assert done.stderr == (
        "szsubsidy: unforeseen failure: RuntimeError: boom \\x1b[31m "
        "(SZSUBSIDY_DEBUG=1 shows where; please report it)\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_speak_the_language(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("estimate", *BAD_INPUT["several at once"], "--lang", language)
    assert done.returncode == 2
    assert done.stderr == snapshot
