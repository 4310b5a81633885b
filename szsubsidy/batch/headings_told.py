"""What people are told of headings that were not read, and the error where what one of them may hold would decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from szsubsidy.batch.headings import ReadHeadings
from szsubsidy.batch.map_option import map_option
from szsubsidy.batch.near import Near
from szsubsidy.batch.wording import Wording
from szsubsidy.errors import Step, SubsidyError, SubsidyErrors, counted, message, quoted
from szsubsidy.facts.model import Fact

_BREAK = re.compile(r"\s*[\r\n]+\s*")
_MOST = 4
"""So many facts are named that a heading may be."""


def told_of_headings(read: ReadHeadings, where: str, wording: Wording) -> list[SubsidyError]:
    """Return what people should know of the columns that hold no fact."""
    told = [
        _foreign(near, where, wording) if near.foreign else _near(near, where, wording)
        for near in read.near
        if not near.vague
    ]
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
        decide = [fact for fact in near.facts if needed.get(fact.id) and not (near.foreign and fact.id in held)]
        if len(decide) > 1:
            errors.append(_one_of(near, sorted(decide, key=lambda fact: -needed[fact.id]), needed, rows, wording))
        elif decide:
            by_fact.setdefault(decide[0].id, []).append(near)
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
            ).with_steps(*_either_way(several, fact))
        )
    if errors:
        raise SubsidyErrors(errors)


def _one_of(near: Near, facts: Sequence[Fact], needed: Mapping[str, int], rows: int, wording: Wording) -> SubsidyError:
    """The error about a heading that may be any of the ``facts``, the first of which most rows need."""
    count = needed[facts[0].id]
    return SubsidyError(
        counted(
            "{heading} is not read, as it may be one of several facts; {count} of {rows} rows needs one of them",
            "{heading} is not read, as it may be one of several facts; {count} of {rows} rows need one of them",
            count,
        ),
        code="undecided",
        heading=_in_one_line(near),
        count=f"{count:,}",
        rows=f"{rows:,}",
    ).with_steps(
        *_readings(near, facts, wording), Step(message("or, if it is something else:"), map_option(near.heading))
    )


def _readings(near: Near, facts: Iterable[Fact], wording: Wording) -> Iterable[Step]:
    """What to type for each fact that a heading may be."""
    for fact in islice(facts, _MOST):
        yield Step(
            message("As the {fact}:"), map_option(near.heading, fact.id, near.unit), fact=wording.within(fact.id)
        )


def _in_one_line(near: Near) -> str:
    return quoted(_BREAK.sub(" ", near.heading))


def _either_way(several: Iterable[Near], fact: str) -> Iterable[Step]:
    for near in several:
        heading = _in_one_line(near)
        if near.foreign:
            yield Step(
                message("{heading} is not in yuan: convert it first, and name the unit. Or, to leave it out:"),
                map_option(near.heading),
                heading=heading,
            )
            continue
        yield Step(
            message("{heading} looks like it. Add:"),
            map_option(near.heading, fact, near.unit),
            heading=heading,
        )
        yield Step(message("or, if it is something else:"), map_option(near.heading))


def _near(near: Near, where: str, wording: Wording) -> SubsidyError:
    leave = Step(message("To leave it:"), map_option(near.heading))
    if len(near.facts) > 1:
        error = SubsidyError(
            message("{heading} may be one of several facts and is not read"),
            where=where,
            code="near-heading",
            heading=quoted(near.heading),
        )
        return error.with_steps(*_readings(near, near.facts, wording), leave)
    [fact] = near.facts
    return SubsidyError(
        message("{heading} looks like the {fact} and is not read"),
        where=where,
        code="near-heading",
        heading=quoted(near.heading),
        fact=wording.within(fact.id),
    ).with_steps(Step(message("To read it:"), map_option(near.heading, fact.id, near.unit)), leave)


def _foreign(near: Near, where: str, wording: Wording) -> SubsidyError:
    return SubsidyError(
        message("{heading} is not used: unknown unit for {fact}"),
        where=where,
        code="unknown-unit",
        heading=near.heading,
        fact=wording.within(near.facts[0].id),
    )
