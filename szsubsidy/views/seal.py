"""The seal of a record: check digits of each thing that was asked, so that a change of it by hand shows.

What was answered needs none: it is derived anew from what was asked. A seal keeps nobody from writing a record of other
facts; it tells which of them is not what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from szsubsidy.formats.json import dumps

if TYPE_CHECKING:
    from szsubsidy.views.documents.estimate import OptionsDocument, SealDocument
    from szsubsidy.views.documents.shared import Envelope, ProfileDocument

# A worked example. ``"compute_contract": 8000000`` is sealed as the CRC-32 of ``8000000``, 8e64900e; with one fen more
# in the file the digits would be others, and the fact is told to have been changed.


def seal(opening: Envelope, options: OptionsDocument, profile: ProfileDocument) -> SealDocument:
    """Return the seal of an estimate: who made it, from what, for which day, in which form, and of which facts."""
    return {
        "program": _digits(opening["program"]),
        "catalogue": _digits(opening["catalogue"]),
        "as_of": _digits(opening["as_of"]),
        "options": _digits(options),
        "profile": {fact: _digits_of_each(value) for fact, value in profile.items()},
    }


def _digits_of_each(value: object) -> str | list[dict[str, str]] | dict[str, str]:
    """The digits of a fact; of projects and of what is held those of each entry, so that it can be named."""
    if isinstance(value, dict):
        return {key: _digits(item) for key, item in value.items()}
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [{key: _digits(item) for key, item in project.items()} for project in value]
    return _digits(value)


def _digits(value: object) -> str:
    return f"{crc32(dumps(value).encode()):08x}"
