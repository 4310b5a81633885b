"""Lines end where a reader expects it: never inside a number, a day, an id or an address, and never too late."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from szsubsidy.formats.page import (
    Amount,
    Block,
    Cite,
    Column,
    Content,
    Link,
    Notes,
    Page,
    Row,
    Section,
    Table,
    Toned,
    Verdict,
    concat,
    to_text,
)
from szsubsidy.formats.terminal import drawn
from szsubsidy.formats.text import plain_text
from szsubsidy.formats.width import most_cells
from szsubsidy.formats.wrapping import JOINT, sentences, wrapped

WIDTHS = st.integers(40, 200)
NUMBERS = ("4,800,000 yuan", "16,666,666.67", "60%", "−3,500,000", "24 December 2026", "5 Jun 2026", "2026-06-05")
CHINESE_NUMBERS = ("480万元", "1.2亿元", "0至1000万元", "16,666,666.67元", "2026年12月24日", "12个月", "50%", "54项")
IDS = ("--compute-contract", "national-open-competition-unfunded", "szsubsidy", "model-training", "[1, 2]")
ADDRESSES = (
    "https://stic.sz.gov.cn/a",
    "https://stic.sz.gov.cn/gkmlpt/content/12/12764/post_12764271.html",
    "https://gxj.sz.gov.cn/szsgyhxxhjwzgkml/szsgyhxxhjwzgkml/qt/tzgg/content/post_12970192.html",
)
WORDS = ("a", "contract", "of", "the", "authority's", "terms,", "decide.", "(disputed)", "up", "to", "non-affiliates")
HAN = (
    "如",
    "各级财政资助",
    "累计不超过合同额的",
    "训力券",
    "（有争议）",
    "，",
    "。",
    "；",
    "“窗口”",
    "《措施》",
    "、",
    "深工信规〔2024〕13号",
)

english = st.lists(st.sampled_from((*WORDS, *WORDS, *NUMBERS, *IDS)), min_size=1, max_size=40).map(
    lambda words: f" {' '.join(words)} "
)
chinese = st.lists(st.sampled_from((*HAN, *HAN, *CHINESE_NUMBERS)), min_size=1, max_size=40).map(
    lambda parts: re.sub("^[，。；、]+", "", re.sub("([，。；、])[，。；、]+", r"\1", "".join(parts))) or "如"
)
pieces = st.one_of(
    english,
    chinese,
    st.sampled_from(ADDRESSES).map(lambda url: (" ", Link(url), " ")),
    st.sampled_from(("measures-2024#2", "model-guide-2026-batch2#redemption")).map(lambda id_: (" [", Cite(id_), "] ")),
    st.integers(0, 10**15).map(lambda fen: (" ", Amount(fen), " ")),
    english.map(lambda text: Toned(text, "dim")),
    st.just(JOINT),
)
contents = st.lists(pieces, min_size=1, max_size=5).map(lambda parts: concat(*parts))
labels = st.sampled_from(("Where", "In question", "尚不确定", "A label of some length"))
cells_of_text = st.one_of(
    st.lists(st.sampled_from((*WORDS, *NUMBERS)), min_size=1, max_size=7).map(" ".join),
    st.sampled_from(IDS),
    st.just(""),
)


def squeezed(text: str) -> str:
    """The characters of a text in order, without its spaces and joints, which a new line may replace."""
    return text.replace("·", "").replace(" ", "").replace("\n", "")


def whole(text: str) -> list[str]:
    """What of a text must not be broken."""
    fixed = (*NUMBERS, *CHINESE_NUMBERS, *IDS, *ADDRESSES)
    return (
        [part for part in fixed if part in text]
        + re.findall("https://[^ ]+html", text)
        + re.findall(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?:\.\d\d)?", text)
    )


def check_lines(lines: list[str], width: int) -> None:
    for line in lines:
        fits = most_cells(line) <= width
        assert fits or line.startswith("https://"), f"{line!r} is wider than {width}"
        inner = line.strip()
        assert not inner or inner[0] not in "，。；、：）》”〕%]", f"{line!r} begins with what closes"
        assert not inner or inner[-1] not in "（《“〔[", f"{line!r} ends with what opens"


@given(contents, WIDTHS)
@example("2026年6月5日已截止，未查得下一批申报" * 4, 40)
@example(("see ", Link(ADDRESSES[2]), "."), 60)
@example(("看", Link("https://www.sz.gov.cn/深圳市打造人工智能先锋城市的若干措施/政策解读.html")), 40)
def test_a_text_keeps_all_it_has_and_breaks_nothing(content: Content, width: int) -> None:
    for breaking in (wrapped, sentences):
        lines = ["".join(span.text for span in line) for line in breaking(content, width)]
        text = to_text(content)
        assert squeezed("".join(lines)) == squeezed(text)
        joined = "\n".join(lines)
        assert [part for part in whole(text) if part not in joined] == []
        check_lines([line.strip() for line in lines], width)


@given(st.lists(contents, min_size=1, max_size=3), labels, WIDTHS, st.sampled_from(("en", "zh-Hans")))
def test_no_part_of_a_page_is_wider_than_the_window(held: list[Content], label: str, width: int, language: str) -> None:
    said = [content for content in held if to_text(content).strip(" ·")] or ["a"]
    blocks: tuple[Block, ...] = (
        Verdict(said[0]),
        Section("", tuple(said)),
        Section(label, tuple(said)),
        Notes(((label, tuple(said)), ("", tuple(said)))),
    )
    lines = drawn(Page(said[0], language, blocks), width, color=False).splitlines()
    check_lines(lines, width)
    text = squeezed("".join(lines))
    assert all(squeezed(to_text(content)) in text for content in said)


@given(
    st.lists(st.tuples(cells_of_text, st.integers(0, 10**12), cells_of_text, contents), min_size=1, max_size=5),
    WIDTHS,
    st.booleans(),
)
def test_no_table_is_wider_than_the_window(held: list[tuple[str, int, str, Content]], width: int, total: bool) -> None:
    columns = (Column("Programme"), Column("Up to, yuan", "amount", listed="up to {cell} yuan"), Column("Apply"))
    rows = tuple(Row((name or "x", Amount(fen), apply), (under,), total) for name, fen, apply, under in held)
    lines = drawn(Page("", "en", (Table(columns, rows),)), width, color=False).splitlines()
    check_lines(lines, width)
    assert all(any(f"{fen // 100:,}" in line for line in lines) for _, fen, _, _ in held)
    assert all(any(name in line for line in lines) for name, _, _, _ in held if name in IDS)


@given(st.lists(contents, min_size=1, max_size=3))
def test_off_a_terminal_each_text_is_one_line(held: list[Content]) -> None:
    lines = plain_text(Page("", "en", (Section("", tuple(held)),))).splitlines()
    assert lines == [to_text(content).rstrip() for content in held]


TEXT = (
    "训力券，年度预算：采用500,000,000元（5亿元）；若按80%，则为“6,400,000”元"
    " [measures-2024#2]。另设600万元之说、仅见一家 [ctol，待证实]。"
)
WHOLE = ("500,000,000元", "80%", "6,400,000", "[measures-2024#2]", "600万元")


@pytest.mark.parametrize("width", range(24, 80))
def test_numbers_stay_whole_and_no_line_begins_with_what_closes(width: int) -> None:
    lines = drawn(Page("", "zh-Hans", (Section("", (TEXT,)),)), width, color=False).strip("\n").split("\n")
    assert squeezed("".join(lines)) == squeezed(TEXT)
    assert all(any(part in line for line in lines) for part in WHOLE)
    check_lines(lines, width)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("The terms expire on 24 December 2026.", 30, ["The terms expire on", "24 December 2026."]),
        ("Up to 4,800,000 yuan.", 17, ["Up to", "4,800,000 yuan."]),
        ("按条款，最高480万元。", 17, ["按条款，最高", "480万元。"]),
        ("条款2026年12月24日到期（有争议）。", 24, ["条款2026年12月24日到期", "（有争议）。"]),
        ("A firm · training a large model · Guangming", 34, ["A firm · training a large model", "Guangming"]),
        ("成立不满12周的企业", 10, ["成立不满", "12周的企业"]),
        ("a firm's “word” is kept", 12, ["a firm's", "“word” is", "kept"]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, room: int, lines: list[str]) -> None:
    assert ["".join(span.text for span in line) for line in wrapped(text, room)] == lines


def test_a_verdict_breaks_at_its_sentences() -> None:
    text = "Nothing is open to apply for. By the terms: up to 4,800,000 yuan."
    assert (
        drawn(Page("", "en", (Verdict(text),)), 60, color=False).splitlines() == text.replace(". ", ".\n").splitlines()
    )
    assert drawn(Page("", "en", (Verdict(text),)), 80, color=False).splitlines() == [text]
