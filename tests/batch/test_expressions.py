"""The graph that the interpreter builds for a table, and the columns that it is laid out as."""

from __future__ import annotations

import polars as pl

from szsubsidy import load_catalogue
from szsubsidy.batch.expressions import FIRM, KNOWN, STEP, VALUE, Table, lay_out, lay_out_by_firm
from szsubsidy.batch.firm_table import FIRST, FirmTable
from szsubsidy.rules.several import MOST

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


def test_sums_over_a_firm_come_first_and_the_rest_is_of_firms_alone() -> None:
    n = FirmTable(load_catalogue().facts, 20260115, {COST})
    cost = n.total(n.cost(COST))
    roots = {"total": n.choose(n.exceeds(cost, n.constant(500)), n.constant(500), cost)}
    layout = lay_out_by_firm(roots, pl)
    assert [list(stage) for stage in layout.of_rows] == [[f"{STEP}{cost.place}"]]
    assert [list(stage) for stage in layout.of_firms] == [["total"]]
    frame = pl.DataFrame({FIRM: [0, 1, 0], FIRST: [True, True, False], VALUE + COST: [300, 400, 300]})
    frame = frame.with_columns(**layout.of_rows[0]).filter(FIRST).with_columns(**layout.of_firms[0])
    assert frame["total"].to_list() == [500, 400]


def test_no_sum_over_a_firm_overflows() -> None:
    n = FirmTable(load_catalogue().facts, 20260115, {COST})
    layout = lay_out_by_firm({"total": n.total(n.fine(n.cost(COST)))}, pl)
    frame = pl.DataFrame({FIRM: [0] * 20 + [1, 1], VALUE + COST: [MOST // 10_000] * 20 + [3, 4]})
    for stage in (*layout.of_rows, *layout.of_firms):
        frame = frame.with_columns(**stage)
    assert frame["total"].to_list() == [MOST] * 20 + [70_000] * 2
