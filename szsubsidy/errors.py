"""The one exception that user-visible failures travel in."""

from __future__ import annotations


class SubsidyError(Exception):
    """A failure that a user can act on, told in one line.

    ``what`` says what is wrong, ``where`` names the file, option or key, ``hint`` says what
    would be accepted or what to do next. ``code`` is stable and goes into JSON errors.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", hint: str = "", code: str = "bad-input") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line} ({self.hint})" if self.hint else line


class FileError(SubsidyError):
    """A file or stream that could not be read or written; nothing is wrong with the request."""

    exit_code = 3


class SubsidyErrors(SubsidyError):
    """Several failures of one input, reported together, one line each."""

    def __init__(self, errors: list[SubsidyError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors
