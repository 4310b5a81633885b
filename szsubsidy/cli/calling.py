"""Calls a command with what was parsed of its command line, whoever parsed it.

What a command is called with is not all that stands on the line: ``explain training-voucher --company-type sme --json``
calls it with ``facts={"company_type": "sme"}`` and ``output=Output("json", "--json")``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from szsubsidy.cli.emit import DocumentMaker, chosen_output
from szsubsidy.cli.fact_options import take_facts
from szsubsidy.cli.session import Session
from szsubsidy.record import replace

BEFORE_PARSING = ("lang", "color", "programmes")
"""Options of every command that have done their work when the command line is parsed."""


class HelpWanted(Exception):
    """Raised where a command line asks for nothing: the help is the answer, and the exit code is 2."""


def call(
    command: Callable[..., int],
    session: Session,
    parsed: dict[str, Any],
    document: Callable[[], DocumentMaker] | None,
) -> int:
    """Call a command with ``parsed``, a value for each of its options; ``document`` is that of `Output`."""
    for name in BEFORE_PARSING:
        del parsed[name]
    quiet = parsed.pop("quiet")
    if "projects" in parsed:
        parsed["facts"] = take_facts(session, parsed)
    if "output_format" in parsed:
        del parsed["schema"]
        chosen = chosen_output(parsed.pop("output_format"), parsed.pop("fields"), as_json=parsed.pop("as_json"))
        parsed["output"] = replace(chosen, document=document)
    return command(replace(session, quiet=quiet), **parsed)
