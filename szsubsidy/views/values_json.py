"""Values of facts, and what sources say of them, as JSON documents have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Catalogue, Claim, Dispute
from szsubsidy.facts.model import Profile
from szsubsidy.facts.types import type_of
from szsubsidy.quantities import Day, Percent, Yuan
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.shared import ClaimDocument, FactValue, ProfileDocument


def profile_document(profile: Profile, catalogue: Catalogue) -> ProfileDocument:
    """Return the known facts in the catalogue's order."""
    document: ProfileDocument = {}
    for fact, spec in catalogue.facts.items():
        if fact in profile:
            document[fact] = type_of(spec).json(profile[fact])
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
            return profile_document({dispute.fact: claim.value}, phrases.catalogue)[dispute.fact]
    return Yuan(claim.value)
