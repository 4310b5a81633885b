"""The bibliography: documents that figures are taken from, and how sure each place in them is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeAlias

from szsubsidy.catalogue.units import BasisPoints, Fen
from szsubsidy.errors import Unfit, message
from szsubsidy.fields import Address, Day, Id, Limits, Line, ReadAs, Text
from szsubsidy.record import COMPILED, UNCOMPILED, Record
from szsubsidy.vocabulary import Confidence, SourceKind


class Provision(Record, kw_only=True):
    """A place in a source and how sure its content is. ``seen`` lists the pages where it was read."""

    at: Annotated[str, Limits(pattern=r"^[a-z0-9.-]+$")]
    title: Text
    confidence: Confidence
    seen: tuple[Address, ...] = ()


def _by_place(provisions: tuple[Provision, ...]) -> dict[str, Provision]:
    return {provision.at: provision for provision in provisions}


Provisions: TypeAlias = Annotated[dict[str, Provision], ReadAs(tuple[Provision, ...], _by_place)]


class Origin(Record):
    """The file of one's own that something was read from, and whether that stands in place of an official one."""

    file: str
    replaces: bool


class Uptake(Record, kw_only=True):
    """A programme that a statement belongs to and, where it says a figure, the parameter with that value.

    ``parameter`` is a path as in disputes (``rates[0].percent``, ``cap``, ``benefits[0]``). Whether the programme uses
    the value, or disputes it, is not said here: it is worked out from the programme.
    """

    programme: Id
    parameter: Annotated[str, Limits(pattern=r"^[a-z_]+(\[\d+\])?(\.[a-z_]+)?$")] | None = None
    percent: BasisPoints | None = None
    amount: Fen | None = None

    @property
    def value(self) -> int | None:
        """The figure: basis points or fen; None of a text."""
        return self.amount if self.percent is None else self.percent

    def check(self) -> None:
        if self.percent is not None and self.amount is not None:
            raise Unfit(message("percent or amount, not both"))
        if self.value is not None and self.parameter is None:
            raise Unfit(message("a value goes with its parameter"))


class Said(Record, kw_only=True):
    """A statement of a source, at one of its provisions; ``taken_up`` is empty where it is information alone."""

    at: str
    text: Text
    taken_up: tuple[Uptake, ...] = ()


class Source(Record, kw_only=True):
    """A document that figures are taken from; its provisions by their place in it.

    ``caveat`` is what to know before relying on it, in a few words: "the guide of 2026 was not seen in full".
    ``statements`` are what it says, where readers should find each with what became of it.
    Compiled, ``origin`` is where one comes from that is not of the bundled catalogue.
    """

    id: Id
    kind: SourceKind
    title: Line
    title_en: Line
    number: Line | None = None
    issuer: Text
    issued: Day | None = None
    until: Day | None = None
    confidence: Confidence
    link: Address | None = None
    seen: tuple[Address, ...] = ()
    note: Text | None = None
    caveat: Text | None = None
    provisions: Provisions = {}  # noqa: RUF012 (never changed)
    statements: tuple[Said, ...] = ()
    origin: Annotated[Origin | None, COMPILED] = None

    def check(self) -> None:
        for said in self.statements:
            if said.at not in self.provisions:
                raise Unfit(message("a statement at a provision of the source; {given} is none"), given=said.at)

    @property
    def pages(self) -> tuple[str, ...]:
        """Every page where the document, or a place in it, was seen."""
        return (*self.seen, *(page for provision in self.provisions.values() for page in provision.seen))

    @property
    def can_be_looked_up(self) -> bool:
        """Whether a reader can look for themselves: an address is known, or the day of a newspaper in print."""
        return bool(self.link or self.pages or (self.kind == "newspaper" and self.issued))


def was_opened(link: str, sources: Iterable[Source]) -> bool:
    """Whether the page at an address was seen: some source has it among those where it was read."""
    return any(link in source.pages for source in sources)


class Area(Record, kw_only=True):
    """A place, inside ``parent``; without a name it is called as the fact ``district`` calls the value of its id."""

    id: Id
    name: Text = UNCOMPILED
    parent: Id | None = None
    aliases: tuple[Line, ...] = ()


class Authority(Record, kw_only=True):
    """Who gives the money, to applicants in ``area``; a file of one's own that names none means Shenzhen."""

    id: Id
    name: Text
    area: Id = UNCOMPILED
