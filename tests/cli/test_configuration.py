"""What surrounds the program: folders of the user's own, and variables, with whatever stands in them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Run, run_as_process
from tests.systems import posix

pytestmark = posix

FIRM = ("--company-type=startup", "--compute-contract=800万", "--project-category=model-training", "--as-of=2026-01-15")
TOTAL = ("estimate", *FIRM, "--total")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        here = Path.cwd()
        os.chdir(path.parent)  # the name of a socket must be short
        end.bind(path.name)
        os.chdir(here)


def _pipe(path: Path) -> None:
    os.mkfifo(path)  # which Windows has not


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 << 30)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (_pipe, "is not a regular file"),
    "socket": (_socket, "is not a regular file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "is not a regular file"),
    "link": (lambda path: path.symlink_to("nowhere"), "cannot be read: No such file or directory"),
    "huge": (_huge, "is larger than 4 MiB"),
    "no TOML": (lambda path: path.write_text("a ="), "is not valid TOML"),
    "bytes": (lambda path: path.write_bytes(b"\xff"), "is not UTF-8"),
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "szsubsidy" / "programmes"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_file_among_ones_own_programmes_is_named_with_its_folder(run: Run, own: Path, kind: str) -> None:
    make, told = ODD[kind]
    make(own / "x.toml")
    env = {"XDG_CONFIG_HOME": str(own.parents[1])}
    for arguments, given in (
        (TOTAL, env),
        (("sources", "--programmes", str(own)), {}),
        (("facts",), {"SZSUBSIDY_PROGRAMMES": str(own)}),
    ):
        done = run(*arguments, env=given)
        assert (done.returncode in {2, 3}, done.stdout) == (True, "")
        assert done.stderr.startswith(f"szsubsidy: {own}/x.toml")
        assert told in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", ODD)
def test_what_needs_no_programmes_is_had_whatever_is_wrong_with_ones_own(run: Run, own: Path, kind: str) -> None:
    ODD[kind][0](own / "x.toml")
    env = {"XDG_CONFIG_HOME": str(own.parents[1])}
    for arguments in (["--version"], ["--help"], ["estimate", "--help"]):
        done = run(*arguments, env=env)
        assert done.returncode == 0
        assert done.stdout
        assert done.stderr.startswith(f"szsubsidy: {own}/x.toml")
        assert done.stderr.count("\n") == 1
    assert "asks at a terminal" in run("programmes", "new", "x.toml", env=env).stderr
    assert run("help", env=env).stderr == ""
    words = {"_SZSUBSIDY_COMPLETE": "complete_bash", "COMP_WORDS": "szsubsidy est", "COMP_CWORD": "1"}
    done = run(env=env | words)
    assert ("estimate" in done.stdout, done.stderr) == (True, "")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: folder, "is passed over: it has no programme files"),
        (lambda folder: (folder / "x.toml").mkdir(), "is passed over: it has no programme files"),
        (lambda folder: folder.chmod(0o777), "is passed over: others may write to it"),
        (lambda folder: (folder.rmdir(), folder.write_text("")), "is passed over: it is not a folder"),
        (
            lambda folder: (folder.rmdir(), folder.symlink_to("programmes")),
            "is passed over: it cannot be read: Too many levels of symbolic links",
        ),
    ],
)
def test_a_folder_of_ones_own_that_nobody_named_is_passed_over_with_a_word(
    run: Run, own: Path, make: Callable[[Path], object], told: str
) -> None:
    make(own)
    env = {"XDG_CONFIG_HOME": str(own.parents[1])}
    done = run("programmes", "list", env=env)
    assert done.stdout == run("programmes", "list").stdout
    assert done.stderr == f"szsubsidy: {own}: {told}\n"
    assert run("programmes", "list", "-q", env=env).stderr == ""


def test_a_named_folder_that_others_may_write_to_is_used_with_a_word(run: Run, own: Path) -> None:
    (own / "x.toml").write_text("a =")
    own.chmod(0o777)
    told = run("programmes", "list", "--programmes", str(own)).stderr.splitlines()
    assert told[0] == f"szsubsidy: {own}: others may write to it"
    assert told[1].startswith(f"szsubsidy: {own}/x.toml: is not valid TOML")


@pytest.mark.parametrize("variable", ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR"])
@pytest.mark.parametrize("value", ["", "relative", "/dev/null", "/nowhere/at/all", "~", "\x01\x1b[31m"])
def test_a_home_that_is_none_is_no_failure(run: Run, variable: str, value: str, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""} | {variable: value}
    (tmp_path / "relative" / "szsubsidy" / "programmes").mkdir(parents=True)
    (tmp_path / "relative" / ".config" / "szsubsidy" / "programmes").mkdir(parents=True)
    done = run(*TOTAL, "-q", env=env, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "4800000\n", "")


SIZES = ["-1", "0", "٣", "²", "99999999999999999999", "nonsense", "", "1e3", " 80"]


@pytest.mark.parametrize("variable", ["COLUMNS", "LINES", "TERMINAL_WIDTH"])
@pytest.mark.parametrize("value", SIZES)
def test_a_size_that_is_none_is_as_if_it_were_not_there(run: Run, variable: str, value: str) -> None:
    env = {"TERMINAL_WIDTH": "80"} if variable != "TERMINAL_WIDTH" else {}
    for arguments in (["estimate", *FIRM], ["sources", "--help"]):
        done = run(*arguments, env=env | {variable: value})
        assert (done.returncode, done.stderr) == (0, "")
        assert max(map(len, done.stdout.splitlines())) < 1000


@pytest.mark.parametrize(
    "variable", ["TERM", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL", "LANGUAGE", "TZ", "PAGER", "SZSUBSIDY_DEBUG"]
)
def test_nonsense_in_a_variable_is_nonsense(run: Run, variable: str) -> None:
    for value in ("\x1b[31m", "nonsense", "-1", "²", "/dev/null", "xx_YY.nothing@no:/"):
        for arguments in (TOTAL, ["facts", "--help"]):
            assert run(*arguments, env={variable: value}).returncode == 0


@pytest.mark.parametrize("variable", ["SZSUBSIDY_LANG", "SZSUBSIDY_PROGRAMMES", "SZSUBSIDY_CATALOGUE"])
def test_nonsense_in_a_variable_of_ours_is_told(run: Run, variable: str) -> None:
    for value in ("\x1b[31m", "nonsense", "-1", "²", "/dev/null"):
        done = run(*TOTAL, env={variable: value})
        assert (done.returncode in {2, 3}, done.stdout) == (True, "")
        assert "\x1b" not in done.stderr


def test_bytes_that_are_no_text_in_a_variable_are_no_failure() -> None:
    for variable in ("COLUMNS", "TERM", "LANG", "HOME", "XDG_CACHE_HOME", "TZ"):
        done = run_as_process(*TOTAL, "-q", env={variable: os.fsdecode(b"\xff\xfe")})
        assert (done.returncode, done.stdout) == (0, "4800000\n"), done.stderr
