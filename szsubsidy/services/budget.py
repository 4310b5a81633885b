"""What a year's budget can carry of the demand in a scored table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import BinaryIO, NamedTuple

import polars as pl

from szsubsidy.batch.answers import Answer
from szsubsidy.batch.block import NOTHING, Block
from szsubsidy.batch.cells import Cleaner, as_text
from szsubsidy.batch.scoring import COMBINATION
from szsubsidy.batch.source import Rows
from szsubsidy.batch.terms import Term
from szsubsidy.batch.writers import Form, writer
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact
from szsubsidy.facts.read import nearest
from szsubsidy.files import unwritable
from szsubsidy.render.budget_report import Budget, Carried, Claimed, Told
from szsubsidy.rules.allocation import first_come, pro_rata, share_of
from szsubsidy.rules.finding import edition_on
from szsubsidy.services.tables import Request, open_table, output_format_of, target

CARRIED, SHARE, TOTAL = "_carried", "_share", "carried_total"


class Question(NamedTuple):
    """What is asked: the table, the column by which who comes first is served first (None: in proportion).

    ``given`` are budgets in fen by programme, before those of the catalogue; with ``all_eligible`` every amount
    counts, whatever combination a firm was given.
    """

    table: str
    as_of: int
    by: str | None
    given: Mapping[str, int]
    all_eligible: bool
    output: str | None = None
    output_format: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    force: bool = False


class _Table(NamedTuple):
    """A scored table, read whole: its headings, its cells in columns named by place, and their lines."""

    name: str
    form: str
    headings: list[str]
    cells: pl.DataFrame
    lines: pl.Series


class _Order(NamedTuple):
    """The rows in the order in which they come, by a column; those with nothing in it, ``undated`` of them, last."""

    by: str
    places: list[int]
    undated: int


def budget(question: Question, catalogue: Catalogue, stdin: BinaryIO, stdout: BinaryIO) -> Told:
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
    table = _read(question.table, request, stdin, typed=question.output is not None)
    wanted = [programme for programme in catalogue.programmes if programme in table.headings]
    if not wanted:
        raise SubsidyError(
            message("has no column of a programme"),
            where=table.name,
            hint=message("szsubsidy batch writes a scored table"),
            code="not-scored",
        )
    combined = COMBINATION in table.headings and not question.all_eligible
    order = _order(table, question.by, catalogue) if question.by is not None else None
    told, columns = [], {}
    for programme in wanted:
        asked = _amounts(table, programme, catalogue, combined=combined)
        if not any(asked):
            continue
        found = _budget_of(programme, question, catalogue)
        claimed = _claimed(programme, asked, found, order, table)
        told.append(claimed.told)
        if claimed.carried is not None:
            columns[programme] = (asked, claimed.carried)
    if question.output is not None:
        _write(request, table, columns, stdout)
    return Told(
        question.as_of,
        len(table.lines),
        question.by,
        order.undated if order else 0,
        COMBINATION in table.headings or question.all_eligible,
        tuple(told),
    )


class _Outcome(NamedTuple):
    told: Claimed
    carried: list[int] | None


def _claimed(programme: str, asked: list[int], found: Budget | None, order: _Order | None, table: _Table) -> _Outcome:
    firms, demand = sum(1 for amount in asked if amount), sum(asked)
    if found is None:
        return _Outcome(Claimed(programme, firms, demand, None, None), None)
    carried = pro_rata(asked, found.amount) if order is None else [0] * len(asked)
    if order is not None:
        served = first_come([asked[place] for place in order.places], found.amount)
        for place, amount in zip(order.places, served, strict=True):
            carried[place] = amount
    whole = sum(1 for amount, got in zip(asked, carried, strict=True) if amount and got == amount)
    part = sum(1 for amount, got in zip(asked, carried, strict=True) if 0 < got < amount)
    ends, day = None, ""
    if order is not None and demand > found.amount:
        last = next(place for place in order.places if carried[place] < asked[place])
        ends, day = table.lines[last], as_text(_text(table, order.by))[last] or ""
    others = tuple((other.value, other.cite, share_of(min(other.value, demand), demand)) for other in found.others)
    result = Carried(sum(carried), share_of(sum(carried), demand), whole, part, firms - whole - part, ends, day, others)
    return _Outcome(Claimed(programme, firms, demand, found, result), carried)


def _budget_of(programme: str, question: Question, catalogue: Catalogue) -> Budget | None:
    if programme in question.given:
        return Budget(question.given[programme], None, None, ())
    edition, standing = edition_on(catalogue.programmes[programme], question.as_of)
    figure = edition.annual_budget
    if standing or figure is None:
        return None
    others = [item for dispute in edition.disputes if dispute.field == "annual_budget" for item in dispute.others]
    return Budget(figure.value, figure.cite, figure.confidence, tuple(others))


def _read(name: str, request: Request, stdin: BinaryIO, *, typed: bool) -> _Table:
    with closing(open_table(name, request, stdin, typed=typed)) as source:
        everything = range(len(source.headings))
        parts = [piece.read() for piece in source.pieces(everything)]
    for part in parts:
        for reject in part.rejects:
            raise reject.error.at(f"{name}:{reject.line}")
    if not parts:
        raise SubsidyError(message("has no rows"), where=name, code="empty")
    cells = pl.concat([part.cells for part in parts])
    return _Table(name, source.form, source.headings, cells, pl.concat([part.lines for part in parts]))


def _amounts(table: _Table, programme: str, catalogue: Catalogue, *, combined: bool) -> list[int]:
    """What each row claims of a programme, in fen; an empty cell claims nothing."""
    money = next(fact for fact in catalogue.facts.values() if fact.type == "money")
    found = _column(table, programme, money._replace(id=programme))
    if combined:
        sets = as_text(_text(table, COMBINATION)).fill_null("")
        held = sets.str.split(";").list.contains(programme)
        found = found.set(~held, 0)
    amounts: list[int] = found.to_list()
    return amounts


def _order(table: _Table, by: str, catalogue: Catalogue) -> _Order:
    if by not in table.headings:
        raise SubsidyError(
            message("no column is called {given}"),
            where="--by",
            hint=message("headings of the table"),
            near=nearest(by, table.headings),
            code="no-column",
            given=repr(by),
        )
    days = next(fact for fact in catalogue.facts.values() if fact.type == "date")
    text = as_text(_text(table, by))
    serials = table.form == "xlsx"
    found = Cleaner(days._replace(id=by), serials=serials).clean(text)
    if found.bad is not None:
        numbers = text.str.strip_chars().replace("", None).cast(pl.Int64, strict=False)
        if (numbers.is_null() & found.known.not_() & (text.fill_null("") != "")).any() or found.known.any():
            place = int(found.bad.arg_max() or 0)
            raise SubsidyError(
                message("{given} is not a day"),
                where=f"{table.name}:{table.lines[place]}: {by}",
                hint=message("a column of days such as 2025-03-01, or of whole numbers"),
                code="bad-day",
                given=repr(text[place]),
            )
        values, known = numbers, numbers.is_not_null()
    else:
        values, known = found.value, found.known
    keys = list(zip((~known).to_list(), values.fill_null(0).to_list(), strict=True))
    return _Order(by, sorted(range(len(keys)), key=keys.__getitem__), int((~known).sum()))


def _column(table: _Table, heading: str, fact: Fact) -> pl.Series:
    text = as_text(_text(table, heading))
    cleaner = Cleaner(fact)
    found = cleaner.clean(text)
    if found.bad is not None:
        place = int(found.bad.arg_max() or 0)
        where = f"{table.name}:{table.lines[place]}: {heading}"
        try:
            cleaner.read(text[place])
        except SubsidyError as error:
            raise error.at(where) from error
    return found.value


def _text(table: _Table, heading: str) -> pl.Series:
    return table.cells[str(table.headings.index(heading))]


class _Parts:
    """What is appended to each row: what every budget carries, which share of the amount that is, and the sum."""

    def __init__(self, columns: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> None:
        self.roots: dict[str, Term] = {}
        self.answers: list[Answer] = []
        self._values: list[pl.Series] = []
        total: list[int] | None = None
        for programme, (asked, carried) in columns.items():
            shares = [share_of(got, amount) if amount else None for amount, got in zip(asked, carried, strict=True)]
            for ending, values in ((CARRIED, list(carried)), (SHARE, shares)):
                # A share is hundredths of a per cent, as an amount is hundredths of a yuan.
                self.answers.append(Answer(programme + ending, "amount"))
                self._values.append(pl.Series(values, dtype=pl.Int64))
            total = list(carried) if total is None else [a + b for a, b in zip(total, carried, strict=True)]
        if total is not None:
            self.answers.append(Answer(TOTAL, "amount"))
            self._values.append(pl.Series(total, dtype=pl.Int64))

    def rows(self, block: Block) -> tuple[pl.Series | None, list[pl.Series]]:
        """Return the values in the order of the rows."""
        del block
        return None, self._values


def _write(
    request: Request, table: _Table, columns: Mapping[str, tuple[Sequence[int], Sequence[int]]], stdout: BinaryIO
) -> None:
    shape = _Parts(columns)
    twice = [answer.name for answer in shape.answers if answer.name in table.headings]
    if twice:
        raise SubsidyError(
            message("has columns already that the result would add: {given}"),
            where=table.name,
            hint=message("rename them"),
            code="column-twice",
            given=", ".join(twice),
        )
    output_format = output_format_of(request, request.inputs)
    places = list(range(len(table.headings)))
    form = Form(output_format, table.headings, places, shape, whole=False, excel=False)
    file = target(request, stdout)
    try:
        made = writer(form, file)
        rows = Rows(None, table.cells, table.lines, [])
        try:
            made.write(made.form(Block(rows, pl.DataFrame(), NOTHING)))
            made.close()
        except OSError as error:
            raise unwritable(file.name, error) from error
        file.keep()
    except BaseException:
        file.drop()
        raise
