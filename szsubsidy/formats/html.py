"""A report as one HTML file that needs nothing else: no script, no network, its style and charts inside."""

from __future__ import annotations

from szsubsidy.formats.outline import followed, parts, shares
from szsubsidy.formats.page import Bars, Chart, Page, Section, Table, indented
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.views.phrases import Phrases


def page_html(page: Page, phrases: Phrases) -> bytes:
    """Return the report as UTF-8; every text is escaped, so that none of it becomes markup."""
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    sources = _listed(page, phrases)
    source = files("szsubsidy.formats").joinpath("page.html.jinja").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_harmless, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"followed": lambda text: followed(text, sources), "indented": indented}
    template = environment.from_string(source)
    text = template.render(
        lang=phrases.language,
        title=page.title,
        contents=phrases.tr("Contents"),
        parts=parts(page),
        kind=_kind,
        sources=sources,
        crowded=_crowded,
        shares=shares,
        drawn=lambda block: _drawn(block, phrases),
    )
    return text.encode("utf-8")


def _harmless(value: object) -> object:
    """A text without control characters; what is markup already stays."""
    return sanitize(value) if type(value) is str else value


def _kind(block: object) -> str:
    return {Section: "section", Table: "table", Chart: "picture", Bars: "picture"}[type(block)]


def _listed(page: Page, phrases: Phrases) -> frozenset[str]:
    """The sources that a table of the report tells of, to which its citations lead."""
    rows = [row for block in page.blocks if isinstance(block, Table) for row in block.rows]
    return frozenset(row[0] for row in rows if row[0] in phrases.catalogue.sources)


def _crowded(table: Table) -> bool:
    """Whether several columns hold sentences, so that the browser has to be told who gets the room."""
    places = range(len(table.columns))
    return sum(any(len(row[place]) > LONG for row in table.rows) for place in places) > 1


LONG = 40
"""Characters from which a cell is a sentence rather than a word."""


def _drawn(block: Chart | Bars, phrases: Phrases) -> str:
    """Return the picture as SVG, which its writer has escaped."""
    from markupsafe import Markup

    from szsubsidy.formats.chart_svg import svg

    return Markup(svg(block, phrases))  # noqa: S704
