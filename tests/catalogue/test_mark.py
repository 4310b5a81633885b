"""A catalogue's mark follows the content of its files, and nothing else."""

from __future__ import annotations

from pathlib import Path

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.mark import laid_over, mark_of


def write(folder: Path, **files: bytes) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.toml").write_bytes(content)
    return folder


def test_line_ends_and_the_folders_name_change_no_mark(tmp_path: Path) -> None:
    unix = write(tmp_path / "unix", one=b"a = 1\nb = 2\n")
    windows = write(tmp_path / "windows", one=b"a = 1\r\nb = 2\r\n")
    assert mark_of([unix]) == mark_of([windows])


def test_content_names_and_where_a_file_ends_change_it(tmp_path: Path) -> None:
    folders = [
        write(tmp_path / "first", one=b"a = 1\n"),
        write(tmp_path / "content", one=b"a = 2\n"),
        write(tmp_path / "name", two=b"a = 1\n"),
        write(tmp_path / "parted", one=b"a =", two=b" 1\n"),
        write(tmp_path / "parted-elsewhere", one=b"a = ", two=b"1\n"),
    ]
    assert len({mark_of([folder]).hash for folder in folders}) == len(folders)


def test_one_laid_over_the_other_is_told_in_this_order(tmp_path: Path) -> None:
    lower, upper = (write(tmp_path / name, one=name.encode()) for name in ("lower", "upper"))
    both = mark_of([lower, upper])
    assert both == laid_over(mark_of([lower]), mark_of([upper]))
    assert both.version == f"{mark_of([lower]).version}+{mark_of([upper]).version}"
    assert both.hash != mark_of([upper, lower]).hash


def test_the_version_is_the_beginning_of_the_hash() -> None:
    mark = load_catalogue().mark
    assert len(mark.hash) == 64
    assert mark.hash.startswith(mark.version)
