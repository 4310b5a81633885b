"""The bare ``szsubsidy``: versions, the interview, or help."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.calling import HelpWanted
from szsubsidy.cli.commands import Loaded
from szsubsidy.cli.emit import DocumentMaker, Output, OutputOptions, emit
from szsubsidy.cli.options import AsOf, Option
from szsubsidy.cli.session import Session
from szsubsidy.errors import message, needs
from szsubsidy.formats.page import Page
from szsubsidy.formats.view import Records, View

VERSION_OUTPUT = OutputOptions(
    json_help=message("With --version: print JSON."),
    fields_help=message("With --version: print only these keys of the JSON."),
    schema_help=message("Print the JSON Schema of what --version --json prints."),
    format_help=message("With --version: how to print it: {accepted}."),
    panel=None,
)


def root(
    session: Session,
    *,
    version: Annotated[
        bool, Option("-V --version", help=message("Print the versions of program and catalogue."))
    ] = False,
    output: Annotated[Output, VERSION_OUTPUT],
    as_of: AsOf = None,
) -> int:
    """Shenzhen's AI and innovation grants: which apply, and how much at most."""
    if version:
        _write_versions(session, session.day(as_of), output)
        return 0
    if output.option is not None:
        raise needs(output.option, "--version")
    if not session.env.interactive:
        raise HelpWanted
    from szsubsidy.cli.interview import interview

    return interview(session, session.day(as_of))


def _write_versions(session: Session, as_of: int, output: Output) -> None:
    from szsubsidy import __version__
    from szsubsidy.views.version import version_document

    catalogue = session.catalogue.version
    line = session.phrases.in_brackets(
        f"szsubsidy {__version__}", session.phrases.fmt("catalogue {version}", version=catalogue)
    )
    view = View(
        lambda: Page(line, session.phrases.language, ()),
        lambda: version_document(as_of, session.phrases),
        lambda: Records(("program", "catalogue"), [(__version__, catalogue)]),
    )
    emit(session, output, view, line=line)


def document() -> DocumentMaker:
    """Return what makes the JSON of ``--version``."""
    from szsubsidy.views.version import version_document

    return version_document


ROOT = Loaded(root, "", document)
