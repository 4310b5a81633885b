"""Which column of a table holds which fact, or money held: by id, label or alias, or as mapped by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from szsubsidy.batch.held import HELD, HeldNames
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.errors import SubsidyError, SubsidyErrors, message, quoted, unknown_fact
from szsubsidy.facts.model import Fact
from szsubsidy.facts.numeric import Money
from szsubsidy.facts.read import names_of
from szsubsidy.facts.types import type_of
from szsubsidy.facts.value_type import Names, Sets
from szsubsidy.money import UNITS, narrow
from szsubsidy.spelling import fold, nearest

_BRACKETED = re.compile(r"^(?P<name>.*?)[\s-]*[(\[（【](?P<unit>[^()\[\]]*)[)\]）】]$")
_BREAK = re.compile(r"\s*[\r\n]+\s*")
_SLASHED = re.compile(r"^(?P<name>.*?)\s*/\s*(?P<unit>[^/]*)$")
_CURRENCY = re.compile(r"^(单位:|單位:)|^(人民币|人民幣|cny|rmb)|(元|人民币|人民幣|yuan|cny|rmb)$")
_AMOUNTS = frozenset(
    (
        "金额",
        "金額",
        "数额",
        "數額",
        "总额",
        "總額",
        "合同金额",
        "合同金額",
        "合約金額",
        "合同额",
        "合同額",
        "amount",
        "value",
    )
)
"""What stands below a heading such as 算力合同 and means its amount."""
_SPELT_OUT = {
    "thousand": "k",
    "10k": "万",
    "10,000": "万",
    "ten-thousand": "万",
    "million": "m",
    "hundred-million": "亿",
    "billion": "bn",
}


class Column(NamedTuple):
    """A column that holds a fact: its place, its heading, and what a bare amount in it counts in.

    ``unknown`` are the words in it, narrow and in lower case, that say that a cell is not known.
    Money that a firm was granted already in the year is a fact, too, in tables alone: ``held`` names its programme.
    """

    place: int
    heading: str
    fact: Fact
    unit: str
    unknown: frozenset[str] = frozenset()

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

    ``unit`` is what bare amounts count in where their heading names no unit; ``unknown`` are words, beside those of the
    catalogue, that say that a cell is not known; ``unclear`` are units of the whole table that cannot be read.
    """

    unit: str = ""
    unknown: Collection[str] = ()
    unclear: Sequence[str] = ()


SAID_NOTHING = Said()


class ReadHeadings(NamedTuple):
    """The columns that hold facts, the headings of the others, and what people should know of these."""

    columns: list[Column]
    unread: list[str]
    told: list[SubsidyError]


def heading_test(catalogue: Catalogue, mapped: Collection[str] = ()) -> Callable[[str], bool]:
    """Return what tells whether a text is the heading of a fact, or of money held, or one of those that are mapped."""
    wanted = {fold(heading) for heading in mapped}
    names, held = names_of(catalogue.facts), HeldNames(catalogue.programmes)

    def is_heading(text: str) -> bool:
        unbroken = _BREAK.sub("", text)
        name, _ = _name_and_unit(unbroken)
        if wanted and not wanted.isdisjoint((fold(text), fold(unbroken))):
            return True
        return fold(unbroken) in names or _named(name, names) is not None or held.fact(name) is not None

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
    (``compute_contract（万元）``, ``held:training-voucher``), and outranks the names of facts. ``said`` is what was
    said of all columns.

    Raises `SubsidyErrors` if two columns hold the same fact, if a mapped heading is not there, if the heading of money
    says no unit where that of the sheet is unclear, or if no column holds a fact that a rule could use.
    """
    facts, names, held = catalogue.facts, names_of(catalogue.facts), HeldNames(catalogue.programmes)
    wanted = {fold(heading): _mapped(heading, meant, facts, held) for heading, meant in column_mapping.items()}
    columns, unitless = [], []
    for place, heading in enumerate(headings):
        unbroken = _BREAK.sub("", heading)
        name, own_unit = _name_and_unit(unbroken)
        fact_id = names.get(fold(heading)) or names.get(fold(unbroken)) or _named(name, names)
        fact = facts[fact_id] if fact_id else held.fact(name)
        if fold(heading) in wanted:
            fact, mapped_unit = wanted[fold(heading)]
            own_unit = own_unit if mapped_unit is None else mapped_unit
        if fact is not None:
            is_money = isinstance(type_of(fact), Money)
            counts_in = (said.unit if own_unit is None else own_unit) if is_money else ""
            columns.append(Column(place, heading, fact, counts_in, _unknown_in(fact, catalogue.unknown, said.unknown)))
            if is_money and own_unit is None:
                unitless.append(columns[-1])
    present = {fold(heading) for heading in headings}
    errors = [_absent(heading, headings, where) for heading in column_mapping if fold(heading) not in present]
    errors += _twice(columns, where)
    if said.unclear:
        errors += [_unclear(column, said.unclear, where) for column in unitless]
    if errors:
        raise SubsidyErrors(errors)
    if not fact_columns(columns):
        raise _none(headings, facts, where)
    taken = {column.place for column in columns}
    unread = [heading for place, heading in enumerate(headings) if place not in taken]
    return ReadHeadings(columns, unread, _told(headings, catalogue, columns, where))


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


def _told(headings: Sequence[str], catalogue: Catalogue, columns: Sequence[Column], where: str) -> list[SubsidyError]:
    """What people should know of the columns that hold no fact."""
    told = [
        SubsidyError(
            message("{heading} is not used: unknown unit for {fact}"),
            where=where,
            code="unknown-unit",
            heading=heading,
            fact=fact,
        )
        for heading, fact in _unknown_units(headings, catalogue, columns)
    ]
    return told + [
        SubsidyError(
            message("{heading} is not used: it names no known programme"),
            where=where,
            code="unknown-programme",
            heading=heading,
        )
        for heading in _unknown_programmes(headings, catalogue, columns)
    ]


def _unknown_units(headings: Sequence[str], catalogue: Catalogue, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return headings that name an amount in a unit that is not known, and the fact that they name."""
    names, held = names_of(catalogue.facts), HeldNames(catalogue.programmes)
    taken = {column.place for column in columns}
    doubtful = []
    for place, heading in enumerate(headings):
        match = _BRACKETED.match(fold(heading))
        if match is None or place in taken:
            continue
        fact_id = names.get(match["name"])
        fact = catalogue.facts[fact_id] if fact_id else held.fact(match["name"])
        if fact is not None and isinstance(type_of(fact), Money):
            doubtful.append((heading, fact.id))
    return doubtful


