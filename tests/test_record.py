"""Records: immutable, told apart by their class, and refused where fields are missing or unknown."""

from __future__ import annotations

import os
import pickle
from collections import OrderedDict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from szsubsidy.compiled import DAMAGE, unpickled
from szsubsidy.record import Record, replace


class Cited(Record, kw_only=True):
    cite: str
    confidence: str = "official"


class Amount(Cited, kw_only=True):
    fen: int


class Pair(Record):
    first: int
    second: int = 2


class Twin(Record):
    first: int
    second: int


AMOUNT = Amount(cite="measures#2", fen=5)


def test_a_subclass_has_the_fields_of_its_base_first() -> None:
    assert Amount._fields == ("cite", "confidence", "fen")
    assert repr(AMOUNT) == "Amount(cite='measures#2', confidence='official', fen=5)"


def test_a_record_is_matched_by_position() -> None:
    match Pair(1):
        case Pair(first, second):
            assert (first, second) == (1, 2)


def test_records_of_two_classes_are_never_equal() -> None:
    others: tuple[object, ...] = (Twin(1, 2), (1, 2))
    assert Pair(1) == Pair(1, 2)
    assert Pair(1) not in others


def test_a_record_is_pickled_and_replaced() -> None:
    assert pickle.loads(pickle.dumps(AMOUNT)) == AMOUNT
    assert replace(AMOUNT, fen=7) == Amount(cite="measures#2", fen=7)


@pytest.mark.parametrize(
    "values", [{}, {"cite": "measures#2"}, {"cite": "measures#2", "fen": 1, "yuan": 1}], ids=["none", "some", "more"]
)
def test_fields_that_are_missing_or_unknown_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="Amount"):
        Amount(**values)


def test_a_record_cannot_be_changed() -> None:
    changed: Any = AMOUNT
    for name in ("fen", "yuan"):
        with pytest.raises(AttributeError):
            setattr(changed, name, 1)
    with pytest.raises(TypeError):
        replace(changed, yuan=1)


class Harmless:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


@pytest.mark.parametrize("value", [os.system, Harmless(), {"a": date(2026, 1, 1)}, OrderedDict(), Path("x")])
def test_what_was_made_before_holds_records_and_plain_values_and_calls_nothing(value: object) -> None:
    with pytest.raises(DAMAGE):
        unpickled(pickle.dumps(value))
    plain = [1, "a", (None, True), {"b": 2.5}, b"c"]
    assert unpickled(pickle.dumps(plain)) == plain
