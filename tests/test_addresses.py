"""Addresses: which are read from files, and that nothing else ever is one where it is shown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.addresses import is_address
from szsubsidy.analysis.calendar import calendar
from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.formats import chart_svg
from szsubsidy.formats import csv as csv_format
from szsubsidy.formats import docx as docx_format
from szsubsidy.formats import html as html_format
from szsubsidy.formats import xlsx as xlsx_format
from szsubsidy.formats.markdown import markdown
from szsubsidy.formats.page import Chart, Column, Curve, Link, Mark, Page, Section, Table
from szsubsidy.formats.terminal import drawn
from szsubsidy.formats.text import plain_text
from szsubsidy.record import replace
from szsubsidy.views.calendar_ics import calendar_ics
from szsubsidy.views.phrases import Phrases
from tests.formats.test_report_files import MADE, xml
from tests.program import Run

PLAIN = (
    "https://www.sz.gov.cn/zfgb/zcjd/content/post_11932960.html",
    "http://xn--gmqv83atmb.top/newsinfo/1045346.html",
    "http://finance.sina.com.cn:8080/a?b=1&c=(2)#d",
    "http://mbnmoney.mbn.co.kr/news/view?news_no=MM1005429601",
    "https://zh.wikipedia.org/wiki/%E6%B7%B1%E5%9C%B3",
)
HOSTILE = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://x.test/\x1b]8;;https://y.test/\x1b\\click\x1b]8;;\x1b\\",
    "https://x.test/\nURL:https://y.test/",
    "https://x.test/\r\nBEGIN:VALARM",
    "https://x.test/\u202egpj",
    'https://x.test/"onmouseover="alert(1)',
    "https://x.test/' onmouseover='alert(1)",
    "https://x.test/<b>bold</b>",
    "https://x.test/](https://y.test/)",
    "[click](https://y.test/)",
    "https://x.test/a|b",
    "https://x.test/`code`",
    "https://x.test/**bold**",
    "https://x.test/a b",
    "https://sz.gov.cn@x.test/",
    "https://user:word@x.test/",
    "https://深圳.test/",
    "https://xn--a/",
    "https://xn--999999999999999999/",
    "https://-x.test/",
    "https://x..test/",
    "https:///x.test",
    "https://",
    "//x.test/",
    "ftp://x.test/",
    "file:///etc/passwd",
    "https://x.test/%zz",
    "=HYPERLINK(1)",
    " https://x.test/",
    "https://x.test/\n",
    "https://x.test/" + "a" * 2000,
    "",
)


@pytest.mark.parametrize("text", PLAIN)
def test_the_address_of_a_page_is_read(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_else_is_an_address(text: str) -> None:
    assert not is_address(text)


@given(st.sampled_from([*PLAIN, *HOSTILE]), st.text(max_size=8), st.integers(0, 60))
def test_what_is_accepted_means_to_others_what_it_means_here(text: str, more: str, place: int) -> None:
    changed = text[:place] + more + text[place:]
    if is_address(changed):
        split = urlsplit(changed)
        assert split.scheme in {"http", "https"}
        assert split.hostname
        assert (split.username, split.password) == (None, None)
        assert changed.isascii()
        assert changed.isprintable()
        assert not set(changed) & set("\"'<>[]{}|\\^`* ")


HOLDERS = {
    "link of a source": ("sources[0].link", 'link = "javascript:alert(1)"', "link = {address}"),
    "where a source was read": (
        "sources[0].seen[1]",
        'link = "javascript:alert(1)"',
        'seen = ["https://x.test/", {address}]',
    ),
    "where a place in it was read": (
        "sources[0].provisions[0].seen[0]",
        'link = "javascript:alert(1)"',
        """
[[sources.provisions]]
at = "2"
title = {{ en = "a", zh-Hans = "甲", zh-Hant = "甲" }}
confidence = "reported"
seen = [{address}]
""",
    ),
    "where to apply": (
        "editions[0].apply.link",
        'link = "javascript:alert(1)"',
        """
