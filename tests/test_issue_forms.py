"""The forms in which others report: that they parse, and ask for what is needed to act on a report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[1] / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(FOLDER.glob("[0-9]*.yml"))
KINDS = {"input", "textarea", "dropdown", "checkboxes"}
HAN = re.compile(r"[\u3400-\u9fff]")


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def fields(path: Path) -> list[dict[str, Any]]:
    return [item for item in read(path)["body"] if item["type"] != "markdown"]


def test_there_is_a_form_for_each_kind_of_report_and_no_way_around_them() -> None:
    assert [path.stem for path in FORMS] == ["1-wrong-figure", "2-missing-programme", "3-fault"]
    assert read(FOLDER / "config.yml") == {"blank_issues_enabled": False}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one(path: Path) -> None:
    form = read(path)
    assert form.keys() == {"name", "description", "title", "body"}
    assert len(fields(path)) < len(form["body"])
    ids = [field["id"] for field in fields(path)]
    labels = [field["attributes"]["label"] for field in fields(path)]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)
    for field in fields(path):
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        assert field["type"] in KINDS
        assert re.fullmatch(r"[a-z][a-z0-9_-]*", field["id"])
        options = field["attributes"].get("options")
        assert (options is not None) == (field["type"] == "dropdown")
        assert len(set(options or [])) == len(options or [])


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_in_chinese_first_and_then_in_english(path: Path) -> None:
    form = read(path)
    texts = [form["name"], form["description"]]
    for field in fields(path):
        attributes = field["attributes"]
        texts += [attributes["label"], *attributes.get("options", [])]
        texts += [attributes["description"]] if "description" in attributes else []
    for text in texts:
        chinese, _, english = text.rpartition(" / ")
        assert HAN.search(chinese), text
        assert english, text
        assert not HAN.search(english), text


def test_a_wrong_figure_comes_with_its_source() -> None:
    wanted = {"programme", "parameter", "shown", "correct", "document", "reference", "provision", "seen"}
    required = {field["id"] for field in fields(FORMS[0]) if field.get("validations", {}).get("required")}
    assert wanted <= required


@pytest.mark.parametrize("path", [*FORMS, FOLDER / "config.yml"], ids=lambda path: path.stem)
def test_a_form_names_nobody_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"https?://[^…]|[\w.]+@\w", text)
    assert not {"assignees", "projects"} & read(path).keys()
