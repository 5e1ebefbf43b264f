"""Immutable data classes without generated code.

`dataclass` and `NamedTuple` generate and compile methods for every class. A command defines some forty such classes,
so that stdlib dataclasses would make it 42 % dearer (407 against 287 million instructions). Here all classes share one
set of methods; type checkers see dataclasses.
"""

import typing
from collections.abc import Mapping
from types import GenericAlias, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, dataclass_transform

_CLASS_VARIABLE: Any = type(ClassVar[int])
_PLAIN_TYPES = frozenset({type, GenericAlias, UnionType})  # of annotations that are no class variables


def _is_class_variable(annotation: Any) -> bool:
    """Whether an annotation is `ClassVar[...]`, evaluated or in quotes."""
    if type(annotation) is str:  # evaluated, each kind of `ClassVar[...]` takes 100,000 instructions
        return annotation.startswith("ClassVar[")
    return type(annotation) is _CLASS_VARIABLE and annotation.__origin__ is ClassVar


@dataclass_transform(frozen_default=True)
class Frozen:
    """Data whose fields are given by position or by name: its annotations.

    It compares by value and cannot be changed after creation. Each class that stands between it and another would cost
    that one 11,000 instructions.
    """

    __match_args__: "ClassVar[tuple[str, ...]]" = ()

    def __init_subclass__(cls) -> None:
        """List the fields; the rest of what a class declares is read once it is asked for, as most never are."""
        annotations = cls.__annotations__
        names = tuple(annotations)
        if not _PLAIN_TYPES.issuperset(map(type, annotations.values())):
            names = tuple(name for name in names if not _is_class_variable(annotations[name]))
        # Type checkers have it from the annotations.
        inherited = cls.__match_args__
        cls.__match_args__ = tuple(dict.fromkeys((*inherited, *names))) if inherited else names  # type: ignore[misc]

    def __init__(self, *values: Any, **named: Any) -> None:
        state, names = self.__dict__, self.__match_args__
        if len(values) == len(names) and not named:  # as most data are made: a tenth less than by the way below
            for name, value in zip(names, values):  # noqa: B905 - they are as many
                state[name] = value
            return
        if len(values) < len(names):
            known = _defaults_cache.get(type(self))
            state.update(defaults(type(self)) if known is None else known)
        is_valid = len(values) <= len(names)
        if named:
            state.update(named)
            is_valid = is_valid and not named.keys() - names[len(values) :]
        for name, value in zip(names, values):  # noqa: B905 - too many values are invalid
            state[name] = value
        if len(state) != len(names) or not is_valid:
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


@dataclass_transform(frozen_default=True, kw_only_default=True)
class FrozenKeywordOnly(Frozen):
    """Data whose fields are given by name alone, so that a subclass may add required fields after optional ones."""


if TYPE_CHECKING:
    from dataclasses import replace as replace  # type checkers know its fields
    from typing import Annotated as Annotated
    from typing import Literal as Literal
else:

    class Literal:
        """`Literal[words]`, with the origin and the arguments of the one of `typing`.

        That one takes 150,000 instructions each, and twice as many with `| None`. Where hints are evaluated
        (`get_type_hints`, which Typer asks for a callback) it has to be that one: here words are taken for names.
        """

        def __class_getitem__(cls, words: Any) -> GenericAlias:
            return GenericAlias(typing.Literal, words if isinstance(words, tuple) else (words,))

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

        def __or__(self, other: None) -> GenericAlias:
            return GenericAlias(typing.Union, (self, type(other)))

    def replace(data: Frozen, /, **changes: Any) -> Frozen:
        """The same data with other values in these fields. Raises TypeError for an unknown field."""
        return type(data)(**{**data.__dict__, **changes})


def asdict(data: Frozen) -> dict[str, Any]:
    """The fields and their values, in order."""
    return {name: data.__dict__[name] for name in data.__match_args__}


def fields(data: type[Frozen]) -> Mapping[str, Any]:
    """The annotation of each field, in order."""
    annotations: dict[str, Any] = {}
    for base in _declaring_classes(data):
        annotations.update(base.__annotations__)
    return {name: annotations[name] for name in data.__match_args__}


def _declaring_classes(data: type[Frozen]) -> list[type]:
    """The class and those that it derives from, which come first."""
    return [base for base in reversed(data.__mro__) if issubclass(base, Frozen)]


_defaults_cache: dict[type[Frozen], Mapping[str, Any]] = {}


def defaults(data: type[Frozen]) -> Mapping[str, Any]:
    """The default values, by field."""
    if (known := _defaults_cache.get(data)) is not None:
        return known
    values: dict[str, Any] = {}
    for base in _declaring_classes(data):
        own = base.__dict__
        values.update({name: own[name] for name in base.__annotations__ if name in own})
    values = {name: value for name, value in values.items() if name in data.__match_args__}
    _defaults_cache[data] = values
    return values
