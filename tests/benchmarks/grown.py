"""Catalogues of as many programmes as one likes: the live one, and copies of it that hold in other places.

``python -m tests.benchmarks.grown FOLDER PROGRAMMES [own]`` writes one. Every copy keeps the terms of its programme;
what differs is its id, its name, and where applicants must be: in turn a district of the city and a city beside it. The
rules between programmes are copied with them. So a catalogue grows as it would: by the terms of other places.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import tomli_w

from szsubsidy.bundled import data_folder
from szsubsidy.catalogue.read import programme_files

DISTRICTS = ("luohu", "yantian", "baoan", "pingshan", "dapeng", "shenshan", "nanshan", "futian")
ELSEWHERE = "hetao"
"""A district that no copy is for."""
_LANGUAGES = ("en", "zh-Hans", "zh-Hant")


class Place(NamedTuple):
    """Where a round of copies holds; ``district`` is one of the city's, None of a city of its own."""

    number: int
    district: str | None

    @property
    def area(self) -> str:
        return self.district or f"city-{self.number}"

    @property
    def authority(self) -> dict[str, Any]:
        return {"id": f"authority-{self.number}", "name": self.called("Authority"), "area": self.area}

    def called(self, name: str) -> dict[str, str]:
        """Return a name with the number of the round, in every language."""
        return dict.fromkeys(_LANGUAGES, f"{name} {self.number}")


def grow(folder: Path, programmes: int) -> Path:
    """Write a catalogue of so many programmes, the live ones first, and return its folder.

    The variable ``SZSUBSIDY_CATALOGUE`` names it to the program.
    """
    shutil.copytree(data_folder(), folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("catalogue.compiled*"))
    copies = _copies(programmes - len(programme_files(folder)))
    _write(folder / "programmes" / "grown", copies)
    for name, added in _shared(copies).items():
        before = _read(folder / name)
        _dump(folder / name, {key: [*before.get(key, ()), *entries] for key, entries in (before | added).items()})
    return folder


def grow_own(folder: Path, programmes: int) -> Path:
    """Write a folder of so many programmes of one's own, and return it: for ``--programmes``."""
    copies = _copies(programmes)
    _write(folder, copies)
    for name, added in _shared(copies).items():
        _dump(folder / name, added)
    return folder


def _copies(count: int) -> dict[tuple[int, str], tuple[Place, dict[str, Any]]]:
    """So many copies, by round and the id of the programme that was copied."""
    live = [_read(path) for path in programme_files(data_folder())]
    listed = [(place, programme) for place in _places(count // len(live) + 1) for programme in live]
    return {
        (place.number, programme["id"]): (place, _copy(programme, place))
        for place, programme in listed[: max(count, 0)]
    }


def _places(rounds: int) -> Iterator[Place]:
    districts = iter(DISTRICTS)
    for number in range(1, rounds + 1):
        yield Place(number, next(districts, None) if number % 2 else None)


def _copy(programme: dict[str, Any], place: Place) -> dict[str, Any]:
    """A programme as another authority has it; its one worked example is of somebody who is elsewhere."""
    editions = [
        {
            **{key: _elsewhere(value) for key, value in edition.items()},
            "examples": [
                {"working": "Elsewhere", "facts": {"district": [ELSEWHERE]}, "status": "ineligible"},
            ],
        }
        for edition in programme["editions"]
    ]
    kept = {key: programme[key] for key in ("kind", "summary")}
    return {
        **kept,
        "id": _renamed(programme["id"], place),
        "authority": place.authority["id"],
        "name": place.called(programme["name"]["en"]),
        "editions": editions,
    }


def _renamed(name: str, place: Place) -> str:
    return f"{name}-{place.number}"


def _elsewhere(part: Any) -> Any:
    """Part of an edition without what it asks of the district: the authority's area asks for that."""
    if isinstance(part, list):
        return [_elsewhere(item) for item in part if not _asks_for_district(item)]
    return {key: _elsewhere(value) for key, value in part.items()} if isinstance(part, dict) else part


def _asks_for_district(part: Any) -> bool:
    return isinstance(part, dict) and part.get("fact") == "district"


def _shared(copies: dict[tuple[int, str], tuple[Place, dict[str, Any]]]) -> dict[str, dict[str, list[Any]]]:
    """What the shared files say of copies: areas, authorities, and the rules between them."""
    places = list(dict.fromkeys(place for place, _ in copies.values()))
    rules = _read(data_folder() / "cumulation.toml")
    return {
        "authorities.toml": {
            "areas": [
                {"id": place.area, "name": place.called("City"), "parent": "guangdong"}
                for place in places
                if place.district is None
            ],
            "authorities": [place.authority for place in places],
        },
        "cumulation.toml": {
            kind: [copy for place in places for rule in entries if (copy := _rule(rule, place, copies))]
            for kind, entries in rules.items()
        },
    }


def _rule(
    rule: dict[str, Any], place: Place, copies: dict[tuple[int, str], tuple[Place, dict[str, Any]]]
) -> dict[str, Any] | None:
    """A rule about copies, if all that it is about were copied."""
    if any((place.number, name) not in copies for name in (*rule["programmes"], *rule.get("beside", ()))):
        return None
    named: dict[str, Any] = {
        key: [_renamed(name, place) for name in rule[key]] for key in ("programmes", "beside") if key in rule
    }
    readings = [
        reading | ({"own": [_renamed(name, place) for name in reading["own"]]} if "own" in reading else {})
        for reading in rule.get("readings", ())
    ]
    return {**rule, "id": _renamed(rule["id"], place), **named, **({"readings": readings} if readings else {})}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _write(folder: Path, copies: dict[tuple[int, str], tuple[Place, dict[str, Any]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for _, programme in copies.values():
        _dump(folder / f"{programme['id']}.toml", programme)


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(tomli_w.dumps({key: value for key, value in content.items() if value != []}), "utf-8")


if __name__ == "__main__":
    (grow_own if "own" in sys.argv[3:] else grow)(Path(sys.argv[1]), int(sys.argv[2]))
