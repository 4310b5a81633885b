"""The number system of a table: what the interpreter says of every row, as expressions.

The interpreter runs once for all rows. Its "amounts" and "truths" are nodes of a graph, and each operation on them adds
a node, or gives back the node that says the same already. `lay_out` then writes the graph as columns for Polars or
Narwhals, so that no engine computes anything twice.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from functools import cache
from typing import Any, NamedTuple, Self, TypeAlias

from szsubsidy.catalogue.logic import Predicate
from szsubsidy.days import years_before
from szsubsidy.facts.model import Fact
from szsubsidy.money import BASIS_POINTS

KNOWN = "known:"
VALUE = "value:"
"""What the columns of a fact begin with: whether it is known, and the integer that it is, 0 where it is not."""
STEP = "step:"
"""What a column begins with that several others are computed from."""
FIRM = "firm:"
"""The column that is the same in all rows of a firm, where several rows are one, and in no others."""
OVER_FIRMS = {"total", "largest", "some"}
"""The operations over all rows of a firm."""
Library: TypeAlias = Any
"""``polars`` or ``narwhals``: the part of the interface that they share is all that is used."""
Stage: TypeAlias = dict[str, Any]
"""Columns that can be added at once, each an expression of the library over those that are there already."""


class Expr:
    """A node of the graph: an operation and its operands. Nodes of one graph are equal only if they are the same."""

    __slots__ = ("arguments", "operation", "place")

    def __init__(self, operation: str, arguments: tuple[Any, ...], place: int) -> None:
        self.operation = operation
        self.arguments = arguments
        self.place = place

    @property
    def constant(self) -> bool | int | None:
        """The value, where it is the same in every row."""
        value: bool | int | None = self.arguments[0] if self.operation == "constant" else None
        return value

    @property
    def operands(self) -> list[Expr]:
        """The nodes among the arguments."""
        return [argument for argument in self.arguments if isinstance(argument, Expr)]


class Table:
    """Answers the interpreter's questions for a table with `KNOWN` and `VALUE` columns of the ``available`` facts.

    A value is an integer: fen, basis points, a day such as 20260115, the place of a choice among
    the fact's values, or for several choices the sum of two to the power of each place: the first and
    the third are 1 + 4 = 5.

    What is the same in every row is worked out at once: ``both(true, a)`` is ``a``, an amount of 3 and one of 4 make a
    constant of 7, and of a fact that the table does not have ``known`` is false.

    ``bounds`` are the values by which what was asked tells those of a fact apart: at least one, or less.
    """

    begins_at = 0
    """The place of the first node. Steps are called by place, so two graphs over one table must not share places."""

    def __init__(self, facts: Mapping[str, Fact], as_of: int, available: Collection[str]) -> None:
        self._facts = facts
        self._available = available
        self.as_of = as_of
        self.bounds: dict[str, set[int]] = {}
        self._exprs: dict[tuple[object, ...], Expr] = {}
        self.false = self._expr("constant", False)
        self.true = self._expr("constant", True)

    def on(self, day: int) -> Self:
        """Return the same table as of another day; what does not depend on the day is the same node in both."""
        other = copy(self)
        other.as_of = day
        return other

    def cell(self, name: str) -> Expr:
        """A column of the table, by its name."""
        return self._expr("column", name)

    def known(self, fact: str) -> Expr:
        return self._expr("column", KNOWN + fact) if fact in self._available else self.false

    def value(self, fact: str) -> Expr:
        """The integer that an available fact is, 0 where it is not known."""
        return self._expr("column", VALUE + fact)

    def holds(self, fact: str, predicate: Predicate) -> Expr:
        if fact not in self._available:
            return self.false
        value = self.value(fact)
        match predicate.test, predicate.value:
            case "true", _:
                met = self._expr("at-least", value, 1)
            case "ge", int(bound):
                met = self._at_least(fact, value, bound)
            case "younger", int(years):
                met = self._at_least(fact, value, years_before(self.as_of, years) + 1)
            case test, tuple(ids):
                places = {choice.id: place for place, choice in enumerate(self._facts[fact].values)}
                operation = "equal" if test == "in" else "bit"
                met = self.false
                for choice in ids:
                    met = self.either(met, self._expr(operation, value, places[choice]))
            case _:
                raise TypeError(predicate.test)
        return self.both(self.known(fact), met)

    def _at_least(self, fact: str, value: Expr, bound: int) -> Expr:
        self.bounds.setdefault(fact, set()).add(bound)
        return self._expr("at-least", value, bound)

    def negate(self, a: Expr) -> Expr:
        if a.operation == "constant":
            return self.false if a is self.true else self.true
        if a.operation == "not":
            inner: Expr = a.arguments[0]
            return inner
        return self._expr("not", a)

    def both(self, a: Expr, b: Expr) -> Expr:
        if a is b or b is self.true or a is self.false:
            return a
        if a is self.true or b is self.false:
            return b
        return self._expr("and", *self._ordered(a, b))

    def either(self, a: Expr, b: Expr) -> Expr:
        if a is b or b is self.false or a is self.true:
            return a
        if a is self.false or b is self.true:
            return b
        return self._expr("or", *self._ordered(a, b))

    def constant(self, fen: int) -> Expr:
        return self._expr("constant", fen)

    def share(self, fact: str, rate: int, cap: int) -> Expr:
        if fact not in self._available or rate == 0:
            return self.constant(0)
        of = self.value(fact)
        if rate > BASIS_POINTS:  # a count, of which every unit brings more than a fen: 64 bits may be too few
            of = self._folded("lesser", of, self.constant(-(-cap * BASIS_POINTS // rate)), min)
        return self._expr("share", of, rate, cap)

    def choose(self, condition: Expr, a: Expr, b: Expr) -> Expr:
        if a is b or condition is self.true:
            return a
        if condition is self.false:
            return b
        return self._expr("choose", condition, a, b)

    def lesser(self, a: Expr, b: Expr) -> Expr:
        if a is b or 0 in (a.constant, b.constant):  # no amount is below nothing
            return a if a is b or a.constant == 0 else b
        return self._folded("lesser", a, b, min)

    def greater(self, a: Expr, b: Expr) -> Expr:
        if a is b or 0 in (a.constant, b.constant):
            return b if a.constant == 0 else a
        return self._folded("greater", a, b, max)

    def left(self, a: Expr, b: Expr) -> Expr:
        if a is b or a.constant == 0:
            return self.constant(0)
        if b.constant == 0:
            return a
        if a.constant is not None and b.constant is not None:
            return self.constant(max(a.constant - b.constant, 0))
        return self._expr("left", a, b)

    def add(self, a: Expr, b: Expr) -> Expr:
        return self._folded("add", a, b, lambda x, y: x + y)

    def differs(self, a: Expr, b: Expr) -> Expr:
        if a is b:
            return self.false
        if a.constant is not None and b.constant is not None:
            return self.true
        return self._expr("differs", *self._ordered(a, b))

    def exceeds(self, a: Expr, b: Expr) -> Expr:
        if a.constant is not None and b.constant is not None:
            return self.true if a.constant > b.constant else self.false
        return self._expr("below", b, a) if a.constant is not None else self._expr("exceeds", a, b)

    def _folded(self, operation: str, a: Expr, b: Expr, fold: Any) -> Expr:
        if a.constant is not None and b.constant is not None:
            return self.constant(fold(a.constant, b.constant))
        if operation == "add" and 0 in (a.constant, b.constant):
            return b if a.constant == 0 else a
        return self._expr(operation, *self._ordered(a, b))

    def _ordered(self, a: Expr, b: Expr) -> tuple[Expr, Expr]:
        """One order for operands that may be swapped; a constant stands behind a column.

        Polars 2.1 gives one row where a literal stands before a column of equal values.
        """
        return (b, a) if (a.constant is not None, a.place) > (b.constant is not None, b.place) else (a, b)

    def _expr(self, operation: str, *arguments: Any) -> Expr:
        # The type is part of the key because True == 1: a truth and an amount are never one node.
        key = (operation, *((type(part), id(part) if isinstance(part, Expr) else part) for part in arguments))
        if key not in self._exprs:
            self._exprs[key] = Expr(operation, arguments, self.begins_at + len(self._exprs))
        return self._exprs[key]


def lay_out(roots: Mapping[str, Expr], library: Library) -> list[Stage]:
    """Return the columns to add, stage by stage, each from those before; the ``roots`` bear their names.

    A node that is used more than once becomes a column of its own, in the first stage in which all that it needs is
    there. Let ``grant`` be 60% of a cost, at most 1,000 fen, if the cost is known, else nothing. The roots

        total = add(grant, 50)    most = greater(grant, 950)

    both use it, so there are two stages, the second of which reads what the first has added:

        1.  step:6 = when known:cost then min(value:cost * 6000 // 10000, 1000) else 0
        2.  total  = step:6 + 50
            most   = when step:6 > 950 then step:6 else 950

    ==========  ==========  ======  =====  ====
    known:cost  value:cost  step:6  total  most
    ==========  ==========  ======  =====  ====
    true             1,500     900    950   950
    true             2,000   1,000  1,050  1,000
    false                0       0     50   950
    ==========  ==========  ======  =====  ====
    """
    exprs = _reachable(roots.values())
    sums = [expr for expr in exprs if expr.operation in OVER_FIRMS]
    twice = _WRITTEN_TWICE if sums else set()  # rows that are each by themselves nest few of these
    uses = dict.fromkeys(exprs, 0)
    for expr in exprs:
        for operand in expr.operands:
            uses[operand] += 2 if {expr.operation, operand.operation} <= twice else 1
    summed = {operand for expr in sums for operand in expr.operands if operand.operation != "column"}
    names = {
        expr: _name(expr)
        for expr in exprs
        if (uses[expr] > 1 and expr.operation not in {"constant", "column"} and not _is_slight(expr))
        or expr.operation in OVER_FIRMS
        or expr in summed
    }

    @cache
    def level(expr: Expr) -> int:
        return max((level(operand) + (operand in names) for operand in expr.operands), default=0)

    stages: list[Stage] = [{} for _ in range(max(map(level, exprs), default=0) + 2)]
    for expr, name in names.items():
        stages[level(expr)][name] = _expression(expr, names, library, own=True)
    last = 1 + max((level(expr) for expr in names), default=-1)
    stages = stages[:last]
    stages.append({name: _expression(expr, names, library) for name, expr in roots.items()})
    return stages


def columns_of(exprs: Iterable[Expr]) -> list[str]:
    """Return the names of the columns of a table that nodes read."""
    return [expr.arguments[0] for expr in _reachable(exprs) if expr.operation == "column"]


class Layout(NamedTuple):
    """Stages over all rows, and then those that are needed in one row of each firm alone."""

    of_rows: list[Stage]
    of_firms: list[Stage]


def lay_out_by_firm(roots: Mapping[str, Expr], library: Library) -> Layout:
    """Return the columns to add as `lay_out` does, where the ``roots`` are of firms with several rows.

    A sum over the rows of a firm is a window. No engine has a window within another, so each is a column of its own,
    and so is what it sums. What no sum needs is computed last, for the firms alone. Of three rows, two of one firm,

        total = choose(exceeds(total of value:cost, 500), 500, total of value:cost)

    has the stages

        of rows   1.  step:3 = sum of value:cost over the firm
        of firms  1.  total  = when step:3 > 500 then 500 else step:3
    """
    sums = [expr for expr in _reachable(roots.values()) if expr.operation in OVER_FIRMS]
    needed = {_name(expr) for expr in _reachable(sums)}
    *stages, last = lay_out(roots, library)
    of_rows = [{name: column for name, column in stage.items() if name in needed} for stage in stages]
    of_firms = [{name: column for name, column in stage.items() if name not in needed} for stage in stages]
    return Layout(list(filter(None, of_rows)), [*filter(None, of_firms), last])


def _name(expr: Expr) -> str:
    return f"{STEP}{expr.place}"


def _is_slight(expr: Expr) -> bool:
    """Whether a node costs no more than reading a column."""
    return expr.operation == "not" and expr.arguments[0].operation == "column"


def _reachable(roots: Iterable[Expr]) -> list[Expr]:
    reached: dict[Expr, None] = {}
    queue = list(roots)
    while queue:
        expr = queue.pop()
        if expr not in reached:
            reached[expr] = None
            queue += expr.operands
    return sorted(reached, key=lambda expr: expr.place)


def _expression(expr: Expr, names: Mapping[Expr, str], lib: Library, *, own: bool = False) -> Any:
    if expr.operation == "column" or (expr in names and not own):
        return lib.col(names.get(expr) or expr.arguments[0])
    if expr.operation == "constant":
        value = expr.arguments[0]
        return lib.lit(value, lib.Boolean() if isinstance(value, bool) else lib.Int64())
    arguments = [_expression(part, names, lib) if isinstance(part, Expr) else part for part in expr.arguments]
    if expr.operation in _OPERATORS:
        return _OPERATORS[expr.operation](*arguments)
    match expr.operation, arguments:
        case "total", [each]:
            return each.sum().over(FIRM).cast(lib.Int64())  # SQL sums in wider integers
        case "bit", [value, place]:
            return value % (1 << place + 1) >= (1 << place)
        case "share", [value, rate, cap]:
            # Nothing overflows: a value is at most 10^14 fen, a rate 10^4 basis points. A count, of which each unit
            # brings more, is cut before to where the cap binds: that is at most cap × 10^4 + rate, so 2 × 10^18.
            paid = value * rate // BASIS_POINTS
            return lib.when(paid < cap).then(paid).otherwise(lib.lit(cap, lib.Int64()))
        case "choose", [condition, a, b]:
            return lib.when(condition).then(a).otherwise(b)
        case "lesser" | "greater" | "left" as operation, [a, b]:
            taken, rest = (a - b, lib.lit(0, lib.Int64())) if operation == "left" else (a, b)
            return lib.when(a < b if operation == "lesser" else a > b).then(taken).otherwise(rest)
    raise TypeError(expr.operation)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "at-least": operator.ge,
    "equal": operator.eq,
    "not": operator.invert,
    "and": operator.and_,
    "or": operator.or_,
    "add": operator.add,
    "differs": operator.ne,
    "exceeds": operator.gt,
    "below": operator.lt,
    "times": operator.mul,
    "part": operator.floordiv,
    "rest": operator.mod,
    "largest": lambda each: each.max().over(FIRM),
    "some": lambda each: each.any().over(FIRM),
}
_WRITTEN_TWICE = {"lesser", "greater", "left"}
"""What writes its operands twice: nested in one another ten times, they would be written a thousand times."""
