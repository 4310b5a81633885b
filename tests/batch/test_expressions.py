"""The graph that the interpreter builds for a table, and the columns that it is laid out as."""

from __future__ import annotations

import polars as pl

from szsubsidy import load_catalogue
from szsubsidy.batch.expressions import KNOWN, STEP, VALUE, Table, lay_out, values_of

COST = "compute_contract"


def table() -> Table:
    return Table(load_catalogue().facts, 20260115, {COST})


def test_the_worked_example_of_the_layout() -> None:
    n = table()
    grant = n.choose(n.known(COST), n.share(COST, 6000, 1000), n.constant(0))
    roots = {"total": n.add(grant, n.constant(50)), "most": n.greater(grant, n.constant(950))}
    first, second = lay_out(roots, pl)
    assert list(first) == [f"{STEP}{grant.place}"] == ["step:6"]
    assert list(second) == ["total", "most"]
    frame = pl.DataFrame({KNOWN + COST: [True, True, False], VALUE + COST: [1500, 2000, 0]})
    frame = frame.with_columns(**first).with_columns(**second)
    assert frame.select("step:6", "total", "most").rows() == [(900, 950, 950), (1000, 1050, 1000), (0, 50, 950)]


def test_equal_operations_are_one_node() -> None:
    n = table()
    known, amount = n.known(COST), n.share(COST, 6000, 1000)
    assert n.share(COST, 6000, 1000) is amount
    assert n.add(amount, n.constant(3)) is n.add(n.constant(3), amount)
    assert n.both(n.true, known) is known
    assert n.add(n.constant(3), n.constant(4)) is n.constant(7)
    assert n.known("leader_age") is n.false


def test_a_truth_and_an_amount_are_never_one_node() -> None:
    n = table()
    assert n.constant(1) is not n.true
    assert n.constant(0) is not n.false


def test_what_an_amount_can_come_to() -> None:
    n = table()
    prize = n.choose(n.known(COST), n.constant(300), n.constant(0))
    assert values_of(prize) == frozenset({0, 300})
    assert values_of(n.share(COST, 6000, 1000)) is None
