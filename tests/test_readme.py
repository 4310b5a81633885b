"""README, its twins and the guide do what they say, and say the same in every language."""

from __future__ import annotations

import ast
import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from szsubsidy.catalogue.model import Catalogue
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.guide import TOPICS
from szsubsidy.i18n import LANGUAGES
from tests.tools.pictures import interview
from tests.tools.readme import (
    FILE,
    GUIDE,
    Document,
    commands,
    documents,
    front_pages,
    picture_of,
    translations,
)
from tests.tools.state_of_things import BOX, state

pytestmark = pytest.mark.live

DOCUMENTS = documents()
SETS = {"README": front_pages(), **{name: translations(name) for name in TOPICS}}
"""What says the same: a document in each language, English first."""
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)\)")


def named(document: Document) -> str:
    return document.name


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_prints_what_is_shown(known_programmes: Path, document: Document) -> None:
    assert document.refreshed(known_programmes) == document.text(), f"run python -m tests.tools.readme {document.name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_python_examples_run(document: Document) -> None:
    for example in PYTHON.findall(document.text()):
        exec(compile(example, document.name, "exec"), {})


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_to_files(document: Document) -> None:
    for target in LINK.findall(document.text()):
        assert target.startswith("https://") or (document.path.parent / target).exists(), target


@pytest.mark.parametrize("name", SETS)
def test_every_language_has_the_same_examples(name: str) -> None:
    first, *others = (document.text() for document in SETS[name])
    for other in others:
        assert commands(other) == commands(first)
        assert [ast.dump(ast.parse(code)) for code in PYTHON.findall(other)] == [
            ast.dump(ast.parse(code)) for code in PYTHON.findall(first)
        ]
        files = [{name: tomllib.loads(content) for name, content in FILE.findall(text)} for text in (first, other)]
        assert files[0] == files[1]


@pytest.mark.parametrize("name", SETS)
def test_every_language_has_the_same_parts(name: str) -> None:
    first, *others = (document.text() for document in SETS[name])
    for other in others:
        assert _outline(other) == _outline(first)


def _outline(text: str) -> list[str]:
    """What a text is made of, without its words: headings, paragraphs, items, rows, fences with their language."""
    kinds: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            kinds += [line] if fenced else []
        elif not fenced and line.strip():
            mark = re.match(r"#+ |- |\||<!--|!\[|\s+(?=\S)", line)
            kind = mark[0] if mark else "paragraph"
            # A paragraph or an item that goes on in a further line, as English does, is one.
            goes_on = (kind == "paragraph" and kinds[-1:] == ["paragraph"]) or kind.isspace()
            kinds += [] if goes_on else [kind]
        elif not fenced:
            kinds += [""] if kinds[-1:] != [""] else []
    return [kind for kind in kinds if kind]


@pytest.mark.parametrize("document", front_pages(), ids=named)
def test_a_front_page_is_short_and_leads_to_its_twins(document: Document) -> None:
    text = document.text()
    assert len(text.splitlines()) <= 150
    languages = text.splitlines()[2]
    led_to = {(document.path.parent / target).resolve() for target in LINK.findall(languages)}
    assert led_to == {twin.path for twin in front_pages()} - {document.path}


@pytest.mark.parametrize("document", front_pages(), ids=named)
def test_a_front_page_leads_to_every_topic_in_its_language(document: Document) -> None:
    led_to = {(document.path.parent / target).resolve() for target in LINK.findall(document.text())}
    assert {GUIDE / document.language / f"{name}.md" for name in TOPICS} <= led_to


def test_the_guide_has_its_topics_in_every_language_and_no_more() -> None:
    for language in LANGUAGES:
        found = {file.stem for file in (GUIDE / language).iterdir()} - {"README"}
        assert found == set(TOPICS), language


def test_no_topic_has_the_name_of_a_command() -> None:
    assert not {*TOPICS} & {command.path[0] for command in COMMANDS}


def test_the_front_pages_tell_the_state_of_things_on_one_day() -> None:
    boxes = [BOX.findall(document.text()) for document in front_pages()]
    assert [len(found) for found in boxes] == [1, 1, 1]
    assert len({found[0][1] for found in boxes}) == 1


def test_the_state_of_things_is_that_of_its_day(known_catalogue: Catalogue) -> None:
    """In January the calls of the year lie ahead, in May one is open, in June it has just closed."""
    days = (20260115, 20260520, 20260606)
    january, may, june = (state(known_catalogue, day, "en")[1].splitlines() for day in days)
    assert january[0] == may[0].replace("Training voucher until 5 June 2026", "nothing that is known")
    assert january[0] == june[0] == "- **Open now**: nothing that is known"
    assert "Training voucher on 6 May 2026" in january[1]
    assert "Training voucher on 5 June 2026" in next(line for line in june if line.startswith("- **Just closed**"))


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_what_stands_on_a_terminal_today(known_programmes: Path, language: str) -> None:
    shown = picture_of(language).read_text("utf-8")
    assert ET.fromstring(shown).tag.endswith("svg")
    assert shown == interview(known_programmes, language).picture, "run python -m tests.tools.readme"


@pytest.mark.parametrize("document", front_pages(), ids=named)
def test_a_front_page_shows_the_picture_of_its_language(document: Document) -> None:
    [shown] = re.findall(r"!\[[^]]+\]\(([^)]+)\)", document.text())
    assert (document.path.parent / shown).resolve() == picture_of(document.language)


def test_exit_codes_are_those_of_the_program() -> None:
    from szsubsidy.cli import main
    from szsubsidy.cli.commands.estimate import NOTHING_APPLIES
    from szsubsidy.errors import FileError, SubsidyError

    for document in translations("exit-codes"):
        codes = {int(code) for code in re.findall(r"^\| (\d+) \|", document.text(), re.MULTILINE)}
        assert codes == {0, 1, SubsidyError.exit_code, FileError.exit_code, NOTHING_APPLIES, main.INTERRUPTED}


def test_variables_are_those_that_the_program_reads() -> None:
    source = "\n".join(file.read_text("utf-8") for file in (GUIDE.parents[1] / "szsubsidy").rglob("*.py"))
    for document in translations("environment"):
        told = set(re.findall(r"`([A-Z_]+)`[^|]*\|", "\n".join(re.findall(r"^\| `.*", document.text(), re.MULTILINE))))
        assert {name for name in told if name not in source} == set()
        assert set(re.findall(r'"(SZSUBSIDY_[A-Z]+)"', source)) - {"SZSUBSIDY_CATALOGUE"} <= told
