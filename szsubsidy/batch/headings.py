"""Which column of a table holds which fact, or money held: by id, label or alias, or as mapped by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from szsubsidy.batch.heading import HeadingReader, bare_name, unit_in, unit_of, words_in
from szsubsidy.batch.held import HELD, HeldNames
from szsubsidy.batch.map_option import map_option
from szsubsidy.batch.near import Near, near_headings
from szsubsidy.batch.units import UNKNOWN, is_foreign, unit_text
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, SubsidyErrors, message, quoted, unknown_fact
from szsubsidy.facts.model import Fact
from szsubsidy.facts.read import names_of
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Names, Sets
from szsubsidy.money import narrow
from szsubsidy.spelling import fold, nearest

_MOST_MEANT = 4
"""So many facts are named that a heading may be."""
_UNNAMED = re.compile(r"\s*|__UNNAMED__[0-9]+|Unnamed: [0-9]+")


class Column(NamedTuple):
    """A column that holds a fact: its place, its heading, and what a bare amount in it counts in.

    ``unit_apart``: that is said elsewhere in the table, and not by the heading; ``unit_assumed``: nowhere.
    ``unknown`` are the words in it, narrow and in lower case, that say that a cell is not known.
    Money that a firm was granted already in the year is a fact, too, in tables alone: ``held`` names its programme.
    """

    place: int
    heading: str
    fact: Fact
    unit: str
    unknown: frozenset[str] = frozenset()
    unit_apart: bool = False
    unit_assumed: bool = False

    @property
    def whole_heading(self) -> str:
        """The heading with the unit of its amounts, by which alone these mean what they mean in their table."""
        return f"{self.heading}（{unit_text(self.unit)}）" if self.unit_apart and self.unit else self.heading

    @property
    def comparable(self) -> bool:
        """Whether a rule may use the fact."""
        return bool(type_of(self.fact).operators)

    @property
    def held(self) -> str | None:
        """The programme of which the column tells what a firm holds."""
        return self.fact.id.removeprefix(HELD) if self.fact.id.startswith(HELD) else None


class Said(NamedTuple):
    """What was said of all columns of a table.

    ``unit`` is what bare amounts count in where their heading names no unit, ``in_yuan`` that this is said to be the
    yuan; ``unknown`` are words, beside those of the
    catalogue, that say that a cell is not known; ``unclear`` are units of the whole table that cannot be read, or those
    in the column ``unit_column``, which names one for each row.
    """

    unit: str = ""
    unknown: Collection[str] = ()
    unclear: Sequence[str] = ()
    unit_column: str = ""
    in_yuan: bool = False


SAID_NOTHING = Said()


class ReadHeadings(NamedTuple):
    """The columns that hold facts, the headings of the others, and which of these people should know of.

    ``near`` look like a fact; ``strange`` speak of money held of a programme that is not known.
    """

    columns: list[Column]
    unread: list[str]
    near: list[Near]
    strange: list[str]


def heading_test(catalogue: Catalogue, mapped: Collection[str] = ()) -> Callable[[str], bool]:
    """Return what tells whether a text is the heading of a fact, or of money held, or one of those that are mapped."""
    wanted = {fold(heading) for heading in mapped}
    reader = HeadingReader(catalogue)

    def is_heading(text: str) -> bool:
        if wanted and fold(text) in wanted:
            return True
        meaning = reader.read(text)
        return meaning is not None and not meaning.other

    return is_heading


def read_headings(
    headings: Sequence[str],
    catalogue: Catalogue,
    column_mapping: Mapping[str, str],
    where: str,
    said: Said = SAID_NOTHING,
) -> ReadHeadings:
    """Return the columns that hold facts.

    ``column_mapping`` says which fact a heading means, with a unit in brackets if need be
    (``compute_contract（万元）``, ``held:training-voucher``), and outranks the names of facts; a heading that it maps
    to nothing is left out. ``said`` is what was said of all columns.

    Raises `SubsidyErrors` if two columns hold the same fact, if a mapped heading is not there, if the heading of money
    says no unit where that of the sheet is unclear, or if no column holds a fact that a rule could use.
    """
    reader, held = HeadingReader(catalogue), HeldNames(catalogue.programmes)
    wanted = {
        fold(heading): _mapped(heading, meant, catalogue.facts, held) for heading, meant in column_mapping.items()
    }
    found: list[_Found] = []
    for place, heading in enumerate(headings):
        meaning = reader.read(heading)
        if fold(heading) in wanted:
            mapped = wanted[fold(heading)]
            if mapped is not None:
                own = unit_in(heading) if mapped.unit is None and type_of(mapped.fact).in_yuan else mapped.unit
                if own == UNKNOWN:
                    raise _unknown_unit(heading, heading)
                found.append(_Found(place, heading, mapped.fact, own, 0, named=unit_in(heading) is not None))
        elif meaning is not None and not meaning.other:
            found.append(
                _Found(place, heading, meaning.fact, meaning.unit, meaning.rank, named=meaning.unit is not None)
            )
    is_said = bool(said.unit or said.unclear)
    columns = [
        Column(
            place,
            heading,
            fact,
            (said.unit if unit is None else unit) if type_of(fact).in_yuan else "",
            _unknown_in(fact, catalogue.unknown, said.unknown),
            unit_apart=is_said and not named,
            unit_assumed=type_of(fact).in_yuan and unit is None and not (is_said or said.in_yuan),
        )
        for place, heading, fact, unit, _, named in _first_of_each(found)
    ]
    present = {fold(heading) for heading in headings}
    errors = [_absent(heading, headings, where) for heading in column_mapping if fold(heading) not in present]
    errors += _twice(columns, where)
    if said.unclear:
        unitless = [each for each in found if each.unit is None and type_of(each.fact).in_yuan]
        errors += [_unclear(each, said, where) for each in unitless]
    if errors:
        raise SubsidyErrors(errors)
    taken = {column.place for column in columns}
    unread = [heading for place, heading in enumerate(headings) if place not in taken]
    asked = [heading for heading in unread if fold(heading) not in wanted and not _UNNAMED.fullmatch(heading)]
    near = near_headings(asked, {column.fact.id for column in columns}, catalogue, reader)
    if not fact_columns(columns):
        raise _none(headings, catalogue.facts, near, where)
    strange = [heading for heading in asked if reader.read(heading) is None and reader.speaks_of_held(heading)]
    return ReadHeadings(columns, unread, near, strange)


class _Found(NamedTuple):
    """A column that may hold a fact, and the rank of the name by which it does: see `szsubsidy.batch.heading`.

    ``named``: its heading says what its amounts count in.
    """

    place: int
    heading: str
    fact: Fact
    unit: str | None
    rank: int
    named: bool


def _first_of_each(found: Sequence[_Found]) -> list[_Found]:
    """Those columns of a fact whose names have the lowest rank, of higher ranks the first one alone.

    With 成立日期 and 登记日期, the first is the day of establishment; with 注册地址 and 办公地址 the first tells of
    the district.
    """
    least: dict[str, _Found] = {}
    for column in found:
        if column.fact.id not in least or column.rank < least[column.fact.id].rank:
            least[column.fact.id] = column
    return [column for column in found if column is least[column.fact.id] or column.rank == 0]


def fact_columns(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that a rule could ask for: all but those of text."""
    return [column for column in columns if column.comparable]


