"""The compiled catalogue: plain immutable values that load fast and need no validation.

Money is fen, rates are basis points, days are integers of the form 20260115. Texts are
mappings from language tag to text.
"""

from __future__ import annotations

from typing import TypeAlias

from szsubsidy.facts.model import Fact, FactValue, Profile, Text
from szsubsidy.record import Record
from szsubsidy.vocabulary import Basis, Confidence, DisputedField, Kind, RuleKind

__all__ = ["Fact", "FactValue", "Text"]

CONFIDENCES = ("official", "reported", "announced", "unconfirmed")


class Provision(Record):
    at: str
    title: Text
    confidence: Confidence
    seen: tuple[str, ...]


class Source(Record):
    id: str
    kind: str
    title: str
    title_en: str
    number: str | None
    issuer: Text
    issued: int | None
    until: int | None
    confidence: Confidence
    link: str | None
    seen: tuple[str, ...]
    note: Text | None
    provisions: dict[str, Provision]


class Predicate(Record):
    """One yes-or-no question about one fact.

    ``test`` is ``ge`` (at least ``value``), ``younger`` (a day less than ``value`` years before
    the as-of date), ``in`` (one of the ids), ``any`` (shares an id), or ``true``.
    """

    test: str
    value: int | tuple[str, ...]


Predicates: TypeAlias = dict[str, tuple[Predicate, ...]]
"""The predicates of each fact, by its id, in the order that a decision diagram answers them in."""


class Comparison(Record):
    """An atom or its negation as the authority words it, with its provision.

    ``presumed`` is what it counts as while its fact is unknown; None where it is not presumed.
    """

    fact: str
    operator: str
    value: bool | int | str | tuple[str, ...]
    predicate: int
    negated: bool
    presumed: bool | None
    cite: str


class AllOf(Record):
    items: tuple[Condition, ...]


class AnyOf(Record):
    items: tuple[Condition, ...]


class Not(Record):
    item: Condition


Condition: TypeAlias = Comparison | AllOf | AnyOf | Not


class Figure(Record):
    """A value in fen or basis points with its period, provision and confidence."""

    value: int
    per: str | None
    cite: str
    confidence: Confidence


class Tier(Record):
    figure: Figure
    label: Text | None


class Statement(Record):
    text: Text
    cite: str
    confidence: Confidence


class Branch(Record):
    """One way an award comes out: ``rate`` of the eligible cost (none: the cap itself), up to ``cap``."""

    when: Condition | None
    rate: Figure | None
    cap: Figure
    usual_cap: Figure | None


class Award(Record):
    """``rate_unknown`` cites the source that has a cap for a share of ``of``, but no rate that was read."""

    basis: Basis
    of: str | None
    branches: tuple[Branch, ...]
    tiers: tuple[Tier, ...]
    benefits: tuple[Statement, ...]
    rate_unknown: str | None = None

    @property
    def is_money(self) -> bool:
        """Whether the applicant gets money at all; without, the benefits alone say what it gets."""
        return self.basis != "none"

    @property
    def is_computed(self) -> bool:
        """Whether the amount follows from the facts; that of a ceiling is for a panel to decide."""
        return self.basis in {"share", "fixed"}


class Node(Record):
    """A question of a decision diagram; a child below zero is the leaf ``~child``."""

    fact: str
    children: tuple[int, ...]
    presumed: int | None


class Diagram(Record):
    """An edition's eligibility and choice of branch, as an ordered decision diagram.

    An answer set of a fact is one consistent set of answers to its predicates. A leaf holds the branch
    for each range of the eligible cost, -1 where the applicant is ineligible. Parents precede
    their children in ``nodes``.
    """

    predicates: Predicates
    answer_sets: dict[str, tuple[tuple[bool, ...], ...]]
    presumed: frozenset[str]
    nodes: tuple[Node, ...]
    root: int
    leaves: tuple[tuple[int, ...], ...]
    cost_ranges: tuple[tuple[int, int], ...]


