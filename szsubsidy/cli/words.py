"""The words of a command line, told apart as Typer does: options, their values, and other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from szsubsidy.cli.option_table import Declared
from szsubsidy.record import Record


class Given(Record):
    """An option as it was given; a flag has no value."""

    option: Declared
    value: str | None

    def word(self) -> str:
        """The one word that gives it again."""
        return self.option.spelling if self.value is None else f"{self.option.spelling}={self.value}"


def _let_pass(_word: str) -> None:
    pass


def read_words(
    words: Iterator[str],
    options: Mapping[str, Declared],
    *,
    unknown_takes_value: bool = False,
    odd: Callable[[str], None] = _let_pass,
) -> Iterator[Given | str]:
    """Yield the options and the other words of a command line, and leave in ``words`` what stands behind ``--``.

    ``odd`` is called with a word that Typer would refuse: an option that is not known, a value for a flag, an option
    without its value. It is left out; of an unknown option also the next word, where ``unknown_takes_value``.
    """
    for word in words:
        if word == "--":
            return
        if word.startswith("--"):
            spelling, equals, value = word.partition("=")
            option = options.get(spelling)
            if option is None:
                odd(word)
                if unknown_takes_value and not equals:
                    next(words, None)
            elif option.is_flag:
                if equals:
                    odd(word)
                yield Given(option, None)
            elif equals:
                yield Given(option, value)
            else:
                yield from _with_next(option, words, odd)
        elif word.startswith("-") and word != "-":
            yield from _read_letters(word, words, options, odd)
        else:
            yield word


def _read_letters(
    word: str, words: Iterator[str], options: Mapping[str, Declared], odd: Callable[[str], None]
) -> Iterator[Given]:
    """Yield the options of a word such as ``-qo``: flags, of which the last may be an option with its value."""
    for position, letter in enumerate(word[1:], 2):
        option = options.get(f"-{letter}")
        if option is None:
            odd(word)
            return
        if not option.is_flag:
            if word[position:]:
                yield Given(option, word[position:])
            else:
                yield from _with_next(option, words, odd)
            return
        yield Given(option, None)


def _with_next(option: Declared, words: Iterator[str], odd: Callable[[str], None]) -> Iterator[Given]:
    value = next(words, None)
    if value is None:
        odd(option.spelling)
    else:
        yield Given(option, value)
