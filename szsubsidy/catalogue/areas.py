"""Where programmes hold: each authority has its area, areas lie in one another, and an applicant is in some of them.

    Guangdong ── Shenzhen ── Nanshan, Longhua, …        and, from a file of one's own:  Shanghai

The fact `PLACE` picks areas, each with all that it lies in: a firm in Nanshan is in Shenzhen and in Guangdong, too. A
firm that names none is taken to be in `HOME`, Shenzhen, and in no district that is known. So of the four

    programme of    firm without district    firm in Nanshan    firm in Shanghai
    Guangdong       holds                    holds              does not
    Shenzhen        holds                    holds              does not
    Nanshan         does not                 holds              does not
    Shanghai        does not                 does not           holds

While all areas lie in Shenzhen, or hold it, a programme of the city asks nothing: whatever district is named, it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from szsubsidy.catalogue.logic import AllOf, Comparison, Condition, Diagram, Within
from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.sources import Area, Authority
from szsubsidy.errors import SubsidyError, message
from szsubsidy.facts.model import Fact, FactValue, value_names
from szsubsidy.record import replace
from szsubsidy.spelling import nearest

HOME = "shenzhen"
"""The area that an applicant is in who names none."""
PLACE = "district"
"""The fact that says where an applicant is."""


class Areas:
    """The tree of areas, by id, grown file by file."""

    def __init__(self, known: Mapping[str, Area] | None = None) -> None:
        self.areas: dict[str, Area] = dict(known or {})

    def add(self, files: Iterable[tuple[str, Iterable[Area]]], facts: Mapping[str, Fact]) -> None:
        """Add the areas of files, each with its name; one that is not named is called as the fact `PLACE` calls it.

        Raises `SubsidyError` for an area without a name, a parent that is no area, a circle, and an area that is
        known already and would move: whether a programme counts would change behind the reader's back.
        """
        labels = {value.id: value.label for value in facts[PLACE].values} if PLACE in facts else {}
        added: list[tuple[str, Area]] = []
        for file, areas in files:
            for area in areas:
                known = self.areas.get(area.id)
                if known is not None:
                    if area.parent not in {None, known.parent}:
                        raise _error(file, area.id, message("lies elsewhere already"), message("another id"))
                    continue
                if not area.name and area.id not in labels:
                    raise _error(file, area.id, message("has no name"), message("a name in each language"))
                self.areas[area.id] = replace(area, name=area.name or labels[area.id])
                added.append((file, area))
        for file, area in added:
            self._check_parent(file, area)
        for file, area in added:
            self._check_circle(file, area)

    def _check_parent(self, file: str, area: Area) -> None:
        if area.parent is not None and area.parent not in self.areas:
            raise unknown_area(area.parent, self.areas, where=f"{file}: areas: {area.id}")

    def _check_circle(self, file: str, area: Area) -> None:
        passed = [area.id]
        while (parent := self.areas[passed[-1]].parent) is not None:
            if parent in passed:
                circle = " > ".join([*passed, parent])
                raise _error(
                    file, area.id, message("lies in itself: {circle}"), message("another parent"), circle=circle
                )
            passed.append(parent)

    def around(self, area: str) -> tuple[str, ...]:
        """Return an area and those that it lies in, the smallest first."""
        chain = [area]
        while (parent := self.areas[chain[-1]].parent) is not None:
            chain.append(parent)
        return tuple(chain)

    def holds_home(self, area: str) -> bool:
        """Whether an applicant who names no place is in an area."""
        return HOME in self.areas and area in self.around(HOME)

    def is_far(self, area: str) -> bool:
        """Whether an area and `HOME` have no place in common."""
        return HOME not in self.around(area) and not self.holds_home(area)


def authorities_of(
    files: Iterable[tuple[str, Iterable[Authority]]], areas: Areas, known: Mapping[str, Authority] | None = None
) -> dict[str, Authority]:
    """Return the authorities of files, by id, beside those that are known; without an area they are in `HOME`.

    Raises `SubsidyError` for an area that is not there, and for an authority that is known and would move.
    """
    authorities = dict(known or {})
    for file, listed in files:
        for authority in listed:
            where = f"{file}: authorities: {authority.id}"
            if authority.area is not None and authority.area not in areas.areas:
                raise unknown_area(authority.area, areas.areas, where=where)
            there = authorities.get(authority.id)
            if there is None:
                authorities[authority.id] = replace(authority, area=authority.area or HOME)
            elif authority.area not in {None, there.area}:
                what, hint = message("is known already, in another area"), message("another id")
                raise SubsidyError(what, where=where, hint=hint, code="bad-catalogue")
    return authorities


def with_places(facts: dict[str, Fact], areas: Areas) -> dict[str, Fact]:
    """Return facts of which `PLACE` has a value for each area but those that every applicant at `HOME` is in."""
    if PLACE not in facts:
        return facts
    place = facts[PLACE]
    known = {value.id for value in place.values}
    new = [
        FactValue(id=area.id, label=area.name, aliases=area.aliases)
        for area in areas.areas.values()
        if area.id not in known and not areas.holds_home(area.id)
    ]
    if not new:
        return facts
    values = (*place.values, *new)
    return facts | {PLACE: replace(place, values=values, value_names=value_names(values))}


def placed(
    programmes: Iterable[Programme], authorities: Mapping[str, Authority], areas: Areas, facts: Mapping[str, Fact]
) -> dict[str, Programme]:
    """Return programmes, by id, that hold in the areas of their authorities, and nowhere else."""
    made = {}
    for programme in programmes:
        area = authorities[programme.authority].area or HOME
        within = _within(area, areas, facts)
        editions = tuple(
            replace(edition, diagram=_asking(edition.diagram, within, edition.eligibility))
            for edition in programme.editions
        )
        made[programme.id] = replace(programme, within=within, editions=editions)
    return made


def _within(area: str, areas: Areas, facts: Mapping[str, Fact]) -> Within | None:
    """What an area asks of an applicant; None where every applicant is there."""
    if PLACE not in facts or area not in areas.areas:
        return None
    places = [value.id for value in facts[PLACE].values]
    # A value that is no area of the tree, which a file of facts may add, is a part of the city as the others are.
    inside = tuple(place for place in places if area in areas.around(place if place in areas.areas else HOME))
    home = areas.holds_home(area)
    if home and len(inside) == len(places):
        return None
    return Within(area, PLACE, inside, home)


def _asking(diagram: Diagram, within: Within | None, eligibility: Condition) -> Diagram:
    """Have a diagram ask where the applicant is, unless what its conditions ask tells that already."""
    if within is not None and not within.home and _implies(eligibility, within):
        within = None
    return diagram if diagram.within == within else replace(diagram, within=within)


def _implies(condition: Condition, within: Within) -> bool:
    """Whether a condition, presumed unmet while the place is unknown, holds inside the area alone."""
    match condition:
        case AllOf(items):
            return any(_implies(item, within) for item in items)
        case Comparison(fact=fact, operator="in", value=tuple(places), presumed=False):
            return fact == within.fact and set(places) <= set(within.places)
    return False


def _error(file: str, area: str, what: str, hint: str, **values: str) -> SubsidyError:
    return SubsidyError(what, where=f"{file}: areas: {area}", hint=hint, code="bad-catalogue", **values)


def unknown_area(given: str, areas: Iterable[str], *, where: str) -> SubsidyError:
    """Return the error for an area that is not there."""
    listed = tuple(areas)
    return SubsidyError(
        message("no area is called {given}"),
        where=where,
        near=nearest(given, listed),
        hint=message("accepted: {accepted}"),
        code="bad-catalogue",
        given=given,
        accepted=listed,
    )
