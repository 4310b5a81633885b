"""The README's examples: ``python -m tests.tools.readme`` writes their outputs and the picture anew."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console

from szsubsidy import estimate
from szsubsidy.bundled import REPLACEMENT
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.formats.terminal import show
from szsubsidy.views.estimate import estimate_page
from szsubsidy.views.phrases import Phrases
from tests.catalogues import KNOWN, LIVE, live_catalogue
from tests.program import PATIENCE, environment

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PICTURE = ROOT / ".github" / "estimate.svg"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
FILE = re.compile(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", re.DOTALL)


def refreshed(text: str, catalogue: Path) -> str:
    """Return the README with every ``$`` line followed by what it prints now, on the catalogue of a folder."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in FILE.findall(text):
            (Path(folder) / name).write_text(content, encoding="utf-8")
        # A terminal shows the lines of both streams in the order of their writing; into a pipe they come so unbuffered.
        env = environment({REPLACEMENT: str(catalogue), "PYTHONUNBUFFERED": "1"})
        return CONSOLE.sub(lambda block: f"```console\n{_transcript(block[1], folder, env)}```", text)


def _transcript(block: str, folder: str, env: dict[str, str]) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            lines += [line, *_output(line.removeprefix("$ "), folder, env)]
    return "\n".join(lines) + "\n"


def _output(command: str, folder: str, env: dict[str, str]) -> list[str]:
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=PATIENCE,
    )
    return done.stdout.decode().splitlines()


def picture(catalogue: Catalogue) -> str:
    """Return the main job's result as rich draws it, as SVG."""
    facts = {"company_type": "startup", "compute_contract": "800万", "project_category": "model-training"}
    report = estimate_page(estimate(facts, as_of="2026-01-15", catalogue=catalogue), Phrases(catalogue, "en", str))
    console = Console(record=True, width=100, file=open(os.devnull, "w"), markup=False, highlight=False)  # noqa: PTH123, SIM115
    try:
        show(report, console)
    finally:
        console.file.close()
    drawn = console.export_svg(title="szsubsidy estimate", unique_id="szsubsidy")
    return re.sub(r" *@font-face \{.*?\}\n", "", drawn, flags=re.DOTALL)  # they would be fetched from elsewhere


if __name__ == "__main__":
    KNOWN.write_text("".join(f"{name}\n" for name in sorted(live_catalogue().programmes)), encoding="utf-8")
    README.write_text(refreshed(README.read_text("utf-8"), LIVE), encoding="utf-8")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(live_catalogue()), encoding="utf-8")
