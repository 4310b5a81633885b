"""What people are told of headings that were not read, and the error where what one of them may hold would decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from szsubsidy.batch.headings import ReadHeadings
from szsubsidy.batch.map_option import map_option
from szsubsidy.batch.near import Near
from szsubsidy.batch.wording import Wording
from szsubsidy.errors import Step, SubsidyError, SubsidyErrors, counted, message, quoted

_BREAK = re.compile(r"\s*[\r\n]+\s*")


def told_of_headings(read: ReadHeadings, where: str, wording: Wording) -> list[SubsidyError]:
    """Return what people should know of the columns that hold no fact."""
    told = [_foreign(near, where, wording) if near.foreign else _near(near, where, wording) for near in read.near]
    return told + [
        SubsidyError(
            message("{heading} is not used: it names no known programme"),
            where=where,
            code="unknown-programme",
            heading=heading,
        )
        for heading in read.strange
    ]


def refuse_undecided(read: ReadHeadings, needed: Mapping[str, int], rows: int, wording: Wording) -> None:
    """Raise `SubsidyErrors` where a fact that a heading looks like would decide.

    ``needed`` tells of facts in how many of the ``rows`` their value could change what a firm gets.
    """
    errors = []
    held = {column.fact.id for column in read.columns}
    by_fact: dict[str, list[Near]] = {}
    for near in read.near:
        if needed.get(near.fact.id) and not (near.foreign and near.fact.id in held):
            by_fact.setdefault(near.fact.id, []).append(near)
    for fact, several in by_fact.items():
        count = needed[fact]
        errors.append(
            SubsidyError(
                counted(
                    "no column was read as {fact}; {count} of {rows} rows needs it",
                    "no column was read as {fact}; {count} of {rows} rows need it",
                    count,
                ),
                code="undecided",
                fact=wording.within(fact),
                count=f"{count:,}",
                rows=f"{rows:,}",
            ).with_steps(*_either_way(several))
        )
    if errors:
        raise SubsidyErrors(errors)


def _either_way(several: Iterable[Near]) -> Iterable[Step]:
    for near in several:
        heading = quoted(_BREAK.sub(" ", near.heading))
        if near.foreign:
            yield Step(
                message("{heading} is not in yuan: convert it first, and name the unit. Or, to leave it out:"),
                map_option(near.heading),
                heading=heading,
            )
            continue
        yield Step(
            message("{heading} looks like it. Add:"),
            map_option(near.heading, near.fact.id, near.unit),
            heading=heading,
        )
        yield Step(message("or, if it is something else:"), map_option(near.heading))


def _near(near: Near, where: str, wording: Wording) -> SubsidyError:
    return SubsidyError(
        message("{heading} looks like the {fact} and is not read"),
        where=where,
        code="near-heading",
        heading=quoted(near.heading),
        fact=wording.within(near.fact.id),
    ).with_steps(
        Step(message("To read it:"), map_option(near.heading, near.fact.id, near.unit)),
        Step(message("To leave it:"), map_option(near.heading)),
    )


def _foreign(near: Near, where: str, wording: Wording) -> SubsidyError:
    return SubsidyError(
        message("{heading} is not used: unknown unit for {fact}"),
        where=where,
        code="unknown-unit",
        heading=near.heading,
        fact=wording.within(near.fact.id),
    )
