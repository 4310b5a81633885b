"""Chinese lines break between characters, never inside a number, nor before what closes."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from szsubsidy.formats.page import Page, Section
from szsubsidy.formats.terminal import drawn

TEXT = (
    "训力券，年度预算：采用500,000,000元（5亿元）；若按80%，则为“6,400,000”元"
    " [measures-2024#2]。另设600万元之说、仅见一家 [ctol，待证实]。"
)
WHOLE = ("500,000,000元", "80%", "6,400,000", "[measures-2024#2]", "600万元")


@pytest.mark.parametrize("width", range(24, 80))
def test_numbers_stay_whole_and_no_line_begins_with_what_closes(width: int) -> None:
    lines = drawn(Page("", "zh-Hans", (Section("", (TEXT,)),)), width, color=False).strip("\n").split("\n")
    assert "".join(line.rstrip(" ") for line in lines).replace(" ", "") == TEXT.replace(" ", "")
    assert all(any(part in line for line in lines) for part in WHOLE)
    assert not [line for line in lines if line[0] in "，。：；、）”%]"]
    assert max(map(cell_len, lines)) <= width
