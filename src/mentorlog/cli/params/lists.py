"""What all nouns share: a group with its `list`. `add` and a noun's own verbs are written in its file.

What a list can be asked follows from the noun's declaration: its links, its states, what is live of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import Context
from mentorlog.journal.model.kinds import KINDS
from mentorlog.journal.model.records import record_class
from mentorlog.render.answers import Answer, Listing, NextStep
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    pass


class ListOptions(Frozen):
    """What was asked of a list by the options that all lists have."""

    include_all: bool = False
    state: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None
    sort: str = ""
    limit: int | None = None
    form: str | None = None
    links: Mapping[str, str | None] | None = None  # as typed, by noun


def noun_group(
    noun: str, first_command: str, *, custom_list: bool = False, about: str = "", **settings: Any
) -> typer.Typer:
    """A noun's command group with its `list`; `first` is the command and `about` what else an empty list says.

    A noun whose list has options of its own writes it, under `lists`, and says `own_list`.
    """
    kind = KINDS[noun]
    app = typer.Typer(help=kind.help, add_completion=False, rich_markup_mode=None, no_args_is_help=False, **settings)
    if not custom_list:

        @list_command(app, noun)
        def list_(ctx: Context, asked: ListOptions) -> Answer:
            return list_records(ctx.obj, noun, first_command, asked, about=about)

    return app


def list_command(app: typer.Typer, noun: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Make a function the `list` of a noun: it is given what was asked by the options of all lists, and its own."""

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        about = f"Show the {'check-ins' if noun == 'checkin' else KINDS[noun].plural}."
        command = _ListCommand(noun, function)
        app.command("list", help=function.__doc__ or about)(command)
        return command

    return decorate


class _ListCommand:
    """A noun's `list` as Typer reads it. It asks for the signature only of a command that is called."""

    __name__ = "list"

    def __init__(self, noun: str, function: Callable[..., Answer]) -> None:
        self._noun = noun
        self._function = function
        self.__annotations__: dict[str, Any] = {}  # they stand in the signature

    def __call__(self, ctx: Context, **given: Any) -> Answer:
        _, shared = self._parameters
        asked = {one.name: given.pop(one.name) for one in shared}
        links = {name.removeprefix("of_"): asked.pop(name) for name in list(asked) if name.startswith("of_")}
        return self._function(ctx, ListOptions(**asked, links=links), **given)

    @property
    def __signature__(self) -> Signature:
        ctx = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=Context)
        own, shared = self._parameters
        return Signature([ctx, *own, *shared])

    @cached_property
    def _parameters(self) -> tuple[list[Parameter], list[Parameter]]:
        """The options of this noun's list alone, and those that lists have."""
        from mentorlog.cli.params.filters import list_parameters

        _, _, *parameters = signature(self._function).parameters.values()
        own = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in parameters]
        names = {one.name for one in own}
        return own, [one for one in list_parameters(record_class(KINDS[self._noun])) if one.name not in names]


def list_records(
    cli: CliContext,
    noun: str,
    first_command: str,
    options: ListOptions,
    *,
    condition: str = "",
    about: str = "",
    answer_class: type[Listing] = Listing,
) -> Listing:
    """The list of a noun: what is live or all that was asked for, and of that what the SQL condition `only` allows."""
    from mentorlog.journal.queries.filters import DayRange, resolve_numbers
    from mentorlog.journal.queries.listing import ListQuery, query_records

    record = record_class(KINDS[noun])
    journal = cli.open_journal()
    links = resolve_numbers(journal, options.links or {})
    days = DayRange.between(options.since, options.until)
    wanted = ListQuery(options.include_all, options.state or (), links, days, options.sort, options.limit, condition)
    found = query_records(journal, record, wanted)
    steps = () if found.records or wanted.is_filtered or not first_command else (NextStep(first_command),)
    answer = answer_class(record, found, journal.today, subset=wanted.is_filtered, about=about, steps=steps)
    if options.form == "json":
        answer.as_json = True
    elif options.form not in (None, "table") and not cli.as_json:
        from mentorlog.render.lists import format_list

        answer.raw = format_list(answer, options.form)
        answer.asides = [line(ours(text, "dim")) for text in answer.omissions()]
    return answer
