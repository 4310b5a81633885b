"""What a fact is: one thing to know about the applicant or the project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeAlias

from szsubsidy.errors import Unfit, message
from szsubsidy.facts.said import Collective, Said
from szsubsidy.fields import FactId, Id, Line, Text
from szsubsidy.record import COMPILED, UNCOMPILED, Record
from szsubsidy.spelling import fold
from szsubsidy.vocabulary import FactType

Value: TypeAlias = bool | int | str | frozenset[str]
Profile: TypeAlias = dict[str, Value]
"""The facts known of one applicant; a fact that is absent is unknown."""


class FactGroup(Record, kw_only=True):
    """Values of a fact that stand together under a heading where they are listed.

    ``short`` is the word for the group where a list says what is further down: ``more below: research, talent``.
    """

    id: Id
    title: Text
    short: Text


class FactValue(Record, kw_only=True):
    """One of the values of a choice, in the group of its fact that ``group`` names.

    ``short`` is a shorter English label, for the line of what is known of an applicant; ``inline`` is the name of the
    value within an English sentence, such as "a start-up".
    """

    id: Id
    short: Line | None = None
    label: Text
    group: Id | None = None
    inline: Line | None = None
    aliases: tuple[Line, ...] = ()


def value_names(values: Iterable[FactValue]) -> dict[str, str]:
    """Return the id for every folded id, label and alias of values; where two share a name, it means the first."""
    names: dict[str, str] = {}
    for value in values:
        for name in (value.id, *value.label.values(), *value.aliases):
            names.setdefault(fold(name), value.id)
    return names


class Fact(Record, kw_only=True):
    """A question, an option, a CSV column and a TOML key at once.

    Values are fen (``money``), integers (``integer``), basis points (``percent``), days such as
    20250301 (``date``), booleans (``flag``), an id (``choice``), a set of ids (``choices``) or a
    string (``text``, which no rule may use). A ``topical`` fact says what a programme is about; of an
    ``offered`` one that rules only presume, an estimate tells what giving it would bring in.
    ``unit`` names one of what a count counts, such as "square metre", for awards of so much a unit; ``subject`` what
    an amount buys, in the middle of a sentence: "compute". ``how_to_choose`` is said beside the keys of a list.
    ``short`` is a shorter name for a line: "compute contract".
    ``said`` are the forms in which conditions on it are said, ``briefly`` shorter ones for a list of what is assumed.
    ``value_names`` are the ids, labels and aliases of the values, folded, with the id that each means.
    """

    id: FactId
    type: FactType
    panel: Id
    label: Text
    question: Text
    help: Text
    aliases: tuple[Line, ...] = ()
    formerly: tuple[FactId, ...] = ()
    groups: tuple[FactGroup, ...] = ()
    values: tuple[FactValue, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    topical: bool = False
    offered: bool = False
    unit: Text | None = None
    short: Text | None = None
    subject: Text | None = None
    how_to_choose: Text | None = None
    said: Said | None = None
    briefly: Said | None = None
    collectives: tuple[Collective, ...] = ()
    value_names: Annotated[dict[str, str], COMPILED] = UNCOMPILED

    def check(self) -> None:
        """Raise `Unfit` where a value is in a group that the fact has not."""
        groups = {group.id for group in self.groups}
        for value in self.values:
            if value.group is not None and value.group not in groups:
                raise Unfit(message("a group of the fact; {given} is none"), given=value.group)

    @property
    def option(self) -> str:
        """The command line option: ``--compute-contract``."""
        return "--" + self.id.replace("_", "-")


def bare_fact(id_: str, type_: FactType) -> Fact:
    """Return a fact that no catalogue has, to read a column of a table as one of a fact of that type is read."""
    return Fact(id=id_, type=type_, panel="", label={}, question={}, help={}, value_names={})
