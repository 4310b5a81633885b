"""What is built is what is needed: the wheel holds the data, compiled, and runs from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.cli.guide import TOPICS, topic
from szsubsidy.i18n import LANGUAGES
from tests.program import PATIENCE, environment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was unpacked, away from the source tree."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    [wheel] = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(target / "site")
    return target / "site"


def test_the_wheel_holds_the_data_and_nothing_of_the_tests(installed: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert {
        "szsubsidy/data/facts.toml",
        "szsubsidy/data/catalogue.compiled",
        "szsubsidy/data/options.compiled",
        "szsubsidy/data/programmes/shenzhen/training-voucher.toml",
        "szsubsidy/data/locale/zh_Hans/LC_MESSAGES/messages.mo",
        *(f"szsubsidy/data/guide/{language}/{name}.md" for language in LANGUAGES for name in TOPICS),
        "szsubsidy/py.typed",
        "szsubsidy/formats/page.html.jinja",
    } <= names
    assert not any(name.startswith(("tests/", "data/")) for name in names)


@pytest.mark.parametrize("writable", [True, False])
def test_the_wheel_runs_from_another_folder(installed: Path, tmp_path: Path, writable: bool) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SZSUBSIDY")}
    kept |= {"PYTHONPATH": str(installed), "HOME": str(tmp_path) if writable else "/nonexistent"}
    probe = (
        "import sys, szsubsidy.cli.main as cli; code = cli.main(sys.argv[1:]);"
        "assert not {'pydantic', 'typer'} & set(sys.modules); print(cli.__file__)"
    )
    arguments = ["estimate", "--company-type=startup", "--compute-contract=800万", "--project-category=模型训练"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", probe, *arguments, "--as-of=2026-01-15", "--lang=zh-Hans"],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert "最高480万元" in done.stdout
    assert str(installed) in done.stdout.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_shows_its_guide(installed: Path, tmp_path: Path) -> None:
    bare = {name: value for name, value in environment().items() if name != REPLACEMENT}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "szsubsidy", "help", "tables", "--lang=zh-Hant"],
        cwd=tmp_path,
        env=bare | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == topic("tables", "zh-Hant")
