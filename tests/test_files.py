"""Files that appear when they are complete, over whatever stood under their name before."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from shutil import rmtree

import pytest

from szsubsidy.errors import FileError, SubsidyError
from szsubsidy.files import keep_all, new_file, written
from tests.program import PATIENCE, Run
from tests.systems import posix

pytestmark = posix

DAY = ("--as-of", "2026-01-15", "-q")
HEADING = "company_type,project_category,compute_contract\n"
FIRM = "startup,model-training,800万\n"
BAD = "startup,model-training,约800\n"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    (tmp_path / "firms.csv").write_text(HEADING + FIRM)
    (tmp_path / "bad.csv").write_text(HEADING + FIRM + BAD)
    return tmp_path


@pytest.mark.parametrize("before", [0o600, 0o640, 0o666])
def test_a_file_that_is_overwritten_keeps_its_mode(run: Run, firms: Path, before: int) -> None:
    for name in ("out.csv", "out.rejects.csv"):
        (firms / name).write_text("old")
        (firms / name).chmod(before)
    done = run("batch", "bad.csv", "-o", "out.csv", "--force", *DAY, cwd=firms)
    assert done.returncode == 4, done.stderr
    for name in ("out.csv", "out.rejects.csv"):
        assert mode(firms / name) == before
        assert (firms / name).read_text("utf-8") != "old"


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_mode_that_new_files_have(firms: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        file = new_file(str(firms / "new"), force=False)
        file.stream.write(b"1")
        file.keep()
    finally:
        os.umask(before)
    assert mode(firms / "new") == 0o666 & ~umask


def test_nobody_else_can_read_a_private_file_while_it_is_written(firms: Path) -> None:
    (firms / "private").write_text("old")
    (firms / "private").chmod(0o600)
    file = new_file(str(firms / "private"), force=True)
    assert mode(file.path) == 0o600
    file.drop()
    assert (firms / "private").read_text() == "old"


def test_a_link_stays_and_its_target_is_replaced(run: Run, firms: Path) -> None:
    (firms / "kept").mkdir()
    (firms / "kept" / "real.csv").write_text("old")
    (firms / "out.csv").symlink_to("kept/real.csv")
    assert run("batch", "firms.csv", "-o", "out.csv", *DAY, cwd=firms).returncode == 2
    assert run("batch", "firms.csv", "-o", "out.csv", "--force", *DAY, cwd=firms).returncode == 0
    assert (firms / "out.csv").readlink() == Path("kept/real.csv")
    assert (firms / "kept" / "real.csv").read_text("utf-8").startswith("company_type,")
    assert [path.name for path in (firms / "kept").iterdir()] == ["real.csv"]


@pytest.mark.parametrize("target", ["nowhere.csv", "no/such/folder.csv", "out.csv"])
def test_a_link_to_nowhere_is_one_line(run: Run, firms: Path, target: str) -> None:
    (firms / "out.csv").symlink_to(target)
    done = run("batch", "firms.csv", "-o", "out.csv", "--force", *DAY, cwd=firms)
    assert done.returncode == 2
    assert done.stderr == "szsubsidy: out.csv: is a link to a file that does not exist (a file name)\n"
    assert (firms / "out.csv").is_symlink()


def test_a_name_that_is_taken_meanwhile_is_not_overwritten(firms: Path) -> None:
    first, second = (new_file(str(firms / "out"), force=False) for _ in range(2))
    first.stream.write(b"first")
    second.stream.write(b"second")
    first.keep()
    with pytest.raises(SubsidyError, match="exists already"):
        second.keep()
    assert (firms / "out").read_text() == "first"
    assert sorted(path.name for path in firms.iterdir()) == ["bad.csv", "firms.csv", "out"]


def test_a_folder_that_is_gone_is_the_systems_refusal(firms: Path) -> None:
    (firms / "folder").mkdir()
    file = new_file(str(firms / "folder" / "out"), force=False)
    rmtree(firms / "folder")
    with pytest.raises(FileError):
        file.keep()


def test_a_long_name_can_be_written(run: Run, firms: Path) -> None:
    name = "深" * 80 + ".csv"
    done = run("batch", "firms.csv", "-o", name, *DAY, cwd=firms)
    assert (done.returncode, done.stderr) == (0, "")
    assert (firms / name).exists()


@pytest.mark.parametrize(
    ("output", "rejects"),
    [
        ("out.2025.csv", "out.2025.rejects.csv"),
        ("out.2026.CSV", "out.2026.rejects.csv"),
        ("out.v1.2.xlsx", "out.v1.2.rejects.csv"),
        ("out.jsonl", "out.rejects.csv"),
        ("out.txt", "out.rejects.csv"),
        ("out", "out.rejects.csv"),
    ],
)
def test_each_output_has_a_file_of_rejected_rows_of_its_own(run: Run, firms: Path, output: str, rejects: str) -> None:
    assert run("batch", "bad.csv", "-o", output, *DAY, cwd=firms).returncode == 4
    assert sorted(path.name for path in firms.iterdir()) == sorted(["bad.csv", "firms.csv", output, rejects])


def test_where_nothing_is_rejected_the_file_of_an_earlier_run_stays(run: Run, firms: Path) -> None:
    (firms / "out.rejects.csv").write_text("old")
    assert run("batch", "firms.csv", "-o", "out.csv", "--force", *DAY, cwd=firms).returncode == 0
    assert run("batch", "firms.csv", "-o", "out.csv", "--force", "--strict", *DAY, cwd=firms).returncode == 0
    assert (firms / "out.rejects.csv").read_text() == "old"


@pytest.mark.parametrize("given", ["firms.csv", "bad.csv"])
def test_a_file_of_rejected_rows_that_exists_stops_a_run_before_it_begins(run: Run, firms: Path, given: str) -> None:
    (firms / "out.rejects.csv").write_text("old")
    done = run("batch", given, "-o", "out.csv", *DAY, cwd=firms)
    assert done.returncode == 2
    assert done.stderr == "szsubsidy: out.rejects.csv: exists already (--force overwrites it)\n"
    assert sorted(path.name for path in firms.iterdir()) == ["bad.csv", "firms.csv", "out.rejects.csv"]
    assert (firms / "out.rejects.csv").read_text() == "old"
    assert run("batch", "firms.csv", "-o", "a.csv", "--rejects", "no/such/folder", *DAY, cwd=firms).returncode == 3
    assert run("batch", "firms.csv", "-o", "a.csv", "--strict", *DAY, cwd=firms).returncode == 0


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("blocked", ["out.csv", "out.rejects.csv", "out.json", "out.svg"])
def test_of_several_files_all_appear_or_none(firms: Path, *, force: bool, blocked: str) -> None:
    names = ("out.csv", "out.rejects.csv", "out.json", "out.svg")
    before = {name: b"old" for name in names if force}
    for name, content in before.items():
        (firms / name).write_bytes(content)
    files = [written(str(firms / name), b"new", force=force) for name in names]
    (firms / blocked).unlink(missing_ok=True)
    (firms / blocked).mkdir()  # it appears while the run goes on, and no file replaces it
    with pytest.raises(SubsidyError):
        keep_all(files)
    (firms / blocked).rmdir()
    left = {path.name: path.read_bytes() for path in firms.iterdir() if path.name.startswith(("out", "."))}
    assert left == {name: content for name, content in before.items() if name != blocked}


def test_a_run_that_fails_at_its_last_file_leaves_output_and_rejects_of_before(run: Run, firms: Path) -> None:
    for name in ("out.csv", "out.rejects.csv"):
        (firms / name).write_text("old")
    for option in ("--summary", "--save-map"):
        done = run("batch", "bad.csv", "-o", "out.csv", option, "/dev/full", "--force", *DAY, cwd=firms)
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert {(firms / name).read_text() for name in ("out.csv", "out.rejects.csv")} == {"old"}
    assert len(list(firms.iterdir())) == 4


def test_a_name_is_free_or_not_where_there_are_no_links(firms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)  # as FAT does
    first, second = (new_file(str(firms / "out"), force=False) for _ in range(2))
    first.stream.write(b"first")
    first.keep()
    with pytest.raises(SubsidyError, match="exists already"):
        second.keep()
    written(str(firms / "out"), b"third", force=True).keep()
    files = [written(str(firms / name), b"new", force=True) for name in ("out", "lost")]
    (firms / "lost").mkdir()
    with pytest.raises(FileError):
        keep_all(files)
    assert (firms / "out").read_text() == "third"


def test_what_a_killed_run_left_is_removed_by_the_next(run: Run, firms: Path) -> None:
    code = f"""
