"""The base of value types that load at every start: named tuples whose classes cost next to nothing to make.

``typing.NamedTuple`` compiles source for each class, about 80 µs; the fifty classes that a start needs cost it
several milliseconds. A class of records takes about 8 µs, and unpickles a little faster than a named tuple does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import replace

    @dataclass_transform(frozen_default=True)
    class Record:
        """For the type checker: a frozen dataclass."""

        _fields: ClassVar[tuple[str, ...]]

        def __init_subclass__(cls, *, kw_only: bool = False) -> None: ...

else:
    from collections import _tuplegetter

    class _RecordType(type):
        """Makes a class of records, and its instances.

        Construction is here and not in ``__new__``, so that unpickling calls ``tuple.__new__`` itself.
        """

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], *, kw_only: bool = False) -> type:  # noqa: ARG004 (kw_only speaks to the type checker)
            made = super().__new__(cls, name, bases, {"__slots__": (), **body})
            if own := made.__annotations__:
                made._fields = made.__match_args__ = (*made._fields, *own)
                made._defaults = made._defaults | {field: body[field] for field in own if field in body}
            for place, field in enumerate(made._fields):
                setattr(made, field, _tuplegetter(place, None))
            return made

        def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **_: object) -> None:
            super().__init__(name, bases, body)

        def __call__(cls, *values: Any, **named: Any) -> Any:
            if named or len(values) != len(cls._fields):
                values = cls._in_order(values, named)
            return tuple.__new__(cls, values)

        def _in_order(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
            given = {**cls._defaults, **dict(zip(cls._fields, values, strict=False)), **named}
            missing = [field for field in cls._fields if field not in given]
            unknown = [name for name in named if name not in cls._fields[len(values) :]]
            if missing or unknown or len(values) > len(cls._fields):
                raise TypeError(f"{cls.__name__}({', '.join(cls._fields)}): missing {missing}, unexpected {unknown}")
            return tuple(map(given.__getitem__, cls._fields))

    class Record(tuple, metaclass=_RecordType):
        """An immutable value with named fields, as annotated in the class body, defaults after ``=``.

        It is a tuple: it can be matched by position, compared, hashed and pickled. Unlike tuples, records
        of different classes are never equal. A subclass has its base's fields before its own. Fields cannot
        be defined in the body of a class that is generic.
        """

        __slots__ = ()
        _fields = ()
        _defaults = {}  # noqa: RUF012 (an annotation would make it a field)

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

    def replace(record: Record, **changes: Any) -> Record:
        """Return a record with other values in some of its fields."""
        return type(record)(**dict(zip(record._fields, record, strict=True)) | changes)


__all__ = ["Record", "replace"]
