"""What all nouns share: a group with its `list`. `add` and a noun's own verbs are written in its file.

What a list can be asked follows from the noun's declaration: its links, its states, what is live of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli import context
from mentorlog.cli.context import open_journal
from mentorlog.journal.model.kinds import KINDS
from mentorlog.render.answers import Answer, Listing, NextStep
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class Asked(Frozen):
    """What was asked of a list by the options that all lists have."""

    every: bool = False
    state: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None
    sort: str = ""
    limit: int | None = None
    form: str | None = None
    links: Mapping[str, str | None] | None = None  # as typed, by noun


def group(noun: str, first: str, *, own_list: bool = False, about: str = "", **settings: Any) -> typer.Typer:
    """A noun's command group with its `list`; `first` is the command and `about` what else an empty list says.

    A noun whose list has options of its own writes it, under `lists`, and says `own_list`.
    """
    kind = KINDS[noun]
    app = typer.Typer(help=kind.help, add_completion=False, rich_markup_mode=None, no_args_is_help=False, **settings)
    if not own_list:

        @lists(app, noun)
        def list_(asked: Asked) -> Answer:
            return listing(open_journal(), noun, first, asked, about=about)

    return app


def lists(app: typer.Typer, noun: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Make a function the `list` of a noun: it is given what was asked by the options of all lists, and its own."""

    def made(own: Callable[..., Answer]) -> Callable[..., Answer]:
        about = f"Show the {'check-ins' if noun == 'checkin' else KINDS[noun].plural}."
        command = _List(noun, own)
        app.command("list", help=own.__doc__ or about)(command)
        return command

    return made


class _List:
    """A noun's `list` as Typer reads it. It asks for the signature only of a command that is called."""

    __name__ = "list"

    def __init__(self, noun: str, own: Callable[..., Answer]) -> None:
        self._noun = noun
        self._own = own
        self.__annotations__: dict[str, Any] = {}  # they stand in the signature

    def __call__(self, **given: Any) -> Answer:
        _, shared = self._parameters
        asked = {one.name: given.pop(one.name) for one in shared}
        links = {name.removeprefix("of_"): asked.pop(name) for name in list(asked) if name.startswith("of_")}
        return self._own(Asked(**asked, links=links), **given)

    @property
    def __signature__(self) -> Signature:
        own, shared = self._parameters
        return Signature([*own, *shared])

    @cached_property
    def _parameters(self) -> tuple[list[Parameter], list[Parameter]]:
        """The options of this noun's list alone, and those that lists have."""
        from mentorlog.cli.params.filters import of_list

        _, *parameters = signature(self._own).parameters.values()
        own = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in parameters]
        names = {one.name for one in own}
        return own, [one for one in of_list(KINDS[self._noun].record_class) if one.name not in names]


def listing(
    journal: "Journal",
    noun: str,
    first: str,
    asked: Asked,
    *,
    only: str = "",
    about: str = "",
    shown: type[Listing] = Listing,
) -> Listing:
    """The list of a noun: what is live or all that was asked for, and of that what the SQL condition `only` allows."""
    from mentorlog.journal.queries.filters import DayRange, resolve_numbers
    from mentorlog.journal.queries.listing import ListQuery, query_records

    record = KINDS[noun].record_class
    links = resolve_numbers(journal, asked.links or {})
    days = DayRange.between(asked.since, asked.until)
    wanted = ListQuery(asked.every, asked.state or (), links, days, asked.sort, asked.limit, only)
    found = query_records(journal, record, wanted)
    steps = () if found.records or wanted.is_filtered or not first else (NextStep(first),)
    answer = shown(record, found, journal.today, subset=wanted.is_filtered, about=about, steps=steps)
    if asked.form == "json":
        context.this.as_json = True
    elif asked.form not in (None, "table") and not context.this.as_json:
        from mentorlog.render.lists import format_list

        answer.raw = format_list(answer, asked.form)
        answer.asides = [line(ours(text, "dim")) for text in answer.omissions()]
    return answer
