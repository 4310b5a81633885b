"""Puts Typer's usage errors, which speak English alone, into our words."""

from __future__ import annotations

import re

from szsubsidy.errors import SubsidyError, message

_TOLD = {
    r"Missing command()": message("a command is missing"),
    r"No such command ('.*')\. Did you mean '(?P<near>[^']*)'.*": message("no command is called {given}"),
    r"No such command ('.*')": message("no command is called {given}"),
    r"No such option: (\S+).*": message("no option is called {given}"),
    r"Missing (?:argument|option|parameter) '(.*?)'.*": message("{given} is missing"),
    r"Option '(.*)' requires an argument": message("{given} needs a value"),
    r"Option '(.*)' does not take a value": message("{given} takes no value"),
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": message("too much is given: {given}"),
}
"""What Typer says, and what we say instead; anything else is passed on."""


def usage_error(error: Exception) -> SubsidyError:
    """Return the error in our form: what is wrong, what was meant, and where to look."""
    told = " ".join(getattr(error, "format_message", lambda: str(error))().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "szsubsidy"
    what, given, near = _said(told)
    near = near or next(iter(getattr(error, "possibilities", None) or ()), None)
    return SubsidyError(
        what, hint=message("see {path} --help"), near=near, code="usage", path=path, told=told, given=given
    )


def _said(told: str) -> tuple[str, str, str | None]:
    """Return what we say, what was given, and what was probably meant."""
    for pattern, what in _TOLD.items():
        match = re.fullmatch(pattern, told)
        if match:
            return what, match[1], match.groupdict().get("near")
    return "{told}", "", None
