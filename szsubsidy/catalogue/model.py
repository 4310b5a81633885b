"""The catalogue: what files say, and what compiling adds to it.

One set of types for both. A file is read into them by pydantic; then the compiler resolves citations, and fills
the fields marked ``COMPILED``. A compiled catalogue is plain immutable values that load fast.

Money is fen, rates are basis points, days are integers of the form 20260115. Texts are mappings from language
tag to text.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

from szsubsidy.catalogue.citations import Cite, Cited
from szsubsidy.catalogue.logic import Condition, Diagram, Predicates, Within
from szsubsidy.catalogue.sources import Area, Authority, Origin, Source
from szsubsidy.catalogue.units import BasisPoints, Fen
from szsubsidy.days import FAR
from szsubsidy.errors import Unfit, message
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.fields import Address, Day, FactId, Id, Limits, Line, ReadAs, Text
from szsubsidy.money import BASIS_POINTS
from szsubsidy.record import COMPILED, UNCOMPILED, Key, NotEmpty, Record, field_schemas, table_schema
from szsubsidy.vocabulary import (
    Basis,
    Certainty,
    DisputedField,
    JointReading,
    Judgement,
    Kind,
    Met,
    Period,
    RuleKind,
    Stage,
    UnreadPart,
    Validity,
)


class Figure(Cited, kw_only=True):
    """An amount of money, and what it counts for."""

    value: Annotated[Fen, Key("amount")]
    per: Period | None = None


class Rate(Cited, kw_only=True):
    """A share of the eligible cost, for those who meet ``when``; ``cap``, if given, stands in for the award's."""

    value: Annotated[BasisPoints, Key("percent")]
    when: Condition | None = None
    cap: Figure | None = None


class Tier(Figure, kw_only=True):
    """One step of a ceiling or fixed award: a panel decides which applies, unless the facts do (``when``)."""

    label: Text | None = None
    when: Condition | None = None


class Statement(Cited, kw_only=True):
    """What a source says in words, without a figure."""

    text: Text


class Branch(Record):
    """One way an award comes out, up to ``cap``: ``rate`` of the eligible cost, ``each`` for every unit of the count.

    With neither it is the cap itself or, where ``rate_unknown`` says so, at most the cost.
    """

    when: Condition | None
    rate: Rate | None
    cap: Figure
    usual_cap: Figure | None
    each: Figure | None = None
    rate_unknown: Cited | None = None

    @property
    def multiplier(self) -> int | None:
        """How many ten-thousandths of a fen each fen, or unit, of ``of`` brings; None where the amount is the cap.

        60% of a cost are 6,000, 1,250 yuan for each month 1,250,000,000. A share at an unknown rate is at most the
        whole, so 10,000.
        """
        if self.rate is not None:
            return self.rate.value
        if self.each is not None:
            return self.each.value * BASIS_POINTS
        return BASIS_POINTS if self.rate_unknown else None

    @property
    def figures(self) -> tuple[Cited, ...]:
        """What an amount under this branch rests on: the rate, the amount a unit, or that no rate is known; the cap."""
        return tuple(figure for figure in (self.rate, self.each, self.rate_unknown, self.cap) if figure is not None)


