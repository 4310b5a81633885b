"""Delimited text: what is a row is read, what is none is set aside, and no line is lost."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.batch.tables.delimited import Layout, split, unfinished
from szsubsidy.batch.tables.source import Rows

CELLS = st.text(st.sampled_from('ab,"\n;云 \t'), max_size=5)
LINES = st.text(st.sampled_from('ab,"云 '), max_size=8)


def layout(width: int, encoding: str = "utf-8") -> Layout:
    return Layout(",", width, tuple(range(width)), encoding)


def rows(text: str, width: int = 3) -> Rows:
    return split(text.encode(), 2, layout(width))


def told(found: Rows) -> list[tuple[int, str]]:
    return [(item.line, item.raw) for item in found.rejects]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_wrote_is_read(table: list[list[str]], end: str) -> None:
    table = [row for row in table if any(cell.strip() for cell in row)]
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(table)
    found = rows(text.getvalue())
    assert not found.rejects
    assert [[cell or "" for cell in row] for row in found.cells.iter_rows()] == table
    assert found.raw is not None
    assert [row for raw in found.raw for row in csv.reader(io.StringIO(raw, newline=""))] == table


@given(st.lists(LINES, max_size=12))
def test_no_line_is_lost_and_none_comes_twice(lines: list[str]) -> None:
    found = rows("".join(f"{line}\n" for line in lines))
    assert found.raw is not None
    seen = list(zip(found.lines, found.raw, strict=True)) + told(found)
    covered: list[int] = []
    for line, raw in seen:
        texts = raw.split("\n")
        given = lines[line - 2 : line - 2 + len(texts)]
        assert texts == given or evened(raw) == evened("\n".join(given))
        covered += range(line, line + len(texts))
    assert len(covered) == len(set(covered))
    assert {line for line, text in enumerate(lines, 2) if text.strip() and evened(text)} <= set(covered)


@given(st.lists(LINES | st.just("a,b,c"), max_size=12), st.sets(st.integers(0, 2), min_size=1))
def test_a_cell_is_the_same_whichever_columns_are_read_beside_it(lines: list[str], wanted: set[int]) -> None:
    block = "".join(f"{line}\n" for line in lines).encode()
    every, some = split(block, 2, layout(3)), split(block, 2, Layout(",", 3, tuple(sorted(wanted))))
    assert list(some.lines) == list(every.lines)
    assert told(some) == told(every)
    names = [str(place) for place in sorted(wanted)]
    assert list(some.cells.iter_rows()) == list(every.cells.select(names).iter_rows())


@given(st.lists(LINES | st.just("a,b,c"), max_size=12), st.integers(1, 4))
def test_rows_in_parts_are_the_same_rows(lines: list[str], height: int) -> None:
    whole = rows("".join(f"{line}\n" for line in lines))
    parts = list(whole.parts(height))
    assert all(len(part.lines) <= height for part in parts)
    assert [line for part in parts for line in part.lines] == list(whole.lines)
    assert [row for part in parts for row in part.cells.iter_rows()] == list(whole.cells.iter_rows())
    assert [item for part in parts for item in part.rejects] == whole.rejects
    for part, following in pairwise(parts):
        assert all(item.line < following.lines[0] for item in part.rejects)
        assert all(item.line > part.lines[-1] for item in following.rejects)


def evened(line: str) -> list[str]:
    """The cells of a line without those at its end that are empty."""
    cells = next(csv.reader(io.StringIO(line, newline="")), [])
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.data())
def test_a_block_may_end_anywhere_between_lines(table: list[list[str]], data: st.DataObject) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(row for row in table if any(cell.strip() for cell in row))
    whole = text.getvalue().encode()
    cuts = [place + 1 for place, byte in enumerate(whole) if byte == 10] or [0]
    cut = data.draw(st.sampled_from(cuts))
    block, rest = whole[:cut], whole[cut:]
    carried = unfinished(block, layout(3)) if rest else 0
    first, second = block[: len(block) - carried], block[len(block) - carried :] + rest
    parts = [split(part, 1, layout(3)) for part in (first, second)]
    together = [row for part in parts for row in part.cells.iter_rows()]
    assert together == list(split(whole, 1, layout(3)).cells.iter_rows())
    assert not [item for part in parts for item in part.rejects]


def test_lines_keep_their_numbers_behind_blank_lines_and_long_cells() -> None:
    found = rows('1,2,3\n\n4,"a\nb",6\n7,7,8,8\n9,9,9\n')
    assert found.lines.to_list() == [2, 4, 7]
    assert told(found) == [(6, "7,7,8,8")]


@pytest.mark.parametrize(
    ("line", "raw", "cells"),
    [
        ("1,2", "1,2,", ("1", "2", None)),
        ("1", "1,,", ("1", None, None)),
        ("1,2,3,,", "1,2,3", ("1", "2", "3")),
        ("1,2,3, ,", "1,2,3", ("1", "2", "3")),
        (',"1,5"', ',"1,5",', (None, "1,5", None)),
        ('"1,5",2,3,"",', '"1,5",2,3', ("1,5", "2", "3")),
    ],
)
def test_what_lacks_at_the_end_is_empty_and_what_is_empty_beyond_it_is_nothing(
    line: str, raw: str, cells: tuple[str | None, ...]
) -> None:
    found = rows(f"9,9,9\n{line}\n")
    assert found.raw is not None
    assert (found.raw[1], found.cells.row(1), found.rejects) == (raw, cells, [])


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ('1,"2,3\n4,5,6\n', [("4", "5", "6")], [(2, '1,"2,3')]),
        ('1,2,"3\n4,5,6\n', [("4", "5", "6")], [(2, '1,2,"3')]),
        ('1,12",3\n4,5,6\n', [("1", '12"', "3"), ("4", "5", "6")], []),
        ('1,12",3\n4,5",6\n', [("1", '12"', "3"), ("4", '5"', "6")], []),
        ("1,2\n1,2,3,4\n5,5,5", [("1", "2", None), ("5", "5", "5")], [(3, "1,2,3,4")]),
        ('1,"2\n', [], [(2, '1,"2')]),
        (",,\n1,,\n,,\n", [("1", None, None)], []),
    ],
)
def test_damage_stays_within_its_line(text: str, good: list[tuple[str, ...]], bad: list[tuple[int, str]]) -> None:
    found = rows(text)
    assert list(found.cells.iter_rows()) == good
    assert told(found) == bad


def test_a_line_in_another_encoding_is_set_aside() -> None:
    found = split(b"1,2,3\n4,\xff,6\n7,8,9\n", 2, layout(3))
    assert found.lines.to_list() == [2, 4]
    assert told(found) == [(3, r"4,\xff,6")]
    assert "UTF-8" in str(found.rejects[0].defects[0].error)


def test_gb18030_is_read_in_blocks() -> None:
    found = split("1,云计算,3\n".encode("gb18030"), 2, layout(3, "gb18030"))
    assert list(found.cells.iter_rows()) == [("1", "云计算", "3")]
