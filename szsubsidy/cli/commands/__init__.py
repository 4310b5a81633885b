"""The tree of commands. Each has a module with a function ``command``, and is loaded only where it is wanted."""

from __future__ import annotations

from collections.abc import Callable

from szsubsidy.record import Record


class Loaded(Record):
    """What a command's module has.

    ``function`` is typed as Typer reads functions, but for the parameters that `szsubsidy.cli.binding` fills or swaps;
    its docstring is the help, and ``epilog`` stands below the options, both in English. ``document`` returns the
    function whose return type is that of the JSON which the command prints.
    """

    function: Callable[..., int]
    epilog: str
    document: Callable[[], Callable[..., object]] | None


class Command(Record):
    """A command of the tree: where it stands, and the module that holds it.

    ``takes_catalogue`` is false for a command that must run whatever is wrong with the files: the one that checks
    them, and the guide.
    """

    name: str
    module: str
    group: str | None = None
    takes_catalogue: bool = True

    @property
    def path(self) -> tuple[str, ...]:
        """The words that call the command."""
        return (self.group, self.name) if self.group else (self.name,)

    def load(self) -> Loaded:
        """Import the command's module."""
        from importlib import import_module

        module = import_module(f"szsubsidy.cli.commands.{self.module}")
        return Loaded(module.command, getattr(module, "EPILOG", ""), getattr(module, "document", None))


COMMANDS = (
    Command("estimate", "estimate"),
    Command("explain", "explain"),
    Command("verify", "verify"),
    Command("sweep", "sweep"),
    Command("solve", "solve"),
    Command("compare", "compare"),
    Command("batch", "batch"),
    Command("budget", "budget"),
    Command("list", "programmes_list", "programmes"),
    Command("show", "programmes_show", "programmes"),
    Command("diff", "programmes_diff", "programmes"),
    Command("check", "programmes_check", "programmes", takes_catalogue=False),
    Command("new", "programmes_new", "programmes"),
    Command("calendar", "calendar_list"),
    Command("disputes", "disputes"),
    Command("facts", "facts"),
    Command("sources", "sources"),
    Command("show", "sources_show", "sources"),
    Command("help", "help", takes_catalogue=False),
)
GROUPS = frozenset(command.group for command in COMMANDS if command.group)
HEADS = frozenset(command.name for command in COMMANDS if not command.group and command.name in GROUPS)
"""Groups that are commands themselves: ``sources`` lists them, ``sources show`` shows one."""
