"""Programmes that are opened when they are asked for, and what is known of each before.

Most programmes are about something else than a firm is. An outline tells of a programme whether it can concern a firm
at all, so that of a large catalogue only a few are ever opened; whoever goes through all programmes opens all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from szsubsidy.catalogue.areas import Areas
from szsubsidy.catalogue.logic import AllOf, Comparison, Condition, comparisons
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.sources import Origin
from szsubsidy.record import Record

# A worked example. The training voucher asks for one of two topics, training a model or, by later terms, running one.
# Its topics are these two under ``project_category``: a firm that names others alone fails on it whatever the day, and
# does not need it opened. That firms of Guangming alone get a programme stands under ``district`` in the same way. Who
# names no topic, or no district, may yet name one: for them it is opened.


class Outline(Record, kw_only=True):
    """What is known of a programme that was not opened.

    ``starts`` is its first day, ``reviewed`` when its last terms were checked, ``costs`` what its awards are shares of.
    ``topics`` are, of each fact about the topic or the place that all its terms ask for, every value that they name;
    ``far`` is whether it is for applicants outside the city alone, so that one who names no place is none of them.
    """

    starts: int
    reviewed: int
    costs: tuple[str, ...]
    topics: dict[str, frozenset[str]]
    far: bool
    origin: Origin | None


class Programmes(Mapping[str, Programme]):
    """Programmes by id, in the order of ``outlines``; ``opening`` returns one that is asked for the first time."""

    def __init__(self, outlines: Mapping[str, Outline], opening: Callable[[str], Programme]) -> None:
        self.outlines = outlines
        self._opening = opening
        self._opened: dict[str, Programme] = {}

    def __getitem__(self, name: str) -> Programme:
        if name not in self._opened:
            if name not in self.outlines:
                raise KeyError(name)
            self._opened[name] = self._opening(name)
        return self._opened[name]

    def __contains__(self, name: object) -> bool:
        return name in self.outlines

    def __iter__(self) -> Iterator[str]:
        return iter(self.outlines)

    def __len__(self) -> int:
        return len(self.outlines)

    def __reduce__(self) -> tuple[type[dict[str, Programme]], tuple[dict[str, Programme]]]:
        return dict, (dict(self),)


def outlines(catalogue: Catalogue) -> Mapping[str, Outline]:
    """Return the outline of every programme of a catalogue, without opening any that is not open yet."""
    programmes = catalogue.programmes
    if isinstance(programmes, Programmes):
        return programmes.outlines
    return {name: outline(programme, catalogue) for name, programme in programmes.items()}


def outline(programme: Programme, catalogue: Catalogue) -> Outline:
    """Return the outline of a programme."""
    editions = programme.editions
    named: dict[str, set[str]] = {}
    for edition in editions:
        for comparison in comparisons(edition.eligibility):
            if isinstance(comparison.value, tuple):
                named.setdefault(comparison.fact, set()).update(comparison.value)
    asked = set.intersection(*(_asked_for(edition.eligibility) for edition in editions))
    within = programme.within
    far = within is not None and Areas(catalogue.areas).is_far(within.area) and within.fact not in named
    if within is not None and not within.home:
        asked.add(within.fact)
        named.setdefault(within.fact, set()).update(within.places)
    return Outline(
        starts=editions[0].starts,
        reviewed=editions[-1].reviewed,
        costs=tuple({edition.award.of: None for edition in editions if edition.award.of is not None}),
        topics={fact: frozenset(named[fact]) for fact in named if fact in asked and catalogue.facts[fact].topical},
        far=far,
        origin=programme.origin,
    )


def _asked_for(condition: Condition) -> set[str]:
    """The facts of which a condition asks for one of several values, whatever else it asks for."""
    match condition:
        case AllOf(items):
            return set().union(*map(_asked_for, items))
        case Comparison(fact=fact, value=tuple(), negated=False):
            return {fact}
    return set()


def picked(names: Iterable[str], *shelves: Mapping[str, Programme]) -> Mapping[str, Programme]:
    """Return programmes by id, each from the first shelf that has it, without opening any."""
    having = {name: next(shelf for shelf in shelves if name in shelf) for name in names}
    known = [shelf for shelf in shelves if isinstance(shelf, Programmes)]
    if len(known) < len(shelves):
        return {name: shelf[name] for name, shelf in having.items()}
    found = {name: next(shelf.outlines[name] for shelf in known if name in shelf) for name in having}
    return Programmes(found, lambda name: having[name][name])
