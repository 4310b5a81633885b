"""Terms of one's own beside the official ones: whose they are, and what they may cite.

Whoever lays a file over the bundled catalogue may write into it what they like. Its figures are therefore never as sure
as the bundled sources, whoever they name: nobody has held them against these. A figure of such a file that cites
`measures-2024#2` cites the file instead, as *unconfirmed*. What cites a source that the file or its folder declares is
as sure as its author says; the mark on the programme says whose word that is.

A file that declares a source with the id of a bundled one declares it for nobody else: other programmes cite that of
the catalogue. Only `sources.toml` of one's own replaces a source; from then on it is unconfirmed for all who cite it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from szsubsidy.catalogue.citations import Cited, recited, source_of
from szsubsidy.catalogue.files import Sources
from szsubsidy.catalogue.model import Catalogue, Edition, Programme
from szsubsidy.catalogue.programmes import outlines, picked
from szsubsidy.catalogue.sources import Origin, Source
from szsubsidy.fields import Text
from szsubsidy.record import Record, replace

if TYPE_CHECKING:
    from pathlib import Path

R = TypeVar("R", bound=Record)

_NOWHERE: Text = {"en": "A file of one's own", "zh-Hans": "自拟文件", "zh-Hant": "自擬檔案"}


class OwnFile(Record):
    """A file of one's own: ``official`` are the sources that it cannot cite, ``source`` is what it cites instead."""

    origin: Origin
    source: Source
    official: Collection[str]

    def cites_official(self, record: Record) -> bool:
        """Whether anything in a record that was read from the file cites an official source."""
        return self.citing_itself(record) != record

    def citing_itself(self, record: R) -> R:
        """Return what the file says, citing the file wherever it cites an official source."""

        def own(cited: Cited, _key: str) -> Cited:
            if source_of(cited.cite) not in self.official:
                return cited
            return replace(cited, cite=self.source.id, confidence="unconfirmed")

        return recited(record, own)


class OwnFiles:
    """Which of the files of a catalogue are one's own, and the sources that are left of all.

    ``folders`` are those of the files, the bundled one first; ``replaced`` its files that others stand in place of.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        sources: Mapping[Path, Sources],
        programmes: Mapping[Path, Programme],
        replaced: Mapping[Path, Programme],
    ) -> None:
        self._folders = folders
        declaring: dict[Path, Sources | Programme] = {**sources, **programmes}
        bundled = {**declaring, **replaced}
        self.official = frozenset(
            source.id for path, file in bundled.items() if self.name(path) is None for source in file.sources
        )
        taken = {programme.id for programme in replaced.values()}
        self.programmes = {
            path: self._own(name, file.id, replaces=file.id in taken)
            for path, file in programmes.items()
            if (name := self.name(path)) is not None
        }
        self.sources = {
            source.id: self._kept(source, path)
            for path, file in declaring.items()
            for source in file.sources
            if path in sources or source.id not in self.official or self.name(path) is None
        }
        for path, own in self.programmes.items():
            if own.cites_official(programmes[path]):
                self.sources[own.source.id] = own.source

    def name(self, path: Path) -> str | None:
        """Return how a file of one's own is called to others, by its folder and its path in it; None of another."""
        for folder in self._folders[1:]:
            if path.is_relative_to(folder):
                return path.name if path == folder else f"{place_name(folder)}/{path.relative_to(folder).as_posix()}"
        return None

    def shared(self, path: Path) -> OwnFile | None:
        """Return a shared file, such as that of the rules of cumulation, if it is one's own."""
        name = self.name(path)
        return None if name is None else self._own(name, path.stem, replaces=False)

    def _own(self, name: str, about: str, *, replaces: bool) -> OwnFile:
        source = source_of_file(f"own-{about}", about, Origin(name, replaces=False))
        return OwnFile(Origin(name, replaces), source, self.official)

    def _kept(self, source: Source, path: Path) -> Source:
        """A source, of one's own with its origin; in place of a bundled one, no place in it is sure any more."""
        name = self.name(path)
        if name is None:
            return source
        if source.id not in self.official:
            return replace(source, origin=Origin(name, replaces=False))
        provisions = {at: replace(place, confidence="unconfirmed") for at, place in source.provisions.items()}
        return replace(source, confidence="unconfirmed", provisions=provisions, origin=Origin(name, replaces=True))


def place_name(path: Path) -> str:
    """Return what a folder or file of one's own is called, wherever it lies."""
    return path.absolute().name


def source_of_file(name: str, about: str, origin: Origin) -> Source:
    """Return the source that the figures of a file cite: ``name`` is its id, ``about`` says what it is of."""
    return Source(
        id=name,
        kind="plan",
        title=f"自拟条款（{about}）",
        title_en=f"Own terms ({about})",
        issuer=_NOWHERE,
        confidence="unconfirmed",
        origin=origin,
    )


def own_programme(programme: Programme, own: OwnFile) -> Programme:
    """Return a programme of one's own, whose confidence is resolved, citing no official source.

    It was not in the newspaper.
    """
    announced = tuple(cite for cite in programme.announced if source_of(cite) not in own.official)
    return own.citing_itself(replace(programme, announced=announced, origin=own.origin))


def undisputed(edition: Edition, own: OwnFile) -> Edition:
    """Return a compiled edition without what official sources say otherwise: of one's own terms they say nothing."""
    disputes = [
        replace(dispute, others=tuple(claim for claim in dispute.others if source_of(claim.cite) != own.source.id))
        for dispute in edition.disputes
    ]
    return replace(edition, disputes=tuple(dispute for dispute in disputes if dispute.others))


def official_terms(catalogue: Catalogue) -> Catalogue:
    """Return a catalogue without the programmes and rules of one's own, with those that they stand in place of."""
    overlay = catalogue.overlay
    if overlay is None:
        return catalogue
    kept = [name for name, known in outlines(catalogue).items() if known.origin is None or name in overlay.programmes]
    programmes = picked(kept, overlay.programmes, catalogue.programmes)
    rules = (*(rule for rule in catalogue.rules if rule.origin is None), *overlay.rules)
    joint_caps = (*(cap for cap in catalogue.joint_caps if cap.origin is None), *overlay.joint_caps)
    return replace(catalogue, programmes=programmes, rules=rules, joint_caps=joint_caps, overlay=None)