def _unknown_programmes(headings: Sequence[str], catalogue: Catalogue, columns: Sequence[Column]) -> list[str]:
    """Return headings of money held that name no programme."""
    held, taken = HeldNames(catalogue.programmes), {column.place for column in columns}
    return [
        heading
        for place, heading in enumerate(headings)
        if place not in taken
        and (name := held.said(_name_and_unit(_BREAK.sub("", heading))[0])) is not None
        and held.fact(name) is None
    ]


def _mapped(heading: str, meant: str, facts: Mapping[str, Fact], held: HeldNames) -> tuple[Fact, str | None]:
    """The fact, and the unit in brackets behind it, that a person says a heading means."""
    names = names_of(facts)
    name, unit = _name_and_unit(meant)
    fact = facts[names[name]] if name in names else held.fact(name)
    bracketed = _BRACKETED.match(fold(meant))
    if fact is None and bracketed and (bracketed["name"] in names or held.fact(bracketed["name"])):
        raise SubsidyError(
            message("the unit {given} is not known"),
            where=f"--map {heading}",
            hint=message("such as 元, 万元, 亿元, k or million"),
            code="unknown-unit",
            given=quoted(bracketed["unit"]),
        )
    if fact is None:
        raise unknown_fact(quoted(meant), where=f"--map {heading}", near=nearest(meant, facts))
    return fact, unit


def _named(name: str, names: Mapping[str, str]) -> str | None:
    """The fact that a folded name means; ``算力合同/金额`` stands for a heading below which another stands."""
    above, slash, below = name.rpartition("/")
    if not slash:
        return names.get(name)
    return names.get(name) or names.get(above + below) or (names.get(above) if below in _AMOUNTS else None)


def _unclear(column: Column, unclear: Sequence[str], where: str) -> SubsidyError:
    return SubsidyError(
        message("what {heading} counts in is unclear: {given}"),
        where=where,
        hint=message("say it, such as --map '{heading}={fact}（万元）'"),
        code="unclear-unit",
        heading=column.heading,
        fact=column.fact.id,
        given=tuple(map(quoted, unclear)),
    )


def _name_and_unit(heading: str) -> tuple[str, str | None]:
    """Split ``算力合同金额（万元）`` into its folded name and its unit, None where it has none."""
    folded = fold(heading)
    for form in (_BRACKETED, _SLASHED):
        match = form.match(folded)
        if match:
            bare = match["unit"].strip("- ")
            for _ in range(3):
                bare = _CURRENCY.sub("", bare).strip("- ")
            unit = _SPELT_OUT.get(bare, bare)
            if match["unit"] and unit in UNITS:
                return match["name"], unit
    return folded, None


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


def _none(headings: Sequence[str], facts: Mapping[str, Fact], where: str) -> SubsidyError:
    names = names_of(facts)
    meant = []
    for heading in headings:
        if not heading or heading.startswith("__UNNAMED__"):
            continue
        near = nearest(_name_and_unit(heading)[0], names)
        if near and type_of(facts[names[near]]).operators:
            meant.append(f"{heading!r}: {names[near]}?")
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
