"""The catalogues of the tests: a frozen one for what is printed, the live one for what must hold of any programme.

Outputs are compared on a frozen catalogue of a dozen programmes under ``tests/data/catalogue``, so that a programme
that is added makes no test fail. The live catalogue is held by its worked examples, by ``programmes check`` and by
invariants; these tests bear the mark ``live``. What shows a reader figures of the live catalogue (the README, the
cases that the program was ordered with) is tested on the programmes that there were when it was written.
"""

from __future__ import annotations

import functools
import shutil
import tomllib
from pathlib import Path

import tomli_w

from szsubsidy.bundled import data_folder
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.read import programme_files, read_catalogue

DATA = Path(__file__).parent / "data"
FROZEN = DATA / "catalogue"
LIVE = data_folder()
KNOWN = DATA / "programmes-of-the-readme.txt"
"""The programmes that the README was written with; ``python -m tests.tools.readme`` brings the list up to date."""


@functools.cache
def live_catalogue() -> Catalogue:
    """Return the live catalogue with its worked examples."""
    return read_catalogue(LIVE)


def lay_down_known(folder: Path) -> Path:
    """Write the live catalogue without the programmes added since the README was written, and return its folder."""
    known = set(KNOWN.read_text("utf-8").split())
    shutil.copytree(LIVE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.compiled*"))
    for file in programme_files(folder):
        if tomllib.loads(file.read_text("utf-8"))["id"] not in known:
            file.unlink()
    together = folder / "cumulation.toml"
    rules = tomllib.loads(together.read_text("utf-8"))
    kept = {
        kind: [rule for rule in entries if known.issuperset([*rule["programmes"], *rule.get("beside", ())])]
        for kind, entries in rules.items()
    }
    if kept != rules:
        together.write_text(tomli_w.dumps(kept), "utf-8")
    return folder
