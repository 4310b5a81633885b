"""What a year's budget can carry of the demand in a scored table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import BinaryIO, NamedTuple

import polars as pl

from szsubsidy.batch.names import ROWS, shared_names_of
from szsubsidy.batch.request import Request, new_output, output_format_of
from szsubsidy.batch.results import Roots
from szsubsidy.batch.scorer import ScoredChunk
from szsubsidy.batch.scoring import COMBINATION, UNDETERMINED
from szsubsidy.batch.shapes import AddedColumn
from szsubsidy.batch.summary_shape import KINDS as SUMMARY_COLUMNS
from szsubsidy.batch.tables.output import OutputSpec, open_writer
from szsubsidy.batch.tables.source import Rows
from szsubsidy.batch.tally import NOTHING
from szsubsidy.budget.allocation import first_come, pro_rata, share_of
from szsubsidy.budget.model import Budget, BudgetOutlook, Carried, Claimed, OtherBudget
from szsubsidy.budget.order import RowOrder, row_order
from szsubsidy.budget.scored_table import ScoredTable, read_scored
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, columns_twice, message, unknown_column, unwritable
from szsubsidy.rules.reach import availability

CARRIED, SHARE, TOTAL = "_carried", "_share", "carried_total"


class Question(NamedTuple):
    """What is asked: the table, the column by which who comes first is served first (None: in proportion).

    ``budgets`` are given in fen by programme, before those of the catalogue; with ``all_eligible`` every amount
    counts, whatever combination a firm was given.
    """

    table: str
    as_of: int
    by: str | None
    budgets: Mapping[str, int]
    all_eligible: bool
    output: str | None = None
    output_format: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    force: bool = False


def budget_outlook(question: Question, catalogue: Catalogue, stdin: BinaryIO, stdout: BinaryIO) -> BudgetOutlook:
    """Return what the budgets carry, and write each row's part where an output is named.

    Raises `SubsidyError` for a table that was not scored or cannot be read, `FileError` where a file fails.
    """
    request = Request(
        [question.table],
        question.output or "-",
        question.as_of,
        output_format=question.output_format,
        encoding=question.encoding,
        sheet=question.sheet,
        force=question.force,
    )
    known = {*catalogue.programmes, *SUMMARY_COLUMNS, COMBINATION, UNDETERMINED}
    typed = question.output is not None
    table = read_scored(question.table, request, stdin, typed=typed, is_heading=known.__contains__)
    wanted = _check(table, question, catalogue)
    summary = not any(programme in table.headings for programme in wanted)
    combined = COMBINATION in table.headings and not question.all_eligible
    order = row_order(table, question.by) if question.by is not None else None
    claims: list[Claimed] = []
    columns: dict[str, tuple[list[int], list[int]]] = {}
    for programme in wanted:
        asked = _held(table, programme) if summary else _amounts(table, programme, combined=combined)
        undetermined = int(table.names(UNDETERMINED, programme).sum()) if UNDETERMINED in table.headings else 0
        if not any(asked) and not undetermined and programme not in question.budgets:
            continue
        year = _budget_of(programme, question, catalogue)
        carried = None
        if year is not None:
            granted = _shared_out(asked, year.amount, order)
            columns[programme] = (asked, granted)
            carried = _carried(asked, granted, year, order, table)
        firms = sum(1 for amount in asked if amount)
        reach = availability(catalogue.programmes[programme], question.as_of)
        claims.append(Claimed(programme, firms, sum(asked), undetermined, year, carried, reach))
    by_firm = ROWS in table.headings
    if question.output is not None:
        _write(request, table, columns, stdout)
    return BudgetOutlook(
        as_of=question.as_of,
        rows=len(table.lines),
        by=question.by,
        undated=order.undated if order else 0,
        combined=summary or COMBINATION in table.headings or question.all_eligible,
        aside=len(table.aside),
        cut=summary,
        incomplete=table.lacking() if summary else 0,
        by_firm=by_firm,
        repeated=() if by_firm else shared_names_of(table.headings, table.cells),
        programmes=tuple(claims),
    )


def _shared_out(asked: list[int], amount: int, order: RowOrder | None) -> list[int]:
    if order is None:
        return pro_rata(asked, amount)
    served = first_come([asked[row] for row in order.rows], amount)
    return [granted for _, granted in sorted(zip(order.rows, served, strict=True))]


def _carried(asked: list[int], granted: list[int], year: Budget, order: RowOrder | None, table: ScoredTable) -> Carried:
    demand, total = sum(asked), sum(granted)
    claims = [(amount, part) for amount, part in zip(asked, granted, strict=True) if amount]
    whole = sum(1 for amount, part in claims if part == amount)
    empty = sum(1 for _, part in claims if not part)
    ends_at, ends_on = None, ""
    if order is not None and demand > year.amount:
        last = next(row for row in order.rows if granted[row] < asked[row])
        ends_at, ends_on = table.lines[last], order.shown[last] or ""
    return Carried(
        amount=total,
        share=share_of(total, demand),
        of_budget=share_of(demand, year.amount),
        left=year.amount - total,
        whole=whole,
        part=len(claims) - whole - empty,
        empty=empty,
        ends_at=ends_at,
        ends_on=ends_on,
        others=tuple(
            OtherBudget(other.value, other.cite, share_of(min(other.value, demand), demand)) for other in year.others
        ),
    )


def _budget_of(programme: str, question: Question, catalogue: Catalogue) -> Budget | None:
    if programme in question.budgets:
        return Budget(question.budgets[programme], None, None, ())
    edition, validity = catalogue.programmes[programme].edition_on(question.as_of)
    figure = edition.annual_budget
    if validity != "in-force" or figure is None:
        return None
    others = [other for dispute in edition.disputes if dispute.field == "annual_budget" for other in dispute.others]
    return Budget(figure.value, figure.cite, figure.confidence, tuple(others))


def _amounts(table: ScoredTable, programme: str, *, combined: bool) -> list[int]:
    """What each row claims of a programme, in fen; an empty cell claims nothing."""
    claimed = table.fen(programme)
    if combined:
        claimed = claimed.set(~table.names(COMBINATION, programme), 0)
    amounts: list[int] = claimed.to_list()
    return amounts


def _held(table: ScoredTable, programme: str) -> list[int]:
    """What each row holds of a programme in its best combination, in fen."""
    amounts: list[int] = table.fen_held(programme).to_list()
    return amounts


def _check(table: ScoredTable, question: Question, catalogue: Catalogue) -> list[str]:
    """Return the programmes that a table has columns of. Raises `SubsidyError` where it cannot be taken."""
    headings = Counter(table.headings)
    wanted = [programme for programme in catalogue.programmes if programme in headings]
    if not wanted and table.is_summary:
        return _check_summary(table, question, catalogue)
    if not wanted:
        raise SubsidyError(
            message("has no column of a programme"),
            where=table.name,
            hint=message("szsubsidy batch writes one, with --headings ids"),
            code="not-scored",
        )
    for heading in (*wanted, COMBINATION, UNDETERMINED):
        if headings[heading] > 1:
            raise SubsidyError(
                message("has more than one column called {given}"),
                where=table.name,
                hint=message("rename the others"),
                code="column-twice",
                given=heading,
            )
    for programme in question.budgets:
        if programme not in headings:
            hint = message("programmes of the table: {accepted}")
            raise unknown_column(programme, where="--budget", hint=hint, accepted=tuple(wanted))
    return wanted


def _check_summary(table: ScoredTable, question: Question, catalogue: Catalogue) -> list[str]:
    """Return the programmes that a table of the summary shape tells of, or that a budget is given for."""
    if question.all_eligible:
        raise SubsidyError(
            message("tells of each firm only what it holds"),
            where=table.name,
            hint=message("szsubsidy batch --shape wide tells all amounts"),
            code="not-scored",
        )
    told = table.held() | set(question.budgets)
    return [programme for programme in catalogue.programmes if programme in told]


class _Parts:
    """What is appended to each row: what every budget carries, which share of the amount that is, and the sum."""

    def __init__(self, columns: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> None:
        self.added: list[AddedColumn] = []
        self._values: list[pl.Series] = []
        total: list[int] | None = None
        for programme, (asked, carried) in columns.items():
            shares = [share_of(got, amount) if amount else None for amount, got in zip(asked, carried, strict=True)]
            for ending, values in ((CARRIED, list(carried)), (SHARE, shares)):
                # A share is hundredths of a per cent, as an amount is hundredths of a yuan.
                self.added.append(AddedColumn(programme + ending, "amount"))
                self._values.append(pl.Series(values, dtype=pl.Int64))
            total = list(carried) if total is None else [a + b for a, b in zip(total, carried, strict=True)]
        if total is not None:
            self.added.append(AddedColumn(TOTAL, "amount"))
            self._values.append(pl.Series(total, dtype=pl.Int64))

    def roots(self) -> Roots:
        """Return nothing: a budget asks no graph."""
        return Roots({})

    def rows(self, chunk: ScoredChunk) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return the values in the order of the rows."""
        del chunk
        return None, self._values


def _write(
    request: Request, table: ScoredTable, columns: Mapping[str, tuple[Sequence[int], Sequence[int]]], stdout: BinaryIO
) -> None:
    shape = _Parts(columns)
    twice = [column.name for column in shape.added if column.name in table.headings]
    if twice:
        raise columns_twice(twice, where=table.name, hint=message("rename them"))
    output_format = output_format_of(request, request.inputs)
    places = list(range(len(table.headings)))
    spec = OutputSpec(output_format, table.headings, places, shape, copy_lines=False, excel=False)
    file = new_output(request, stdout)
    try:
        writer = open_writer(spec, file)
        rows = Rows(None, table.cells, table.lines, [])
        try:
            writer.write(writer.encode(ScoredChunk(rows, None, NOTHING)))
            writer.close()
        except OSError as error:
            raise unwritable(file.name, error) from error
        file.keep()
    except BaseException:
        file.drop()
        raise