class Award(Record, kw_only=True):
    """How much a programme gives. The basis decides which of the fields a file may give.

    ``share`` is a rate of the eligible cost ``of``, up to a cap, or has ``rate_unknown`` where no source that was read
    gives the rate; ``unit`` is ``each`` for every one that the count ``of`` tells, up to a cap; ``fixed`` a set amount;
    ``ceiling`` up to a cap, decided by a panel, with ``of`` and ``rates`` where a cost limits it as well. ``none`` is
    support that is not money to the applicant: space, lodging, investment, cover for a lender; its ``benefits`` say
    what. ``yearly_cap`` is what one applicant gets in a year at most where ``cap`` is for each product or project.

    Compiled, every basis has ``branches``. The first whose condition is met is the one that applies.
    """

    basis: Basis
    amounts: tuple[Tier, ...] = ()
    cap: Figure | None = None
    yearly_cap: Figure | None = None
    tiers: tuple[Tier, ...] = ()
    of: FactId | None = None
    each: Figure | None = None
    rates: tuple[Rate, ...] = ()
    rate_unknown: Cited | None = None
    usual_cap: Figure | None = None
    benefits: tuple[Statement, ...] = ()
    branches: Annotated[tuple[Branch, ...], COMPILED] = ()

    @property
    def is_money(self) -> bool:
        """Whether the applicant gets money at all; without, the benefits alone say what it gets."""
        return self.basis != "none"

    @property
    def has_amount(self) -> bool:
        """Whether an amount can be told: money, computed or up to a panel, and not at a rate that no source gives."""
        return self.is_money and self.rate_unknown is None

    @property
    def is_computed(self) -> bool:
        """Whether the amount follows from the facts; that of a ceiling is for a panel to decide."""
        return self.basis in {"share", "unit", "fixed"} and self.rate_unknown is None

    @property
    def certainty(self) -> Certainty | None:
        """How sure the amount can be; None where the award is not money."""
        if self.rate_unknown:
            return "rate-unknown"
        if self.is_computed:
            return "computed"
        return "panel" if self.is_money else None

    def check(self) -> None:
        if self.basis == "ceiling" and (self.of is None) != (not self.rates):
            raise Unfit(message("of and rates together, or neither"))
        if self.basis == "share" and bool(self.rates) == (self.rate_unknown is not None):
            raise Unfit(message("rates or rate_unknown, one of the two"))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        tables: dict[str, Any] = {}
        for basis, (required, optional) in _BY_BASIS.items():
            fields = ("basis", *required, *optional)
            tables[basis] = table_schema(cls, field_schemas(cls, handler, fields, required))
        return core_schema.tagged_union_schema(tables, "basis")


_BY_BASIS: dict[Basis, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "share": (("of", "cap"), ("rates", "rate_unknown", "usual_cap", "yearly_cap")),
    "unit": (("of", "each", "cap"), ("yearly_cap",)),
    "fixed": (("amounts",), ("yearly_cap",)),
    "ceiling": (("cap",), ("tiers", "of", "rates", "yearly_cap")),
    "none": (("benefits",), ()),
}
"""The fields of an award that a file must give, and those that it may, by basis."""


class InForce(Cited, kw_only=True):
    """First and last day of an edition; ``exact`` is false where the source gives only month or year."""

    starts: Annotated[Day, Key("from")]
    until: Day | None = None
    exact: bool = True


class Window(Cited, kw_only=True):
    """First and last day on which a stage takes applications; ``closes`` is None where the last day is not known."""

    opens: Day
    closes: Day | None = None
    stage: Stage = "apply"


class RestsOn(Record, kw_only=True):
    """The document that an edition carries out, and the last day of that document, if the edition outlives it."""

    source: Id
    until: Day


class Unread(Cited, kw_only=True):
    """Which part of the authority's terms was not read, and in which document it must stand."""

    what: UnreadPart


class Exhausted(Cited, kw_only=True):
    """The day on which the money of a programme was said to be used up."""

    day: Day


class Paused(Cited, kw_only=True):
    """The days between which a programme takes no applications though its terms are in force."""

    starts: Annotated[Day, Key("from")]
    until: Day | None = None

    def covers(self, day: int) -> bool:
        """Whether a day is one of these."""
        return self.starts <= day <= (self.until or FAR)


class Claim(Cited, kw_only=True):
    """What one source says of a disputed parameter: a number or, of a benefit, words.

    Files give the number as they give the parameter itself; compiled it is fen, basis points or a day, 0 beside words.
    """

    value: Annotated[int, ReadAs(int | str | date)] = UNCOMPILED
    text: Text | None = None

    def check(self) -> None:
        if (self.value is None) == (self.text is None):
            raise Unfit(message("a value or a text"))


_PARAMETER = (
    r"^(rates\[\d+\]\.percent|cap|usual_cap|annual_budget|in_force\.(from|until)|benefits\[\d+\]"
    r"|eligibility\.[a-z0-9_]+)$"
)


