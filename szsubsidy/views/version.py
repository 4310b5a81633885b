"""The versions of program and catalogue as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import VersionDocument


def version_document(as_of: int, phrases: Phrases) -> VersionDocument:
    """Return which program, and which catalogue, gives the answers: all that every document begins with."""
    return {**envelope_of_terms(phrases, as_of)}
