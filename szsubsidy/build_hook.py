"""Builds into the wheel what is made, not kept: compiled catalogue and options, completion; and its addresses."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

COMPLETION = {
    "bash": "share/bash-completion/completions/szsubsidy",
    "zsh": "share/zsh/site-functions/_szsubsidy",
    "fish": "share/fish/vendor_completions.d/szsubsidy.fish",
}
"""Where each shell looks for the completion of a program that is installed for everybody."""
_FIRST_CALL = """
[[ $zsh_eval_context[-1] == loadautofunc ]] && _szsubsidy_completion "$@"
"""
"""What zsh needs to complete the first time, too, when it has only just read the file."""
_ELSEWHERE = {"man"}
"""What of ``data/`` the wheel has outside the package."""
_LINK = re.compile(r"(!?)(\[[^]]*]\()(?!https?:|#)([^)]+)\)")


class CompilingBuildHook(BuildHookInterface[Any]):
    """Compiles ``data/`` and the table of options while a wheel is built; a defect in them stops the build."""

    _made: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        try:
            from typer._completion_shared import get_completion_script

            from szsubsidy.catalogue import load
            from szsubsidy.catalogue.packed import packed
            from szsubsidy.catalogue.read import read_catalogue
            from szsubsidy.cli import option_table
            from szsubsidy.cli.run import COMPLETE
            from szsubsidy.cli.typer_table import make_table

            compiled = {
                load.COMPILED: packed(read_catalogue(root / "data")),
                option_table.COMPILED: option_table.dump(make_table()),
            }
            completion = {
                shell: get_completion_script(prog_name="szsubsidy", complete_var=COMPLETE, shell=shell)
                for shell in COMPLETION
            }
            completion["zsh"] += _FIRST_CALL
        finally:
            sys.path.remove(self.root)
        self._made = Path(tempfile.mkdtemp())
        packaged = build_data["force_include"]
        packaged |= {
            str(part): f"szsubsidy/data/{part.name}"
            for part in (root / "data").iterdir()
            if part.name not in _ELSEWHERE and ".compiled" not in part.name  # which a run of the source tree left
        }
        packaged |= {str(self._write(name, content)): f"szsubsidy/data/{name}" for name, content in compiled.items()}
        build_data["shared_data"] |= {
            str(self._write(shell, f"{script}\n".encode())): COMPLETION[shell] for shell, script in completion.items()
        }

    def _write(self, name: str, content: bytes) -> Path:
        assert self._made is not None
        path = self._made / name
        path.write_bytes(content)
        return path

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - it is hatch that calls
        if self._made is not None:
            shutil.rmtree(self._made)


class AddressedMetadataHook(MetadataHookInterface):
    """Gives the addresses of the repository that a workflow builds in, so that a fork's package names the fork.

    Elsewhere there are none, and the links of the README stay as they are. Where there are,
    ``![Picture](.github/answer.en.svg)`` becomes an address at the commit that is built, which an index can show.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text("utf-8")
        if repository := os.environ.get("GITHUB_REPOSITORY"):
            page = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
            commit = os.environ.get("GITHUB_SHA", "HEAD")
            metadata["urls"] = {
                "Source": page,
                "Issues": f"{page}/issues",
                "Changelog": f"{page}/blob/{commit}/CHANGELOG.md",
                "Documentation": f"{page}/tree/{commit}/data/guide/en",
            }
            text = _LINK.sub(
                lambda link: f"{link[1]}{link[2]}{page}/{'raw' if link[1] else 'blob'}/{commit}/{link[3]})", text
            )
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
