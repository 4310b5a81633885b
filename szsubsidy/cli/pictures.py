"""Charts as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.formats.page import Bars, Chart

if TYPE_CHECKING:
    from szsubsidy.files import NewFile

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


def new_picture(chart: Chart | Bars, path: str, *, force: bool) -> NewFile:
    """Return a file, to be kept, with a chart, SVG or PNG by its ending. Raises as `NewFile` does."""
    from szsubsidy.files import written
    from szsubsidy.formats.chart_svg import svg

    text = svg(chart)
    if path.lower().endswith(".png"):
        from szsubsidy.formats.png import png

        content = png(text)
    else:
        content = text.encode()
    return written(path, content, force=force)
