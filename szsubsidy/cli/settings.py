"""Facts as one text sets them: ``compute_contract=800万``, and several with semicolons between them."""

from __future__ import annotations

import re

from szsubsidy.errors import not_a_setting


def settings_in(text: str, where: str) -> list[tuple[str, str]]:
    """Return the names and values of ``a=b; c=d``. Raises `SubsidyError` for a part without =, and where none is."""
    parts = [part.strip() for part in re.split("[;；]", text) if part.strip()]
    if not parts:
        raise not_a_setting(text, where=where)
    return [read_setting(part, where) for part in parts]


def read_setting(text: str, where: str) -> tuple[str, str]:
    """Return the name and the value of one ``name=value``."""
    name, equals, value = text.partition("=")
    if not equals:
        raise not_a_setting(text, where=where, code="bad-input")
    return name.strip(), value.strip()
