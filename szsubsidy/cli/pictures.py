"""Charts as files."""

from __future__ import annotations

from pathlib import Path

from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.formats.page import Bars, Chart

ENDINGS = (".svg", ".png")


def check_picture(path: str, where: str) -> None:
    """Raise `SubsidyError` if the name given to the option ``where`` does not end as a picture does."""
    if Path(path).suffix.lower() not in ENDINGS:
        raise SubsidyError(
            message("{given} is not a picture"),
            where=where,
            hint=message("a file name that ends in .svg or .png"),
            code="usage",
            given=quoted(path),
        )


def write_picture(chart: Chart | Bars, path: str, *, force: bool) -> None:
    """Draw a chart into a file, SVG or PNG by its ending. Raises as `write_new` does."""
    from szsubsidy.files import write_new
    from szsubsidy.formats.chart_svg import svg

    text = svg(chart)
    if path.lower().endswith(".png"):
        from szsubsidy.formats.png import png

        content = png(text)
    else:
        content = text.encode()
    write_new(path, content, force=force)
