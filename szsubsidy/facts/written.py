"""Values of a program in Python as a person would write them: the one way from them to `szsubsidy.facts`."""

from __future__ import annotations

from enum import Enum


def as_typed(given: object) -> object:
    """Return a value of Python, numpy or pandas as text, a flag, a whole number, a day or a list of these.

    Decimals and floats become the text that they are written as (a float's shortest, never what it is to the last bit),
    a member of an `enum.Enum` is its value, a set is a list. What is of no such type comes back as it is.
    """
    if isinstance(given, Enum):
        return as_typed(given.value)
    if isinstance(given, str | bool | int) or given is None:
        return given
    if isinstance(given, float):
        return _without_power(repr(float(given)))
    if isinstance(given, list | tuple | set | frozenset):
        return [as_typed(one) for one in given]
    kind = type(given)
    if kind.__name__ == "Decimal":
        return format(given, "f")
    if kind.__module__ == "numpy" and hasattr(given, "item") and hasattr(given, "dtype"):
        return bool(given) if kind.__name__ in {"bool", "bool_"} else _without_power(str(given))
    return given


def _without_power(number: str) -> str:
    """Write a number such as ``1e+16`` in bare digits."""
    if "e" not in number:
        return number
    from decimal import Decimal

    return format(Decimal(number), "f")
