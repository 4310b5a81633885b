"""What a fact is: one thing to know about the applicant or the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from szsubsidy.errors import Unfit, message
from szsubsidy.facts.said import Collective, Said
from szsubsidy.fields import FactId, Id, Line, Text
from szsubsidy.record import COMPILED, UNCOMPILED, Record
from szsubsidy.spelling import fold
from szsubsidy.vocabulary import FactType

Value: TypeAlias = bool | int | str | frozenset[str]
Profile: TypeAlias = dict[str, Value]
"""The facts known of one applicant; a fact that is absent is unknown."""


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Project(Record):
    """One contract or undertaking of a firm's year: the facts known of it, under a name where it was given one."""

    name: str
    facts: Profile


class Firm(Record):
    """A firm's year: the facts of the firm, its projects, one or several, and what it was granted already.

    ``held`` are fen by programme.
    """

    facts: Profile
    projects: tuple[Project, ...]
    held: dict[str, int]

    @property
    def profiles(self) -> list[Profile]:
        """What is known of each project, with the facts of the firm."""
        return [self.facts | project.facts for project in self.projects]

    @property
    def names(self) -> list[str]:
        """What each project is called: its name or, where it was given none, A, B, C, and its number behind Z."""
        return called([project.name for project in self.projects])

    @property
    def listed(self) -> tuple[Project, ...]:
        """The projects that a profile lists: several, or one that has a name. None where a flat profile tells all."""
        return self.projects if len(self.projects) > 1 or self.projects[0].name else ()

    @property
    def is_flat(self) -> bool:
        """Whether it is one project and nothing is held, so that one profile tells all."""
        return len(self.projects) == 1 and not self.held

    @property
    def profile(self) -> Profile:
        """What is known of all projects together: sets joined, and whatever is known to be the same in all.

        Of 8 million for training and 3 for an application it is a firm that trains and applies, with a contract of each
        kind. What sums mean anything, the type of a fact tells: of amounts they do, of ages not.
        """
        profiles = self.profiles
        together: Profile = {}
        for name in dict.fromkeys(name for profile in profiles for name in profile):
            values = [profile[name] for profile in profiles if name in profile]
            if name in self.facts or len(profiles) == 1:
                together[name] = values[0]
            elif all(isinstance(value, frozenset) for value in values):
                together[name] = frozenset().union(*(value for value in values if isinstance(value, frozenset)))
            elif len(values) == len(profiles) and len(set(values)) == 1:
                together[name] = values[0]
        return together

    def with_fact(self, fact: str, value: Value) -> Firm:
        """Return the firm of which one more fact is known; of its projects, where that is a fact of each."""
        return Firm(self.facts | {fact: value}, self.projects, self.held)


def called(names: Sequence[str]) -> list[str]:
    """Return what projects with these names are called; what has none goes by its letter."""
    letters = [*_LETTERS, *map(str, range(len(_LETTERS) + 1, len(names) + 1))]
    return [name or letter for name, letter in zip(names, letters, strict=False)]


def firm_with(facts: Profile, projects: Sequence[Project], held: dict[str, int]) -> Firm:
    """Return the firm of what was read: with one project that has no name, or none, it is a flat profile.

    Of what nothing is held, the firm holds nothing.
    """
    held = {programme: amount for programme, amount in held.items() if amount}
    if len(projects) > 1 or any(project.name for project in projects):
        return Firm(facts, tuple(projects), held)
    return one_project(facts | {fact: value for project in projects for fact, value in project.facts.items()}, held)


def apart(firm: Firm, facts: Mapping[str, Fact]) -> Firm:
    """Return a firm with the facts of its projects at each of them, and none of these with the firm."""
    of_firm = {name: value for name, value in firm.facts.items() if facts[name].of == "firm"}
    of_all = {name: value for name, value in firm.facts.items() if name not in of_firm}
    projects = tuple(Project(project.name, of_all | project.facts) for project in firm.projects)
    return Firm(of_firm, projects, firm.held)


def one_project(profile: Profile, held: dict[str, int] | None = None) -> Firm:
    """Return a firm with one project, of which a flat profile tells."""
    return Firm(profile, (Project("", {}),), held or {})


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


class FactOther(Record, kw_only=True):
    """What may stand in a column of the fact and is none of its values, such as "a legal form": words it has in it."""

    name: Text
    words: tuple[Line, ...]


class Fact(Record, kw_only=True):
    """A question, an option, a CSV column and a TOML key at once.

    Values are fen (``money``), integers (``integer``), basis points (``percent``), days such as
    20250301 (``date``), booleans (``flag``), an id (``choice``), a set of ids (``choices``) or a
    string (``text``, which no rule may use). A ``topical`` fact says what a programme is about; of an
    ``offered`` one that rules only presume, an estimate tells what giving it would bring in.
    ``unit`` names one of what a count counts, such as "square metre", for awards of so much a unit, or what has an
    amount: "contract"; ``subject`` is what an amount buys, in the middle of a sentence: "compute". ``how_to_choose`` is
    said beside the keys of a list.
    ``short`` is a shorter name for a line: "compute contract". Where a firm may have several in a year, ``another``
    asks whether there is one more.
    ``said`` are the forms in which conditions on it are said, ``briefly`` shorter ones for a list of what is assumed.
    ``instead`` are headings below which a table tells of the fact where no column bears its name; one with a word of
    ``like`` in it looks like the fact. Where values are places, ``within`` are the names of what all
    lie in; ``others`` are not values of the fact, though people write them there.
    ``of`` says whether it is known of the firm or of each of its projects.
    ``value_names`` are the ids, labels and aliases of the values, folded, with the id that each means.
    """

    id: FactId
    type: FactType
    of: Literal["firm", "project"] = "firm"
    panel: Id
    label: Text
    question: Text
    help: Text
    aliases: tuple[Line, ...] = ()
    instead: tuple[Line, ...] = ()
    like: tuple[Line, ...] = ()
    within: tuple[Line, ...] = ()
    others: tuple[FactOther, ...] = ()
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
    another: Text | None = None
    how_to_choose: Text | None = None
    said: Said | None = None
    briefly: Said | None = None
    collectives: tuple[Collective, ...] = ()
    value_names: Annotated[dict[str, str], COMPILED] = UNCOMPILED

    def check(self) -> None:
        """Raise `Unfit` where a value is in a group that the fact has not, or where a fact of a firm has another."""
        if self.another and self.of != "project":
            raise Unfit(message("another: only of a fact of a project"))
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
