"""Values of facts, and what sources say of them, as JSON documents have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Catalogue, Claim, Dispute
from szsubsidy.facts.model import Firm, Profile
from szsubsidy.facts.projects import HELD, NAME, PROJECTS
from szsubsidy.facts.types import type_of
from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.shared import ClaimDocument, FactValue, ProfileDocument


def profile_document(profile: Profile, catalogue: Catalogue) -> ProfileDocument:
    """Return the known facts in the catalogue's order."""
    return {**_facts(profile, catalogue)}


def _facts(profile: Profile, catalogue: Catalogue) -> dict[str, FactValue]:
    return {fact: type_of(spec).json(profile[fact]) for fact, spec in catalogue.facts.items() if fact in profile}


def firm_document(firm: Firm, catalogue: Catalogue) -> ProfileDocument:
    """Return what is known of a firm: its facts, its projects where it lists any, and what it holds, if anything."""
    if not firm.listed and not firm.held:
        return profile_document(firm.profile, catalogue)
    document = profile_document(firm.facts if firm.listed else firm.profile, catalogue)
    if firm.listed:
        document[PROJECTS] = [
            {**({NAME: project.name} if project.name else {}), **_facts(project.facts, catalogue)}
            for project in firm.listed
        ]
    if firm.held:
        document[HELD] = {name: Yuan(firm.held[name]) for name in catalogue.programmes if name in firm.held}
    return document


def quantity_document(value: int | None, of: str | None, catalogue: Catalogue) -> FactValue | None:
    """Return a value of the fact that an award is a share of: yuan, or a count."""
    return None if value is None or of is None else type_of(catalogue.facts[of]).json(value)


def claim_document(dispute: Dispute, claim: Claim, phrases: Phrases) -> ClaimDocument:
    """Return what one source says of a disputed parameter."""
    return {"value": _claimed(dispute, claim, phrases), "cite": claim.cite, "confidence": claim.confidence}


def _claimed(dispute: Dispute, claim: Claim, phrases: Phrases) -> FactValue:
    match dispute.field:
        case "rate":
            return Percent(claim.value)
        case "starts" | "until":
            return Day(claim.value)
        case "benefit":
            return phrases.text(claim.text or {})
        case "threshold":
            assert dispute.fact
            return type_of(phrases.catalogue.facts[dispute.fact]).json(claim.value)
    return Yuan(claim.value)
