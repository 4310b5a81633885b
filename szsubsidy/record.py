"""The base of value types that load at every start: named tuples whose classes cost next to nothing to make.

``typing.NamedTuple`` compiles source for each class; the fifty classes that a start needs cost it several
milliseconds. A class of records takes less than a tenth of that, and unpickles a little faster. In exchange its
instances take a few microseconds to make by keyword, which is nothing beside what they hold.

A record may also be read from a table of a TOML file: pydantic, which only that imports, asks the class how.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, dataclass_transform, get_type_hints

UNCOMPILED: Final[Any] = None
"""What a field holds, as a default, until a compiler fills it with a value of the field's type."""
COMPILED: Final = "compiled"
"""Marks, in ``Annotated``, a field that no file gives: a compiler fills it."""


class Key:
    """Names, in ``Annotated``, the key of a field in files, where it is not the field's own name."""

    def __init__(self, name: str) -> None:
        self.name = name


class NotEmpty:
    """Asks, in ``Annotated``, for one entry or more in a tuple that is read from a file."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return self.of(handler(source))

    @staticmethod
    def of(schema: Any) -> Any:
        """Return the schema of such a tuple, by way of a list: of a tuple pydantic counts the sound entries alone."""
        from pydantic_core import core_schema

        entries = core_schema.list_schema(schema["items_schema"][0], min_length=1)
        return core_schema.no_info_after_validator_function(tuple, entries)


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from dataclasses import replace

    @dataclass_transform(frozen_default=True)
    class Record:
        """For the type checker: a frozen dataclass."""

        _fields: ClassVar[tuple[str, ...]]

        def __init_subclass__(cls, *, kw_only: bool = False) -> None: ...

        def check(self) -> None:
            """Raise `Unfit` where the fields of a record that was read from a file do not go together."""

else:
    from collections import _tuplegetter

    class _RecordType(type):
        """Makes a class of records, and its instances.

        Construction is here and not in ``__new__``, so that unpickling calls ``tuple.__new__`` itself.
        """

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], *, kw_only: bool = False) -> type:
            base = bases[0]
            inherited = getattr(base, "_fields", ())
            own = body.get("__annotations__", {})
            body["__slots__"] = ()
            body["_fields"] = fields = (*inherited, *own)
            body["__match_args__"] = () if kw_only else fields
            body["_field_defaults"] = getattr(base, "_field_defaults", {}) | {
                field: body[field] for field in own if field in body
            }
            for place, field in enumerate(own, len(inherited)):
                body[field] = _tuplegetter(place, None)
            return super().__new__(cls, name, bases, body)

        def __call__(cls, *values: Any, **named: Any) -> Any:
            if not values and len(named) == len(cls._fields):
                # Large records are made by keyword alone: this way they cost no more than named tuples do.
                try:
                    return tuple.__new__(cls, [named[field] for field in cls._fields])
                except KeyError:
                    values = cls._in_order(values, named)
            elif named or len(values) != len(cls._fields):
                values = cls._in_order(values, named)
            return tuple.__new__(cls, values)

        def _in_order(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
            fields = cls._fields
            given = {**cls._field_defaults, **dict(zip(fields, values, strict=False)), **named}
            twice = values and not named.keys().isdisjoint(fields[: len(values)])
            if twice or len(given) != len(fields) or len(values) > len(fields):
                raise cls._misfit(values, named)
            try:
                return tuple(map(given.__getitem__, fields))
            except KeyError:
                raise cls._misfit(values, named) from None

        def _misfit(cls, values: tuple[Any, ...], named: dict[str, Any]) -> TypeError:
            return TypeError(f"{cls.__name__} has {', '.join(cls._fields)}; given were {values} and {', '.join(named)}")

    class Record(tuple, metaclass=_RecordType):
        """An immutable value with named fields, as annotated in the class body, defaults after ``=``.

        It is a tuple: it can be matched by position, compared, hashed and pickled. Unlike tuples, records
        of different classes are never equal. A subclass has its base's fields before its own.
        """

        __slots__ = ()  # as the metaclass would see to

        def __eq__(self, other: object) -> bool:
            return type(self) is type(other) and tuple.__eq__(self, other)

        def __ne__(self, other: object) -> bool:
            return not self == other

        __hash__ = tuple.__hash__

        def __getnewargs__(self) -> tuple[tuple[Any, ...]]:
            return (tuple(self),)

        def __repr__(self) -> str:
            fields = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})"

        def check(self) -> None:
            pass

        @classmethod
        def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> dict[str, Any]:
            return table_schema(cls, field_schemas(cls, handler))

    def replace(record: Record, **changes: Any) -> Record:
        """Return a record with other values in some of its fields."""
        return type(record)(**dict(zip(record._fields, record, strict=True)) | changes)


def keys_of(record: Any) -> dict[str, str]:
    """Return the fields of a class of records that files give, with their keys there."""
    return _read(record)[0]


def field_schemas(
    record: Any, handler: Any, only: Iterable[str] | None = None, required: Iterable[str] = ()
) -> dict[str, Any]:
    """Return pydantic's schemas of a record's fields, by key.

    Fields are required that have no default, and those of ``required``, which may not be empty either.
    """
    from pydantic_core import core_schema

    keys, annotations = _read(record)
    fields = {}
    for name in only or keys:
        schema = handler.generate_schema(annotations[name])
        if name in required and schema["type"] == "tuple":
            schema = NotEmpty.of(schema)
        fields[keys[name]] = core_schema.typed_dict_field(
            schema, required=name in required or name not in record._field_defaults
        )
    return fields


def table_schema(record: Any, fields: dict[str, Any], make: Callable[..., Any] | None = None) -> dict[str, Any]:
    """Return pydantic's schema of a table that has these keys and no other, and becomes a record.

    ``make`` takes fields by name, and what else is in the table by key, in place of the record's class.
    """
    from pydantic_core import core_schema

    names = {key: name for name, key in keys_of(record).items()}

    def made(table: dict[str, Any]) -> Any:
        result = (make or record)(**{names.get(key, key): value for key, value in table.items()})
        result.check()
        return result

    table = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
    return dict(core_schema.no_info_after_validator_function(made, table))


@cache
def _read(record: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """The fields that files give, in their order, with their keys there and with their types and what marks these."""
    annotations, keys = get_type_hints(record, include_extras=True), {}
    for name in record._fields:
        marks = getattr(annotations[name], "__metadata__", ())
        if COMPILED not in marks:
            keys[name] = next((mark.name for mark in marks if isinstance(mark, Key)), name)
    return keys, annotations


__all__ = ["COMPILED", "UNCOMPILED", "Key", "NotEmpty", "Record", "field_schemas", "keys_of", "replace", "table_schema"]
