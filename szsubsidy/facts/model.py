"""What a fact is: one thing to know about the applicant or the project."""

from __future__ import annotations

from typing import TypeAlias

from szsubsidy.record import Record
from szsubsidy.vocabulary import FactType

Text: TypeAlias = dict[str, str]
Value: TypeAlias = bool | int | str | frozenset[str]
Profile: TypeAlias = dict[str, Value]
"""The facts known of one applicant; a fact that is absent is unknown."""


class FactValue(Record):
    id: str
    label: Text
    aliases: tuple[str, ...]


class Fact(Record):
    """A question, an option, a CSV column and a TOML key at once.

    Values are fen (``money``), integers (``integer``), basis points (``percent``), days such as
    20250301 (``date``), booleans (``flag``), an id (``choice``), a set of ids (``choices``) or a
    string (``text``, which no rule may use). A ``topical`` fact says what a programme is about; of an
    ``offered`` one that rules only presume, an estimate tells what giving it would bring in.
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

    @property
    def option(self) -> str:
        """The command line option: ``--compute-contract``."""
        return "--" + self.id.replace("_", "-")
