"""What the catalogue's shared files may say: facts, sources, and what may be held together."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from szsubsidy.catalogue.schema_types import Cited, Confidence, FactId, Id, Localized, Strict, Text


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
    confidence: Confidence
    link: str | None = None
    seen: list[str] = []
    note: Localized | None = None
    provisions: list[Provision] = []


class Authority(Strict):
    id: Id
    name: Localized


class Sources(Strict):
    """``data/sources.toml``: the bibliography, and the authorities that give the money."""

    authorities: list[Authority]
    sources: list[Source]


class FactValue(Strict):
    id: Id
    label: Localized
    aliases: list[Text] = []


class Fact(Strict):
    """One thing to know about the applicant or the project."""

    id: FactId
    type: Literal["choice", "choices", "money", "date", "integer", "percent", "flag", "text"]
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


class Panel(Strict):
    id: Id
    title: Localized


class Facts(Strict):
    """``data/facts.toml``: every fact, in the order in which it is asked."""

    panels: list[Panel]
    facts: list[Fact]


class AtMostOne(Cited):
    """Of these programmes only one may be held for the same content."""

    id: Id
    programmes: list[Id] = Field(min_length=2)
    reason: Localized


class Cumulation(Strict):
    """``data/cumulation.toml``: which awards exclude each other."""

    at_most_one: list[AtMostOne] = []
