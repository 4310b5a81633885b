"""Which programmes can concern a firm: what is left out of these would change nothing of its estimate."""

from __future__ import annotations

from collections.abc import Sequence

from szsubsidy.catalogue.areas import PLACE
from szsubsidy.catalogue.model import Catalogue
from szsubsidy.catalogue.programmes import Outline, outlines
from szsubsidy.facts.model import Firm, Profile, one_project

# A worked example. A firm trains a model and has a contract of compute; where it is, it did not say. What asks for
# topics, none of which is training a model, is left out. The model voucher is, too, unless the firm has a contract that
# it is paid for: then it is told under which topic that contract would count. What a district pays for training stays,
# as the firm may be there; what another city pays does not, as a firm that names no place is in Shenzhen.


def concerned(catalogue: Catalogue, firm: Profile | Firm) -> frozenset[str]:
    """Return the programmes that can concern a firm, on whatever day.

    Those under one joint cap stay together: it counts for all of them from the last of their days on.
    """
    firm = firm if isinstance(firm, Firm) else one_project(firm)
    profiles = firm.profiles
    found = {name for name, known in outlines(catalogue).items() if _can_concern(known, profiles)} | firm.held.keys()
    for cap in catalogue.joint_caps:
        if not found.isdisjoint(cap.programmes):
            found.update(cap.programmes)
    return frozenset(found)


def _can_concern(known: Outline, profiles: Sequence[Profile]) -> bool:
    if known.far and not any(PLACE in profile for profile in profiles):
        return False
    others = [fact for fact in known.topics if all(_names_others(profile, fact, known) for profile in profiles)]
    pays = any(cost in profile for cost in known.costs for profile in profiles)
    return PLACE not in others and (pays or not others)


def _names_others(profile: Profile, fact: str, known: Outline) -> bool:
    """Whether a profile names topics, or a place, and none of those of a programme."""
    given = profile.get(fact)
    return isinstance(given, frozenset) and given.isdisjoint(known.topics[fact])
