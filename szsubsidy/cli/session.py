"""What every command is handed: environment, catalogue and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from szsubsidy.bundled import catalogue_folder
from szsubsidy.catalogue.load import EMPTY, load_catalogue
from szsubsidy.catalogue.model import Catalogue, Programme
from szsubsidy.catalogue.naming import find_programme
from szsubsidy.cli.environment import Environment
from szsubsidy.days import parse_day
from szsubsidy.errors import not_a_day
from szsubsidy.formats.page import Page
from szsubsidy.i18n import translator
from szsubsidy.record import Record, replace
from szsubsidy.views.phrases import Phrases

if TYPE_CHECKING:
    from pathlib import Path


class Session(Record):
    """``overlay`` is the folder that was laid over the catalogue; ``quiet``: only errors are told beside the result."""

    env: Environment
    catalogue: Catalogue
    phrases: Phrases
    overlay: Path | None = None
    quiet: bool = False

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those that the catalogue was read from."""
        bundled = catalogue_folder()
        return (bundled,) if self.overlay is None else (bundled, self.overlay)

    def under(self, catalogue: Catalogue) -> Session:
        """Return the session with another catalogue, and words for it."""
        phrases = Phrases(catalogue, self.env.language, self.phrases.tr)
        return replace(self, catalogue=catalogue, phrases=phrases)

    def day(self, text: str | None, where: str = "--as-of") -> int:
        """Return the day that the option ``where`` asks for, today in Shenzhen by default."""
        if text is None:
            return self.env.today
        day = parse_day(text)
        if day is None:
            raise not_a_day(text, where=where)
        return day

    def programmes(self, names: Sequence[str] | None) -> list[Programme]:
        """Return the programmes of these names, each once; all of them where none is named."""
        if not names:
            return list(self.catalogue.programmes.values())
        return list({programme.id: programme for programme in map(self.programme, names)}.values())

    def programme(self, name: str) -> Programme:
        """Return the programme with an id, a former id, a name or an alias."""
        return find_programme(name, self.catalogue)

    def write(self, text: str) -> None:
        """Write a result to stdout."""
        self.env.stdout.write(text)

    def write_bytes(self, content: bytes) -> None:
        """Write a result whose bytes are settled, line ends and all, to stdout."""
        self.env.stdout.flush()
        self.env.stdout.buffer.write(content)

    def write_json(self, value: object) -> None:
        from szsubsidy.formats.json import dumps

        self.write(dumps(value) + "\n")

    def write_page(self, page: Page) -> None:
        """Draw a page on a terminal; elsewhere write it as plain text, whole."""
        self._show(page, self.env.stdout)

    def say_page(self, page: Page) -> None:
        """Write a page to stderr, in the same way."""
        self._show(page, self.env.stderr)
        self.env.stderr.flush()

    def _show(self, page: Page, stream: TextIO) -> None:
        from szsubsidy.formats.table import shown
        from szsubsidy.formats.view import Medium

        medium = Medium(self.env.width_of(stream), self.env.colored(stream))
        stream.write(shown(page, medium))


def open_session(env: Environment, overlay: Path | None, *, with_catalogue: bool = True) -> Session:
    """Return the session of a run; ``overlay`` is a folder that is laid over the bundled programmes.

    The session of a command that must run whatever is wrong with the files is ``with_catalogue`` false: nothing is
    read, and its catalogue is empty.
    """
    catalogue = load_catalogue(overlay) if with_catalogue else EMPTY
    phrases = Phrases(catalogue, env.language, translator(env.language))
    return Session(env, catalogue, phrases, overlay)
