"""What is said of a text that must stay one: a document in each format, and what in it would be more than text."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
from docx import Document
from markdown_it import MarkdownIt
from markdown_it.token import Token

LAYOUT = {"\n"}
"""The control characters that a page on a terminal is made of."""
_ADDRESS = re.compile(r"https?://[!-~]+")


def commands_of_a_terminal(text: str) -> list[str]:
    """The characters of an output that a terminal would obey, or reorder a line by."""
    return [c for c in text if c not in LAYOUT and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


def of_plain(content: str) -> str:
    """What a page without colour reads as, in one line."""
    assert commands_of_a_terminal(content) == []
    return _in_one_line(content)


def of_markdown(content: str) -> str:
    """The texts of a document in Markdown; HTML in it, pictures, and links elsewhere than they say are no text."""
    assert commands_of_a_terminal(content) == []
    tokens = [*_all(MarkdownIt("commonmark").enable("table").parse(content))]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "image", "code_block"}, kinds
    for token in tokens:
        assert token.type != "html_inline" or token.content == "<br>", token.content
        if token.type == "link_open":
            assert _ADDRESS.fullmatch(str(token.attrs["href"])), token.attrs
    return _in_one_line(
        "".join(token.content if token.type in {"text", "code_inline", "fence"} else " " for token in tokens)
    )


def _all(tokens: list[Token]) -> list[Token]:
    found = []
    for token in tokens:
        found += [token, *_all(token.children)] if token.children else [token]
    return [token for token in found if token.type != "inline"]


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "form", "b", "img"}, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in {"href", "src"} or re.match(r"https?://|#|data:", value or ""), value
        self.inside.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.inside or self.inside[-1] != "style":
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass


def of_html(content: str) -> str:
    """The texts of a page in HTML; an element that runs or loads, and a link that is no address, are more."""
    page = _Elements()
    page.feed(content)
    assert commands_of_a_terminal("".join(page.texts)) == []
    return _in_one_line(" ".join(page.texts))


def of_svg(content: str) -> str:
    """The texts of a picture."""
    root = ET.fromstring(content)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "a", "foreignObject", "image"}, names
    return _in_one_line(" ".join(root.itertext()))


def of_json(content: str) -> str:
    """The texts in a document of JSON, in which a terminal has nothing to obey."""
    assert commands_of_a_terminal(content) == []
    return _in_one_line(json.dumps(json.loads(content), ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\"))


def of_csv(content: str) -> str:
    """The cells of a table in CSV."""
    return _in_one_line(" ".join(cell for row in csv.reader(io.StringIO(content)) for cell in row))


def of_ics(content: str) -> str:
    """The properties of a calendar; a text that began another would be one property more."""
    calendar = icalendar.Calendar.from_ical(content)
    known = {"VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LAST-MODIFIED"}
    known |= {
        "URL",
        "TRANSP",
        "CATEGORIES",
        "NAME",
        "X-WR-CALNAME",
        "CALSCALE",
        "METHOD",
        "STATUS",
        "LOCATION",
        "ACTION",
        "TRIGGER",
    }
    for part in calendar.walk():
        assert part.name in {"VCALENDAR", "VEVENT", "VALARM"}, part.name
        assert {str(name) for name in part} <= known, set(part) - known
    return _in_one_line(" ".join(str(part.get(name)) for part in calendar.walk() for name in part))


def of_docx(path: Path) -> str:
    """The texts of a document of Word, which links to addresses alone."""
    with zipfile.ZipFile(path) as parts:
        for target in re.findall(r'Target="([^"]*)" TargetMode="External"', parts.read(_RELATIONS).decode()):
            assert _ADDRESS.fullmatch(target), target
    document = Document(str(path))
    return _in_one_line(" ".join(str(text.text or "") for text in document.element.iter() if text.tag.endswith("}t")))


_RELATIONS = "word/_rels/document.xml.rels"


def of_xlsx(path: Path) -> str:
    """The texts of a workbook, none of which is a formula."""
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            formulas = re.findall(r"<f[ >].*?</f>", parts.read(name).decode())
            assert all(re.fullmatch(r"<f>SUM\([A-Z]+\d+:[A-Z]+\d+\)</f>", formula) for formula in formulas), formulas
            assert b"<hyperlink" not in parts.read(name)
        root = ET.fromstring(parts.read("xl/sharedStrings.xml"))
    return _in_one_line(" ".join(root.itertext()))


def _in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


READERS: dict[str, Callable[[str], str]] = {
    "table": of_plain,
    "markdown": of_markdown,
    "json": of_json,
    "csv": of_csv,
    "ics": of_ics,
    "html": of_html,
    "svg": of_svg,
}
"""What reads an output that is text, by its format."""
