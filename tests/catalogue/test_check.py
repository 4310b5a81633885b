"""Broken programme files, one defect each, with the message that the first line expects."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from szsubsidy.catalogue.load import data_folder
from tests.cli.conftest import Run, run

__all__ = ["run"]

REJECTED = sorted((Path(__file__).parent.parent / "golden" / "rejected").glob("*.toml"))


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_a_defect_is_told_in_one_line(run: Run, path: Path) -> None:
    expected = path.read_bytes().split(b"\n")[0].decode("utf-8", "replace").removeprefix("# expects: ")
    done = run("programmes", "check", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert expected in line
    assert line.startswith(f"szsubsidy: {'p' if 'example' in path.stem and 'no-' not in path.stem else path.name}: ")


def test_every_defect_of_a_folder_is_told(run: Run) -> None:
    done = run("programmes", "check", str(REJECTED[0].parent))
    assert done.returncode == 2
    told = [line for line in done.stderr.splitlines() if "another file also defines p" not in line]
    assert len(told) == len(REJECTED)


def test_the_bundled_catalogue_is_sound(run: Run) -> None:
    done = run("programmes", "check")
    assert done.returncode == 0, done.stderr
    assert "All sound." in done.stdout
    assert run("programmes", "check", str(data_folder())).stdout == done.stdout


def test_two_files_with_one_id_are_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    programme = folder / "programmes" / "shenzhen" / "model-voucher.toml"
    shutil.copy(programme, programme.with_name("twin.toml"))
    done = run("programmes", "check", str(folder))
    assert done.returncode == 2
    assert "another file also defines model-voucher" in done.stderr
