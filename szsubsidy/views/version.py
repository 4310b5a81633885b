"""The versions of program and catalogue as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import VersionDocument


def version_document(program: str, catalogue: str) -> VersionDocument:
    """Return which program, and which catalogue, gives the answers."""
    return {"program": program, "catalogue": catalogue}
