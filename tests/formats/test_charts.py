"""Charts as SVG, PNG and on a terminal: nothing lost, nothing outside, names inert."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from szsubsidy.bundled import data_folder
from szsubsidy.formats.axis import tick_label, ticks, top
from szsubsidy.formats.chart_svg import HEIGHT, LEFT, RIGHT, WIDTH, svg
from szsubsidy.formats.chart_text import WIDEST, drawn
from szsubsidy.formats.page import Bar, Bars, Chart, Curve, Mark
from szsubsidy.formats.png import FONT, png
from szsubsidy.formats.width import cells
from szsubsidy.record import replace
from tests.tools.fonts import characters

SPACE = "{http://www.w3.org/2000/svg}"
WAN = 10_000 * 100
NAMES = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", "训力券", "a\x1b[31mb", "\x00"]
)
AMOUNTS = st.integers(0, 10**13)
POINTS = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=2, max_size=6, unique_by=lambda point: point[0])
CHARTS = st.builds(
    lambda names, points, texts: Chart(
        names[0],
        names[0],
        "yuan",
        tuple(Curve(name, tuple(sorted(points))) for name in names),
        tuple(Mark(points[0][0], text) for text in texts),
    ),
    st.lists(NAMES, min_size=1, max_size=4),
    POINTS,
    st.lists(NAMES, max_size=3),
)
GUANGMING = Chart(
    "算力合同金额：带来多少",
    "算力合同金额（元）",
    "最高（元）",
    (
        Curve("合计", ((0, 0), (2000 * WAN, 1000 * WAN), (3200 * WAN, 1600 * WAN), (4000 * WAN, 1600 * WAN))),
        Curve("训力券", ((0, 0), (2000 * WAN, 1000 * WAN), (4000 * WAN, 1000 * WAN))),
        Curve("光明区算力支持", ((0, 0), (2000 * WAN, 0), (3200 * WAN, 600 * WAN), (4000 * WAN, 600 * WAN))),
    ),
    (Mark(2000 * WAN, "20,000,000：上限"), Mark(3200 * WAN, "32,000,000：合计上限不再削减")),
    ("万", "亿"),
)
SUMS = Bars(
    "最高（元），1,000家企业",
    (Bar("训力券", 123_456_789_00), Bar("Guangming compute support", 61_728_394_50), Bar("模型券", 1)),
)


@given(CHARTS)
def test_an_svg_is_xml_and_holds_every_point(chart: Chart) -> None:
    drawing = ET.fromstring(svg(chart))
    bottom = 52 + 24 * len(chart.curves) + 48 + HEIGHT
    lines = list(drawing.iter(f"{SPACE}polyline"))
    assert len(lines) == 2 * len(chart.curves)
    for line in lines[len(chart.curves) :]:
        for x, y in (place.split(",") for place in line.get("points", "").split()):
            assert LEFT <= float(x) <= WIDTH - RIGHT
            assert bottom - HEIGHT <= float(y) <= bottom
    assert drawing.find(f"{SPACE}script") is None


@given(CHARTS, st.integers(40, 220))
def test_a_drawing_is_never_wider_than_its_room(chart: Chart, width: int) -> None:
    text = drawn(chart, width)
    assert "\x1b" not in text
    plot = [line for line in text.splitlines() if "│" in line or "┤" in line]
    assert plot
    assert all(cells(line) <= min(width, WIDEST) for line in plot)


@given(st.integers(0, 10**13), st.integers(1, 10**13), st.integers(2, 12))
def test_ticks_are_round_and_rise(low: int, span: int, most: int) -> None:
    found = ticks(low, low + span, most)
    assert found == sorted(set(found))
    assert all(low <= tick <= low + span for tick in found)
    assert len(found) <= most + 2
    steps = {after - before for before, after in pairwise(found)}
    assert len(steps) <= 1
    assert all(re.fullmatch("[125]0*", str(step)) for step in steps)


@given(st.lists(st.integers(0, 10**15)))
def test_the_top_is_not_passed(amounts: list[int]) -> None:
    assert top(amounts) >= max([*amounts, 1])


def test_ticks_are_written_in_ten_thousands() -> None:
    assert [tick_label(fen, ("万", "亿")) for fen in (0, 500_000, 500 * WAN, 12_000 * WAN)] == [
        "0", "5,000", "500万", "1.2亿",
    ]  # fmt: skip
    assert tick_label(500 * WAN, ("萬", "億")) == "500萬"
    assert tick_label(500 * WAN, None) == "5,000,000"


def test_no_label_of_the_upright_axis_is_cut() -> None:
    chart = Chart("t", "x", "y", (Curve("c", ((0, 0), (10**12, 9 * 10**12))),), ())
    drawing = ET.fromstring(svg(chart))
    labels = [text for text in drawing.iter(f"{SPACE}text") if text.get("text-anchor") == "end"]
    assert "80,000,000,000" in {text.text for text in labels}
    assert all(float(text.get("x", "")) >= 7 * len(text.text or "") for text in labels)


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("block", [GUANGMING, SUMS], ids=["chart", "bars"])
def test_what_is_drawn(block: Chart | Bars, width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(block, width) == snapshot


def test_bars_end_where_their_amounts_say() -> None:
    drawing = ET.fromstring(svg(SUMS))
    widths = [float(bar.get("width", "0")) for bar in drawing.iter(f"{SPACE}rect")][1:]
    assert widths == sorted(widths, reverse=True)
    assert abs(widths[1] / widths[0] - 0.5) < 0.01
    assert "123,456,789" in {text.text for text in drawing.iter(f"{SPACE}text")}


def test_a_long_name_leaves_room_for_the_bar() -> None:
    drawing = ET.fromstring(svg(Bars("t", (Bar("很长的名称" * 30, 100),))))
    [_, bar] = drawing.iter(f"{SPACE}rect")
    assert float(bar.get("width", "0")) > 200


def test_a_png_shows_what_the_svg_says() -> None:
    plain = png(svg(replace(GUANGMING, curves=GUANGMING.curves[:1], marks=())))
    whole = png(svg(GUANGMING))
    assert plain[:8] == whole[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(whole) > len(plain) > 10_000


@pytest.mark.live
def test_the_font_has_every_character_that_is_written() -> None:
    from fontTools.ttLib import TTFont

    with TTFont(data_folder() / FONT) as font:
        lacking = characters() - set(font.getBestCmap())
    assert {chr(code) for code in lacking} <= set("\xad"), "python -m tests.tools.fonts cuts it anew"
