"""The tree of commands. Each has a module with a function ``command``, and is loaded only where it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Command(NamedTuple):
    """A command of the tree: where it stands, and the module that holds it."""

    name: str
    module: str
    group: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The words that call the command."""
        return (self.group, self.name) if self.group else (self.name,)

    def load(self) -> tuple[Callable[..., int], str]:
        """Return the command's function and what its help says below the options, in English.

        The function is typed as Typer reads functions, but for its first parameter, the session, and for
        ``facts``, which stands for an option of each fact (`szsubsidy.cli.binding`). Its docstring is its help.
        """
        from importlib import import_module

        module = import_module(f"szsubsidy.cli.commands.{self.module}")
        return module.command, getattr(module, "EPILOG", "")


COMMANDS = (
    Command("estimate", "estimate"),
    Command("explain", "explain"),
    Command("sweep", "sweep"),
    Command("solve", "solve"),
    Command("compare", "compare"),
    Command("batch", "batch"),
    Command("budget", "budget"),
    Command("list", "programmes_list", "programmes"),
    Command("show", "programmes_show", "programmes"),
    Command("diff", "programmes_diff", "programmes"),
    Command("check", "programmes_check", "programmes"),
    Command("new", "programmes_new", "programmes"),
    Command("calendar", "calendar_list"),
    Command("disputes", "disputes"),
    Command("facts", "facts"),
    Command("sources", "sources"),
)
GROUPS = frozenset(command.group for command in COMMANDS if command.group)
