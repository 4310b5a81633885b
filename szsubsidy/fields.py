"""The types that fields of records in files are made of: ids, texts, days.

To the program they are plain strings, mappings and integers. What stands in ``Annotated`` beside these tells
pydantic, when it reads a file, what is accepted and what it becomes; nothing here imports pydantic until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Protocol, TypeAlias

from szsubsidy.addresses import is_address
from szsubsidy.days import from_date
from szsubsidy.errors import Unfit, message
from szsubsidy.i18n import LANGUAGES


class TomlDate:
    """Stands for `datetime.date`, which most starts have no use for, in what `ReadAs` reads."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        from datetime import date

        return handler.generate_schema(date)


class Limits:
    """Limits what a type accepts, in pydantic's words: ``pattern``, ``min_length``, ``ge`` and so on."""

    def __init__(self, **limits: Any) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        return {**handler(source), **self.limits}


class ReadAs:
    """Reads a field as another type than its own, and makes the field's value of that."""

    def __init__(self, written: Any, make: Callable[[Any], Any] | None = None) -> None:
        self.written = written
        self.make = make

    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        written = handler.generate_schema(self.written)
        return core_schema.no_info_after_validator_function(self.make, written) if self.make else written


class Tagged:
    """Reads one of several types, chosen by a tag that a function finds for what is given."""

    def __init__(self, tag: Callable[[Any], str | None], **types: Any) -> None:
        self.choice = _Choice(tag, types)

    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> Any:
        return handler.generate_schema(self.choice)


class _Choice:
    """One of several types, which may have fields that are read so again: the conditions in a condition.

    Such a field becomes a reference to the schema made here. pydantic collects the definitions of references for
    what it is asked to make a schema of, not for what is found in ``Annotated``: so this object is itself the source.
    """

    def __init__(self, tag: Callable[[Any], str | None], types: dict[str, Any]) -> None:
        self.tag = tag
        self.types = types
        self.entered = False

    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        name = self.tag.__qualname__
        if self.entered:
            return core_schema.definition_reference_schema(name)
        self.entered = True
        try:
            choices = {tag: handler.generate_schema(written) for tag, written in self.types.items()}
        finally:
            self.entered = False
        return core_schema.tagged_union_schema(choices, self.tag, ref=name)


class _InEveryLanguage:
    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        field = core_schema.typed_dict_field(handler.generate_schema(Line))
        return core_schema.typed_dict_schema(dict.fromkeys(LANGUAGES, field), extra_behavior="forbid")


def printable(text: str) -> str:
    """Refuse control characters, which have no place in a text that goes to a terminal."""
    if not text.isprintable():
        raise Unfit(message("a text in one line, without control characters"))
    return text


def address(text: str) -> str:
    """Refuse what is not the plain address of a web page: it is shown as a link, and people follow it."""
    if not is_address(text):
        raise Unfit(
            message("is not the address of a web page"),
            message("http:// or https://, without spaces, quotes, brackets or a password"),
        )
    return text


Id: TypeAlias = Annotated[str, Limits(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Lower-case letters and digits, joined by dashes."""
FactId: TypeAlias = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
"""Lower-case letters and digits, joined by underscores: also an option's name and a column's heading."""
Line: TypeAlias = Annotated[str, ReadAs(Annotated[str, Limits(min_length=1, strip_whitespace=True)], printable)]
"""One line of text in one language."""
Address: TypeAlias = Annotated[str, ReadAs(str, address)]
"""The http or https address of a web page, as `szsubsidy.addresses.is_address` knows it."""
Text: TypeAlias = Annotated[dict[str, str], _InEveryLanguage()]
"""One text in every language, by language tag."""
Day: TypeAlias = Annotated[int, ReadAs(TomlDate, from_date)]
"""A day such as 20260115, a TOML date in files."""


class HasId(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


def check_ids(items: Iterable[HasId]) -> None:
    """Refuse an id that stands twice in one list: the first would be lost without a word. Raises `Unfit`."""
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise Unfit(message("each id once; {given} is there twice"), given=item.id)
        seen.add(item.id)
