"""The `list` of the nouns: a row for what each has of its own, and the command.

A call that names no option makes none: `options` is loaded for one that does, and for help.
"""

from copy import copy
from functools import cache, cached_property
from importlib import import_module
from inspect import Signature
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from mentorlog.cli.context import CliContext
    from mentorlog.cli.lists.listing import ListOptions
    from mentorlog.cli.params.options import BundledCommand
    from mentorlog.render.answers import Answer


class NounList(Frozen):
    """What the list of a noun has of its own. An empty one suggests `first_command` and explains `about`."""

    first_command: str = ""
    about: str = ""
    picture: str = ""  # the class in `render.records` that draws it where it is more than a table: module.Class
    flags: tuple[tuple[str, str, str], ...] = ()  # name, help, and SQL of what is left, where :today is the day
    module: str = ""  # beside this one, where flags do not say it: its `list_` is the list


_WHERE_TO_LOOK = (
    "Five places to look: your organisation (not your own line), your industry and its professional body, platforms, "
    "events, and whom others would name."
)
_LISTS = {
    "checkin": NounList("mentorlog checkin", picture="checkins.CheckInListing"),
    "review": NounList("mentorlog review"),
    "goal": NounList(
        'mentorlog goals add "Chair stand-ups" --target 10 --by "end of quarter"', picture="goals.GoalListing"
    ),
    "question": NounList('mentorlog questions add "What would you do differently?"'),
    "session": NounList('mentorlog sessions add --at "thu 15:00"'),
    "feedback": NounList('mentorlog feedback add "You let the sponsor finish" --praise'),
    "achievement": NounList('mentorlog achievements add "Chaired my first stand-up"', module="achievements"),
    "action": NounList(
        'mentorlog actions add "Draft the risk register" --by friday',
        flags=(
            ("overdue", "Only what is past its day.", "state = 'open' AND due < :today"),
            ("theirs", "Only your mentor's.", "who = 'mentor'"),
        ),
    ),
    "lesson": NounList(
        'mentorlog lessons add "Bad news first, then the choice"',
        flags=(("waiting", "Only those not applied.", "state = 'open'"),),
    ),
    "activity": NounList(
        'mentorlog activities add "PFQ course" --sort course --hours 7',
        flags=(("waiting", "Only those without a reflection.", "learned IS NULL AND applied IS NULL"),),
    ),
    "challenge": NounList('mentorlog challenges add "We talk past each other" --kind misunderstanding'),
    "skill": NounList(module="skills"),
    "need": NounList("mentorlog needs suggest"),
    "agreement": NounList("mentorlog agreement draft"),
    "contact": NounList(
        'mentorlog contacts add "Priya Nair" --follow-up "in 2 weeks"',
        flags=(("due", "Only whose day has come.", "state = 'open' AND follow_up <= :today"),),
    ),
    "letter": NounList("mentorlog letter MENTOR"),
    "mentor": NounList('mentorlog mentors add "Ruth Okafor" --cadence "2 weeks"', _WHERE_TO_LOOK),
}


def noun_list(noun: str) -> NounList:
    """What the list of a noun has of its own."""
    return _LISTS.get(noun) or NounList(f"mentorlog {KINDS[noun].group} add")


@cache
def list_app(noun: str) -> typer.Typer:
    """The `list` of a noun alone."""
    kind, module = KINDS[noun], noun_list(noun).module
    app = typer.Typer(help=kind.help, add_completion=False, rich_markup_mode=None)
    command = import_module(f"mentorlog.cli.lists.{module}").list_ if module else ListCommand(noun)
    app.command("list", help=command.__doc__ or f"Show the {kind.display_plural}.")(command)
    return app


@cache
def with_list(noun: str, app: typer.Typer) -> typer.Typer:
    """The whole command group of a noun: its list, then the commands of `app`."""
    whole = copy(list_app(noun))
    whole.registered_commands = [*whole.registered_commands, *app.registered_commands]
    if app.registered_callback:
        whole.info, whole.registered_callback = copy(app.info), app.registered_callback
        whole.info.help = KINDS[noun].help
    return whole


class ListCommand:
    """The list of a noun as Typer calls it."""

    __name__ = "list"

    def __init__(self, noun: str) -> None:
        self.__doc__ = ""
        self.__annotations__: dict[str, Any] = {}  # Typer takes them from __signature__
        self._noun = noun

    @property
    def without_options(self) -> "Callable[[typer.Context], Answer]":
        """The command for a call that names no option."""

        def list_(ctx: typer.Context) -> "Answer":
            from mentorlog.cli.lists.listing import ListOptions

            return self._answer(ctx.obj, ListOptions())

        return list_

    def __call__(self, **values: Any) -> "Answer":
        """Run the command."""
        return self._with_options(**values)

    @property
    def __signature__(self) -> Signature:
        return self._with_options.__signature__

    @cached_property
    def _with_options(self) -> "BundledCommand":
        from mentorlog.cli.lists.options import list_command

        def list_(ctx: typer.Context, options: "ListOptions") -> "Answer":
            return self._answer(ctx.obj, options)

        return list_command(self._noun, noun_list(self._noun).flags)(list_)

    def _answer(self, cli: "CliContext", options: "ListOptions") -> "Answer":
        from mentorlog.cli.lists.listing import list_records

        row = noun_list(self._noun)
        return list_records(cli, self._noun, options, row.first_command, row.about, row.picture)
