"""How every JSON document begins: its form, who made it, from which catalogue, and for which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from szsubsidy import __version__
from szsubsidy.catalogue.model import Mark
from szsubsidy.quantities import Day
from szsubsidy.views.own_terms import own_terms_document
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.shared import Envelope, EnvelopeOfTerms

SCHEMA_VERSION: Literal[2] = 2


def envelope(mark: Mark, as_of: int) -> Envelope:
    """Return what every document begins with; ``as_of`` is the day that was asked about, or that of the run."""
    return {
        "schema_version": SCHEMA_VERSION,
        "program": __version__,
        "catalogue": {"version": mark.version, "hash": mark.hash},
        "as_of": Day(as_of),
    }


def envelope_of_terms(phrases: Phrases, as_of: int) -> EnvelopeOfTerms:
    """Return what a document begins with whose figures rest on terms, which may be one's own."""
    return {**envelope(phrases.catalogue.mark, as_of), "own_terms": own_terms_document(phrases)}
