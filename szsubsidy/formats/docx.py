"""A page as a Word document on A4."""

from __future__ import annotations

import io
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from szsubsidy.formats.outline import column_widths, parts
from szsubsidy.formats.page import (
    Bars,
    Chart,
    Content,
    Narrow,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Tone,
    Verdict,
    to_text,
    toned,
    unfolded,
    written,
)
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.wrapping import unbroken

if TYPE_CHECKING:
    from docx.document import Document

_FONTS = {"en": "Microsoft YaHei", "zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei"}
_TAGS = {"en": ("en-GB", "zh-CN"), "zh-Hans": ("zh-CN", "zh-CN"), "zh-Hant": ("zh-HK", "zh-HK")}
_LATIN = "Arial"
_COLORS: dict[Tone, str] = {
    "open": "116329",
    "upcoming": "0A5A78",
    "unknown": "7A5200",
    "in-doubt": "7A5200",
    "own": "8A2A83",
    "dim": "57606A",
}
TEXT_WIDTH, MARGIN, LABEL = 174, 18, 30
"""Millimetres of an A4 page, and of the column of labels."""
SMALL = 8.5
"""Points of what stands in a table."""


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
    for content in page.lead:
        _runs(document.add_paragraph(), content)
    for index, part in enumerate(parts(page)):
        for block in part.blocks:
            match block:
                case Section():
                    _section(document, block, boxed=index == 0)
                case Table():
                    _table(document, block)
                case Verdict(content):
                    _verdict(document, content, boxed=index == 0)
                case Notes():
                    _notes(document, block, boxed=index == 0)
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
        _runs(paragraph, content, ("strong",) if boxed and index == 0 else ())
        paragraph.paragraph_format.space_after = Pt(3)
        if depth:
            paragraph.paragraph_format.left_indent = Mm(6 + 6 * depth)
        if boxed:
            _box(paragraph)


def _verdict(document: Document, content: Content, *, boxed: bool) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    _runs(paragraph, content, ("strong",))
    for run in paragraph.runs:
        run.font.size = Pt(12)
    if boxed:
        _box(paragraph)


def _notes(document: Document, notes: Notes, *, boxed: bool) -> None:
    """Write labels in one column and what each says in another, without lines between them."""
    from docx.shared import Mm, Pt

    for label, contents in notes.rows:
        for index, content in enumerate(contents):
            paragraph = document.add_paragraph()
            form = paragraph.paragraph_format
            form.space_after = Pt(3)
            if label:
                form.left_indent, form.first_line_indent = Mm(LABEL), Mm(-LABEL)
                form.tab_stops.add_tab_stop(Mm(LABEL))
                paragraph.add_run(f"{sanitize(label) if index == 0 else ''}\t").font.color.rgb = _color("dim")
            _runs(paragraph, content)
            if boxed:
                _box(paragraph)


def _runs(paragraph: Any, content: Content, tones: tuple[Tone, ...] = (), size: float | None = None) -> None:
    """Write content into a paragraph, a run for each of its tones."""
    from docx.shared import Pt

    for of, pieces in groupby(toned(content, tones), lambda piece: piece[1]):
        run = paragraph.add_run(unbroken(sanitize("".join(written(piece) for piece, _ in pieces))))
        run.bold = True if "strong" in of else None
        for tone in of:
            if tone in _COLORS:
                run.font.color.rgb = _color(tone)
        if size is not None:
            run.font.size = Pt(size)


def _color(tone: Tone) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(_COLORS[tone])


def _box(paragraph: Any) -> None:
    paragraph._p.get_or_add_pPr().append(_tint())  # noqa: SLF001 (python-docx has no other way to these)


def _tint() -> Any:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EEF3F9")):
        shade.set(qn(name), value)
    return shade


def _table(document: Document, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    drawn = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    drawn.autofit = False
    widths = [Mm(TEXT_WIDTH * share // 100) for share in column_widths(table)]
    for index, width in enumerate(widths):
        drawn.columns[index].width = width
    heads = Row(tuple(column.heading for column in table.columns), total=True)
    for number, row in enumerate((heads, *table.full_rows)):
        cells = _row(drawn, head=number == 0)
        tones: tuple[Tone, ...] = ("strong",) if row.total else ()
        for cell, column, content, width in zip(cells, table.columns, row.cells, widths, strict=True):
            cell.width = width
            _runs(cell.paragraphs[0], content, tones, SMALL)
            if number == 0:
                cell._tc.get_or_add_tcPr().append(_tint())  # noqa: SLF001
            if column.right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if row.part:
            cells[0].paragraphs[0].paragraph_format.left_indent = Mm(4)
        if under := [content for content in row.under if not isinstance(content, Narrow)]:
            cells = _row(drawn, head=False)
            whole = cells[0].merge(cells[-1])
            for index, content in enumerate(under):
                paragraph = whole.paragraphs[0] if index == 0 else whole.add_paragraph()
                paragraph.paragraph_format.left_indent = Mm(4)
                _runs(paragraph, content, (), SMALL)
    document.add_paragraph()


def _row(drawn: Any, *, head: bool) -> Any:
    """Add a row that no page's end divides; ``head``: that stands at the head of each page."""
    from docx.oxml.parser import OxmlElement

    row = drawn.add_row()
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    return row.cells


def _picture(document: Document, block: Chart | Bars) -> None:
    from docx.shared import Mm

    from szsubsidy.formats.chart_svg import svg
    from szsubsidy.formats.png import png

    document.add_picture(io.BytesIO(png(svg(block))), width=Mm(TEXT_WIDTH))
