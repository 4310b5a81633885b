"""stdout, stderr, terminals, colour and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from szsubsidy import load_catalogue
from tests.program import COMMAND, PATIENCE, Run, environment
from tests.systems import posix

pytestmark = posix

FIRM = (
    "--company-type=startup",
    "--compute-contract=800万",
    "--project-category=model-training",
    "--as-of=2026-01-15",
)


def test_nothing_is_asked_and_stdin_is_not_read_without_a_terminal(run_process: Run) -> None:
    done = run_process("estimate", "--company-type", "startup", "--json", stdin="model-training\n800万\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["profile"] == {"company_type": "startup"}


def test_the_same_facts_give_the_same_result_through_every_door(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "firm.toml"
    by_option = run("estimate", "--json", *FIRM, "--save-profile", str(saved))
    by_file = run("estimate", "--json", "--profile", str(saved), "--as-of=2026-01-15")
    settings = ["company_type=初创企业", "compute-contract=８,000,000元", "project_category=模型训练"]
    given = [word for setting in settings for word in ("--set", setting)]
    by_setting = run("estimate", "--json", *given, "--as-of=2026-01-15")
    assert by_option.stdout == by_file.stdout == by_setting.stdout
    again = tmp_path / "again.toml"
    run("estimate", "--profile", str(saved), "--save-profile", str(again))
    assert again.read_bytes() == saved.read_bytes()


def test_a_profile_comes_through_stdin_and_goes_to_stdout(run_process: Run) -> None:
    written = run_process("estimate", *FIRM, "--save-profile", "-", "--format=csv")
    assert written.stderr.startswith("id,name,status,basis")
    done = run_process("estimate", "--profile", "-", "--as-of=2026-01-15", "--json", stdin=written.stdout)
    assert json.loads(done.stdout)["totals"]["by_terms"] == 4_800_000
    broken = run_process("estimate", "--profile", "-", stdin=b"\xff\xfe")
    assert (broken.returncode, broken.stderr) == (2, "szsubsidy: stdin: is not UTF-8 (save it as UTF-8)\n")


def test_where_stdout_has_the_facts_it_has_nothing_else(run: Run, tmp_path: Path) -> None:
    run("estimate", *FIRM, "--save-profile", "firm.toml", cwd=tmp_path)
    saved = (tmp_path / "firm.toml").read_text("utf-8")
    for command in (
        ["estimate"],
        ["estimate", "--total"],
        ["estimate", "--format", "csv"],
        ["explain", "training-voucher"],
    ):
        beside = run(*command, *FIRM, "--save-profile", "-")
        assert (beside.returncode, beside.stdout) == (0, saved)
        assert run(*command, *FIRM).stdout in beside.stderr


def test_set_outranks_an_option_and_an_option_the_profile(run: Run, tmp_path: Path) -> None:
    (tmp_path / "firm.toml").write_text('company_type = "large"\ncompute_contract = "1亿"\n')
    done = run(
        "estimate", "--json", "--profile", "firm.toml", "--company-type=sme", "--set=company_type=startup", cwd=tmp_path
    )
    assert json.loads(done.stdout)["profile"] == {"company_type": "startup", "compute_contract": 100_000_000}


def test_exit_code_tells_when_nothing_applies(run: Run) -> None:
    nothing = ("--company-type=bank", "--project-category=model-training", "--compute-contract=1")
    assert run("estimate", *nothing).returncode == 0
    assert run("estimate", *nothing, "--exit-code").returncode == 4
    assert run("estimate", *FIRM, "--exit-code").returncode == 0
    assert run("estimate", "--exit-code").returncode == 0, "undetermined is not nothing"


def test_a_bare_call_without_a_terminal_prints_help_and_exits_2(run_process: Run) -> None:
    done = run_process()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: szsubsidy" in done.stderr


@pytest.mark.parametrize("arguments", [["sources"], ["estimate", "--json", *FIRM], ["facts"]], ids=" ".join)
def test_a_closed_pipe_is_quiet(arguments: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "szsubsidy", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=PATIENCE) == 0
    process.stderr.close()


def test_colour_follows_the_usual_rules(run: Run) -> None:
    def coloured(*arguments: str, **env: str) -> bool:
        return "\x1b[" in run("estimate", *FIRM, *arguments, env=env).stdout

    assert not coloured()
    assert coloured(FORCE_COLOR="1")
    assert coloured("--color=always")
    assert not coloured("--color=never", FORCE_COLOR="1")
    assert not coloured(NO_COLOR="1", FORCE_COLOR="1")


def test_a_piped_table_is_neither_boxed_nor_cut(run: Run) -> None:
    done = run("facts")
    last = load_catalogue().facts["project_category"].aliases[-1]
    [line] = [line for line in done.stdout.splitlines() if line.endswith(last)]
    assert len(line) > 80
    assert not set("│┃─━") & set(done.stdout)


def test_csv_has_one_row_a_programme(run: Run) -> None:
    lines = run("estimate", "--format=csv", *FIRM).stdout.splitlines()
    assert lines[0].startswith("id,name,status,basis,amount,low,high,")
    [voucher] = [line for line in lines if line.startswith("training-voucher,")]
    assert voucher.startswith("training-voucher,Training voucher,eligible,share,4800000,4800000,4800000,60,")


def test_versions(run: Run) -> None:
    told = run("--version").stdout
    assert told.startswith("szsubsidy 0.")
    machine = json.loads(run("--version", "--json").stdout)
    assert machine["program"] in told
    assert machine["catalogue"]["version"] in told


def test_the_language_comes_from_option_variable_and_locale_in_that_order(run: Run) -> None:
    def title(*arguments: str, **env: str) -> str:
        return run("estimate", *FIRM, *arguments, env=env).stdout.splitlines()[0]

    assert title() == "Start-up · training a large model · compute contract 8,000,000 yuan"
    hans, hant = title(LANG="zh_CN.UTF-8"), title(LANG="zh_HK.UTF-8")
    assert len({title(), hans, hant}) == 3
    assert title(LANG="zh_CN.UTF-8", LC_ALL="zh_TW.UTF-8") == hant
    assert title(LC_ALL="zh_TW.UTF-8", SZSUBSIDY_LANG="zh-Hans") == hans
    assert title("--lang=zh-Hant", SZSUBSIDY_LANG="zh-Hans") == hant
    assert title("--lang", "en", LANG="zh_CN.UTF-8") == title()


def test_output_is_utf_8_whatever_the_locale_says(run_process: Run) -> None:
    done = run_process("programmes", "list", "--lang=zh-Hans", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert "训力券" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_values_of_facts_and_the_programmes(run: Run, shell: str) -> None:
    def complete(line: str) -> str:
        phrases = line.split(" ")
        env = {
            "_SZSUBSIDY_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(phrases) - 1),
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
        return run(env=env).stdout

    assert "startup" in complete("szsubsidy estimate --company-type st")
    assert "training-voucher" in complete("szsubsidy explain tr")
    assert "--compute-contract" in complete("szsubsidy estimate --comp")


def shell(command: str, cwd: Path | None = None) -> tuple[int, str, str]:
    phrases = ["/bin/bash", "-c", command]
    done = subprocess.run(
        phrases, capture_output=True, text=True, env=environment(), check=False, cwd=cwd, timeout=PATIENCE
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("redirection", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_closed_stream_that_is_not_needed_is_no_failure(redirection: str) -> None:
    code, written, told = shell(f"{COMMAND} estimate {' '.join(FIRM)} --total -q {redirection}")
    assert (code, written, told) == (0, "4800000\n", "")


@pytest.mark.parametrize("to", [">&-", "> /dev/full"])
@pytest.mark.parametrize("arguments", [f"estimate {' '.join(FIRM)}", "--version", "--help", "help", "calendar --ics"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a device that is always full")
def test_an_answer_that_cannot_be_written_is_one_line_and_exit_3(arguments: str, to: str) -> None:
    why = "Bad file descriptor" if "-" in to else "No space left on device"
    assert shell(f"{COMMAND} {arguments} {to}") == (3, "", f"szsubsidy: a file or stream failed: {why}\n")


@pytest.mark.parametrize("to", ["2>&-", "2> /dev/full", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "arguments", [f"estimate {' '.join(FIRM)} --total", "estimate --nothing", "estimate --total --json"]
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a device that is always full")
def test_what_cannot_be_told_is_exit_3(arguments: str, to: str) -> None:
    code, _, told = shell(f"{COMMAND} {arguments} {to}")
    assert (code, told) == (3, "")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep to no such limit")
@pytest.mark.parametrize(("limit", "why"), [("-v 900000", "there is not enough memory"), ("-n 12", "too few files")])
def test_too_little_of_what_a_table_takes_is_one_line_and_exit_3(
    tmp_path: Path, ending: str, limit: str, why: str
) -> None:
    (tmp_path / "firms.csv").write_text("company_type\nstartup\n")
    code, written, told = shell(f"ulimit {limit}; {COMMAND} batch firms.csv -o out.{ending}", tmp_path)
    assert (code, written, told.count("\n")) == (3, "", 1)
    assert told.startswith(f"szsubsidy: {why}")
    assert [path.name for path in tmp_path.iterdir()] == ["firms.csv"]


@pytest.mark.parametrize("limit", ["-f 1", "-n 5", "-n 6"])
@pytest.mark.parametrize("ending", ["html", "xlsx", "docx", "md"])
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other files open")
def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path, ending: str, limit: str) -> None:
    call = f"PYTHONDONTWRITEBYTECODE=1 {COMMAND} estimate {' '.join(FIRM)} -q --report out.{ending}"
    code, _, told = shell(f"ulimit {limit}; {call}", tmp_path)
    assert (code, told.count("\n")) in {(3, 1), (0, 0)}
    assert [path.name for path in tmp_path.iterdir()] == [f"out.{ending}"] * (not code)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "jsonl"])
@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep to no such limit")
def test_a_table_that_has_no_room_is_one_line_and_leaves_nothing(tmp_path: Path, ending: str) -> None:
    lines = (f"甲{number},startup,model-training,{number}" for number in range(100_000))
    (tmp_path / "firms.csv").write_text("\n".join(["name,company_type,project_category,compute_contract", *lines]))
    call = f"PYTHONDONTWRITEBYTECODE=1 {COMMAND} batch firms.csv -q -o out.{ending}"
    code, written, told = shell(f"ulimit -f 20; {call}", tmp_path)
    assert (code, written, told) == (3, "", f"szsubsidy: out.{ending}: cannot be written: File too large\n")
    assert [path.name for path in tmp_path.iterdir()] == ["firms.csv"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep to no such limit")
def test_memory_that_runs_out_is_told_and_exit_3(tmp_path: Path) -> None:
    code, _, told = shell(f"ulimit -v 35000; {COMMAND} estimate {' '.join(FIRM)} -q --report out.docx", tmp_path)
    # Before our line a library may have written some of its own.
    assert (code, told.splitlines()[-1:]) == (3, ["szsubsidy: there is not enough memory"])
    assert not list(tmp_path.iterdir())


def test_an_endless_profile_is_refused(run: Run) -> None:
    done = run("estimate", "--profile", "/dev/zero")
    assert (done.returncode, done.stdout) == (2, "")
    assert "larger than a mebibyte" in done.stderr


def test_an_unknown_language_in_the_environment_is_told(run: Run) -> None:
    done = run("estimate", env={"SZSUBSIDY_LANG": "fr"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("szsubsidy: SZSUBSIDY_LANG: 'fr' is not a language known here")


def test_a_founding_day_after_the_estimate_is_pointed_out(run: Run) -> None:
    done = run("estimate", "--json", *FIRM, "--established-on", "2026-01-16")
    [warning] = [item for item in json.loads(done.stdout)["warnings"] if item["code"] == "day-ahead"]
    assert "Date of establishment" in warning["text"]


def test_completion_goes_on_in_lists_and_settings(run: Run) -> None:
    def complete(line: str) -> str:
        phrases = line.split(" ")
        env = {"_SZSUBSIDY_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(phrases) - 1)}
        return run(env=env).stdout

    assert "model-training,model-application" in complete("szsubsidy estimate --project-category model-training,mod")
    assert "compute_contract=" in complete("szsubsidy estimate --set comp")


def test_the_bare_total(run: Run) -> None:
    done = run("estimate", *FIRM, "--total")
    assert (done.returncode, done.stdout) == (0, "4800000\n")
    assert done.stderr == "szsubsidy: within reach: 4,800,000 yuan\n"
    buyer = ("--company-type=sme", "--project-category=model-application", "--model-contract=500万")
    usually_less = run("estimate", *buyer, "--total", "--as-of=2026-01-15")
    assert (usually_less.stdout, usually_less.stderr) == ("1500000\n", "szsubsidy: within reach: 1,500,000 yuan\n")
    closed = run("estimate", *FIRM, "--total", "--as-of=2026-11-28")
    assert (closed.stdout, closed.stderr) == ("4800000\n", "szsubsidy: within reach: 0 yuan\n")
    assert run("estimate", *FIRM, "--total", "-q").stderr == ""
    still_open = run("estimate", FIRM[0], *FIRM[2:], "--total")
    assert still_open.stdout == "0\n"
    assert "within reach: 0 to 10,000,000 yuan\n" in still_open.stderr
    assert "up to 10,000,000 yuan, depending on: Compute contract amount --compute-contract" in still_open.stderr
    assert run("estimate", FIRM[0], *FIRM[2:], "--total", "-q").stderr == ""


@pytest.mark.parametrize("shown", ["--total", "--json", "--format=table"])
def test_a_sum_that_is_expected_holds_or_the_right_one_is_told(run: Run, shown: str) -> None:
    for expected in ("480万", "4,800,000", "4800000元"):
        done = run("estimate", *FIRM, shown, "-q", "--expect", expected)
        assert (done.returncode, done.stderr) == (0, "")
    done = run("estimate", *FIRM, shown, "-q", "--expect=4800000.01")
    assert done.returncode == 4
    assert done.stderr == "szsubsidy: --expect: 4,800,000.01 yuan was expected; by the terms it is 4,800,000 yuan\n"
    assert done.stdout == run("estimate", *FIRM, shown, "-q").stdout


def test_an_expected_sum_is_by_the_terms_and_a_range_while_facts_are_missing(run: Run) -> None:
    assert run("estimate", *FIRM, "--as-of=2026-11-28", "--expect=480万").returncode == 0
    done = run("estimate", FIRM[0], *FIRM[2:], "-q", "--expect=480万")
    assert (done.returncode, "by the terms it is 0 to 10,000,000 yuan" in done.stderr) == (4, True)
    assert run("estimate", *FIRM, "--expect=lots").returncode == 2


def test_a_bare_total_is_no_document(run: Run) -> None:
    done = run("estimate", "--total", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    [error] = json.loads(done.stderr)["errors"]
    assert error == {"code": "usage", "message": "does not go with --total", "where": "--json", "hint": ""}
