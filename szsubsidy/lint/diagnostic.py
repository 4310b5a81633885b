"""One thing that ``programmes check`` has to say of a catalogue file."""

from __future__ import annotations

from typing import NamedTuple

from szsubsidy.errors import SubsidyError
from szsubsidy.vocabulary import Severity


class Diagnostic(NamedTuple):
    """A problem and how grave it is: an ``error`` fails the check, a ``warning`` is worth a look."""

    severity: Severity
    problem: SubsidyError


def error(what: str, *, where: str, hint: str = "", code: str = "unsound", **values: str) -> Diagnostic:
    """Return what is wrong, in the terms of `SubsidyError`."""
    return Diagnostic("error", SubsidyError(what, where=where, hint=hint, code=code, **values))


def warning(what: str, *, where: str, hint: str, code: str, **values: str) -> Diagnostic:
    """Return what may be wrong, in the terms of `SubsidyError`."""
    return Diagnostic("warning", SubsidyError(what, where=where, hint=hint, code=code, **values))
