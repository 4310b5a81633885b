"""Pictures for where SVG cannot be shown."""

from __future__ import annotations


def png(svg_text: str) -> bytes:
    """Return an SVG as PNG on white."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg_text, background="#ffffff", zoom=2))
