"""The shape of what is shown to people, before anyone decides on box, plain text, Markdown or a picture.

Content is a string, or a tuple of strings and of what is more than its characters: amounts, citations, addresses.
A format writes each as it needs it; none reads a string to find out what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias, overload

from szsubsidy.formats.sanitize import sanitize
from szsubsidy.money import grouped
from szsubsidy.record import Record, replace


class Amount(Record):
    """Money: ``shown`` where people read, such as ``480万``; without it, yuan with commas: ``1,500,000.16``.

    What programs read, CSV and the cells of a workbook, has the yuan of ``fen`` in any case.
    """

    fen: int
    shown: str = ""


class Count(Record):
    """How many there are of something, shown with thousands separators: ``1,234``."""

    number: int


class Cite(Record):
    """A source of the catalogue or, behind ``#``, a place in it; brackets belong to the text around.

    It is shown as its id or as ``shown``, such as the number of a note.
    """

    id: str
    shown: str = ""

    @property
    def source(self) -> str:
        return self.id.partition("#")[0]


class Link(Record):
    """The address of a document on the web."""

    url: str


class Anchor(Record):
    """Where the citations of an id, or of its source, lead; shown as that id or as ``shown``."""

    id: str
    shown: str = ""


class Absent(Record):
    """Nothing, where a figure could stand: a dash for people, empty for programs."""

    shown: str = "–"


Tone: TypeAlias = Literal["open", "upcoming", "unknown", "in-doubt", "closed", "own", "strong", "dim", "spare"]


class Toned(Record):
    """Content that is set apart from what stands around it: by its reach, as one's own, by more or by less weight.

    What is ``spare`` looks like all else, and goes first where a table has too little room; then goes what is dim.
    A tone repeats what the words say: whoever sees no colours reads the same.
    """

    content: Content
    tone: Tone


Inline: TypeAlias = str | Amount | Count | Cite | Link | Anchor | Absent | Toned
Content: TypeAlias = Inline | tuple[Inline, ...]


def inlines(content: Content) -> tuple[Inline, ...]:
    """Return what content is made of, in order."""
    return (content,) if isinstance(content, (str, Record)) else content


Plain: TypeAlias = str | Amount | Count | Cite | Link | Anchor | Absent


def toned(content: Content, tones: tuple[Tone, ...] = ()) -> Iterator[tuple[Plain, tuple[Tone, ...]]]:
    """Yield what content is made of, in order, each piece with the tones that it has, the outermost first."""
    for inline in inlines(content):
        if isinstance(inline, Toned):
            yield from toned(inline.content, (*tones, inline.tone))
        else:
            yield inline, tones


def pieces(content: Content) -> tuple[Plain, ...]:
    """Return what content is made of, in order, whatever its tones."""
    return tuple(piece for piece, _ in toned(content))


def without(tone: Tone, content: Content) -> Content:
    """Return content without what has a tone, and without a space that then ends it."""
    kept = [
        replace(inline, content=without(tone, inline.content)) if isinstance(inline, Toned) else inline
        for inline in inlines(content)
        if not (isinstance(inline, Toned) and inline.tone == tone)
    ]
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return concat(*kept)


@overload
def concat(*parts: str) -> str: ...
@overload
def concat(*parts: Content) -> Content: ...
def concat(*parts: Content) -> Content:
    """Return one content of several; strings that meet become one, so that equal contents are equal."""
    made: list[Inline] = []
    for part in parts:
        for inline in inlines(part):
            if isinstance(inline, str) and made and isinstance(made[-1], str):
                made[-1] += inline
            elif inline != "":
                made.append(inline)
    return made[0] if len(made) == 1 else tuple(made) or ""


@overload
def joined(separator: str, parts: Iterable[str]) -> str: ...
@overload
def joined(separator: str, parts: Iterable[Content]) -> Content: ...
def joined(separator: str, parts: Iterable[Content]) -> Content:
    """Return the parts as one content with ``separator`` between them."""
    made: list[Content] = []
    for part in parts:
        made += [separator, part] if made else [part]
    return concat(*made)


@overload
def filled(template: str, parts: Mapping[str, str]) -> str: ...
@overload
def filled(template: str, parts: Mapping[str, Content]) -> Content: ...
def filled(template: str, parts: Mapping[str, Content]) -> Content:
    """Return a template with content in place of its braces.

    ``filled("cap: {cap} yuan", {"cap": Amount(500)})`` is ``("cap: ", Amount(500), " yuan")``.
    """
    made: list[Content] = []
    for literal, name in _literals(template):
        made += [literal] if name is None else [literal, parts[name]]
    return concat(*made)


def _literals(template: str) -> Iterator[tuple[str, str | None]]:
    """Yield the texts of a template, each with the name in the braces behind it."""
    *pieces, rest = template.split("}")
    for piece in pieces:
        literal, _, name = piece.partition("{")
        yield literal, name
    yield rest, None


def written(inline: Inline) -> str:
    """Return an inline as a reader sees it where nothing but characters can be shown."""
    match inline:
        case Amount(fen, shown):
            return shown or grouped(fen)
        case Count(number):
            return f"{number:,}"
        case Link(url):
            return sanitize(url)
        case Cite(text, shown) | Anchor(text, shown):
            return shown or text
        case Absent(text):
            return text
        case Toned(content):
            return to_text(content)
    return inline


def to_text(content: Content) -> str:
    """Return content as characters alone."""
    return content if isinstance(content, str) else "".join(map(written, inlines(content)))


class Column(Record):
    """``holds`` tells what most of its cells are: ``amount`` is money, ``number`` any other figure."""

    heading: str
    holds: Literal["text", "amount", "number"] = "text"
    fold: bool = True
    """Whether a narrow terminal may break the column's cells over lines."""
    shown_from: int = 0
    """The least width of a terminal, in cells, at which the column is shown; elsewhere it always is."""
    listed: str = ""
    """How a cell is said where the table is too wide and becomes a list: ``up to {cell} yuan``."""
    summed: str = ""
    """How the cell of a sum is said there, if in another way: ``{cell} yuan``."""
    in_yuan: str = ""
    """The heading where programs read, if people read another unit: ``最高（元）`` beside ``最高（万元）``."""

    @property
    def right(self) -> bool:
        """Whether the ends of its cells stand under each other, as figures do."""
        return self.holds != "text"


