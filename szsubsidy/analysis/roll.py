"""The programmes as they stand on a day: in force or not, open or not, by the area that they are for."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from szsubsidy.catalogue.model import Catalogue, Edition, Programme
from szsubsidy.rules.reach import Availability, availability
from szsubsidy.vocabulary import STANDINGS, Standing, Validity


class Listed(NamedTuple):
    """A programme with the edition that is in force on a day, or nearest to it, and whether one can apply.

    ``most`` is the most (fen) that it can grant to one applicant, None where it gives no money.
    """

    programme: Programme
    edition: Edition
    validity: Validity
    standing: Standing
    availability: Availability
    most: int | None


class Roll(NamedTuple):
    """The programmes of each area as of a day, in the order of the catalogue, and how many stand how."""

    as_of: int
    areas: dict[str, tuple[Listed, ...]]
    counts: dict[Standing, int]

    @property
    def listed(self) -> list[Listed]:
        """Every programme, those of one area after each other."""
        return [listed for area in self.areas.values() for listed in area]


def roll(catalogue: Catalogue, as_of: int) -> Roll:
    """Return the programmes of a catalogue as they stand on a day."""
    areas: dict[str, tuple[Listed, ...]] = {}
    for programme in catalogue.programmes.values():
        area = catalogue.authorities[programme.authority].area
        areas[area] = (*areas.get(area, ()), _listed(programme, as_of))
    found = Counter(listed.standing for area in areas.values() for listed in area)
    return Roll(as_of, areas, {standing: found[standing] for standing in STANDINGS if standing in found})


def _listed(programme: Programme, as_of: int) -> Listed:
    edition, validity = programme.edition_on(as_of)
    in_doubt = validity == "in-force" and edition.is_in_doubt_on(as_of)
    most = max(branch.cap.value for branch in edition.award.branches) if edition.award.is_money else None
    standing: Standing = "in-doubt" if in_doubt else validity
    return Listed(programme, edition, validity, standing, availability(programme, as_of), most)
