"""Immutable data classes without generated code.

`dataclass` and `NamedTuple` generate and compile methods for every class. A command defines some forty such classes,
so that stdlib dataclasses would make it 42 % dearer (407 against 287 million instructions). Here all classes share one
set of methods; type checkers see dataclasses.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, dataclass_transform


class _FrozenBase:
    """Has its annotations as fields, compares by value, and cannot be changed after creation."""

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _annotations: ClassVar[dict[str, Any]] = {}
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        annotated = cls.__annotations__.items()
        added = {name: type_ for name, type_ in annotated if getattr(type_, "__origin__", None) is not ClassVar}
        cls._annotations = {**cls._annotations, **added}
        cls._defaults = {**cls._defaults, **{name: cls.__dict__[name] for name in added if name in cls.__dict__}}
        cls.__match_args__ = tuple(cls._annotations)  # type: ignore[misc]  # checkers have it from the annotations

    def __init__(self, *values: Any, **named: Any) -> None:
        state, names = self.__dict__, self.__match_args__
        if len(values) < len(names):
            state.update(self._defaults)
        state.update(zip(names, values), **named)  # noqa: B905 - too many values are found below
        is_complete = len(state) == len(names) >= len(values)
        if named:
            has_duplicates = not named.keys().isdisjoint(names[: len(values)])
            is_complete = is_complete and not has_duplicates and state.keys() == self._annotations.keys()
        if not is_complete:
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
    from dataclasses import replace as replace  # type checkers know its fields
    from typing import Annotated as Annotated
else:

    class Annotated:
        """`Annotated[type, data]` of a field, as an object with the two attributes by which `typing`'s is read.

        The one of `typing` takes 86,000 instructions each, and the records have two hundred of them.
        """

        __slots__ = ("__metadata__", "__origin__")

        def __class_getitem__(cls, parts: tuple[Any, ...]) -> "Annotated":
            annotation = cls()
            annotation.__origin__, *metadata = parts
            annotation.__metadata__ = tuple(metadata)
            return annotation

    def replace(data: D, /, **changes: Any) -> D:
        """The same data with other values in these fields. Raises TypeError for an unknown field."""
        return type(data)(**{**data.__dict__, **changes})


def asdict(data: _FrozenBase) -> dict[str, Any]:
    """The fields and their values, in order."""
    return {name: data.__dict__[name] for name in data.__match_args__}


def fields(data: type[_FrozenBase]) -> Mapping[str, Any]:
    """The annotation of each field, in order."""
    return data._annotations


def defaults(data: type[_FrozenBase]) -> Mapping[str, Any]:
    """The default values, by field."""
    return data._defaults
