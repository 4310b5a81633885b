"""The catalogue: what files say, and what compiling adds to it.

One set of types for both. A file is read into them by pydantic; then the compiler resolves citations, and fills
the fields marked ``COMPILED``. A compiled catalogue is plain immutable values that load fast.

Money is fen, rates are basis points, days are integers of the form 20260115. Texts are mappings from language
tag to text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from szsubsidy.catalogue.award import Award, Figure, Statement
from szsubsidy.catalogue.citations import Cite, Cited
from szsubsidy.catalogue.logic import Condition, Diagram, Predicates, Within
from szsubsidy.catalogue.sources import Area, Authority, Origin, Source
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.catalogue.units import Fen
from szsubsidy.days import FAR
from szsubsidy.errors import Unfit, message
from szsubsidy.facts.model import Fact, Profile
from szsubsidy.fields import Address, Day, FactId, Id, Limits, Line, ReadAs, Text, TomlDate
from szsubsidy.record import COMPILED, UNCOMPILED, Key, NotEmpty, Record
from szsubsidy.vocabulary import DisputedField, Judgement, Kind, Met, Stage, UnreadPart, Validity


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

    value: Annotated[int, ReadAs(int | str | TomlDate)] = UNCOMPILED
    text: Text | None = None

    def check(self) -> None:
        if (self.value is None) == (self.text is None):
            raise Unfit(message("a value or a text"))


_PARAMETER = (
    r"^(rates\[\d+\]\.percent|cap|usual_cap|annual_budget|in_force\.(from|until)|(amounts|benefits)\[\d+\]"
    r"|eligibility\.[a-z0-9_]+)$"
)


class Dispute(Record, kw_only=True):
    """A parameter on which sources differ, a path such as ``rates[0].percent``.

    ``eligibility.leader_age`` is the first threshold on that fact; ``cap`` of a fixed award is its first amount, and
    ``amounts[1]`` the second. ``when`` says for whom the others give another figure.

    Compiled, ``field`` is ``rate`` (basis points), ``cap``, ``usual_cap``, ``annual_budget`` (fen), ``starts``,
    ``until`` (days), ``threshold`` (of the fact ``fact``, in its unit) or ``benefit`` (words), and ``adopted`` what
    the edition says. ``branch`` is set for a rate and for an amount. ``predicate`` holds a threshold's place among the
    predicates of its fact and what it is above the number that the source gives.
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
    facts: Annotated[Profile, ReadAs(dict[FactId, bool | int | str | TomlDate | list[str]])]
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
        if self.is_in_doubt_on(day):
            return "in-doubt"
        return "possible" if self.unread else "eligible"

    def is_in_doubt_on(self, day: int) -> bool:
        """Whether what the terms rest on has ended before a day."""
        return self.rests_on is not None and self.rests_on.until < day

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


class Overlay(Record, kw_only=True):
    """What was laid over the bundled catalogue, by the names of its folders and files, and what it took the place of.

    Of ``facts`` only the ids are kept: there is no going back to an official question once its answer is another's.
    """

    places: tuple[str, ...]
    programmes: Mapping[str, Programme]
    rules: tuple[Rule, ...]
    joint_caps: tuple[JointCap, ...]
    facts: tuple[str, ...]


class Mark(Record):
    """What tells one catalogue from another: ``version`` is short, for people; ``hash`` the SHA-256 of its files."""

    version: str
    hash: str


class Catalogue(Record, kw_only=True):
    """Everything that ``data/`` says: facts, programmes, rules of cumulation, bibliography.

    ``unknown`` are the words that say in a table that something is not known.
    """

    mark: Mark
    panels: dict[str, Text]
    facts: dict[str, Fact]
    programmes: Mapping[str, Programme]
    rules: tuple[Rule, ...]
    joint_caps: tuple[JointCap, ...]
    sources: dict[str, Source]
    authorities: dict[str, Authority]
    areas: dict[str, Area]
    unknown: tuple[str, ...] = ()
    overlay: Overlay | None = None

    @property
    def version(self) -> str:
        return self.mark.version