class Window(Record):
    opens: int
    closes: int
    cite: str
    confidence: Confidence


class Claim(Record):
    """What one source says of a disputed parameter: a number or, of a benefit, words."""

    value: int
    text: Text | None
    cite: str
    confidence: Confidence


class Dispute(Record):
    """A parameter on which sources differ.

    ``field`` is ``rate`` (basis points), ``cap``, ``usual_cap``, ``annual_budget`` (fen), ``starts``,
    ``until`` (days), ``threshold`` (of the fact ``fact``, in its unit) or ``benefit`` (words).
    ``branch`` is set for a rate. ``atom`` holds a threshold's place among the atoms of its fact and
    what it is above the number that the source gives. ``when`` says whom the others mean.
    """

    parameter: str
    field: DisputedField
    branch: int | None
    fact: str | None
    predicate: tuple[int, int] | None
    adopted: Claim
    others: tuple[Claim, ...]
    reason: Text
    when: Condition | None
    when_predicates: Predicates


class Override(Record):
    """A fact that decides, once it is known, over what is declared as another."""

    fact: str
    by: str
    cite: str


class Application(Record):
    office: Text
    how: Text | None
    link: str | None
    cite: str


class Example(Record):
    working: str
    as_of: int | None
    facts: Profile
    status: str
    amount: int | None
    range: tuple[int, int] | None
    missing: tuple[str, ...]
    assumptions: tuple[str, ...] | None


class Edition(Record):
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
    overrides: tuple[Override, ...]
    examples: tuple[Example, ...]


class Programme(Record):
    """``announced`` cites the items of the newspaper's summary that the programme belongs to."""

    id: str
    kind: Kind
    authority: str
    name: Text
    summary: Text
    aliases: tuple[str, ...]
    formerly: tuple[str, ...]
    announced: tuple[str, ...]
    editions: tuple[Edition, ...]


class Rule(Record):
    """What a source says, or leaves open, of holding two programmes at once.

    ``kind`` is ``at-most-one``, ``not-stated`` (no source says; a safe total holds only one) or
    ``permitted``. It is about every two of ``programmes`` or, where ``beside`` names any, about each of
    ``programmes`` with each of ``beside``. It holds from the day ``starts`` to ``until``.
    """

    id: str
    kind: RuleKind
    programmes: tuple[str, ...]
    beside: tuple[str, ...]
    reason: Text
    cite: str
    starts: int | None
    until: int | None


class JointCap(Record):
    """Of the eligible cost ``of`` these programmes together grant at most ``rate`` (basis points)."""

    id: str
    programmes: tuple[str, ...]
    of: str
    rate: int
    reason: Text
    cite: str
    starts: int | None
    until: int | None


def is_about(rule: Rule | JointCap, programme: str) -> bool:
    """Whether a rule or joint cap names a programme."""
    return programme in named_by(rule)


def named_by(rule: Rule | JointCap) -> tuple[str, ...]:
    """Return the programmes that a rule or joint cap names."""
    return rule.programmes if isinstance(rule, JointCap) else (*rule.programmes, *rule.beside)


class Catalogue(Record):
    """Everything that ``data/`` says: facts, programmes, rules of cumulation, bibliography."""

    version: str
    panels: dict[str, Text]
    facts: dict[str, Fact]
    programmes: dict[str, Programme]
    rules: tuple[Rule, ...]
    joint_caps: tuple[JointCap, ...]
    sources: dict[str, Source]
    authorities: dict[str, Text]


def comparisons(condition: Condition | None) -> list[Comparison]:
    """Return the literals of a condition in the order in which they are written."""
    match condition:
        case None:
            return []
        case Comparison():
            return [condition]
        case Not(item):
            return comparisons(item)
        case AllOf(items) | AnyOf(items):
            return [comparison for item in items for comparison in comparisons(item)]
