"""The compiled catalogue: plain immutable values that load fast and need no validation.

Money is fen, rates are basis points, days are integers of the form 20260115. Texts are
mappings from language tag to text.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from szsubsidy.facts.model import Fact, FactValue, Profile, Text

__all__ = ["Fact", "FactValue", "Text"]

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
CONFIDENCES = ("official", "reported", "announced")


class Provision(NamedTuple):
    at: str
    title: Text
    confidence: str
    seen: tuple[str, ...]


class Source(NamedTuple):
    id: str
    kind: str
    title: str
    title_en: str
    number: str | None
    issuer: Text
    issued: int | None
    confidence: str
    link: str | None
    seen: tuple[str, ...]
    note: Text | None
    provisions: dict[str, Provision]


class Atom(NamedTuple):
    """One yes-or-no question about one fact.

    ``test`` is ``ge`` (at least ``value``), ``younger`` (a day less than ``value`` years before
    the as-of date), ``in`` (one of the ids), ``any`` (shares an id), or ``true``.
    """

    test: str
    value: int | tuple[str, ...]


class Literal(NamedTuple):
    """An atom or its negation as the authority words it, with its provision."""

    fact: str
    operator: str
    value: bool | int | str | tuple[str, ...]
    atom: int
    positive: bool
    presumed: bool
    cite: str


class All(NamedTuple):
    items: tuple[Condition, ...]
    kind: str = "all"  # named tuples compare by content alone: without it, All(x) == Any(x)


class Any(NamedTuple):
    items: tuple[Condition, ...]
    kind: str = "any"


class Not(NamedTuple):
    item: Condition
    kind: str = "not"


Condition: TypeAlias = Literal | All | Any | Not


class Figure(NamedTuple):
    """A value in fen or basis points with its period, provision and confidence."""

    value: int
    per: str | None
    cite: str
    confidence: str


class Tier(NamedTuple):
    figure: Figure
    label: Text | None


class Statement(NamedTuple):
    text: Text
    cite: str
    confidence: str


class Branch(NamedTuple):
    """One way an award comes out: ``rate`` of the eligible cost (none: the cap itself), up to ``cap``."""

    when: Condition | None
    rate: Figure | None
    cap: Figure
    usual_cap: Figure | None


class Award(NamedTuple):
    basis: str
    of: str | None
    branches: tuple[Branch, ...]
    tiers: tuple[Tier, ...]
    benefits: tuple[Statement, ...]


class Node(NamedTuple):
    """A question of a decision diagram; a child below zero is the terminal ``~child``."""

    fact: str
    children: tuple[int, ...]
    presumed: int | None


class Diagram(NamedTuple):
    """An edition's eligibility and choice of branch, as an ordered decision diagram.

    A cell of a fact is one consistent set of answers to its atoms. A terminal holds the branch
    for each cell of the eligible cost, -1 where the applicant is ineligible. Parents precede
    their children in ``nodes``.
    """

    atoms: dict[str, tuple[Atom, ...]]
    cells: dict[str, tuple[tuple[bool, ...], ...]]
    presumed: frozenset[str]
    nodes: tuple[Node, ...]
    root: int
    terminals: tuple[tuple[int, ...], ...]
    cost_cells: tuple[tuple[int, int], ...]


class Window(NamedTuple):
    opens: int
    closes: int
    cite: str
    confidence: str


class OtherValue(NamedTuple):
    value: int
    cite: str
    confidence: str


class Dispute(NamedTuple):
    """A parameter on which sources differ; ``branch`` is set for a rate, None for a cap."""

    parameter: str
    field: str
    branch: int | None
    adopted: Figure
    others: tuple[OtherValue, ...]
    reason: Text


class Application(NamedTuple):
    office: Text
    how: Text | None
    link: str | None
    cite: str


class Example(NamedTuple):
    working: str
    as_of: int | None
    facts: Profile
    status: str
    amount: int | None
    range: tuple[int, int] | None
    missing: tuple[str, ...]
    assumptions: tuple[str, ...] | None


class Edition(NamedTuple):
    starts: int
    until: int | None
    exact: bool
    cite: str
    reviewed: int
    eligibility: Condition
    award: Award
    diagram: Diagram
    annual_budget: Figure | None
    windows: tuple[Window, ...]
    disputes: tuple[Dispute, ...]
    unmodelled: tuple[Statement, ...]
    notes: tuple[Statement, ...]
    apply: Application | None
    examples: tuple[Example, ...]


class Programme(NamedTuple):
    id: str
    kind: str
    authority: str
    name: Text
    summary: Text
    aliases: tuple[str, ...]
    formerly: tuple[str, ...]
    editions: tuple[Edition, ...]


class AtMostOne(NamedTuple):
    """A rule of cumulation: of these programmes only one may be held."""

    id: str
    programmes: tuple[str, ...]
    reason: Text
    cite: str


class Catalogue(NamedTuple):
    """Everything that ``data/`` says: facts, programmes, rules of cumulation, bibliography."""

    version: str
    panels: dict[str, Text]
    facts: dict[str, Fact]
    programmes: dict[str, Programme]
    at_most_one: tuple[AtMostOne, ...]
    sources: dict[str, Source]
    authorities: dict[str, Text]


def literals(condition: Condition | None) -> list[Literal]:
    """Return the literals of a condition in the order in which they are written."""
    match condition:
        case None:
            return []
        case Literal():
            return [condition]
        case Not(item):
            return literals(item)
        case All(items) | Any(items):
            return [literal for item in items for literal in literals(item)]