import os, signal
from szsubsidy.files import new_file
file = new_file({str(firms / "out.csv")!r}, force=False)
file.stream.write(b"firms")
file.stream.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    [left] = firms.glob(".out.csv.*")
    assert mode(left) == 0o700
    (firms / ".out.csv.mine.szsubsidy").write_text("no folder")
    done = run("batch", "firms.csv", "-o", "out.csv", *DAY, cwd=firms)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in firms.glob(".out.csv.*")] == [".out.csv.mine.szsubsidy"]


def test_a_folder_that_another_process_uses_stays(run: Run, firms: Path) -> None:
    code = f"""
from szsubsidy.files import new_file
file = new_file({str(firms / "out.csv")!r}, force=False)
print(flush=True)
input()
file.drop()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        assert run("batch", "firms.csv", "-o", "out.csv", *DAY, cwd=firms).returncode == 0
        assert len(list(firms.glob(".out.csv.*"))) == 1
        other.communicate("\n", timeout=PATIENCE)
    assert not list(firms.glob(".out.csv.*"))


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_rejected_rows_of_an_output_to_a_device_go_to_no_file_beside_it(run: Run, firms: Path, ending: str) -> None:
    os.mkfifo(firms / "pipe")
    reader = os.open(firms / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    done = run("batch", "bad.csv", "--to", ending, "-o", "pipe", *DAY, cwd=firms)
    assert (done.returncode, os.read(reader, 4) != b"") == (4, True)
    os.close(reader)
    assert "约800" in done.stderr
    assert sorted(path.name for path in firms.iterdir()) == ["bad.csv", "firms.csv", "pipe"]


def test_a_folder_with_other_files_is_not_given_to_a_cluster_to_overwrite(run: Run, firms: Path) -> None:
    (firms / "folder").mkdir()
    (firms / "folder" / "thesis.docx").write_text("mine")
    for options in (("-o", "folder"), ("-o", "new.parquet", "--rejects", f"file://{firms}/folder")):
        done = run("batch", "firms.csv", "--engine", "spark", *options, "--force", *DAY, cwd=firms)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "holds files that Spark did not write: thesis.docx" in done.stderr
    assert (firms / "folder" / "thesis.docx").read_text() == "mine"