def _unknown_in(fact: Fact, words: Collection[str], added: Collection[str]) -> frozenset[str]:
    """The words that say that a fact is not known: ``added`` ones, and of ``words`` those that are none of its values.

    无 is not known of an amount, and "no" of a flag.
    """
    match type_of(fact).grammar():
        case Names(codes) | Sets(codes):
            own = {fold(name) for name in codes}
        case _:
            own = set()
    kept = [word for word in words if fold(word) not in own]
    return frozenset(narrow(word).casefold() for word in (*kept, *added))


def refuse_held(columns: Sequence[Column], where: str) -> None:
    """Raise `SubsidyError` where a column tells what firms hold already, for an engine that cannot count it."""
    for column in columns:
        if column.held is not None:
            raise SubsidyError(
                message("money granted already counts with --engine polars alone: {given}"),
                where=where,
                hint=message("rename the column to have it passed over"),
                code="held",
                given=quoted(column.heading),
            )


def _unknown_unit(heading: str, given: str) -> SubsidyError:
    return SubsidyError(
        message("the unit {given} is not known"),
        where=f"--map {heading}",
        hint=message("such as 元, 万元, 亿元, k or million"),
        code="unknown-unit",
        given=quoted(given),
    )


class _Mapped(NamedTuple):
    """What a person says that a heading means, and what its amounts count in, None where that is not said."""

    fact: Fact
    unit: str | None


