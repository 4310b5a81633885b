"""How a result leaves a command: `emit` writes its view in the format that `Output` says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeAlias

from szsubsidy.cli.options import OUTPUT
from szsubsidy.cli.session import Session
from szsubsidy.errors import contradictory, message
from szsubsidy.formats import FORMATS
from szsubsidy.formats.view import Medium, View
from szsubsidy.record import Record, replace

DocumentMaker: TypeAlias = Callable[..., object]
"""A function of `szsubsidy.views` whose return type is that of a JSON document."""


class Output(Record):
    """The format of a result, and the option that chose it, where one did.

    A command that takes ``output: Output`` has ``--format``, ``--json``, ``--fields`` and ``--schema``. ``fields`` are
    the keys to pick of the JSON, none for all of it; ``document`` returns the function that makes it.
    """

    format: str = "table"
    option: str | None = None
    fields: tuple[str, ...] = ()
    document: Callable[[], DocumentMaker] | None = None


class OutputOptions(Record):
    """What is particular to the options of one command: ``output: Annotated[Output, OutputOptions(...)]``.

    ``more`` are formats that the command writes itself, beside those that `emit` writes.
    """

    more: tuple[str, ...] = ()
    json_help: str = message("Print JSON: stable keys, exact amounts.")
    fields_help: str = message("Print only these keys of the JSON; with dots for what is inside: programmes.id.")
    schema_help: str = message("Print the JSON Schema of the JSON output.")
    format_help: str = message("How to print the result: {accepted}.")
    panel: str | None = OUTPUT


def chosen_output(name: str | None, fields: str | None, *, as_json: bool) -> Output:
    """Return the output that ``--format`` and ``--json``, which is short for ``--format json``, ask for.

    Keys are of JSON, so ``--fields`` asks for that, too.
    """
    if fields is not None:
        if name not in {None, "json"}:
            raise contradictory("--format", "--fields")
        return Output("json", "--fields", split_fields(fields))
    if name is None:
        return Output("json", "--json") if as_json else Output()
    if as_json and name != "json":
        raise contradictory("--format", "--json")
    return Output(name, "--format")


def split_fields(text: str) -> tuple[str, ...]:
    """Return the names of keys that an option lists."""
    return tuple(name.strip() for name in re.split("[,，、]", text))


def emit(session: Session, output: Output, view: View, *, line: str | None = None) -> None:
    """Write a result to stdout.

    ``line`` is for a result of one line: it stands as it is in the place of the page that would be drawn.
    """
    session.write(line + "\n" if line is not None and output.format == "table" else written(session, output, view))


def written(session: Session, output: Output, view: View) -> str:
    """Return what `emit` writes."""
    if session.catalogue.overlay is not None:
        view = _with_own_terms(view, session)
    if output.fields:
        assert output.document is not None
        document = picked_document(view.document(), output.fields, output.document)
        view = replace(view, document=lambda: document)
    stream = session.env.stdout
    render = import_module(FORMATS[output.format]).render
    text: str = render(view, Medium(session.env.width_of(stream), session.env.colored(stream)))
    return text


def picked_document(document: object, fields: Sequence[str], maker: Callable[[], DocumentMaker]) -> object:
    """Return the keys of a document that ``--fields`` asks for; ``maker`` returns the function that made it.

    Raises `SubsidyError` for a key that no such document has.
    """
    from szsubsidy.formats.picked import picked

    def schema() -> dict[str, Any]:
        from szsubsidy.views.schema import schema_of

        return schema_of(maker())

    return picked(document, fields, schema)


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
