"""Shows a long text through the reader's pager, as git and man do."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess

from szsubsidy.cli.environment import Environment
from szsubsidy.formats.width import cells

SETTINGS = {"LESS": "FRX", "LESSCHARSET": "utf-8"}
"""What less is told where its user has not said otherwise: quit if it fits, keep colours, leave the screen as it is."""

_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def show_paged(env: Environment, text: str) -> None:
    """Write a text to stdout, through ``PAGER`` where stdout is a terminal that it does not fit on.

    ``PAGER`` empty, or ``cat``, stands for no pager; one that does not start is done without.
    """
    pager = _pager(env, text)
    if pager:
        settings = SETTINGS | dict(env.variables)
        try:
            process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=settings)  # noqa: S603  # it is the reader's own
        except OSError:
            process = None
        if process is not None:
            # Ctrl-C belongs to the pager: were this program to end, both would read from the terminal.
            former = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                process.communicate(text.encode())
            finally:
                signal.signal(signal.SIGINT, former)
            return
    env.stdout.write(text)


def _pager(env: Environment, text: str) -> list[str]:
    """The words of the command that shows a text; none where it is to be written as it is."""
    if env.dumb or not (env.stdin.isatty() and env.stdout.isatty()):
        return []
    try:
        width, height = os.get_terminal_size(env.stdout.fileno())
    except OSError:
        return []
    if sum(-(-max(cells(line), 1) // width) for line in _COLOR.sub("", text).splitlines()) < height:
        return []
    wanted = env.variables.get("PAGER")
    if wanted is None:
        wanted = "less" if shutil.which("less") else "more" if shutil.which("more") else ""
    try:
        words = shlex.split(wanted, posix=os.name == "posix")  # on Windows a path has backslashes
    except ValueError:  # a quotation mark that nothing closes
        return []
    return [] if words == ["cat"] else words
