"""Holds a record of an estimate against what is derived anew from what was asked in it.

A record is the JSON document of ``estimate``: the day and the facts that were asked about, sealed by check digits, and
all that follows from them. It holds where everything that follows is derived again, and the seal is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from szsubsidy.catalogue.model import Mark
from szsubsidy.errors import SubsidyError, message
from szsubsidy.record import Record

VERSION: Final = 2
"""The version of the documents that can be derived anew."""
Json: TypeAlias = Any
"""What JSON holds, its numbers exact, as `Decimal`."""
ABSENT: Final = object()
"""Stands where one of two documents has nothing."""
ASKED = ("program", "catalogue", "as_of", "options", "profile")
"""The keys of what was asked, and by whom it was answered."""
TOLD = frozenset({"name", "text", "reason", "disclaimer", "cite", "cites", "reviewed", "terms_link", "terms_link_seen"})
"""Keys of what is only told: another program, or another catalogue, may tell it otherwise and come to the same."""


LONG: Final = 30
"""No amount has as many digits."""


class EstimateRecord(Record):
    """A record as it was read, with what was asked in it; ``profile`` has facts by id, as JSON writes them."""

    content: dict[str, Json]
    program: str
    mark: Mark
    as_of: str
    language: str
    everything: bool
    details: bool
    profile: dict[str, object]


class Difference(Record):
    """A value of the record that is derived otherwise; in lists, ``path`` has ids where entries have them."""

    path: tuple[str, ...]
    recorded: Json
    derived: Json

    @property
    def texts(self) -> tuple[str | None, str | None]:
        """Both values as a line shows them, None for one that is not there."""
        one, other = (None if value is ABSENT else written(value) for value in (self.recorded, self.derived))
        return one, other


class Verification(Record):
    """What came of deriving a record anew.

    ``unsealed`` are the keys of what was asked that are not as they were when it was written, facts by id behind
    ``profile``; ``unreadable`` is what is wrong with the day or the facts, from which nothing can be derived then.
    """

    record: EstimateRecord
    mark: Mark
    program: str
    differences: tuple[Difference, ...]
    unsealed: tuple[tuple[str, ...], ...]
    unreadable: tuple[SubsidyError, ...] = ()

    @property
    def holds(self) -> bool:
        return not (self.differences or self.unsealed or self.unreadable)

    @property
    def by_another_program(self) -> bool:
        """Whether another version of the program wrote it, by its seal."""
        return self.record.program != self.program and ("program",) not in self.unsealed

    @property
    def by_another_catalogue(self) -> bool:
        """Whether it was derived from another catalogue, by its seal."""
        return self.record.mark != self.mark and ("catalogue",) not in self.unsealed

    @property
    def of_other_editions(self) -> tuple[str, ...]:
        """The programmes of another catalogue whose edition was another one."""
        if not self.by_another_catalogue:
            return ()
        return tuple(
            dict.fromkeys(name for kind, name, *inside in self._paths if kind == "programmes" and "edition" in inside)
        )

    @property
    def _paths(self) -> list[tuple[str, ...]]:
        return [(*found.path, "") for found in self.differences]


def read_record(content: bytes, where: str) -> EstimateRecord:
    """Return a record as its file says. Raises `SubsidyError` where the file is none."""
    try:
        document = json.loads(content, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise _no_record(where) from error
    if not isinstance(document, dict) or "schema_version" not in document:
        raise _no_record(where)
    version = document["schema_version"]
    if version == 1 and isinstance(document.get("profile"), dict) and "combination" in document:
        raise SubsidyError(
            message("is an estimate of schema version 1, which has too little to be derived anew"),
            where=where,
            hint=message("szsubsidy estimate --json writes one that has it"),
            code="old-record",
        )
    if version != VERSION or isinstance(version, bool):
        raise SubsidyError(
            message("has schema version {given}; this program derives version {known} anew"),
            where=where,
            code="no-record",
            given=written(version),
            known=str(VERSION),
        )
    return _record(document, where)


def _record(document: dict[str, Json], where: str) -> EstimateRecord:
    catalogue, options, profile = (document.get(key) for key in ("catalogue", "options", "profile"))
    if not (
        {*ASKED, "totals", "programmes", "seal"} <= document.keys()
        and isinstance(catalogue, dict)
        and isinstance(options, dict)
        and isinstance(profile, dict)
    ):
        raise _no_record(where)
    return EstimateRecord(
        content=document,
        program=written(document["program"]),
        mark=Mark(written(catalogue.get("version")), written(catalogue.get("hash"))),
        as_of=written(document["as_of"]),
        language=written(options.get("language")),
        everything=options.get("all") is True,
        details=options.get("details") is True,
        profile={fact: _as_given(value) for fact, value in profile.items()},
    )


def _each_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object, of which no key stands twice: readers differ on which of the two counts."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _as_given(value: Json) -> object:
    """A value of a profile as files may give it: a number that is not whole as its text."""
    if isinstance(value, dict):
        return {key: _as_given(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_given(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value.adjusted() < LONG and value == value.to_integral_value() else written(value)
    return value


def _no_record(where: str) -> SubsidyError:
    return SubsidyError(
        message("is no record of an estimate"),
        where=where,
        hint=message("szsubsidy estimate --json > FILE writes one"),
        code="no-record",
    )


def verified(record: EstimateRecord, derived: Mapping[str, Json], seal: Json, mark: Mark, program: str) -> Verification:
    """Hold a record against the document that is ``derived`` anew, and against the ``seal`` of what it says was asked.

    ``mark`` and ``program`` are of the catalogue and the program that derived it.
    """
    unsealed = tuple(found.path or ("seal",) for found in differences(record.content["seal"], seal))
    by_others = Verification(record, mark, program, (), unsealed)
    as_written = {"program": record.program, "catalogue": {"version": record.mark.version, "hash": record.mark.hash}}
    recorded = {key: value for key, value in record.content.items() if key != "seal"}
    anew = {key: as_written.get(key, value) for key, value in derived.items() if key != "seal"}
    found = differences(recorded, anew)
    if by_others.by_another_program or by_others.by_another_catalogue:
        other = by_others.by_another_program
        found = (each for each in found if not _may_differ(each, by_another_program=other))
    return Verification(record, mark, program, tuple(found), unsealed)


def _may_differ(found: Difference, *, by_another_program: bool) -> bool:
    """Whether another program or catalogue may say something else: in words, and, another program, by other keys."""
    one_sided = found.recorded is ABSENT or found.derived is ABSENT
    is_programme = found.path[0] == "programmes" and len(found.path) == 2
    told = any(part in TOLD for part in found.path)
    return told or (by_another_program and one_sided and not is_programme)


def differences(recorded: Json, derived: Json, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield where two documents differ: values, and keys or entries that only one of them has."""
    if isinstance(recorded, dict) and isinstance(derived, dict):
        for key in [*recorded, *(key for key in derived if key not in recorded)]:
            yield from differences(recorded.get(key, ABSENT), derived.get(key, ABSENT), (*path, key))
    elif _has_ids(recorded) and _has_ids(derived):
        by_id, anew = ({item["id"]: item for item in items} for items in (recorded, derived))
        yield from differences(by_id, anew, path)
        order, order_anew = ([name for name in names if name in by_id and name in anew] for names in (by_id, anew))
        if order != order_anew:
            yield Difference(path, order, order_anew)
    elif isinstance(recorded, list) and isinstance(derived, list) and any(isinstance(item, dict) for item in recorded):
        for place in range(max(len(recorded), len(derived))):
            one, other = (items[place] if place < len(items) else ABSENT for items in (recorded, derived))
            yield from differences(one, other, (*path[:-1], f"{path[-1]}[{place}]"))
    elif not _same(recorded, derived):
        yield Difference(path, recorded, derived)


def _has_ids(value: Json) -> bool:
    """Whether it is a list of objects that are known by ids, each once."""
    if not isinstance(value, list) or not value:
        return False
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    return all(isinstance(name, str) for name in ids) and len(set(ids)) == len(ids)


def _same(one: Json, other: Json) -> bool:
    """Whether two values are the same; ``true`` is no number, and 60 is 60.0."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def written(value: Json) -> str:
    """Return a value as a line shows it: as JSON writes it, without quotes and brackets."""
    match value:
        case None | bool():
            return json.dumps(value)
        case Decimal():
            return f"{value:f}" if abs(value.adjusted()) < LONG else str(value)
        case list():
            return ", ".join(map(written, value))
        case dict():
            return ", ".join(f"{key}: {written(item)}" for key, item in value.items())
    return str(value)
