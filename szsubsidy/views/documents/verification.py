"""The JSON document of ``verify``."""

from __future__ import annotations

from typing import Literal, TypeAlias

from typing_extensions import TypedDict

from szsubsidy.views.documents.shared import CatalogueDocument, Envelope

Cause: TypeAlias = Literal["file", "asked", "unreadable", "catalogue", "edition", "program"]


class DifferenceDocument(TypedDict):
    """A value as the file has it and as it is derived, as a line shows it; null where there is none."""

    key: str
    programme: str | None
    recorded: str | None
    derived: str | None


class CauseDocument(TypedDict):
    """Why a record does not hold, or who wrote it if that was not this program with this catalogue.

    ``file``: a hand changed what was answered; ``asked``: what was asked, ``names`` are its keys, and facts by id;
    ``unreadable``: so that nothing can be derived; ``edition``: ``names`` are the programmes that have another one.
    """

    cause: Cause
    names: list[str]
    text: str


class RecordDocument(TypedDict):
    """By whom a record says that it was written."""

    program: str
    catalogue: CatalogueDocument


class VerificationDocument(Envelope):
    """What ``szsubsidy verify --json`` prints; ``as_of`` is the day of the record, or of the run if it has none."""

    file: str
    holds: bool
    record: RecordDocument
    differences: list[DifferenceDocument]
    causes: list[CauseDocument]
