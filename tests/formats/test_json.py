"""JSON is as the module `json` writes it, but for line ends, amounts, and what a terminal would obey."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.formats.json import dumps
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.quantities import Yuan
from tests.fuzz.inert import commands_of_a_terminal

PLAIN = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_what_is_written_is_read_again(value: object) -> None:
    assert json.loads(dumps(value)) == value


@given(st.text())
def test_a_text_is_written_as_the_module_json_does_without_what_a_terminal_obeys(text: str) -> None:
    written = dumps(text)
    assert json.loads(written) == text
    assert commands_of_a_terminal(written) == []
    if text == sanitize(text):
        assert written == json.dumps(text, ensure_ascii=False)


def test_an_amount_has_its_digits() -> None:
    assert dumps([Yuan(1), Yuan(480_000_000)]) == "[0.01, 4800000]"
