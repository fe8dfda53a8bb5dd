"""Records: frozen dataclasses that cost next to nothing to define.

`@dataclass(frozen=True)` writes and compiles six methods for each class, half a millisecond a class, and a short command defines
some eighty. A subclass of `Record` is a frozen dataclass all the same (`field`, `fields`, `replace` and `__post_init__` work on it),
but its methods are the ones below, which all records share.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """A frozen dataclass: its annotated names are its fields, equal and hashed by value."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        dataclass(init=False, repr=False, eq=False)(cls)

    def __init__(self, *values: Any, **named: Any) -> None:
        own = self.__dataclass_fields__
        if len(values) > len(own):
            raise TypeError(f"{type(self).__name__} has {len(own)} fields, not {len(values)}")
        held = self.__dict__
        held.update(zip(own, values, strict=False))
        for name, value in named.items():
            if name not in own or name in held:
                raise TypeError(f"{type(self).__name__} has no field {name!r}" if name not in own else f"{name!r} is given twice")
            held[name] = value
        for name, one in own.items() if len(held) < len(own) else ():
            if name not in held:
                held[name] = _default(one, type(self))
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{one.name}={getattr(self, one.name)!r}' for one in fields(self))})"

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Record) and type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _values(self) -> tuple[Any, ...]:
        held = self.__dict__
        return tuple(held[name] for name in self.__dataclass_fields__)


def _default(one: Field[Any], record: type[Record]) -> Any:
    """What a field holds when nothing is given for it."""
    if one.default_factory is not MISSING:
        return one.default_factory()
    if one.default is MISSING:
        raise TypeError(f"{record.__name__} needs {one.name!r}")
    return one.default
