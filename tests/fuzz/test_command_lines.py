"""Command lines of plausible, wrong and hostile words: each is answered, or refused in a few lines, at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from szsubsidy.cli.option_table import CommandLine, option_table
from tests.fuzz.inert import commands_of_a_terminal
from tests.program import run_here

TRIES = 5_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 80
CODES = {0, 1, 2, 3, 4, 130}
MOST_LINES, MOST_SECONDS = 12, 3.0
"""Of a run that fails; the processor's seconds are generous, for what is loaded by the first of its kind."""
FACTS = {
    "--company-type": ("startup", "sme", "初创企业"),
    "--project-category": ("model-training", "model-training;corpus-purchase"),
    "--compute-contract": ("800万", "8,000,000.50", "0"),
    "--district": ("guangming", "南山区"),
    "--leader-age": ("40",),
    "--established-on": ("2025-08-15",),
    "--model-filed": ("yes", "否"),
}
PLAUSIBLE = (
    *(
        "firms.csv",
        "mine",
        "profile.toml",
        "-",
        ".",
        "training-voucher",
        "compute_contract",
        "compute_contract=900万",
        "shenzhen",
    ),
    *(
        "2026-05-20",
        "2024",
        "100万",
        "10",
        "0",
        "1",
        "json",
        "csv",
        "table",
        "markdown",
        "en",
        "zh-Hans",
        "wide",
        "duckdb",
    ),
    *(
        "never",
        "always",
        "all",
        "programmes.id",
        "out.xlsx",
        "out.csv",
        "out.md",
        "out.ics",
        "utf-8",
        "gb18030",
        ",",
        "Sheet1",
    ),
    *(
        "training-voucher=100万",
        "project_category=model-training; compute_contract=3",
        "measures-2024",
        "企业=firm_name",
        "total",
    ),
)
HOSTILE = (
    *(
        "",
        " ",
        "-",
        "--",
        "---",
        "-x",
        "--x",
        "=",
        "a=",
        "=a",
        "==",
        ";",
        ",,",
        "*",
        "~",
        "%s%n",
        "{0}",
        "{",
        "[bold]",
        "$(id)",
    ),
    *(
        "\x1b[31m",
        "\r",
        "\n",
        "\t",
        "\x01",
        "\x7f",
        "\x9b31m",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\udcff",
        "é",
        "中文",
        "\U0001f600",
    ),
    *(
        "9" * 30,
        "9" * 5_000,
        "a" * 5_000,
        "中" * 300,
        "-1",
        "-9e99",
        "1e999",
        "nan",
        "inf",
        "0x10",
        "1_000",
        "1.005",
        "٣",
        "９９",
    ),
    *(
        "0000-00-00",
        "9999-12-31",
        "2026-02-30",
        "10000-01-01",
        "/dev/null",
        "/",
        "../..",
        "no/such/file.csv",
        "no.toml",
        "a\\b",
        "C:x",
    ),
    *("[" * 200, "(" * 200, "compute_contract=" + "9" * 40, "x." * 200, "training-voucher=", "=1", "a=b;" * 100),
)
NEVER = {"--master"}
"""Options that ask another machine for work."""
VALUES = st.one_of(
    st.sampled_from(PLAUSIBLE),
    st.sampled_from(PLAUSIBLE),
    st.sampled_from(HOSTILE),
    st.text(max_size=8).filter(lambda text: "\0" not in text),
)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """The words of a command, options of it or of facts, and what may be their values."""
    path, line = draw(st.sampled_from(COMMANDS))
    words = [draw(VALUES) for operand in line.operands if draw(st.integers(0, 5)) or operand.is_required]
    options = [option for option in line.options if option not in NEVER]
    for option in draw(st.lists(st.sampled_from([*options, *FACTS]), max_size=4)):
        declared = line.options.get(option)
        if draw(st.integers(0, 3)) == 0 and not (declared and declared.is_flag):
            words.append(f"{option}={draw(VALUES)}")
            continue
        words.append(option)
        if option in FACTS and draw(st.booleans()):
            words.append(draw(st.sampled_from(FACTS[option])))
        elif not (declared and declared.is_flag) or draw(st.integers(0, 9)) == 0:
            accepted = declared.accepts if declared else None
            words.append(draw(st.sampled_from(accepted) if accepted and draw(st.booleans()) else VALUES))
    if draw(st.integers(0, 9)) == 0:
        words = draw(st.permutations(words))
    return [*path, *words]


COMMANDS: list[tuple[tuple[str, ...], CommandLine]] = sorted(option_table().items())


def test_every_command_line_is_answered_or_refused_in_a_few_lines(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        "company_type,project_category,compute_contract\nstartup,model-training,800万\n"
    )
    (tmp_path / "profile.toml").write_text('company_type = "startup"\n')
    (tmp_path / "mine").mkdir()

    @settings(max_examples=TRIES)
    @given(command_lines())
    def check(words: list[str]) -> None:
        started = time.process_time()
        done = run_here(*words, cwd=tmp_path)
        assert time.process_time() - started < MOST_SECONDS
        assert done.returncode in CODES
        assert "unforeseen" not in done.stderr
        bare = not words or words[0].startswith("-")  # which has the help below
        if not bare and done.returncode == 2 and not done.stderr.startswith("{"):
            assert 0 < len(done.stderr.splitlines()) <= MOST_LINES
        if not any(word.startswith("--color") for word in words):
            assert commands_of_a_terminal(done.stderr) == []

    check()
