"""Builds the compiled catalogue into the wheel, so that an installed program never validates it again."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueBuildHook(BuildHookInterface[Any]):
    """Compiles ``data/`` while a wheel is built; a defect in it stops the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        try:
            from szsubsidy.catalogue.load import COMPILED, dump
            from szsubsidy.catalogue.read import read_catalogue

            content = dump(read_catalogue(root / "data"))
        finally:
            sys.path.remove(self.root)
        compiled = Path(tempfile.mkdtemp()) / COMPILED
        compiled.write_bytes(content)
        build_data["force_include"][str(compiled)] = f"szsubsidy/data/{COMPILED}"
