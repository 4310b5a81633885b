"""The JSON Schema of a document, made from the type that the function which builds it returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def schema_of(document_function: Callable[..., object]) -> dict[str, Any]:
    """Return the JSON Schema of what ``document_function`` returns.

    Its return type must be a document of `szsubsidy.views.documents`; modules that build documents import those for
    the type checker alone, so the name is looked up here.
    """
    from pydantic import TypeAdapter

    from szsubsidy.views import documents

    document = getattr(documents, document_function.__annotations__["return"])
    schema = TypeAdapter(document).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema["title"],
        **schema,
    }
