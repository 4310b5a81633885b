"""``szsubsidy help``: the guide, one topic at a time."""

from __future__ import annotations

from typing import Annotated

from szsubsidy.cli.commands import COMMANDS
from szsubsidy.cli.guide import TOPICS, title, topic
from szsubsidy.cli.options import Argument
from szsubsidy.cli.session import Session
from szsubsidy.errors import SubsidyError, message, quoted
from szsubsidy.spelling import fold, nearest


def complete_topics(_session: Session, _incomplete: str) -> list[str]:
    return _topics()


def _topics() -> list[str]:
    return [*TOPICS, *dict.fromkeys(command.path[0] for command in COMMANDS)]


def command(
    session: Session,
    name: Annotated[
        str | None,
        Argument(
            metavar="TOPIC",
            help=message("A topic of the guide, or a command."),
            complete=complete_topics,
        ),
    ] = None,
) -> int:
    """Read the guide: the list of its topics, or one of them; of a command, its help.

    Example: szsubsidy help tables
    """
    if name is None:
        _write_list(session)
        return 0
    found = {fold(known): known for known in TOPICS}.get(fold(name))
    if found is None:
        raise SubsidyError(
            message("{given} is not a topic of the guide"),
            hint=message("szsubsidy help lists them"),
            near=nearest(name, _topics()),
            code="unknown-topic",
            given=quoted(name),
        )
    _write_topic(session, topic(found, session.env.language))
    return 0


def _write_list(session: Session) -> None:
    from szsubsidy.formats.page import Column, Page, Section, Table

    tr = session.phrases.tr
    rows = [(name, title(topic(name, session.env.language))) for name in TOPICS]
    last = tr(message("szsubsidy help TOPIC shows one of them; szsubsidy COMMAND --help has the options of a command."))
    columns = (Column(tr(message("Topic")), fold=False), Column(tr(message("What it tells"))))
    page = Page(tr(message("The guide")), session.env.language, (Table(columns, tuple(rows)), Section("", (last,))))
    session.write_page(page)


def _write_topic(session: Session, text: str) -> None:
    """Write a topic: drawn on a terminal, through a pager where it is long; elsewhere as the Markdown that it is."""
    from szsubsidy.cli.pager import show_paged

    width, color = session.env.width_of(session.env.stdout), session.env.colored(session.env.stdout)
    if width is None and not color:
        session.write(text)
        return
    from szsubsidy.formats.markdown_terminal import drawn

    show_paged(session.env, drawn(text, session.env.language, width or 80, color=color))
