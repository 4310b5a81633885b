"""Charts as SVG."""

from __future__ import annotations

from html import escape

from szsubsidy.render.report import Bars, Chart
from szsubsidy.render.words import Words


def svg(block: Chart | Bars, words: Words) -> str:
    """Return the chart as an SVG picture without script or reference."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" width="640" height="320" role="img"'
    lines = [f'{head} lang="{words.language}">', f"<title>{escape(block.title)}</title>"]
    if isinstance(block, Chart):
        points = [point for curve in block.curves for point in curve.points]
        across, up = max(x for x, _ in points) or 1, max(y for _, y in points) or 1
        for curve in block.curves:
            places = " ".join(f"{20 + 600 * x / across:.1f},{290 - 260 * y / up:.1f}" for x, y in curve.points)
            lines.append(f'<polyline points="{places}" fill="none" stroke="#0b5394" stroke-width="2"/>')
            lines.append(f'<text x="24" y="20" font-size="13">{escape(curve.name)}</text>')
    return "".join([*lines, "</svg>"])
