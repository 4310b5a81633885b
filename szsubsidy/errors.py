"""The one exception that carries a failure to the user, and the errors that several modules raise.

A message stands in English with holes in braces; it is translated and filled where it is shown, so code that raises one
needs to know no language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from szsubsidy.spelling import nearest


def message(text: str) -> str:
    """Mark a text for translation where the language is not known yet."""
    return text


class Counted(str):
    """A message whose English depends on a number: it is the form for that number, and knows both.

    ``counted("{rows} row", "{rows} rows", 1)`` is ``{rows} row``; a translator that has plurals of its own asks for
    ``one`` and ``many`` and chooses by ``number``.
    """

    __slots__ = ("many", "number", "one")
    one: str
    many: str
    number: int


def counted(one: str, many: str, number: int) -> Counted:
    """Mark a text with a number for translation: its form for one, its form for any other number, and the number."""
    text = Counted(one if number == 1 else many)
    text.one, text.many, text.number = one, many, number
    return text


_SHORT = 16
"""Words of so many cells stand before what is to be typed, longer ones above it."""


_LONGEST = 400
"""Characters of a place or a value that an error shows."""


def _shortened(text: str) -> str:
    """Return text with its middle left out where it is too long for a line: a path ends in what it names."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


class Step:
    """What somebody may do about an error: a message that says what for, with holes, and what to type."""

    __slots__ = ("typed", "values", "what")

    def __init__(self, what: str, typed: str, **values: str) -> None:
        self.what = what
        self.typed = typed
        self.values = values