class Dispute(Record, kw_only=True):
    """A parameter on which sources differ, a path such as ``rates[0].percent``.

    ``eligibility.leader_age`` is the first threshold on that fact. ``when`` says for whom the others give another
    figure.

    Compiled, ``field`` is ``rate`` (basis points), ``cap``, ``usual_cap``, ``annual_budget`` (fen), ``starts``,
    ``until`` (days), ``threshold`` (of the fact ``fact``, in its unit) or ``benefit`` (words), and ``adopted`` what
    the edition says. ``branch`` is set for a rate. ``predicate`` holds a threshold's place among the predicates of
    its fact and what it is above the number that the source gives.
    """

    parameter: Annotated[str, Limits(pattern=_PARAMETER)]
    others: Annotated[tuple[Claim, ...], NotEmpty()]
    reason: Text
    when: Condition | None = None
    field: Annotated[DisputedField, COMPILED] = UNCOMPILED
    branch: Annotated[int | None, COMPILED] = None
    fact: Annotated[str | None, COMPILED] = None
    predicate: Annotated[tuple[int, int] | None, COMPILED] = None
    adopted: Annotated[Claim, COMPILED] = UNCOMPILED
    when_predicates: Annotated[Predicates, COMPILED] = UNCOMPILED


class Groundless(Record):
    """A claim of a dispute whose source no reader can look up: its ``place`` in the edition's file, and the source."""

    place: str
    source: str


class Override(Cited, kw_only=True):
    """A fact that decides, once it is known, over what is declared as another."""

    fact: FactId
    by: FactId


class Application(Cited, kw_only=True):
    """Where and how to apply."""

    office: Text
    how: Text | None = None
    link: Address | None = None


class Example(Record, kw_only=True):
    """A worked example, computed by hand by the file's author.

    ``working`` is the author's arithmetic in words. ``as_of`` is the edition's first day if it is not given.
    """

    working: Line
    as_of: Day | None = None
    facts: Annotated[Profile, ReadAs(dict[FactId, bool | int | str | date | list[str]])]
    status: Judgement
    amount: Fen | None = None
    range: tuple[Fen, Fen] | None = None
    missing: tuple[FactId, ...] = ()
    assumptions: tuple[FactId, ...] | None = None


