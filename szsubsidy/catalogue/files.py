"""What the catalogue's shared files hold: facts, sources, and what may be held together."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from szsubsidy.catalogue.sources import Area, Authority, Source
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.errors import Unfit, message
from szsubsidy.facts.model import Fact, FactValue
from szsubsidy.facts.types import FACT_TYPES
from szsubsidy.fields import FactId, Id, Line, ReadAs, Text, check_ids
from szsubsidy.record import Record


class Sources(Record, kw_only=True):
    """``sources.toml``: the bibliography."""

    sources: tuple[Source, ...] = ()

    def check(self) -> None:
        check_ids(self.sources)


class Authorities(Record, kw_only=True):
    """``authorities.toml``: who gives the money, and the areas that they give it in."""

    areas: tuple[Area, ...] = ()
    authorities: tuple[Authority, ...] = ()

    def check(self) -> None:
        check_ids(self.areas)
        check_ids(self.authorities)


class Panel(Record, kw_only=True):
    """A heading under which facts stand."""

    id: Id
    title: Text


class AddedValue(FactValue, kw_only=True):
    """One more value of a choice that another file defines."""

    fact: FactId


def _with_values(fact: Fact) -> Fact:
    if FACT_TYPES[fact.type].has_values and len(fact.values) < 2:
        raise Unfit(message("two values or more; with one, the answer would be known before it is given"))
    return fact


ListedFact: TypeAlias = Annotated[Fact, ReadAs(Fact, _with_values)]


class Facts(Record, kw_only=True):
    """``facts.toml``: facts in the order in which they are asked, and values added to the facts of other files.

    ``unknown`` are words that say in a table that something is not known.
    """

    panels: tuple[Panel, ...] = ()
    unknown: tuple[Line, ...] = ()
    facts: tuple[ListedFact, ...] = ()
    values: tuple[AddedValue, ...] = ()

    def check(self) -> None:
        check_ids(self.facts)


class Cumulation(Record, kw_only=True):
    """``cumulation.toml``: what may be held together, what may not, and where no source says."""

    at_most_one: tuple[Rule, ...] = ()
    not_stated: tuple[Rule, ...] = ()
    permitted: tuple[Rule, ...] = ()
    joint_caps: tuple[JointCap, ...] = ()

    def check(self) -> None:
        check_ids([*self.at_most_one, *self.not_stated, *self.permitted, *self.joint_caps])
