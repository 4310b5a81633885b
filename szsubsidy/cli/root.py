"""The bare ``szsubsidy``: versions, the interview, or help."""

from typing import Annotated

import typer
from typer import Option

from szsubsidy.cli.options import AsOf
from szsubsidy.cli.session import Session
from szsubsidy.errors import message


def root(
    session: Session,
    context: typer.Context,
    *,
    version: Annotated[
        bool, Option("-V", "--version", help=message("Print the versions of program and catalogue."))
    ] = False,
    as_json: Annotated[bool, Option("--json", help=message("With --version: print JSON."))] = False,
    as_of: AsOf = None,
) -> int:
    """Shenzhen's subsidies for AI and innovation: which apply, and the most each can grant."""
    if version:
        _write_versions(session, as_json=as_json)
        raise typer.Exit(0)
    if context.invoked_subcommand is not None:
        return 0
    if not session.env.interactive:
        session.env.stderr.write(_help(context))
        raise typer.Exit(2)
    from szsubsidy.cli.interview import interview

    return interview(session, session.day(as_of))


def _write_versions(session: Session, *, as_json: bool) -> None:
    from szsubsidy import __version__

    if as_json:
        from szsubsidy.views.version import version_document

        session.write_json(version_document(__version__, session.catalogue.version))
    else:
        catalogue = session.phrases.fmt("catalogue {version}", version=session.catalogue.version)
        session.write(session.phrases.in_brackets(f"szsubsidy {__version__}", catalogue) + "\n")


def _help(context: typer.Context) -> str:
    """Return the help text, which Typer may write to stdout rather than return."""
    import contextlib
    import io

    from szsubsidy.formats.line_breaks import MARK

    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        returned = context.get_help()
    return (caught.getvalue() or returned).replace(MARK, "").rstrip("\n") + "\n"
