"""Conditions as files write them, and the decision diagrams that they are compiled into."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from szsubsidy.catalogue.citations import Cited
from szsubsidy.errors import Unfit, message
from szsubsidy.fields import Day, FactId, Limits, ReadAs, Tagged
from szsubsidy.record import COMPILED, UNCOMPILED, Key, NotEmpty, Record, field_schemas, table_schema
from szsubsidy.vocabulary import Operator, PredicateTest


class Predicate(Record):
    """One yes-or-no question about one fact.

    ``test`` is ``ge`` (at least ``value``), ``younger`` (a day less than ``value`` years before
    the as-of date), ``in`` (one of the ids), ``any`` (shares an id), or ``true``.
    """

    test: PredicateTest
    value: int | tuple[str, ...]


Predicates: TypeAlias = dict[str, tuple[Predicate, ...]]
"""The predicates of each fact, by its id, in the order that a decision diagram answers them in."""

_YEARS = Annotated[int, Limits(ge=1, le=100)]
_OPERANDS: dict[Operator, Any] = {
    "is": bool | str,
    "in": Annotated[tuple[str, ...], NotEmpty()],
    "at_least": int | str,
    "at_most": int | str,
    "above": int | str,
    "below": int | str,
    "on_or_after": Day,
    "before": Day,
    "within_years_of": _YEARS,
    "older_than_years": _YEARS,
}
"""What files give for each operator."""
_PRESUMED = {False: None, True: True, "unmet": False}


class Comparison(Cited, kw_only=True):
    """What the authority asks of one fact: exactly one operator, a key in files, with its value.

    ``presumed`` is what it counts as while its fact is unknown, None where it is not presumed; in files it is
    true (met) or "unmet". With ``per = "year"`` a bound of the eligible cost looks at the sum over the projects that
    meet the other conditions. Compiled, it is ``predicate`` of its fact, by its place, or its negation; ``value`` is a
    value of the fact.
    """

    fact: FactId
    operator: Annotated[Operator, COMPILED]
    value: Annotated[bool | int | str | tuple[str, ...], COMPILED]
    presumed: Annotated[bool | None, ReadAs(bool | Literal["unmet"], _PRESUMED.__getitem__)] = None
    per: Literal["year"] | None = None
    predicate: Annotated[int, COMPILED] = UNCOMPILED
    negated: Annotated[bool, COMPILED] = UNCOMPILED

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        def compared(**given: Any) -> Comparison:
            operators = [operator for operator in _OPERANDS if operator in given]
            if len(operators) != 1:
                accepted = ", ".join(_OPERANDS)
                raise Unfit(message("a condition with exactly one of {accepted}"), accepted=accepted)
            return cls(operator=operators[0], value=given.pop(operators[0]), **given)

        fields = field_schemas(cls, handler)
        for operator, operand in _OPERANDS.items():
            fields[operator] = core_schema.typed_dict_field(handler.generate_schema(operand), required=False)
        return table_schema(cls, fields, compared)


class AllOf(Record):
    """Met if every one of the conditions is."""

    items: Annotated[tuple[Condition, ...], NotEmpty(), Key("all")]


class AnyOf(Record):
    """Met if one of the conditions is."""

    items: Annotated[tuple[Condition, ...], NotEmpty(), Key("any")]


class Not(Record):
    """Met if the condition is not."""

    item: Annotated[Condition, Key("not")]


def _condition_tag(table: object) -> str | None:
    return (
        next((key for key in ("all", "any", "not", "fact") if key in table), None) if isinstance(table, dict) else None
    )


Condition: TypeAlias = Annotated[
    Comparison | AllOf | AnyOf | Not,
    Tagged(_condition_tag, **{"all": AllOf, "any": AnyOf, "not": Not, "fact": Comparison}),
]


def comparisons(condition: Condition | None) -> list[Comparison]:
    """Return the comparisons of a condition in the order in which they are written."""
    match condition:
        case None:
            return []
        case Comparison():
            return [condition]
        case Not(item):
            return comparisons(item)
        case AllOf(items) | AnyOf(items):
            return [comparison for item in items for comparison in comparisons(item)]


class Node(Record):
    """A question of a decision diagram: which answers a fact gives, and where each set of answers leads.

    A child below zero is the leaf ``~child``. ``presumed`` is the child while a presumed fact is unknown.
    """

    fact: str
    children: tuple[int, ...]
    presumed: int | None


class Within(Record):
    """Where an applicant must be: in ``area``, which it is if the answer to ``fact`` is among ``places``.

    ``home`` is whether an applicant is there whose answer is not known.
    """

    area: str
    fact: str
    places: tuple[str, ...]
    home: bool

    @property
    def predicate(self) -> Predicate:
        return Predicate("any", self.places)


class Diagram(Record, kw_only=True):
    """An edition's eligibility and choice of branch, as an ordered decision diagram.

    An answer set of a fact is one consistent set of answers to its predicates; a node has a child for each, in
    their order. A leaf holds the branch for each range of the eligible cost, -1 where the applicant is
    ineligible; ``yearly`` says that the ranges are of the cost of a firm's year, not of each project. Parents precede
    their children in ``nodes``. An applicant who is not ``within`` the programme's area is ineligible before anything
    is asked.
    """

    predicates: Predicates
    answer_sets: dict[str, tuple[tuple[bool, ...], ...]]
    presumed: frozenset[str]
    nodes: tuple[Node, ...]
    root: int
    leaves: tuple[tuple[int, ...], ...]
    cost_ranges: tuple[tuple[int, int], ...]
    yearly: bool = False
    within: Within | None = None
