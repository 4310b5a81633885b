"""The JSON documents that commands print, as types: a contract, versioned apart from the program.

The functions that build a document return its type, so the type checker holds every key, and the JSON Schema is made
from the same type. These modules need pydantic's companions and are loaded only when a schema is asked for.
"""

from szsubsidy.views.documents.catalogue import (
    CalendarDocument,
    CheckDocument,
    ErrorsDocument,
    FactsDocument,
    SourcesDocument,
    VersionDocument,
)
from szsubsidy.views.documents.estimate import EstimateDocument, ExplanationDocument
from szsubsidy.views.documents.programmes import DisputesDocument, ProgrammesDocument, ProgrammeTermsDocument
from szsubsidy.views.documents.tables import BudgetOutlookDocument, SummaryDocument
from szsubsidy.views.documents.terms_diff import TermsDiffDocument
from szsubsidy.views.documents.what_if import ComparedDocument, SolutionDocument, SweepDocument

__all__ = [
    "BudgetOutlookDocument",
    "CalendarDocument",
    "CheckDocument",
    "ComparedDocument",
    "DisputesDocument",
    "ErrorsDocument",
    "EstimateDocument",
    "ExplanationDocument",
    "FactsDocument",
    "ProgrammeTermsDocument",
    "ProgrammesDocument",
    "SolutionDocument",
    "SourcesDocument",
    "SummaryDocument",
    "SweepDocument",
    "TermsDiffDocument",
    "VersionDocument",
]
