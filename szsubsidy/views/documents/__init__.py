"""The JSON documents that commands print, as types: a contract, versioned apart from the program.

The functions that build a document return its type, so the type checker holds every key, and the JSON Schema is made
from the same type. These modules need pydantic's companions and are loaded only when a schema is asked for.
"""
