"""How a result leaves a command: `emit` writes its view in the format that `Output` says."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from szsubsidy.cli.options import OUTPUT
from szsubsidy.cli.session import Session
from szsubsidy.errors import contradictory, message
from szsubsidy.formats import FORMATS
from szsubsidy.formats.view import Medium, View
from szsubsidy.record import replace


class Output(NamedTuple):
    """The format of a result, and the option that chose it, where one did.

    A command that takes ``output: Output`` has ``--format``, ``--json`` and ``--schema``.
    """

    format: str = "table"
    option: str | None = None


class OutputOptions(NamedTuple):
    """What is particular to the options of one command: ``output: Annotated[Output, OutputOptions(...)]``.

    ``more`` are formats that the command writes itself, beside those that `emit` writes.
    """

    more: tuple[str, ...] = ()
    json_help: str = message("Print JSON: stable keys, exact amounts.")
    schema_help: str = message("Print the JSON Schema of the JSON output.")
    format_help: str = message("How to print the result: {accepted}.")
    panel: str | None = OUTPUT


def chosen_output(name: str | None, *, as_json: bool) -> Output:
    """Return the output that ``--format`` and ``--json``, which is short for ``--format json``, ask for."""
    if name is None:
        return Output("json", "--json") if as_json else Output()
    if as_json and name != "json":
        raise contradictory("--format", "--json")
    return Output(name, "--format")


def emit(session: Session, output: Output, view: View, *, line: str | None = None) -> None:
    """Write a result to stdout.

    ``line`` is for a result of one line: it stands as it is in the place of the page that would be drawn.
    """
    if line is not None and output.format == "table":
        session.write(line + "\n")
        return
    if session.catalogue.overlay is not None:
        view = _with_own_terms(view, session)
    stream = session.env.stdout
    render = import_module(FORMATS[output.format]).render
    session.write(render(view, Medium(session.env.width_of(stream), session.env.colored(stream))))


def _with_own_terms(view: View, session: Session) -> View:
    """Have the page, whichever command draws it, say first what was laid over the official terms."""
    from szsubsidy.views.own_terms import with_own_terms

    return replace(view, page=lambda: with_own_terms(view.page(), session.phrases))


def say_own_terms(session: Session) -> None:
    """Tell beside a bare figure what was laid over the official terms, if anything was."""
    if session.catalogue.overlay is None or session.quiet:
        return
    from szsubsidy.views.own_terms import own_terms_lines

    for line in own_terms_lines(session.phrases):
        session.env.say(f"szsubsidy: {line}")
