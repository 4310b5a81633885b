"""Builds into the wheel what is compiled, so that an installed program never makes it again: catalogue and options."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilingBuildHook(BuildHookInterface[Any]):
    """Compiles ``data/`` and the table of options while a wheel is built; a defect in them stops the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        try:
            from szsubsidy.catalogue import load
            from szsubsidy.catalogue.packed import packed
            from szsubsidy.catalogue.read import read_catalogue
            from szsubsidy.cli import option_table
            from szsubsidy.cli.typer_table import make_table

            contents = {
                load.COMPILED: packed(read_catalogue(root / "data")),
                option_table.COMPILED: option_table.dump(make_table()),
            }
        finally:
            sys.path.remove(self.root)
        folder = Path(tempfile.mkdtemp())
        for name, content in contents.items():
            (folder / name).write_bytes(content)
            build_data["force_include"][str(folder / name)] = f"szsubsidy/data/{name}"
