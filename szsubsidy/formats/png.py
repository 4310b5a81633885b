"""Charts as PNG: the SVG of a chart, drawn with a font of the catalogue's own characters."""

from __future__ import annotations

from szsubsidy.bundled import data_folder

FONT = "fonts/NotoSansCJKsc-subset.otf"
SCALE = 2


def png(svg_text: str) -> bytes:
    """Return an SVG document as PNG, at twice its size.

    The bundled font has every character of the catalogue and of this program's messages; what else a name
    has is taken from the fonts of the system.
    """
    import resvg_py

    font = data_folder() / FONT
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg_text,
            zoom=SCALE,
            font_files=[str(font)],
            font_family="Noto Sans CJK SC",
            sans_serif_family="Noto Sans CJK SC",
        )
    )
