"""What a fact is: one thing to know about the applicant or the project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from szsubsidy.record import Record
from szsubsidy.spelling import fold
from szsubsidy.vocabulary import FactType

Text: TypeAlias = dict[str, str]
Value: TypeAlias = bool | int | str | frozenset[str]
Profile: TypeAlias = dict[str, Value]
"""The facts known of one applicant; a fact that is absent is unknown."""


class FactValue(Record):
    """One of the values that a choice has."""

    id: str
    label: Text
    aliases: tuple[str, ...]


def value_names(values: Iterable[FactValue]) -> dict[str, str]:
    """Return the id for every folded id, label and alias of values; where two share a name, it means the first."""
    names: dict[str, str] = {}
    for value in values:
        for name in (value.id, *value.label.values(), *value.aliases):
            names.setdefault(fold(name), value.id)
    return names


class Fact(Record):
    """A question, an option, a CSV column and a TOML key at once.

    Values are fen (``money``), integers (``integer``), basis points (``percent``), days such as
    20250301 (``date``), booleans (``flag``), an id (``choice``), a set of ids (``choices``) or a
    string (``text``, which no rule may use). A ``topical`` fact says what a programme is about; of an
    ``offered`` one that rules only presume, an estimate tells what giving it would bring in.
    ``value_names`` are the ids, labels and aliases of the values, folded, with the id that each means.
    """

    id: str
    type: FactType
    panel: str
    label: Text
    question: Text
    help: Text
    aliases: tuple[str, ...]
    formerly: tuple[str, ...]
    values: tuple[FactValue, ...]
    at_least: int | None
    at_most: int | None
    topical: bool
    offered: bool
    value_names: dict[str, str]

    @property
    def option(self) -> str:
        """The command line option: ``--compute-contract``."""
        return "--" + self.id.replace("_", "-")


def bare_fact(id_: str, type_: FactType) -> Fact:
    """Return a fact that no catalogue has, to read a column of a table as one of a fact of that type is read."""
    return Fact(
        id=id_,
        type=type_,
        panel="",
        label={},
        question={},
        help={},
        aliases=(),
        formerly=(),
        values=(),
        at_least=None,
        at_most=None,
        topical=False,
        offered=False,
        value_names={},
    )