[[editions]]
apply = {{ office = {{ en = "a", zh-Hans = "甲", zh-Hant = "甲" }}, link = {address}, cite = "paper" }}
""",
    ),
}
"""What holds an address: its key in a file, and what stands there in place of the broken address of the file."""
REFUSED = "is not the address of a web page (http:// or https://, without spaces, quotes, brackets or a password)"
FILE = Path(__file__).parent / "lint/rejected/address-that-is-none.toml"


@pytest.mark.parametrize("given_as", ["programmes", "reform"])
@pytest.mark.parametrize("holder", HOLDERS)
def test_an_address_is_checked_wherever_a_file_gives_one(run: Run, tmp_path: Path, holder: str, given_as: str) -> None:
    key, old, new = HOLDERS[holder]
    file = tmp_path / "own.toml"
    for address, code in (("https://x.test/a", 0), ("javascript:alert(1)", 2), ("https://x.test/\\u001b]8;;", 2)):
        content = FILE.read_text("utf-8").replace(old, new.format(address=f'"{address}"'))
        first, *more = content.split("[[editions]]\n")
        file.write_text(first + "[[editions]]\n" + "".join(more), "utf-8")
        done = run("estimate", f"--{given_as}", str(tmp_path if given_as == "programmes" else file))
        assert done.returncode == code, done.stderr
        where = file if given_as == "programmes" else file.name  # of a folder, the whole path
        assert done.stderr == (f"szsubsidy: {where}: {key}: {REFUSED}\n" if code else "")


def shown(links: Sequence[str]) -> Page:
    """A page with addresses in every place that can hold one."""
    table = Table((Column("Address"),), tuple((Link(link),) for link in links))
    marks = tuple(Mark(50 + place, ("at ", Link(link))) for place, link in enumerate(links))
    chart = Chart("T", "a", "b", (Curve("C", ((0, 0), (100, 100))),), marks)
    lines = tuple(("see ", Link(link), ".") for link in links)
    return Page("", "en", (Section("", lines), Section("H", lines), table, chart))


NONE = shown(HOSTILE[:-1])
"""A page of what no file could give."""


def harmless(text: str) -> bool:
    return all(character.isprintable() or character == "\n" for character in text)


def test_what_is_no_address_is_only_text_on_a_terminal() -> None:
    assert harmless(plain_text(NONE))
    assert "\x1b]" not in drawn(NONE, 80, color=True)
    assert harmless(re.sub(r"\x1b\[[0-9;]*m", "", drawn(NONE, 80, color=True)))


def test_what_is_no_address_is_only_text_in_markdown() -> None:
    text = markdown(NONE).partition("```")[0]
    assert harmless(text)
    assert not set(re.sub(r"\\.", "", text)) & set("<>[]`*")


def test_what_is_no_address_is_only_text_in_html() -> None:
    web = html_format.as_file(NONE, MADE).decode()
    assert all(href.startswith("#") for href in re.findall(r"""href\s*=\s*["']?([^"'>]*)""", web))
    assert not re.findall(r"<b>|<script|<[^>]* onmouseover", web)


def test_what_is_no_address_is_only_text_in_files_of_office_programs() -> None:
    document = docx_format.as_file(NONE, MADE)
    assert "hyperlink" not in xml(document, "rels$|document.xml$")
    assert all(harmless(paragraph.text) for paragraph in docx.Document(io.BytesIO(document)).paragraphs)
    book = xlsx_format.as_file(NONE, MADE)
    assert "hyperlink" not in xml(book, r"sheet\d.*xml|rels$")
    assert "<f>" not in xml(book, r"sheet\d.xml")


def test_what_is_no_address_is_only_text_in_a_picture_and_a_table() -> None:
    chart = NONE.blocks[-1]
    assert isinstance(chart, Chart)
    picture = ET.fromstring(chart_svg.svg(chart))
    assert not {node.tag.rpartition("}")[2] for node in picture.iter()} & {"a", "script", "b"}
    assert not {name for node in picture.iter() for name in node.attrib} & {"href", "onmouseover"}
    rows = list(csv.reader(io.StringIO(csv_format.csv_text(csv_format.records_of(NONE)))))
    assert len(rows) == len(HOSTILE)
    assert all(harmless(cell) for [cell] in rows)


@pytest.mark.parametrize("link", HOSTILE[:-1])
def test_what_is_no_address_is_only_text_in_a_calendar_file(link: str) -> None:
    catalogue = load_catalogue()
    known = {name: replace(source, link=link) for name, source in catalogue.sources.items()}
    catalogue = replace(catalogue, sources=known)
    training = catalogue.programmes["training-voucher"]
    events = calendar([training], (), 20260115, None, None)
    lines = calendar_ics(events, Phrases(catalogue, "en", str)).decode().replace("\r\n ", "").splitlines()
    assert not [line for line in lines if line.startswith("URL")]
    assert sum(line == "BEGIN:VALARM" for line in lines) == sum(line == "END:VALARM" for line in lines)
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines)


def test_an_address_leads_there() -> None:
    page = shown(PLAIN)
    web = html_format.as_file(page, MADE).decode()
    for link in PLAIN:
        assert f"see {link}." in markdown(page)
        assert f'<a href="{link.replace("&", "&amp;")}"' in web
        assert f"see {link}." in plain_text(page)
