"""A compiled catalogue in bytes: what all its programmes share, an outline of each, and each by itself.

The bytes are a pickle, of records of this program and nothing else: reading them makes no object of another class and
calls nothing, whoever wrote them. A check sum tells what is damaged.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import TypeAlias
from zlib import crc32

from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.programmes import Outline, Programmes, outline
from szsubsidy.compiled import unpickled
from szsubsidy.record import replace

_FORM = b"szsubsidy catalogue 2\n"
_SUM, _LENGTH = 4, 8
_Shelf: TypeAlias = dict[str, tuple[Outline, int, int]]
"""Of each programme its outline, and where its bytes begin and end."""


def packed(catalogue: Catalogue) -> bytes:
    """Return the compiled form of a catalogue, without the worked examples that only a check needs."""
    body = bytearray()
    shelf = _laid_down(catalogue.programmes, catalogue, body)
    overlay, replaced = catalogue.overlay, None
    if overlay is not None:
        replaced = _laid_down(overlay.programmes, catalogue, body)
        overlay = replace(overlay, programmes={})
    head = pickle.dumps((replace(catalogue, programmes={}, overlay=overlay), shelf, replaced), protocol=5)
    content = len(head).to_bytes(_LENGTH, "big") + head + body
    return _FORM + crc32(content).to_bytes(_SUM, "big") + content


def unpacked(content: bytes) -> Catalogue:
    """Return a catalogue of its compiled form, whose programmes are opened one by one.

    Raises an error of `szsubsidy.compiled.DAMAGE` where that is damaged, or another version wrote it.
    """
    begins = len(_FORM) + _SUM
    view = memoryview(content)
    if view[: len(_FORM)] != _FORM or crc32(view[begins:]).to_bytes(_SUM, "big") != view[len(_FORM) : begins]:
        raise ValueError
    head_begins = begins + _LENGTH
    body = head_begins + int.from_bytes(view[begins:head_begins], "big")
    catalogue, shelf, replaced = unpickled(view[head_begins:body])
    if catalogue.overlay is not None:
        overlay = replace(catalogue.overlay, programmes=_programmes(replaced, view[body:]))
        catalogue = replace(catalogue, overlay=overlay)
    found: Catalogue = replace(catalogue, programmes=_programmes(shelf, view[body:]))
    return found


def _laid_down(programmes: Mapping[str, Programme], catalogue: Catalogue, body: bytearray) -> _Shelf:
    """Append programmes to ``body``, and return where they stand."""
    shelf: _Shelf = {}
    for name, programme in programmes.items():
        bare = tuple(replace(edition, examples=()) for edition in programme.editions)
        begins = len(body)
        body += pickle.dumps(replace(programme, editions=bare), protocol=5)
        shelf[name] = (outline(programme, catalogue), begins, len(body))
    return shelf


def _programmes(shelf: _Shelf, body: memoryview) -> Programmes:
    def opened(name: str) -> Programme:
        _outline, begins, ends = shelf[name]
        programme: Programme = unpickled(body[begins:ends])
        return programme

    return Programmes({name: entry[0] for name, entry in shelf.items()}, opened)
