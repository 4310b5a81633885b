"""What a fork takes over: workflows, lock, hooks, and a package that an index can show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from szsubsidy.build_hook import COMPLETION
from tests.program import PATIENCE

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LOCK = (ROOT / ".ci" / "requirements.txt").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LINK = re.compile(r"\]\(([^)#]+)\)")


def steps(path: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_names_every_action_by_its_commit_and_asks_for_no_more_than_it_needs(path: Path) -> None:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert content["permissions"] in ({}, {"contents": "read"})
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used), used
    for step in steps(path):
        for script in re.findall(r"\.ci/\w+", step.get("run", "")):
            assert os.access(ROOT / script, os.X_OK) or script == ".ci/requirements", script


def test_tests_run_on_every_system_and_version_that_the_package_names() -> None:
    [matrix] = [
        job["strategy"]["matrix"]
        for name, job in yaml.safe_load(WORKFLOWS[1].read_text("utf-8"))["jobs"].items()
        if name == "tests"
    ]
    named = {text.rpartition(" ")[2] for text in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", text)}
    assert set(matrix["python"]) == named
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}


def test_the_lock_has_every_dependency_with_hashes() -> None:
    asked = [*PROJECT["dependencies"], *(text for extra in PROJECT["optional-dependencies"].values() for text in extra)]
    pinned = dict(re.findall(r"^([a-z0-9-]+)==\S+[^\\\n]*\\\n    --hash=(sha256):[0-9a-f]{64}", LOCK, re.MULTILINE))
    names = {re.split(r"[\[><=]", text)[0].lower().replace("_", "-") for text in asked} - {"szsubsidy"}
    assert len(names) > 20
    assert names <= pinned.keys()
    assert len(pinned) == len(set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE)))


def test_the_hooks_before_a_commit_are_the_checks_of_ci() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    checks = {line.removesuffix(" .") for line in lines if re.match(r"\.venv/bin/(?!pip)", line)}
    assert {hook["entry"] for hook in hooks} == checks


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_what_is_told_to_those_who_take_part_leads_somewhere(name: str) -> None:
    path = ROOT / ".github" / name
    for link in LINK.findall(path.read_text("utf-8")):
        if not link.startswith("../../../issues"):  # on the repository's page
            assert (path.parent / link).exists(), link


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an sdist and the wheel of a fork, built as its workflow does."""
    target, left = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("tmp")
    env = os.environ | {"GITHUB_REPOSITORY": "a-fork/szsubsidy", "GITHUB_SHA": "c0ffee", "TMPDIR": str(left)}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True, timeout=PATIENCE)
    assert list(left.iterdir()) == []
    return target


def metadata(wheel: zipfile.ZipFile) -> Message:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return BytesParser().parsebytes(wheel.read(name))


@pytest.mark.slow
def test_the_wheel_has_completion_for_three_shells_and_the_manual_page_once(built: Path) -> None:
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        for shell, place in COMPLETION.items():
            [name] = [name for name in names if name.endswith(f".data/data/{place}")]
            assert f"_SZSUBSIDY_COMPLETE=complete_{shell}" in wheel.read(name).decode()
        assert len([name for name in names if name.endswith("szsubsidy.1")]) == 1
        assert len(set(names)) == len(names)


@pytest.mark.slow
def test_an_index_shows_the_picture_and_the_pages_of_the_fork_that_built_it(built: Path) -> None:
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        said = metadata(wheel)
    page = "https://github.com/a-fork/szsubsidy"
    assert f"Source, {page}" in said.get_all("Project-URL", [])
    text = said.get_payload()
    assert isinstance(text, str)
    assert f"]({page}/raw/c0ffee/.github/answer.en.svg)" in text
    links = LINK.findall(text)
    assert len(links) > 20
    assert all(link.startswith("https://") for link in links), links
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as sdist:
        assert any(name.endswith("/szsubsidy/build_hook.py") for name in sdist.getnames())
