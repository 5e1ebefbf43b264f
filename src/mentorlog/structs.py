"""Immutable data classes without generated code.

`dataclass` and `NamedTuple` generate and compile methods for every class. A command defines some forty such classes,
so that stdlib dataclasses would make it 42 % dearer (407 against 287 million instructions). Here all classes share one
set of methods; type checkers see dataclasses.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, dataclass_transform


class _FrozenBase:
    """Fields from annotations, equality by value, and no change after creation."""

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _annotations: ClassVar[dict[str, Any]] = {}
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        notes = cls.__annotations__.items()
        own = {name: note for name, note in notes if getattr(note, "__origin__", None) is not ClassVar}
        cls._annotations = {**cls._annotations, **own}
        cls._defaults = {**cls._defaults, **{name: cls.__dict__[name] for name in own if name in cls.__dict__}}
        cls.__match_args__ = tuple(cls._annotations)  # type: ignore[misc]  # checkers have it from the annotations

    def __init__(self, *values: Any, **named: Any) -> None:
        made, names = self.__dict__, self.__match_args__
        made.update(self._defaults)
        made.update(zip(names, values, strict=False))
        made.update(named)
        given_twice = values and named and not named.keys().isdisjoint(names[: len(values)])
        if given_twice or len(values) > len(names) or made.keys() != self._annotations.keys():
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(names)}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(asdict(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in asdict(self).items())})"


@dataclass_transform(frozen_default=True)
class Frozen(_FrozenBase):
    """Data whose fields are given by position or by name."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class FrozenKeywordOnly(_FrozenBase):
    """Data whose fields are given by name alone, so that a subclass may add required fields after optional ones."""


D = TypeVar("D", bound=_FrozenBase)

if TYPE_CHECKING:
    from dataclasses import replace as replace  # by which a checker knows the fields
else:

    def replace(one: D, /, **changes: Any) -> D:
        """The same data with other values in these fields. Raises TypeError for a field that is not there."""
        return type(one)(**{**one.__dict__, **changes})


def asdict(one: _FrozenBase) -> dict[str, Any]:
    """The fields and their values, in order."""
    return {name: one.__dict__[name] for name in one.__match_args__}


def fields(data: type[_FrozenBase]) -> Mapping[str, Any]:
    """The annotation of each field, in order."""
    return data._annotations


def defaults(data: type[_FrozenBase]) -> Mapping[str, Any]:
    """The values of the fields that need not be given."""
    return data._defaults
