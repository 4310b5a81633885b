"""What the catalogue's shared files may say: facts, sources, and what may be held together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from szsubsidy.catalogue.schema_types import BasisPoints, Cited, FactId, Id, Localized, Strict, Text
from szsubsidy.errors import Unfit, message
from szsubsidy.facts.types import FACT_TYPES
from szsubsidy.vocabulary import Confidence, FactType


class Provision(Strict):
    """A place in a source and how well its content is known.

    ``seen`` lists the pages where the wording or the figures were read.
    """

    at: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$")]
    title: Localized
    confidence: Confidence
    seen: list[str] = []


class Source(Strict):
    """A document that figures are taken from."""

    id: Id
    kind: Literal["measures", "procedures", "guide", "rules", "newspaper", "plan", "page"]
    title: Text
    title_en: Text
    number: Text | None = None
    issuer: Localized
    issued: date | None = None
    until: date | None = None
    confidence: Confidence
    link: str | None = None
    seen: list[str] = []
    note: Localized | None = None
    provisions: list[Provision] = []


class Authority(Strict):
    id: Id
    name: Localized


def _once(items: Iterable[Source | Authority | Fact | Held]) -> None:
    """Refuse an id that stands twice in one list: the first would be lost without a word."""
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise Unfit(message("each id once; {given} is there twice"), given=item.id)
        seen.add(item.id)


class Sources(Strict):
    """``sources.toml``: the bibliography, and the authorities that give the money."""

    authorities: list[Authority] = []
    sources: list[Source] = []

    @model_validator(mode="after")
    def once(self) -> Sources:
        _once(self.authorities)
        _once(self.sources)
        return self


class FactValue(Strict):
    id: Id
    label: Localized
    aliases: list[Text] = []


class Fact(Strict):
    """One thing to know about the applicant or the project.

    A ``topical`` fact says what the programme is about. Of an ``offered`` one that is only presumed, an
    estimate tells what giving it would bring in.
    """

    id: FactId
    type: FactType
    panel: Id
    label: Localized
    question: Localized
    help: Localized
    aliases: list[Text] = []
    formerly: list[FactId] = []
    values: list[FactValue] = []
    at_least: int | None = None
    at_most: int | None = None
    topical: bool = False
    offered: bool = False

    @model_validator(mode="after")
    def several_values(self) -> Fact:
        if FACT_TYPES[self.type].has_values and len(self.values) < 2:
            raise Unfit(message("two values or more; with one, the answer would be known before it is given"))
        return self


class Panel(Strict):
    id: Id
    title: Localized


class AddedValue(FactValue):
    """One more value of a choice that another file defines."""

    fact: FactId


class Facts(Strict):
    """``facts.toml``: facts in the order in which they are asked, and values added to the facts of other files."""

    panels: list[Panel] = []
    facts: list[Fact] = []
    values: list[AddedValue] = []

    @model_validator(mode="after")
    def once(self) -> Facts:
        _once(self.facts)
        return self


class Held(Cited):
    """What holds from one day to another; without days, always."""

    id: Id
    programmes: list[Id] = Field(min_length=1)
    reason: Localized
    from_: date | None = Field(None, alias="from")
    until: date | None = None


class Together(Held):
    """A statement about every two of ``programmes``, or about each of them with each of ``beside``."""

    beside: list[Id] = []

    @model_validator(mode="after")
    def two(self) -> Together:
        if len(self.programmes) < 2 and not self.beside:
            raise Unfit(message("two programmes or more, or one with others beside it"))
        return self


class JointCap(Held):
    """Of one eligible cost, these programmes together grant at most a share."""

    of: FactId
    percent: BasisPoints


class Cumulation(Strict):
    """``cumulation.toml``: what may be held together, what may not, and where no source says."""

    at_most_one: list[Together] = []
    not_stated: list[Together] = []
    permitted: list[Together] = []
    joint_caps: list[JointCap] = []

    @model_validator(mode="after")
    def once(self) -> Cumulation:
        _once([*self.at_most_one, *self.not_stated, *self.permitted, *self.joint_caps])
        return self
