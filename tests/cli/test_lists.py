"""The lists that questions put, without a terminal: what is seen of them, found in them and taken from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.cli.prompts.base import Row, means_unknown
from szsubsidy.cli.prompts.folding import folded
from szsubsidy.cli.prompts.listing import Listing

UNKNOWN = Row("?", "I don't know")
GROUPED = [
    *(Row(f"c{number}", f"Compute {number}", ("算力",), "Compute, models", "compute") for number in range(15)),
    *(Row(f"t{number}", f"Talent {number}", ("人才",), "Talent and founders", "talent") for number in range(15)),
]


@given(
    rows=st.integers(1, 40),
    headings=st.integers(0, 6),
    most=st.integers(4, 20),
    steps=st.lists(st.sampled_from([-40, -10, -1, 1, 10, 40]), max_size=30),
)
def test_the_row_under_the_cursor_is_always_seen(rows: int, headings: int, most: int, steps: list[int]) -> None:
    def heading(number: int) -> str:
        return f"H{number % headings}" if headings else ""

    listing = Listing([Row(str(number), str(number), (), heading(number)) for number in range(rows)], UNKNOWN)
    for step in [0, *steps]:
        listing.move(step)
        seen = listing.seen(most)
        assert len(seen.lines) + bool(seen.above) + bool(seen.below) <= most
        assert listing.cursor in [line.place for line in seen.lines]
        assert seen.lines[-1].place is not None
        hidden = [*seen.above, *seen.below]
        assert len(hidden) == len(set(hidden))
        shown = {listing.left[line.place].label for line in seen.lines if line.place is not None}
        assert shown | set(hidden) == {row.label for row in listing.rows}
        assert shown.isdisjoint(hidden)


def test_what_is_out_of_sight_is_named_by_its_groups() -> None:
    listing = Listing(GROUPED, UNKNOWN)
    seen = listing.seen()
    assert [line.text for line in seen.lines] == ["Compute, models", *(f"Compute {number}" for number in range(12))]
    assert (seen.above, seen.below) == ((), ("compute", "talent", "I don't know"))
    listing.move(40)
    assert (listing.seen().above, listing.seen().below) == (("compute", "talent"), ())


def test_a_heading_is_seen_above_its_first_row() -> None:
    listing = Listing(GROUPED, UNKNOWN)
    listing.move(30)
    for _ in range(15):
        listing.seen(6)
        listing.move(-1)
    assert listing.row == GROUPED[15]
    assert listing.seen(6).lines[0].text == "Talent and founders"


def test_letters_find_labels_first_and_other_names_else() -> None:
    rows = [Row("a", "Training a large model", ("训练",)), Row("b", "Buying corpus data", ("training data",))]
    listing = Listing(rows, UNKNOWN)
    for text, found in (
        ("TRAIN", ["a"]),
        ("largemodel", ["a"]),
        ("训练", ["a"]),
        ("ｃｏｒｐｕｓ", ["b"]),
        ("know", ["?"]),
        ("zebra", []),
        ("", ["a", "b", "?"]),
    ):
        listing.filter(text)
        assert ([row.value for row in listing.left], listing.text) == (found, text)


def test_a_label_that_is_typed_whole_is_under_the_cursor() -> None:
    listing = Listing([Row("no", "没有"), Row("yes", "有")])
    listing.filter("有")
    assert [row.value for row in listing.left] == ["no", "yes"]
    assert listing.chosen == ["yes"]


def test_enter_takes_what_is_marked_else_what_is_under_the_cursor() -> None:
    listing = Listing(GROUPED, UNKNOWN)
    listing.move(2)
    assert listing.chosen == ["c2"]
    listing.filter("talent 3")
    listing.mark()
    assert (listing.text, listing.chosen, listing.row) == ("", ["t3"], GROUPED[18])
    listing.move(-40)
    listing.mark()
    assert listing.chosen == ["c0", "t3"]
    listing.move(40)
    listing.mark()  # "I don't know" takes the marks away
    assert listing.chosen == ["?"]
    listing.filter("zebra")
    assert listing.chosen == []


@pytest.mark.parametrize("text", ["?", "？", "不知道", "不知", "不清楚。", "Don’t know", " I DON'T KNOW "])
def test_many_words_say_that_one_does_not_know(text: str) -> None:
    assert means_unknown(text)


@pytest.mark.parametrize("text", ["", "0", "no", "否", "800", "know"])
def test_other_words_do_not(text: str) -> None:
    assert not means_unknown(text)


def test_talk_fits_the_terminal_and_breaks_no_number() -> None:
    asked = "? Compute contract amount, in yuan?  8,000,000 (800万)"
    assert folded(asked, 80) == folded(asked, None) == [asked]
    assert folded(asked, 50) == ["? Compute contract amount, in yuan?  8,000,000", "  (800万)"]
    assert folded(asked, 42) == ["? Compute contract amount, in yuan?", "  8,000,000 (800万)"]
    assert folded("目前可能的合计：0至1000万元", 20) == ["目前可能的合计：", "0至1000万元"]