class Narrow(Record):
    """What stands under a row of a terminal that is narrower than ``below``; from there on, a column says it."""

    content: Content
    below: int


class Row(Record):
    """A row with sentences under it, which belong to it and have the whole width of the table; ``total``: a sum.

    A ``part`` tells how the figure of the row before it comes about, and stands a little to the right. ``narrow`` are
    its cells in a terminal that has no room for every column, if others.
    """

    cells: tuple[Content, ...]
    under: tuple[Content | Narrow, ...] = ()
    total: bool = False
    part: bool = False
    narrow: tuple[Content, ...] = ()


PART = "  "
"""What stands before the name of a part where nothing else sets it to the right."""


class Table(Record):
    columns: tuple[Column, ...]
    rows: tuple[Row | tuple[Content, ...], ...]

    @property
    def full_rows(self) -> tuple[Row, ...]:
        """Its rows, each as a `Row`."""
        return tuple(row if isinstance(row, Row) else Row(row) for row in self.rows)


class Verdict(Record):
    """The answer in a sentence or two: it stands alone, and counts more than all else."""

    content: Content


class Notes(Record):
    """Short labels in one column, and what each has to say behind it, every text from a new line.

    What has no label stands at the margin.
    """

    rows: tuple[tuple[str, tuple[Content, ...]], ...]


class Item(Record):
    """A line with other lines under it that belong to it."""

    content: Content
    under: tuple[Line, ...] = ()


class Labelled(Record):
    """A line behind a label that stands in a column with its neighbours; the points of a list are ``under`` it.

    ``plain`` has the label and the content as one, for where there are no columns.
    """

    label: str
    content: Content
    under: tuple[Content, ...]
    plain: Content


Line: TypeAlias = Content | Item | Labelled


class Section(Record):
    """A heading with lines under it; with no heading, the lines stand alone, each a paragraph.

    ``level`` is how deep the heading stands: 2 under the title, 3 under a heading of level 2. A heading
    without lines is that of the blocks that follow.
    """

    heading: str
    lines: tuple[Line, ...]
    level: int = 2


def unfolded(lines: Iterable[Line], depth: int = 0) -> Iterator[tuple[int, Content]]:
    """Yield lines and what stands under them, in order, each with its depth."""
    for line in lines:
        if isinstance(line, Item):
            yield depth, line.content
            yield from unfolded(line.under, depth + 1)
        elif isinstance(line, Labelled):
            yield depth, line.plain
            yield from ((depth + 1, under) for under in line.under)
        else:
            yield depth, line


class Curve(Record):
    """A named line through points (fen, fen); between two points it is straight."""

    name: str
    points: tuple[tuple[int, int], ...]


class Mark(Record):
    """A place on the horizontal axis (fen) that is worth a word, such as the cost at which a cap binds."""

    at: int
    content: Content


class Chart(Record):
    """Curves over an amount: both axes are fen. The first curve is the one that matters most.

    ``units`` are the words for ten thousand and for a hundred million, where the language counts by them.
    """

    title: str
    across: str
    up: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]
    units: tuple[str, str] | None = None


class Bar(Record):
    """A named amount (fen)."""

    name: str
    amount: int


class Bars(Record):
    """Amounts side by side, in the order given."""

    title: str
    bars: tuple[Bar, ...]


Block: TypeAlias = Table | Section | Chart | Bars | Verdict | Notes


class Page(Record):
    """A result for people.

    ``language`` is that of its texts, as its tag: ``en``, ``zh-Hans`` or ``zh-Hant``. ``contents`` is what a list
    of its parts is called there; ``lead`` are lines close under the title, such as the day it holds on.
    """

    title: Content
    language: str
    blocks: tuple[Block, ...]
    contents: str = ""
    lead: tuple[Content, ...] = ()
