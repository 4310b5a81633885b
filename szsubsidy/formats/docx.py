"""A page as a Word document on A4."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from szsubsidy.formats.outline import column_widths, parts
from szsubsidy.formats.page import Bars, Chart, Page, Section, Table, to_text, unfolded
from szsubsidy.formats.sanitize import sanitize

if TYPE_CHECKING:
    from docx.document import Document

_FONTS = {"en": "Microsoft YaHei", "zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei"}
_TAGS = {"en": ("en-GB", "zh-CN"), "zh-Hans": ("zh-CN", "zh-CN"), "zh-Hant": ("zh-HK", "zh-HK")}
_LATIN = "Arial"
TEXT_WIDTH, MARGIN = 174, 18
"""Millimetres of an A4 page."""


def as_file(page: Page, made: datetime) -> bytes:
    """Return the page as a document with real headings, lists and tables, and its charts as pictures."""
    import docx

    document = docx.Document()
    _page(document)
    _fonts(document, page.language)
    properties = document.core_properties
    title = sanitize(to_text(page.title))
    properties.title, properties.author, properties.comments = title[:255], "szsubsidy", ""
    properties.created = properties.modified = made.replace(tzinfo=None)
    document.add_heading(title, 0)
    for index, part in enumerate(parts(page)):
        for block in part.blocks:
            match block:
                case Section():
                    _section(document, block, boxed=index == 0)
                case Table():
                    _table(document, block)
                case _:
                    _picture(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _repeatable(buffer)


def _repeatable(buffer: io.BytesIO) -> bytes:
    """Return the archive without the time at which it was packed, so that the same page has the same bytes."""
    import zipfile

    copied = io.BytesIO()
    with zipfile.ZipFile(buffer) as packed, zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED) as to:
        for name in packed.namelist():
            to.writestr(zipfile.ZipInfo(name), packed.read(name), zipfile.ZIP_DEFLATED)
    return copied.getvalue()


def _page(document: Document) -> None:
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(MARGIN)
    page.top_margin = page.bottom_margin = Mm(MARGIN)


def _fonts(document: Document, language: str) -> None:
    """Set one font for Latin and one for Chinese in every style; a theme's fonts would outrank them."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(name), _LATIN)
        fonts.set(qn("w:eastAsia"), _FONTS[language])
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), _TAGS[language][0])
        tag.set(qn("w:eastAsia"), _TAGS[language][1])
    for name, size in (("Normal", 10), ("Title", 18), ("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 10)):
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24) if name in {"Normal", "Title"} else RGBColor(0x0B, 0x53, 0x94)


def _section(document: Document, section: Section, *, boxed: bool) -> None:
    """Write a section; ``boxed`` are the lines of the summary, of which the first counts most."""
    from docx.shared import Mm, Pt

    if section.heading:
        document.add_heading(sanitize(section.heading), section.level - 1)
    for index, (depth, content) in enumerate(unfolded(section.lines)):
        paragraph = document.add_paragraph(style="List Bullet" if section.heading else None)
        run = paragraph.add_run(sanitize(to_text(content)))
        paragraph.paragraph_format.space_after = Pt(3)
        if depth:
            paragraph.paragraph_format.left_indent = Mm(6 + 6 * depth)
        if boxed:
            paragraph._p.get_or_add_pPr().append(_tint())  # noqa: SLF001 (python-docx has no other way to these)
            run.bold = index == 0


def _tint() -> Any:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EEF3F9")):
        shade.set(qn(name), value)
    return shade


def _table(document: Document, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.parser import OxmlElement
    from docx.shared import Mm, Pt

    drawn = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    drawn.autofit = False
    widths = [Mm(TEXT_WIDTH * share // 100) for share in column_widths(table)]
    for index, width in enumerate(widths):
        drawn.columns[index].width = width
    for number, contents in enumerate((tuple(column.heading for column in table.columns), *table.rows)):
        row = drawn.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, column, content, width in zip(row.cells, table.columns, contents, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(sanitize(to_text(content)))
            run.font.size = Pt(8.5)
            run.bold = number == 0
            if number == 0:
                cell._tc.get_or_add_tcPr().append(_tint())  # noqa: SLF001
            if column.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _picture(document: Document, block: Chart | Bars) -> None:
    from docx.shared import Mm

    from szsubsidy.formats.chart_svg import svg
    from szsubsidy.formats.png import png

    document.add_picture(io.BytesIO(png(svg(block))), width=Mm(TEXT_WIDTH))
