"""The options that commands share, as types: ``as_of: AsOf = None`` gives a command the option ``--as-of``.

Texts stand in English; `szsubsidy.cli.app` translates them once Typer has read the signatures. Modules whose
signatures Typer reads do not postpone the evaluation of annotations, which would be compiled anew on every start.
"""

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import typer
from typer import Argument, Option

from szsubsidy.cli.session import Session
from szsubsidy.errors import message, unknown
from szsubsidy.i18n import LANGUAGES

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

    def listed(self) -> list[str]:
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


def choice(
    declaration: str, accepted: Sequence[str], *, what: str = message("{given} is not known"), **settings: Any
) -> Any:
    """Return an option that takes one of the words ``accepted``; ``what`` says of another word that it is none."""
    one_of = OneOf(accepted, declaration, what)
    return Option(declaration, parser=one_of, autocompletion=one_of.listed, **settings)


def session_of(context: typer.Context) -> Session:
    """Return the session of a run, for the functions that complete what a shell has read so far."""
    session: Session = context.find_root().obj
    return session


def complete_programmes(context: typer.Context) -> list[str]:
    return list(session_of(context).catalogue.programmes)


ProgrammeName: TypeAlias = Annotated[
    str,
    Argument(
        metavar="PROGRAMME",
        help=message("A programme's ID, name or alias."),
        autocompletion=complete_programmes,
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    Option("--as-of", help=message("Date of the estimate (default: today in Shenzhen)."), metavar="DATE"),
]
NoInput: TypeAlias = Annotated[bool, Option("--no-input", help=message("Ask nothing, even at a terminal."))]


def format_option(formats: Sequence[str], help_text: str, panel: str | None) -> Any:
    """Return ``--format``, which chooses one of ``formats``."""
    return choice(
        "--format",
        formats,
        what=message("{given} is not a format"),
        help=help_text,
        metavar="FORMAT",
        rich_help_panel=panel,
        show_default=False,
    )


def fields_option(help_text: str, panel: str | None) -> Any:
    """Return ``--fields``, which picks keys of a JSON document."""
    return Option("--fields", help=help_text, metavar="KEYS", rich_help_panel=panel, show_default=False)


def reform_option(help_text: str, panel: str | None = None) -> Any:
    """Return ``--reform``; ``help_text`` says what the command does with a file of changed terms."""
    return Option("--reform", help=help_text, metavar="FILE", rich_help_panel=panel, show_default=False)


_LANGUAGES, _COLORS = Suggested(LANGUAGES), Suggested(COLORS)

Lang: TypeAlias = Annotated[
    str | None,
    Option(
        "--lang",
        help=message("Language: {accepted}."),
        metavar="LANG",
        rich_help_panel=OUTPUT,
        parser=_LANGUAGES,
        autocompletion=_LANGUAGES.listed,
        show_default=False,
    ),
]
Color: TypeAlias = Annotated[
    str,
    Option(
        "--color",
        help=message("Colour: auto, always or never."),
        metavar="WHEN",
        rich_help_panel=OUTPUT,
        autocompletion=_COLORS.listed,
        show_default=False,
    ),
]
OwnProgrammes: TypeAlias = Annotated[
    str | None,
    Option(
        "--programmes",
        help=message("Your own folder of programmes, used on top of the built-in ones."),
        metavar="FOLDER",
        rich_help_panel=OUTPUT,
        show_default=False,
    ),
]
Quiet: TypeAlias = Annotated[
    bool, Option("-q", "--quiet", help=message("Print no warnings, only errors."), rich_help_panel=OUTPUT)
]
