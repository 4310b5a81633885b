"""A folder of programmes of one's own is compiled once, and kept where only the user can write."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from szsubsidy.catalogue.kept import MOST
from tests.own_terms import PROGRAMME, SOURCE
from tests.program import Run
from tests.systems import posix


class Own:
    """A folder of one's own, and a cache folder that has nothing else."""

    def __init__(self, run: Run, folder: Path) -> None:
        self._run = run
        self.programmes = folder / "mine"
        self.programmes.mkdir()
        self.cache = folder / "cache"
        self.cache.mkdir()
        (self.programmes / "sources.toml").write_text(SOURCE, "utf-8")
        self.call("First")

    def call(self, name: str) -> None:
        """Give the programme another name of as many letters, without changing the date of its file."""
        file = self.programmes / "own-grant.toml"
        file.write_text(PROGRAMME.replace("Own grant, the first", name), "utf-8")
        os.utime(file, (0, 0))

    @property
    def kept(self) -> list[Path]:
        return sorted((self.cache / "szsubsidy").glob("*"), key=lambda path: path.stat().st_mtime_ns)

    def listed(self, cache: str | None = None) -> str:
        done = self._run(
            *("--programmes", str(self.programmes), "programmes", "list", "--format", "csv"),
            env={"XDG_CACHE_HOME": cache or str(self.cache), "HOME": str(self.cache), "LOCALAPPDATA": str(self.cache)},
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout


@pytest.fixture
def own(run: Run, tmp_path: Path) -> Own:
    return Own(run, tmp_path)


def test_it_is_compiled_once_and_taken_as_it_is_from_then_on(own: Own) -> None:
    first = own.listed()
    [entry] = own.kept
    made = entry.stat()
    assert own.listed() == first
    assert own.kept == [entry]
    assert entry.stat() == made
    assert (entry.parent.stat().st_mode & 0o777, made.st_mode & 0o777) == (0o700, 0o600)


def test_a_change_is_seen_whatever_the_size_and_the_date_of_the_file(own: Own) -> None:
    assert "First" in own.listed()
    own.call("Other")
    assert "Other" in own.listed()
    own.call("First")
    assert "First" in own.listed()
    assert len(own.kept) == 2


def test_a_damaged_entry_is_made_anew(own: Own) -> None:
    first = own.listed()
    [entry] = own.kept
    whole = entry.read_bytes()
    for content in (b"", b"garbage", whole[:1000], whole[:-1] + bytes([whole[-1] ^ 1])):
        entry.write_bytes(content)
        assert own.listed() == first
        assert entry.read_bytes() == whole


class Calls:
    """What a pickle makes by calling a function."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def test_nothing_in_an_entry_is_called(own: Own, tmp_path: Path) -> None:
    first = own.listed()
    [entry] = own.kept
    whole, called = entry.read_bytes(), tmp_path / "called"
    entry.write_bytes(with_head(whole, pickle.dumps(Calls(called))))
    assert own.listed() == first
    assert not called.exists()
    assert entry.read_bytes() == whole


def with_head(entry: bytes, head: bytes) -> bytes:
    """An entry with another head, and the check sum of that."""
    from zlib import crc32

    form = entry.index(b"\n") + 1
    content = len(head).to_bytes(8, "big") + head
    return entry[:form] + crc32(content).to_bytes(4, "big") + content


@posix
def test_what_others_could_have_written_is_not_read(own: Own) -> None:
    own.listed()
    own.call("Other")
    own.listed()
    first, other = own.kept
    first.write_bytes(other.read_bytes())
    own.call("First")
    assert "Other" in own.listed()  # what is the user's alone is taken at its word
    for path, mode in ((first, 0o622), (first.parent, 0o755)):
        safe = path.stat().st_mode
        path.chmod(mode)
        assert "First" in own.listed()
        first.write_bytes(other.read_bytes())
        path.chmod(safe)
        assert "Other" in own.listed()


def test_where_nothing_can_be_kept_it_is_compiled_each_time(own: Own) -> None:
    (own.cache / "szsubsidy").write_text("in the way", "utf-8")
    assert "First" in own.listed()
    own.call("Other")
    assert "Other" in own.listed()


def test_a_relative_folder_is_passed_over(own: Own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "First" in own.listed("relative")
    assert not (tmp_path / "relative").exists()
    assert list((own.cache / ".cache" / "szsubsidy").iterdir())


def test_only_the_newest_entries_stay(own: Own) -> None:
    for number in range(MOST + 2):
        own.call(f"Name {number}")
        own.listed()
    assert len(own.kept) == MOST
