"""Reads the value of a fact as a person, a file or a shell gives it: one reader for every door."""

from __future__ import annotations

from collections.abc import Mapping

from szsubsidy.facts.model import Fact, Value
from szsubsidy.facts.types import type_of
from szsubsidy.facts.written import as_typed
from szsubsidy.spelling import fold


def read_value(fact: Fact, given: object, unit: str = "") -> Value:
    """Return the value of ``fact`` that ``given`` stands for.

    ``given`` is text as people write it, a value of the fact's own TOML type, or one of Python that says the same
    (`szsubsidy.facts.written`); a bare amount counts in ``unit``, such as 万. Raises `SubsidyError` that says what is
    wrong and what would be accepted.
    """
    value: Value = type_of(fact).parse(given if type(given) is str else as_typed(given), unit)
    return value


def names_of(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Return what facts are called in any language, folded: ids, former ids, labels and aliases, with the id meant."""
    names: dict[str, str] = {}
    for fact in facts.values():
        for name in (fact.id, *fact.formerly, *fact.label.values(), *fact.aliases):
            names.setdefault(fold(name), fact.id)
    return names
