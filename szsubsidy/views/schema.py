"""The JSON Schema of a document, made from the type that the function which builds it returns."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def schema_of(document_function: Callable[..., object]) -> dict[str, Any]:
    """Return the JSON Schema of what ``document_function`` returns.

    Its return type must be a document of one of the modules of `szsubsidy.views.documents`; the modules that build
    documents import those for the type checker alone, so the name is looked up here.
    """
    from pydantic import TypeAdapter

    from szsubsidy.views import documents

    name = document_function.__annotations__["return"]
    modules = [import_module(f"{documents.__name__}.{module.name}") for module in iter_modules(documents.__path__)]
    document = next(getattr(module, name) for module in modules if hasattr(module, name))
    schema = TypeAdapter(document).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema["title"],
        **schema,
    }
