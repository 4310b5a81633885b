"""The one exception that user-visible failures travel in."""

from __future__ import annotations

from collections.abc import Callable


def message(text: str) -> str:
    """Mark a text for translation where the language is not known yet."""
    return text


class SubsidyError(Exception):
    """A failure that a user can act on, told in one line.

    ``what`` says what is wrong, ``where`` names the file, option or key, ``hint`` says what
    would be accepted or what to do next, ``near`` what was probably meant. ``what`` and ``hint``
    may have holes that ``values`` fills; several values of one hole are listed as the language
    lists them. ``code`` is stable and goes into JSON errors.
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        hint: str = "",
        near: str | None = None,
        code: str = "bad-input",
        **values: str | tuple[str, ...],
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint
        self.near = near
        self.code = code
        self.values = values

    def translated(self, translate: Callable[[str], str] = str) -> tuple[str, str]:
        """Return what is wrong and what to do, in the language of ``translate``."""
        what, hint = (self._filled(translate(text), translate) if text else "" for text in (self.what, self.hint))
        if self.near is not None:
            meant = translate(message("did you mean {near}?")).format(near=self.near)
            hint = translate(message("{first} {second}")).format(first=meant, second=hint).rstrip()
        return what, hint

    def line(self, translate: Callable[[str], str] = str) -> str:
        """Return the whole error in one line."""
        what, hint = self.translated(translate)
        line = f"{self.where}: {what}" if self.where else what
        return translate(message("{text} ({more})")).format(text=line, more=hint) if hint else line

    def at(self, where: str) -> SubsidyError:
        """Return the same error about another place."""
        return SubsidyError(self.what, where=where, hint=self.hint, near=self.near, code=self.code, **self.values)

    def __str__(self) -> str:
        return self.line()

    def _filled(self, text: str, translate: Callable[[str], str]) -> str:
        values = {
            name: translate(message(", ")).join(value) if isinstance(value, tuple) else value
            for name, value in self.values.items()
        }
        return text.format(**values) if values else text


class Unfit(ValueError):
    """Why a value that pydantic reads does not fit, as messages with holes that ``values`` fills.

    ``what`` says what would fit, or, with a ``hint`` that does so, what is wrong.
    """

    def __init__(self, what: str, hint: str = "", **values: str) -> None:
        super().__init__(what.format(**values) if values else what)
        self.what = what
        self.hint = hint
        self.values = values


class FileError(SubsidyError):
    """A file or stream that could not be read or written; nothing is wrong with the request."""

    exit_code = 3


class SubsidyErrors(SubsidyError):
    """Several failures of one input, reported together, one line each."""

    def __init__(self, errors: list[SubsidyError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors
