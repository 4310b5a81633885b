"""What says of an answer that terms of one's own had a part in it, and which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.programmes import outlines
from szsubsidy.catalogue.sources import Origin
from szsubsidy.formats.page import Page, Section
from szsubsidy.formats.sanitize import sanitize
from szsubsidy.record import replace
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from szsubsidy.views.documents.shared import OriginDocument, OwnTermsDocument

FEW = 5
"""As many names stand in a line; of more, the others are counted."""


def with_own_terms(page: Page, phrases: Phrases) -> Page:
    """Return a page that begins with what was laid over the official terms, if anything was."""
    lines = tuple(own_terms_lines(phrases))
    if not lines:
        return page
    if page.lead:
        return replace(page, lead=(*lines, *page.lead))
    return replace(page, blocks=(Section("", lines), *page.blocks))


def own_terms_lines(phrases: Phrases) -> list[str]:
    """Return what was laid over the official terms, in one line; none where nothing was."""
    told = own_terms_document(phrases)
    if told is None:
        return []
    parts = (
        (phrases.tr("added: {names}"), told["added"]),
        (phrases.tr("in place of official programmes: {names}"), told["replaced"]),
        (phrases.tr("rules on combining: {names}"), told["rules"]),
        (phrases.tr("in place of built-in sources: {names}"), told["sources"]),
        (phrases.tr("in place of built-in facts: {names}"), told["facts"]),
    )
    what = [template.format(names=_few(names, phrases)) for template, names in parts if names]
    if not what:
        return []
    places = phrases.joined(map(sanitize, told["places"]))
    return [phrases.fmt("Own terms, not official ones ({places}): {what}", places=places, what=phrases.clauses(what))]


def _few(names: list[str], phrases: Phrases) -> str:
    listed = phrases.joined(names[:FEW])
    more = len(names) - FEW
    return listed if more <= 0 else phrases.fmt("{names} and {count} more", names=listed, count=str(more))


def own_terms_document(phrases: Phrases) -> OwnTermsDocument | None:
    """Return what was laid over the official terms, None where nothing was."""
    catalogue = phrases.catalogue
    overlay = catalogue.overlay
    if overlay is None:
        return None
    own = {name: known.origin for name, known in outlines(catalogue).items() if known.origin is not None}
    rules = [*catalogue.rules, *catalogue.joint_caps]
    return {
        "places": list(overlay.places),
        "added": [name for name, origin in own.items() if not origin.replaces],
        "replaced": [name for name, origin in own.items() if origin.replaces],
        "rules": [rule.id for rule in rules if rule.origin is not None],
        "sources": [source.id for source in catalogue.sources.values() if _replaces(source.origin)],
        "facts": list(overlay.facts),
    }


def _replaces(origin: Origin | None) -> bool:
    return origin is not None and origin.replaces


def origin_document(origin: Origin | None) -> OriginDocument | None:
    """Return where something of one's own comes from; None of what is official."""
    return None if origin is None else {"file": origin.file, "replaces": origin.replaces}


def origin_word(programmes: Iterable[Programme]) -> str:
    """Return for programs whether any of these is one's own, and whether it stands in place of an official one."""
    words = {True: "own-in-place-of-official", False: "own"}
    found = [words[programme.origin.replaces] for programme in programmes if programme.origin is not None]
    return ";".join(dict.fromkeys(found))


def origin_line(origin: Origin, phrases: Phrases) -> str:
    """Write whose terms they are, and the file that they stand in."""
    file = sanitize(origin.file)
    if origin.replaces:
        return phrases.fmt("Own terms in place of the official ones, from the file {file}", file=file)
    return phrases.fmt("Own terms, not official ones, from the file {file}", file=file)


def source_origin_line(origin: Origin, phrases: Phrases) -> str:
    """Write whose source it is, and the file that declares it."""
    file = sanitize(origin.file)
    if origin.replaces:
        return phrases.fmt("Own source in place of the built-in one, from the file {file}", file=file)
    return phrases.fmt("Own source, not a built-in one, from the file {file}", file=file)