class SubsidyError(Exception):
    """A failure that a user can act on, reported in one line: ``where: what (did you mean near? hint)``.

    ``where`` names the file, option or key, ``what`` says what is wrong, ``near`` what was probably meant,
    ``hint`` what would be accepted or what to do next. ``what`` and ``hint`` may have holes, which ``values``
    fill; a tuple is listed as the language lists things. ``code`` is a stable word for programs that read
    errors as JSON.
    """

    exit_code = 2
    """What the process exits with: the request was wrong."""
    steps: tuple[Step, ...] = ()

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
        line = f"{_shortened(self.where)}: {what}" if self.where else what
        return translate(message("{text} ({more})")).format(text=line, more=hint) if hint else line

    def lines(self, translate: Callable[[str], str] = str) -> list[str]:
        """Return the error in one line, and below it, indented, each step: behind its words, or below long ones."""
        words = [said for said, _ in self.said_steps(translate)]
        widths = [sum(1 + (character > "\u2e7f") for character in text) for text in words]
        room = max(widths, default=0)
        told = [self.line(translate)]
        for text, width, step in zip(words, widths, self.steps, strict=True):
            if room <= _SHORT:
                told.append(f"  {text}{' ' * (room - width + 2)}{step.typed}")
            else:
                told += [f"  {text}", f"    {step.typed}"]
        return told

    def said_steps(self, translate: Callable[[str], str] = str) -> list[tuple[str, Step]]:
        """Return the steps, each with its words."""
        return [(self._put_in(translate(step.what), step.values, translate), step) for step in self.steps]

    def at(self, where: str) -> SubsidyError:
        """Return the same error about another place."""
        same = SubsidyError(self.what, where=where, hint=self.hint, near=self.near, code=self.code, **self.values)
        return same.with_steps(*self.steps)

    def with_steps(self, *steps: Step) -> SubsidyError:
        """Add what to type about it, and return the error."""
        self.steps += steps
        return self

    def __str__(self) -> str:
        return self.line()

    def _filled(self, text: str, translate: Callable[[str], str]) -> str:
        return self._put_in(text, self.values, translate)

    @staticmethod
    def _put_in(text: str, given: Mapping[str, str | tuple[str, ...]], translate: Callable[[str], str]) -> str:
        def put(value: str) -> str:
            return (
                translate(message("'{text}'")).format(text=value.text)
                if isinstance(value, Quoted)
                else _shortened(value)
            )

        values = {
            name: translate(message(", ")).join(map(put, value)) if isinstance(value, tuple) else put(value)
            for name, value in given.items()
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
    """What the process exits with: the request was right, and the system refused."""


class SubsidyErrors(SubsidyError):
    """Several failures of one input, reported together, one line each."""

    def __init__(self, errors: list[SubsidyError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


# The errors that several modules raise. Each message stands here once.


class Quoted(str):
    """A value in quotes, which each language writes in its own: 'startup', “startup”, 「startup」."""

    __slots__ = ("text",)
    text: str


def quoted(given: object) -> str:
    """Write a value as errors show it: in quotes, and cut where it is longer than 60 characters."""
    if isinstance(given, bool):
        return str(given).lower()
    text = f"{given}"
    shown = Quoted(repr(text if len(text) <= 60 else text[:57] + "…"))
    shown.text = shown[1:-1]
    return shown


def unknown(
    given: str,
    accepted: Iterable[str],
    *,
    where: str,
    what: str = message("{given} is not known"),
    shown: str | None = None,
) -> SubsidyError:
    """Return the error for a word that is none of ``accepted``; the nearest of them is suggested.

    ``what`` is the message, ``shown`` how the word is written, in quotes if nothing else is said.
    """
    names = tuple(accepted)
    hint, near = message("one of {accepted}"), nearest(given, names)
    shown = quoted(given) if shown is None else shown
    return SubsidyError(what, where=where, hint=hint, near=near, code="usage", given=shown, accepted=names)


def unknown_fact(
    shown: str,
    *,
    where: str,
    hint: str = message("szsubsidy facts lists them"),
    near: str | None = None,
    code: str = "unknown-fact",
) -> SubsidyError:
    """Return the error for a name that no fact has; it is written as ``shown``, with quotes where a person typed it."""
    return SubsidyError(message("no fact is called {given}"), where=where, hint=hint, near=near, code=code, given=shown)


def unknown_programme(
    shown: str,
    *,
    where: str,
    hint: str = message("see szsubsidy programmes list"),
    near: str | None = None,
    code: str = "unknown-programme",
) -> SubsidyError:
    """Return the error for a name that no programme has; it is written as ``shown``, as in `unknown_fact`."""
    what = message("{given} is not a programme")
    return SubsidyError(what, where=where, hint=hint, near=near, code=code, given=shown)


def unknown_column(
    name: str, *, where: str, hint: str, near: str | None = None, **values: str | tuple[str, ...]
) -> SubsidyError:
    """Return the error for a heading that no column of a table has; ``values`` fill the holes of the hint."""
    what = message("no column is called {given}")
    return SubsidyError(what, where=where, hint=hint, near=near, code="no-column", given=quoted(name), **values)


def columns_twice(headings: Iterable[str], *, where: str, hint: str = "") -> SubsidyError:
    """Return the error for an input that has columns already which the result would add."""
    what = message("has columns already that the result would add: {given}")
    return SubsidyError(what, where=where, hint=hint, code="column-twice", given=tuple(headings))


A_DAY = message("a day such as 2025-03-01, 2025/3/1 or 2025年3月1日")


def not_a_day(text: str, *, where: str, code: str = "usage") -> SubsidyError:
    """Return the error for a text that is no day, or one that the calendar has not, such as 2025-02-30."""
    what = message("{given} is not a date")
    return SubsidyError(what, where=where, hint=A_DAY, code=code, given=quoted(text))


def days_reversed(start: str, end: str, *, where: str) -> SubsidyError:
    """Return the error for a period that ends before it begins."""
    what, hint = message("{start} lies after {end}"), message("the earlier day first")
    return SubsidyError(what, where=where, hint=hint, code="usage", start=start, end=end)


def given_twice(
    first: object, second: object, *, where: str, hint: str = message("give one of the two"), **values: str
) -> SubsidyError:
    """Return the error for what can be given once; ``values`` fill the holes of the hint."""
    what = message("is given twice, as {first} and as {second}")
    return SubsidyError(
        what, where=where, hint=hint, code="usage", first=quoted(first), second=quoted(second), **values
    )


def not_a_setting(given: str, *, where: str, code: str = "usage") -> SubsidyError:
    """Return the error for a text given to ``--set`` that sets no fact."""
    what, hint = message("{given} is not FACT=VALUE"), message("such as compute_contract=800万")
    return SubsidyError(what, where=where, hint=hint, code=code, given=quoted(given))


def not_a_programmes_amount(given: str, *, where: str, hint: str) -> SubsidyError:
    """Return the error for a text that is no amount of a programme; ``hint`` is one that would be."""
    what = message("{given} is not PROGRAMME=AMOUNT")
    return SubsidyError(what, where=where, hint=hint, code="usage", given=quoted(given))


def incompatible(option: str, other: str, *, hint: str = "") -> SubsidyError:
    """Return the error for an option that cannot be combined with another one."""
    return SubsidyError(message("does not go with {other}"), where=option, hint=hint, code="usage", other=other)


def contradictory(option: str, other: str) -> SubsidyError:
    """Return the error for two options that ask for different things."""
    what, hint = message("contradicts {other}"), message("give one of the two")
    return SubsidyError(what, where=option, hint=hint, code="usage", other=other)


def needs(option: str, other: str) -> SubsidyError:
    """Return the error for an option that means something only beside another one."""
    return SubsidyError(message("needs {other}"), where=option, code="usage", other=other)


def needs_extra(extra: str) -> SubsidyError:
    """Return the error for an engine whose extra, of the same name, is not installed."""
    hint = message("pip install 'szsubsidy[{given}]'")
    return SubsidyError(
        message("needs the extra {given}"), where=f"--engine {extra}", hint=hint, code="no-engine", given=extra
    )


def no_such_file(name: str) -> SubsidyError:
    """Return the error for a file to read that is not there."""
    return SubsidyError(message("does not exist"), where=name, code="no-file")


def is_a_folder(name: str, *, hint: str, code: str = "no-file") -> SubsidyError:
    """Return the error for a folder where a file was meant."""
    return SubsidyError(message("is a folder"), where=name, hint=hint, code=code)


def unreadable(name: str, error: Exception) -> FileError:
    """Return the error for a file that the system, or a library, failed to read."""
    reason = str(getattr(error, "strerror", None) or error).partition("\n")[0]
    return FileError(message("cannot be read: {reason}"), where=name, code="unreadable", reason=reason)


def unwritable(name: str, error: OSError) -> FileError:
    """Return the error for a file that the system failed to write."""
    reason = str(error.strerror or error)
    return FileError(message("cannot be written: {reason}"), where=name, code="unwritable", reason=reason)


def not_utf8(name: str) -> SubsidyError:
    """Return the error for a file of ours that is not UTF-8."""
    return SubsidyError(message("is not UTF-8"), where=name, hint=message("save it as UTF-8"), code="bad-encoding")


def invalid_encoding(encoding: str, *, where: str = "", hint: str = "") -> SubsidyError:
    """Return the error for a table with bytes that are no text in its encoding."""
    what = message("is not valid {given}")
    return SubsidyError(what, where=where, hint=hint, code="bad-encoding", given=encoding.upper())


def bad_toml(where: str, reason: str) -> SubsidyError:
    """Return the error for a file that is not TOML, with the parser's reason."""
    return SubsidyError(message("is not valid TOML: {reason}"), where=where, code="bad-toml", reason=reason)


def empty_table(name: str) -> SubsidyError:
    """Return the error for an empty table, which has no row of headings."""
    hint = message("a heading line, then a line for each firm")
    return SubsidyError(message("is empty"), where=name, hint=hint, code="empty")


def no_programme_files(where: str, *, hint: str, kind: type[SubsidyError] = SubsidyError) -> SubsidyError:
    """Return the error, of class ``kind``, for a folder without programme files."""
    return kind(message("holds no programme files"), where=where, hint=hint, code="no-file")
