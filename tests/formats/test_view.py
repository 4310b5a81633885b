"""Every format writes a result from its view, and a new one is one module and one line of a table."""

from __future__ import annotations

import importlib
import json

from szsubsidy.formats import FORMATS
from szsubsidy.formats.page import (
    Absent,
    Amount,
    Cite,
    Column,
    Count,
    Link,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Toned,
    Verdict,
)
from szsubsidy.formats.view import Medium, Records, View
from szsubsidy.record import replace

PAGE = Page("Title", "en", (Table((Column("A"), Column("B")), (("1", "x, y"),)), Section("H", ("line",))))
VIEW = View(lambda: PAGE, lambda: {"a": 1})
FILE = Medium()


def rendered(name: str, view: View, medium: Medium = FILE) -> str:
    text: str = importlib.import_module(FORMATS[name]).render(view, medium)
    return text


def test_each_format_writes_its_shape_of_the_result() -> None:
    assert rendered("table", VIEW) == "Title\n\nA  B\n1  x, y\n\nH\n  line\n"
    assert json.loads(rendered("json", VIEW)) == {"a": 1}
    assert rendered("markdown", VIEW).startswith("# Title\n\n| A | B |\n")
    assert rendered("csv", VIEW) == 'A,B\n1,"x, y"\n'


def test_csv_has_the_records_of_the_view_before_those_of_its_page() -> None:
    view = replace(VIEW, records=lambda: Records(("id",), [("7",)]))
    assert rendered("csv", view) == "id\n7\n"
    lines = replace(VIEW, page=lambda: Page("Title", "en", PAGE.blocks[1:]))
    assert rendered("csv", lines) == "heading,text\n,Title\nH,line\n"


def test_csv_of_a_page_has_bare_values() -> None:
    rows = ((Amount(480_000_050), Count(1234), (Cite("a#1"), " ", Link("https://x.test/")), Absent()),)
    page = Page("", "en", (Table(tuple(map(Column, "ABCD")), rows), Section("", ("more",))))
    assert rendered("csv", View(lambda: page, dict)) == "A,B,C,D\n4800000.50,1234,a#1 https://x.test/,\n"
    assert rendered("table", View(lambda: page, dict)) == (
        "A             B      C                    D\n4,800,000.50  1,234  a#1 https://x.test/  –\n\nmore\n"
    )


def test_a_terminal_gets_lines_and_colours() -> None:
    text = rendered("table", VIEW, Medium(40))
    assert max(map(len, text.splitlines())) <= 40
    assert "\x1b" not in text
    assert "\x1b[1mH\x1b[0m" in rendered("table", VIEW, Medium(40, color=True))


EVERY_BLOCK = Page(
    "Title",
    "en",
    (
        Verdict("Yes, [now]."),
        Table(
            (Column("P"), Column("Up to（万元）", "amount", in_yuan="Up to（元）")),
            (Row(("a", Amount(480_000_000, "480")), ("why",)), Row(("sum", Amount(480_000_000, "480")), total=True)),
        ),
        Notes((("Where", ("here", Toned("there", "strong"))), ("", ("end",)))),
    ),
    lead=("lead",),
)


def test_markdown_says_all_that_a_page_has() -> None:
    view = replace(VIEW, page=lambda: EVERY_BLOCK)
    assert rendered("markdown", view) == (
        "# Title\n\nlead\n\n**Yes, \\[now\\].**\n\n"
        "| P | Up to（万元） |\n| --- | ---: |\n| a | 480 |\n| **sum** | **480** |\n\n- a: why\n\n"
        "- Where: here<br>**there**\n\nend\n"
    )


def test_programs_read_yuan_whatever_people_read() -> None:
    view = replace(VIEW, page=lambda: EVERY_BLOCK)
    assert rendered("csv", view) == "P,Up to（元）\na,4800000\nsum,4800000\n"
    lines = replace(VIEW, page=lambda: replace(EVERY_BLOCK, blocks=(EVERY_BLOCK.blocks[0], EVERY_BLOCK.blocks[2])))
    assert rendered("csv", lines) == 'heading,text\n,Title\n,lead\n,"Yes, [now]."\nWhere,here\nWhere,there\n,end\n'
