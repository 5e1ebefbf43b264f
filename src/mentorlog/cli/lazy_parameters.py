"""Options that are made and built only for a call that names them."""

import typing
from collections.abc import Callable, Collection
from inspect import Parameter, Signature, signature
from types import FunctionType
from typing import Any

import typer


class LazyParameter:
    """An option or an argument that is made when a command is called that needs it.

    Typer's own take 180,000 instructions each to make, and 400,000 more in the command that is built of them.
    """

    __slots__ = ("build", "names")

    def __init__(self, build: Callable[[Any], Any], *names: str) -> None:
        """`build` makes Typer's from the default, of which a callback of an option makes nothing else.

        `names` are those of an option; an argument has none.
        """
        self.build = build
        self.names = names


def lazy_option(*names: str, **settings: Any) -> LazyParameter:
    """An option of these names; `settings` are those of Typer's."""
    return LazyParameter(lambda default: typer.Option(default, *names, show_default=False, **settings), *names)


class CalledCommand:
    """Wraps a command so that Typer builds only the options that its call names; the others have their defaults."""

    def __init__(self, function: Callable[..., Any], options: Collection[str] | None) -> None:
        """`options` are the words of the call that begin with a dash, without values; None builds all options."""
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self.__annotations__: dict[str, Any] = {}  # Typer takes them from __signature__
        if options is not None and not options:
            function = getattr(function, "without_options", function)
        self.function = function
        parameters = parameters_of(function)
        names = [_option_names(_info(annotation)) for _, annotation, _ in parameters]
        known = {name for option_names in names for name in option_names}
        if options is not None and known.issuperset(options):  # else the error names what is nearest
            parameters = [
                parameter
                for parameter, option_names in zip(parameters, names, strict=True)
                if not option_names or not option_names.isdisjoint(options) or not _is_dispensable(parameter)
            ]
        self.__signature__ = Signature([_typer_parameter(parameter) for parameter in parameters])

    def __call__(self, **values: Any) -> Any:
        """Run the command."""
        return self.function(**values)


ParameterParts = tuple[str, Any, Any]  # of a command's parameter: name, annotation, default


def parameters_of(function: Callable[..., Any]) -> list[ParameterParts]:
    """The parameters of a command; `inspect`, which takes 20,000 instructions for each, reads what is unusual alone."""
    if (parameters := getattr(function, "parameters", None)) is not None:
        return [*parameters]
    if (
        not isinstance(function, FunctionType)
        or function.__code__.co_kwonlyargcount
        or hasattr(function, "__wrapped__")
    ):
        return [(each.name, each.annotation, each.default) for each in signature(function).parameters.values()]
    code, defaults = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    required = [Parameter.empty] * (len(names) - len(defaults))
    return [
        (name, function.__annotations__[name], default)
        for name, default in zip(names, (*required, *defaults), strict=True)
    ]


def _info(annotation: Any) -> Any:
    """What a parameter's annotation says of it to Typer, or to us; None where it has no such annotation."""
    return next(iter(getattr(annotation, "__metadata__", ())), None)


def _option_names(info: Any) -> set[str]:
    """The names of an option; of an argument none."""
    if isinstance(info, LazyParameter):
        return set(info.names)
    if not isinstance(info, typer.models.OptionInfo):
        return set()
    # In an annotation, Typer takes the first name for the default.
    return {name for name in (info.default, *(info.param_decls or ())) if isinstance(name, str)}


def _is_dispensable(option: ParameterParts) -> bool:
    """Whether leaving an option away changes nothing: it has a default, of which nothing else is made."""
    _, annotation, default = option
    is_empty = default is None or default is False or default == ""
    return is_empty and getattr(_info(annotation), "callback", None) is None


def _typer_parameter(parameter: ParameterParts) -> Parameter:
    """The parameter as Typer takes it."""
    name, annotation, default = parameter
    info = _info(annotation)
    if isinstance(info, LazyParameter):
        annotation, default = annotation.__origin__, info.build(... if default is Parameter.empty else default)
    elif info is not None:
        annotation = typing.Annotated[annotation.__origin__, info]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