def _mapped(heading: str, meant: str, facts: Mapping[str, Fact], held: HeldNames) -> _Mapped | None:
    """The fact, and the unit in brackets behind it, that a person says a heading means; None for nothing."""
    if not meant.strip():
        return None
    names = names_of(facts)
    name, words = bare_name(meant), words_in(meant)
    fact = facts[names[name]] if name in names else held.fact(name)
    if fact is None:
        raise unknown_fact(quoted(meant), where=f"--map {heading}", near=nearest(meant, facts))
    units = [None if (unit := unit_of(word)) == UNKNOWN else unit for word in words]
    if None in units:
        raise _unknown_unit(heading, words[units.index(None)])
    return _Mapped(fact, units[0] if units else None)


def _unclear(column: _Found, said: Said, where: str) -> SubsidyError:
    """The error about a column whose unit is unclear; to say a unit helps only where all of it is in one."""
    what = message("the unit of {heading} is unclear: {given}")
    hint = message("say it, such as --map '{heading}={fact}（万元）'")
    if said.unit_column:
        what = message("the unit of {heading} is unclear: the column {column} says {given}")
        hint = message(
            "write all its amounts in one unit of yuan, and delete {column}; or leave {heading} out: {leave}"
        )
    if any(map(is_foreign, said.unclear)):
        hint = message("convert its amounts to yuan first, and name that unit; or leave {heading} out: {leave}")
    return SubsidyError(
        what,
        where=where,
        hint=hint,
        code="unclear-unit",
        heading=column.heading,
        fact=column.fact.id,
        column=said.unit_column,
        leave=map_option(column.heading),
        given=tuple(map(quoted, said.unclear)),
    )


def _absent(heading: str, headings: Sequence[str], where: str) -> SubsidyError:
    return SubsidyError(
        message("has no column {given}"),
        where=where,
        hint=message("its columns: {accepted}"),
        near=nearest(heading, headings),
        code="no-column",
        given=quoted(heading),
        accepted=tuple(headings),
    )


def _twice(columns: list[Column], where: str) -> list[SubsidyError]:
    by_fact: dict[str, list[str]] = {}
    for column in columns:
        by_fact.setdefault(column.fact.id, []).append(column.heading)
    return [
        SubsidyError(
            message("the columns {given} are all {fact}"),
            where=where,
            hint=message("rename all but one, or give one another meaning with --map HEADING=FACT"),
            code="column-twice",
            given=tuple(map(repr, headings)),
            fact=fact,
        )
        for fact, headings in by_fact.items()
        if len(headings) > 1
    ]


def _none(headings: Sequence[str], facts: Mapping[str, Fact], near: Iterable[Near], where: str) -> SubsidyError:
    names = names_of(facts)
    alike = {each.heading: [fact.id for fact in each.facts] for each in near}
    meant = []
    for heading in headings:
        if _UNNAMED.fullmatch(heading):
            continue
        close = nearest(bare_name(heading), names)
        plausible = alike.get(heading) or ([names[close]] if close else [])
        able = [fact for fact in plausible if fact.startswith(HELD) or type_of(facts[fact]).operators]
        if able:
            meant.append(f"{heading!r}: {' / '.join(able[:_MOST_MEANT])}?")
    hint = message("map them: --map HEADING=FACT; szsubsidy facts lists the facts")
    if meant:
        hint = message("did you mean {meant}? Say so with --map HEADING=FACT; szsubsidy facts lists the facts")
    return SubsidyError(
        message("no heading was recognised: {given}"),
        where=where,
        hint=hint,
        code="no-facts",
        given=tuple(map(repr, headings[:40])),
        meant=tuple(meant[:10]),
    )