class Edition(Record, kw_only=True):
    """The terms of a programme in one period of validity; ``reviewed`` is when they were last checked.

    Compiled, ``disputes`` are those that a reader can follow up; ``groundless`` is what was set aside for that.
    """

    in_force: InForce
    reviewed: Day
    eligibility: Condition
    award: Award
    annual_budget: Figure | None = None
    windows: tuple[Window, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    unmodelled: tuple[Statement, ...] = ()
    notes: tuple[Statement, ...] = ()
    apply: Application | None = None
    rests_on: RestsOn | None = None
    unread: Unread | None = None
    exhausted_on: Exhausted | None = None
    paused: Paused | None = None
    overrides: tuple[Override, ...] = ()
    examples: Annotated[tuple[Example, ...], NotEmpty()]
    diagram: Annotated[Diagram, COMPILED] = UNCOMPILED
    groundless: Annotated[tuple[Groundless, ...], COMPILED] = ()

    def met_status(self, day: int) -> Met:
        """Return what these terms say on a day to whoever meets all that was read of them.

        Terms that run to 30 June 2027, and rest on measures that end on 24 December 2026, are in doubt from the 25th.
        """
        if self.rests_on is not None and self.rests_on.until < day:
            return "in-doubt"
        return "possible" if self.unread else "eligible"

    def is_paused_on(self, day: int) -> bool:
        """Return whether no applications are taken on a day, whatever the windows say."""
        return self.paused is not None and self.paused.covers(day)

    @property
    def starts(self) -> int:
        """The first day of these terms."""
        return self.in_force.starts

    @property
    def until(self) -> int | None:
        """Their last day, None where no end is known."""
        return self.in_force.until


class Programme(Record, kw_only=True):
    """One support scheme of one authority; compiled, its editions are in order of time.

    ``announced`` cites the items of the newspaper's summary that the programme belongs to. A file of one's own may
    carry the ``areas``, ``authorities`` and ``sources`` that only it needs. Compiled, ``within`` says where an
    applicant must be, None where all are, and ``origin`` where one comes from that is not of the bundled catalogue.
    """

    id: Id
    kind: Kind
    authority: Id
    name: Text
    summary: Text
    aliases: tuple[Line, ...] = ()
    formerly: tuple[Id, ...] = ()
    announced: tuple[Cite, ...] = ()
    areas: tuple[Area, ...] = ()
    authorities: tuple[Authority, ...] = ()
    sources: tuple[Source, ...] = ()
    editions: Annotated[tuple[Edition, ...], NotEmpty()]
    within: Annotated[Within | None, COMPILED] = None
    origin: Annotated[Origin | None, COMPILED] = None

    def edition_on(self, day: int) -> tuple[Edition, Validity]:
        """Return the edition that governs a day or, where none does, the nearest one, and how it stands to the day."""
        begun = [edition for edition in self.editions if edition.starts <= day]
        if not begun:
            return self.editions[0], "not-yet"
        edition = begun[-1]
        if edition.until is not None and edition.until < day:
            return edition, "lapsed"
        return edition, "in-force"


class Held(Cited, kw_only=True):
    """What holds of several programmes, from the day ``starts`` to ``until``; without days, always."""

    id: Id
    programmes: Annotated[tuple[Id, ...], NotEmpty()]
    reason: Text
    starts: Annotated[Day | None, Key("from")] = None
    until: Day | None = None
    origin: Annotated[Origin | None, COMPILED] = None

    def holds_on(self, day: int) -> bool:
        """Whether this holds on a day."""
        return (self.starts or 0) <= day <= (self.until or FAR)


class Rule(Held, kw_only=True):
    """What a source says, or leaves open, of holding two programmes at once.

    ``kind`` is ``at-most-one``, ``not-stated`` (no source says; a safe total holds only one) or
    ``permitted``. It is about every two of ``programmes`` or, where ``beside`` names any, about each of
    ``programmes`` with each of ``beside``.
    """

    beside: tuple[Id, ...] = ()
    kind: Annotated[RuleKind, COMPILED] = UNCOMPILED

    def check(self) -> None:
        if len(self.programmes) < 2 and not self.beside:
            raise Unfit(message("two programmes or more, or one with others beside it"))


class Reading(Cited, kw_only=True):
    """Another way to read the provision of a joint cap.

    ``others-only`` holds back the money of others than ``own``: those of the authority that made the provision.
    """

    reading: JointReading
    own: tuple[Id, ...] = ()
    text: Text

    def check(self) -> None:
        if (self.reading == "others-only") != bool(self.own):
            raise Unfit(message("own goes with others-only, and others-only with own"))


class JointCap(Held, kw_only=True):
    """Of the eligible cost ``of`` these programmes together grant at most ``rate``, but never less than the largest."""

    of: FactId
    rate: Annotated[BasisPoints, Key("percent")]
    readings: tuple[Reading, ...] = ()

    def check(self) -> None:
        if len({reading.reading for reading in self.readings}) < len(self.readings):
            raise Unfit(message("each reading once"))


CumulationRule: TypeAlias = Rule | JointCap


def is_about(rule: CumulationRule, programme: str) -> bool:
    """Whether a rule or joint cap names a programme."""
    return programme in named_by(rule)


def named_by(rule: CumulationRule) -> tuple[str, ...]:
    """Return the programmes that a rule or joint cap names."""
    return rule.programmes if isinstance(rule, JointCap) else (*rule.programmes, *rule.beside)


class Overlay(Record, kw_only=True):
    """What was laid over the bundled catalogue, by the names of its folders and files, and what it took the place of.

    Of ``facts`` only the ids are kept: there is no going back to an official question once its answer is another's.
    """

    places: tuple[str, ...]
    programmes: dict[str, Programme]
    rules: tuple[Rule, ...]
    joint_caps: tuple[JointCap, ...]
    facts: tuple[str, ...]


class Catalogue(Record, kw_only=True):
    """Everything that ``data/`` says: facts, programmes, rules of cumulation, bibliography."""

    version: str
    panels: dict[str, Text]
    facts: dict[str, Fact]
    programmes: dict[str, Programme]
    rules: tuple[Rule, ...]
    joint_caps: tuple[JointCap, ...]
    sources: dict[str, Source]
    authorities: dict[str, Authority]
    areas: dict[str, Area]
    overlay: Overlay | None = None
