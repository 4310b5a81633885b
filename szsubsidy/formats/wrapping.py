"""How a text is broken into lines: English at its spaces, Chinese between characters, and what is one thing nowhere.

Numbers with their unit, days, ids, options, citations and addresses stay whole. No line begins with what closes,
or ends with what opens.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeAlias

from szsubsidy.formats.page import Cite, Content, Link, Tone, toned, written
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.formats.width import most_cells


class Span(NamedTuple):
    """Characters that look the same."""

    text: str
    tones: tuple[Tone, ...] = ()


Line: TypeAlias = tuple[Span, ...]

CLOSING = frozenset("、。，．：；！？）〕〗】》〉」』”’…—,.:;!?)]}%=")
OPENING = frozenset("（〔〖【《〈「『“‘([{")
_NUMBER = r"[−+-]?\d[\d,]*(?:\.\d+)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_CHINESE_UNIT = r"(?:\s?[百千]?[万亿萬億]?(?:个月|個月|[元圓人项項个個家年月日天])?)"
WHOLE = re.compile(
    rf"\d{{4}}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|\d{{1,2}}月\d{{1,2}}日"
    rf"|\d{{1,2}} {_MONTH}\b(?: \d{{4}})?"
    rf"|{_NUMBER}%|{_NUMBER} yuan\b|(?:{_NUMBER}{_CHINESE_UNIT}至)?{_NUMBER}{_CHINESE_UNIT}"
    r"|〔\d{4}〕\d+号|\[\d+(?:, \d+)*\]|\([一-鿿]{1,12}\)"
)
"""What is one thing although a space or a Chinese character is in it."""
NO_BREAK = "\u00a0"
"""A space at which no line ends, for what breaks its lines itself: a browser, a word processor."""
JOINT = " · "
"""Between parts that stand beside each other as long as there is room; a new line takes its place."""
_SENTENCE = re.compile(r"(?<=[.!?]) +|(?<=[。！？])(?=[^”』」）])")


def spans_of(content: Content, tones: tuple[Tone, ...] = ()) -> tuple[list[Span], list[tuple[int, int]]]:
    """Return content as spans, harmless to a terminal, and where the addresses and ids begin and end in their text."""
    spans, whole, at = [], [], 0
    for piece, of in toned(content, tones):
        text = sanitize(written(piece))
        if isinstance(piece, (Link, Cite)):
            whole.append((at, at + len(text)))
        spans.append(Span(text, of))
        at += len(text)
    return spans, whole


def wrapped(content: Content, room: int | None, tones: tuple[Tone, ...] = ()) -> list[Line]:
    """Return content as lines of at most ``room`` cells; without ``room``, as one line.

    What is longer than a line is broken anywhere, except an address: that is a line of its own, however long.
    """
    spans, addresses = spans_of(content, tones)
    text = "".join(span.text for span in spans)
    if room is None or most_cells(text) <= room:
        return [tuple(spans)]
    broken = _Breaking(text, addresses, room).lines()
    return [_part(spans, start, end, begins=text.endswith(JOINT, 0, start)) for start, end in broken]


def sentences(content: Content, room: int | None, tones: tuple[Tone, ...] = ()) -> list[Line]:
    """Return content as lines, of which each sentence begins one where they have not room on one together."""
    spans, addresses = spans_of(content, tones)
    text = "".join(span.text for span in spans)
    if room is None or most_cells(text) <= room:
        return [tuple(spans)]
    ends = [(match.start(), match.end()) for match in _SENTENCE.finditer(text)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    lines = []
    for start, stop in zip(starts, stops, strict=True):
        inside = [(first - start, last - start) for first, last in addresses if start <= first < stop]
        broken = _Breaking(text[start:stop], inside, room).lines()
        lines += [_cut(spans, start + first, start + last) for first, last in broken]
    return lines


def unbroken(text: str) -> str:
    """Return a text with such spaces within what is one thing: ``5 Jun 2026``, ``4,800,000 yuan``."""
    return WHOLE.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def longest_word(content: Content) -> int:
    """Return the cells of the widest piece of content that stays whole."""
    spans, addresses = spans_of(content)
    text = "".join(span.text for span in spans)
    ends = [0, *breaks(text, addresses), len(text)]
    return max((most_cells(text[a:b].strip(" ")) for a, b in pairwise(ends)), default=0)


def breaks(text: str, addresses: list[tuple[int, int]] | None = None) -> list[int]:
    """Return the places of a text at which a new line may begin."""
    # "按条款，最高480万元。[1, 2]" may be broken at every |:  按|条|款，|最|高|480万元。|[1, 2]
    inside = {at for a, b in addresses or [] for at in range(a + 1, b)}
    inside |= {at for match in WHOLE.finditer(text) for at in range(match.start() + 1, match.end())}
    return [at for at in range(1, len(text)) if at not in inside and _may_break(text[at - 1], text[at])]


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if before.isascii() and after.isascii():
        return False
    if after in CLOSING or after == " " or before in OPENING:
        return False
    if before.isdigit():  # a number and what it counts
        return False
    return _chinese(before) or _chinese(after) or before in "”…"


def _chinese(character: str) -> bool:
    return most_cells(character) == 2 and character >= "⺀"


class _Breaking:
    """A text on its way to lines of ``room`` cells."""

    def __init__(self, text: str, addresses: list[tuple[int, int]], room: int) -> None:
        self._text, self._addresses, self._room = text, addresses, max(room, 2)
        self._widths = [0, *accumulate(map(most_cells, text))]
        self._places = [*breaks(text, addresses), len(text)]
        self._joints = [match.start() for match in re.finditer(JOINT, text)]

    def lines(self) -> Iterator[tuple[int, int]]:
        """Yield where each line begins and ends."""
        start = 0
        while start < len(self._text):
            end = self._end(start)
            yield start, self._trimmed(end)
            start = end + len(JOINT) if self._text.startswith(JOINT, end) else end
            while self._text.startswith(" ", start):
                start += 1

    def _end(self, start: int) -> int:
        """Return where the line from ``start`` ends: at its last joint if the part behind that has room on a line."""
        if self._fits(start, len(self._text)):
            return len(self._text)
        joint = next((at for at in reversed(self._joints) if at > start and self._fits(start, at)), None)
        if joint is not None:
            behind = next((at for at in self._joints if at > joint), len(self._text))
            if self._fits(joint + len(JOINT), behind):
                return joint
        last = None
        for place in self._places[bisect_right(self._places, start) :]:
            if not self._fits(start, self._trimmed(place)):
                break
            last = place
        return self._forced(start) if last is None else last

    def _forced(self, start: int) -> int:
        """Return where a line ends that begins with more than has room on it."""
        end = self._places[bisect_right(self._places, start)]
        if any(first < end and start < last for first, last in self._addresses):
            return end
        while not self._fits(start, end) and end > start + 1:
            end -= 1
        return end

    def _fits(self, start: int, end: int) -> bool:
        return self._widths[end] - self._widths[start] <= self._room

    def _trimmed(self, end: int) -> int:
        return len(self._text[:end].rstrip(" "))


def _part(spans: list[Span], start: int, end: int, *, begins: bool) -> Line:
    """Return what stands between two places, with a capital letter where it ``begins`` a part."""
    line = _cut(spans, start, end)
    if not begins or not line:
        return line
    first, *others = line
    return (first._replace(text=first.text[:1].upper() + first.text[1:]), *others)


def _cut(spans: list[Span], start: int, end: int) -> Line:
    """Return what stands between two places."""
    cut, at = [], 0
    for text, tones in spans:
        part = text[max(start - at, 0) : max(end - at, 0)]
        if part:
            cut.append(Span(part, tones))
        at += len(text)
    return tuple(cut)


def width_of(line: Line) -> int:
    """Return the most cells that a line may take."""
    return sum(most_cells(span.text) for span in line)
