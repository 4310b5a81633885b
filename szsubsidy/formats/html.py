"""A page as one HTML file that needs nothing else: no script, no network, its style and charts inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from szsubsidy.addresses import is_address
from szsubsidy.formats.outline import column_widths, parts
from szsubsidy.formats.page import (
    Anchor,
    Bars,
    Chart,
    Cite,
    Content,
    Link,
    Narrow,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Verdict,
    to_text,
    toned,
    unfolded,
    written,
)
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.wrapping import unbroken


def as_file(page: Page, made: datetime) -> bytes:
    """Return the page as UTF-8, whenever ``made``; every text is escaped, so that none of it becomes markup."""
    del made  # a web page holds no time
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    sources = _listed(page)
    source = files("szsubsidy.formats").joinpath("page.html.jinja").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_harmless, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "linked": lambda content: _linked(content, sources),
        "unfolded": unfolded,
        "under": _under,
    }
    template = environment.from_string(source)
    text = template.render(
        lang=page.language,
        title=to_text(page.title),
        lead=page.lead,
        colon=": " if page.language == "en" else "：",
        contents=page.contents,
        parts=parts(page),
        kind=_kind,
        anchor=_anchor,
        crowded=_crowded,
        column_widths=column_widths,
        drawn=_drawn,
    )
    return text.encode("utf-8")


def _harmless(value: object) -> object:
    """A text without control characters; what is markup already stays."""
    return sanitize(value) if type(value) is str else value


def _kind(block: object) -> str:
    return {
        Section: "section",
        Table: "table",
        Chart: "picture",
        Bars: "picture",
        Verdict: "verdict",
        Notes: "notes",
    }[type(block)]


def _listed(page: Page) -> dict[str, str]:
    """The ids that a table of the page tells of, each with the name of the place that its citations lead to."""
    rows = [row for block in page.blocks if isinstance(block, Table) for row in block.full_rows]
    return {first.id: _anchor(row) for row in rows if isinstance(first := row.cells[0], Anchor)}


def _anchor(row: Row) -> str:
    """The name of the place that a row of a table is, for what it tells of; nothing for any other row."""
    return f"source-{written(first)}" if isinstance(first := row.cells[0], Anchor) else ""


def _under(row: Row) -> tuple[Content, ...]:
    """What stands under a row on a page, which is wide enough for every column."""
    return tuple(content for content in row.under if not isinstance(content, Narrow))


def _linked(content: Content, sources: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the pieces of a content, each with where it leads and with its tones.

    It leads to an address, to a row that tells of a source, or nowhere.
    """
    for piece, tones in toned(content):
        match piece:
            case Link(url) if is_address(url):
                target, text = url, url
            case Cite() if place := sources.get(piece.id) or sources.get(piece.source):
                target, text = f"#{place}", written(piece)
            case _:
                target, text = "", unbroken(written(piece))
        yield text, target, " ".join(tones)


def _crowded(table: Table) -> bool:
    """Whether several columns hold sentences, so that the browser needs to know who gets the room."""
    columns = range(len(table.columns))
    return sum(any(len(to_text(row.cells[index])) > LONG for row in table.full_rows) for index in columns) > 1


LONG = 40
"""Characters from which a cell is a sentence rather than a word."""


def _drawn(block: Chart | Bars) -> str:
    """Return the picture as SVG, which its writer has escaped."""
    from markupsafe import Markup

    from szsubsidy.formats.chart_svg import svg

    return Markup(svg(block))  # noqa: S704 (its writer escapes every text)
