"""Reports with charts and with texts that would be markup, in every form."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import docx
import polars as pl
import pytest

from szsubsidy.formats import docx as docx_format
from szsubsidy.formats import html as html_format
from szsubsidy.formats import xlsx as xlsx_format
from szsubsidy.formats.markdown import markdown
from szsubsidy.formats.outline import column_widths, parts
from szsubsidy.formats.page import (
    Amount,
    Anchor,
    Bar,
    Bars,
    Chart,
    Cite,
    Column,
    Curve,
    Item,
    Link,
    Mark,
    Page,
    Section,
    Table,
)
from szsubsidy.record import replace

MADE = datetime(2026, 1, 15, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    "[red]",
    "a\x07b\x1b[31m",
    "&amp;",
    "{{ 7 * 7 }}",
    "![x](http://x.test/)",
)
CHART = Chart(
    "What the cost brings",
    "Cost, yuan",
    "Total, yuan",
    (
        Curve("Total <b>", ((0, 0), (100_000_000, 50_000_000), (300_000_033, 50_000_000))),
        Curve("Another", ((0, 0), (300_000_033, 10_000_001))),
    ),
    (Mark(100_000_000, "the cap binds"),),
)
BARS = Bars("Programmes", (Bar("One <i>", 150_000_016), Bar("Two", 200)))
PAGE = Page(
    "A report",
    "en",
    (
        Section("Summary", ()),
        Section("", ("Total: 5 yuan", "No promise.")),
        Section("Figures: [a/b]?*", ()),
        Table(
            (Column("Name"), Column("Yuan", "amount")),
            (("One", Amount(150_000_016)), ("Two", (Amount(100), " – ", Amount(200))), ("3", "–")),
        ),
        Section("Figures: [a/b]?*", (Item("met", (Item("under it", ("further",)),)),)),
        *(Section(text, (text,), 3) for text in HOSTILE),
        Section("Picture", ()),
        CHART,
        Section("Sizes", ()),
        BARS,
    ),
)


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    """Return the sheets of a workbook by name, each as rows."""
    import fastexcel

    reader = fastexcel.read_excel(content)
    found = {}
    for name in reader.sheet_names:
        frame = pl.DataFrame(reader.load_sheet(name, header_row=None, dtypes="string"))
        found[name] = [list(row) for row in frame.iter_rows()]
    return found


def xml(content: bytes, pattern: str) -> str:
    """Return the files of an archive whose names match, one after the other."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if re.search(pattern, name))


def test_parts_begin_at_headings_of_the_second_level() -> None:
    assert [part.heading for part in parts(PAGE)] == [
        "Summary",
        "Figures: [a/b]?*",
        "Figures: [a/b]?*",
        "Picture",
        "Sizes",
    ]
    assert [block for part in parts(PAGE) for block in part.blocks] == list(PAGE.blocks)


def test_addresses_and_citations_lead_somewhere() -> None:
    cites = ("See ", Link("https://x.test/a?b=1"), ". [", Cite("known#3"), ", official] [", Cite("other"), "]")
    text = ("Not https://y.test/ nor [known]", Link("javascript:alert(1)"))
    sources = Table((Column("Source"), Column("Address")), ((Anchor("known"), Link("http://y.test/")),))
    page = html_format.as_file(Page("", "en", (Section("", (cites, text)), sources)), MADE).decode()
    assert re.findall('<a href="(.*?)".*?>(.*?)</a>', page) == [
        ("https://x.test/a?b=1", "https://x.test/a?b=1"),
        ("#source-known", "known#3"),
        ("http://y.test/", "http://y.test/"),
    ]
    assert page.count('<tr id="source-known">') == 1
    assert "javascript:alert(1)</p>" in page


def test_an_address_is_one_in_markdown_and_everything_else_is_escaped() -> None:
    lines = (("a_b ", Link("https://x.test/a_b")), Link("https://x.test/a_b|c"), ("[", Cite("known_one#3"), "]"))
    assert markdown(Page("", "en", (Section("", lines),))) == (
        "a\\_b https://x.test/a_b\n\nhttps://x.test/a\\_b\\|c\n\n\\[known\\_one\\#3\\]\n"
    )


def test_columns_share_the_width() -> None:
    table = Table((Column("A"), Column("B"), Column("C", "number")), (("a", "long " * 40, "1,000"),))
    assert sum(column_widths(table)) in range(97, 101)
    assert column_widths(table)[1] > 2 * column_widths(table)[0]
    assert sum(column_widths(Table((Column("A"), Column("B")), ()))) == 100


def test_html_holds_the_charts_and_no_markup_of_a_text() -> None:
    text = html_format.as_file(PAGE, MADE).decode()
    assert text.count("<svg ") == 2
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert "a\\x07b\\x1b[31m" in text
    assert '<li class="deep1">under it</li>' in text
    assert '<li class="deep2">further</li>' in text


def test_markdown_holds_charts_as_drawings() -> None:
    text = markdown(PAGE)
    drawings = re.findall(r"^```text\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)
    assert len(drawings) == 2
    assert "┤" in drawings[0]
    assert "█" in drawings[1]
    text = text.replace(drawings[0], "").replace(drawings[1], "")
    assert "<script>" not in text.replace("\\<", "")
    assert "- met\n  - under it\n    - further" in text


def test_a_workbook_has_numbers_names_that_excel_takes_and_charts_of_its_own() -> None:
    content = xlsx_format.as_file(PAGE, MADE)
    found = sheets(content)
    assert list(found) == ["Summary", "Figures   a b", "Figures   a b 2", "Picture", "Sizes"]
    amount = '<c r="B2" s="[0-9]+"><v>1500000.16</v></c>'
    assert re.search(amount, xml(content, "worksheets/sheet2"))
    assert 'state="frozen"' in xml(content, "worksheets/sheet2")
    assert found["Figures   a b"] == [["Name", "Yuan"], ["One", "1500000.16"], ["Two", "1 – 2"], ["3", "–"]]
    assert found["Picture"][2][:3] == ["1000000", "500000", None]
    charts = xml(content, "charts/chart1")
    assert charts.count("<c:ser>") == 2
    assert "'Picture'!$B$2:$B$4" in charts or "Picture!$B$2:$B$4" in charts
    assert xml(content, "charts/chart2").count("<c:ser>") == 1
    assert "<f>" not in xml(content, "worksheets/")
    texts = [row[0] for row in found["Figures   a b 2"]]
    assert "=1+1" in texts
    assert "a\\x07b\\x1b[31m" in texts


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("zh-Hans", "zh-CN"), ("zh-Hant", "zh-HK")])
def test_a_document_has_headings_tables_and_pictures(language: str, tag: str) -> None:
    content = docx_format.as_file(replace(PAGE, language=language), MADE)
    document = docx.Document(io.BytesIO(content))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert (styles["A report"], styles["Summary"], styles["under it"]) == ("Title", "Heading 1", "List Bullet")
    assert "a\\x07b\\x1b[31m" in styles
    assert "<script>alert(1)</script>" in styles
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows][:2] == [["Name", "Yuan"], ["One", "1,500,000.16"]]
    assert xml(content, "document.xml").count("<w:tblHeader/>") == 1
    assert len(document.inline_shapes) == 2
    assert re.search('<w:pgSz w:w="1190[0-9]" w:h="168[34][0-9]"', xml(content, "document.xml"))
    written = xml(content, "word/styles.xml")
    assert f'w:val="{tag}"' in written
    assert 'w:eastAsia="Microsoft' in written
    assert "eastAsiaTheme" not in written
