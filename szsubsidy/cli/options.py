"""The options that commands share, as types: ``as_of: AsOf = None`` gives a command the option ``--as-of``.

They are told in records of our own, since most runs never import Typer; `szsubsidy.cli.binding` makes Typer's of them.
Texts stand in English; `szsubsidy.cli.app` translates them once Typer has read the signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias

from szsubsidy.cli.session import Session
from szsubsidy.errors import message, unknown
from szsubsidy.i18n import LANGUAGES
from szsubsidy.record import Record

COLORS = ("auto", "always", "never")

OUTPUT = message("Output")
"""The panel of what is printed, and how."""
PROFILE = message("Profile")
WRITING = message("Writing")


class Suggested:
    """Words that an option suggests; its help text lists them in the place of ``{accepted}``. Others are read, too."""

    def __init__(self, accepted: Sequence[str]) -> None:
        self.accepted = tuple(accepted)

    def __call__(self, given: str) -> str:
        return given

    def offered(self, _session: Session, _incomplete: str) -> list[str]:
        """What a shell offers."""
        return list(self.accepted)


class OneOf(Suggested):
    """Words of which an option takes one. Raises `SubsidyError` for any other word, in the words of ``what``."""

    def __init__(self, accepted: Sequence[str], where: str, what: str) -> None:
        super().__init__(accepted)
        self.where = where
        self.what = what

    def __call__(self, given: str) -> str:
        if given in self.accepted:
            return given
        raise unknown(given, self.accepted, where=self.where, what=self.what)


Completer: TypeAlias = Callable[[Session, str], Sequence[str | tuple[str, str]]]
"""Returns what a shell offers for a word that has begun, some with a help text; what begins otherwise is dropped."""


class Option(Record):
    """An option: its spellings, as in ``-o --output`` or ``--chart/--no-chart``, and what its help says.

    ``metavar`` stands for its value there. ``accepts`` are the words that it takes, if not any; ``at_least`` bounds a
    number.
    """

    spellings: str
    help: str
    metavar: str | None = None
    panel: str | None = None
    accepts: Suggested | None = None
    complete: Completer | None = None
    at_least: int | None = None


class Argument(Record):
    """A word of the command line that no option stands before, or several."""

    metavar: str
    help: str
    complete: Completer | None = None


def choice(
    spelling: str, accepted: Sequence[str], *, what: str = message("{given} is not known"), **settings: Any
) -> Option:
    """Return an option that takes one of the words ``accepted``; ``what`` says of another word that it is none."""
    one_of = OneOf(accepted, spelling, what)
    return Option(spelling, accepts=one_of, complete=one_of.offered, **settings)


def complete_programmes(session: Session, _incomplete: str) -> list[str]:
    return list(session.catalogue.programmes)


ProgrammeName: TypeAlias = Annotated[
    str,
    Argument(
        metavar="PROGRAMME",
        help=message("A programme's ID, name or alias."),
        complete=complete_programmes,
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    Option("--as-of", help=message("Date of the estimate (default: today in Shenzhen)."), metavar="DATE"),
]
NoInput: TypeAlias = Annotated[bool, Option("--no-input", help=message("Ask nothing, even at a terminal."))]


def format_option(formats: Sequence[str], help_text: str, panel: str | None) -> Option:
    """Return ``--format``, which chooses one of ``formats``."""
    return choice(
        "--format",
        formats,
        what=message("{given} is not a format"),
        help=help_text,
        metavar="FORMAT",
        panel=panel,
    )


def fields_option(help_text: str, panel: str | None) -> Option:
    """Return ``--fields``, which picks keys of a JSON document."""
    return Option("--fields", help=help_text, metavar="KEYS", panel=panel)


def reform_option(help_text: str, panel: str | None = None) -> Option:
    """Return ``--reform``; ``help_text`` says what the command does with a file of changed terms."""
    return Option("--reform", help=help_text, metavar="FILE", panel=panel)


_LANGUAGES, _COLORS = Suggested(LANGUAGES), Suggested(COLORS)

Lang: TypeAlias = Annotated[
    str | None,
    Option(
        "--lang",
        help=message("Language: {accepted}."),
        metavar="LANG",
        panel=OUTPUT,
        accepts=_LANGUAGES,
        complete=_LANGUAGES.offered,
    ),
]
Color: TypeAlias = Annotated[
    str,
    Option(
        "--color",
        help=message("Colour: auto, always or never."),
        metavar="WHEN",
        panel=OUTPUT,
        complete=_COLORS.offered,
    ),
]
OwnProgrammes: TypeAlias = Annotated[
    str | None,
    Option(
        "--programmes",
        help=message("Your own folder of programmes, used on top of the built-in ones."),
        metavar="FOLDER",
        panel=OUTPUT,
    ),
]
Quiet: TypeAlias = Annotated[bool, Option("-q --quiet", help=message("Print no warnings, only errors."), panel=OUTPUT)]
