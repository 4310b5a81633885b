"""What tells one catalogue from another: a hash of the content of its files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from hashlib import sha256
from pathlib import Path

from szsubsidy.catalogue.model import Mark
from szsubsidy.files import read_regular

SHOWN = 8
"""As many digits of a hash stand in a version."""


def mark_of(folders: Iterable[Path]) -> Mark:
    """Return the mark of folders, or single files, each laid over those before it."""
    return reduce(laid_over, map(_mark, folders))


def laid_over(lower: Mark, upper: Mark) -> Mark:
    """Return the mark of a catalogue with another laid over it: ``1f0c9e77+ab04d211``."""
    return Mark(f"{lower.version}+{upper.version}", sha256(f"{lower.hash}+{upper.hash}".encode()).hexdigest())


def _mark(folder: Path) -> Mark:
    """The mark of one folder: each file's name, how long it is, and its content.

    Line ends count as Unix writes them, so that a copy that Git made on Windows has the same mark.
    """
    digest = sha256()
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*.toml")):
        content = read_regular(path, str(path)).replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return Mark(digest.hexdigest()[:SHOWN], digest.hexdigest())
