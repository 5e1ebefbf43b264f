"""The command group of a noun with its `list`; its other commands are in the noun's own file.

The options of a list follow from the noun's declaration: its links, its states, its default filter.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import BundledCommand, Context, Parameters
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.queries.listing import ListQuery
    from mentorlog.render.records.listing import Listing


class ListOptions(Frozen):
    """The values of the options that all lists have."""

    include_all: bool = False
    state: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None
    sort: str = ""
    limit: int | None = None
    form: str | None = None
    links: Mapping[str, str | None] | None = None  # refs or names, by noun
    priority: Sequence[str] | None = None


def noun_group(
    noun: str,
    first_command: str,
    *,
    custom_list: bool = False,
    about: str = "",
    picture: str = "",
    **settings: Any,
) -> typer.Typer:
    """A noun's command group with its `list`.

    An empty list suggests `first_command` and explains `about`. A noun whose list has more options passes `custom_list`
    and defines it with `list_command`; one that is more than a table names the class in `render.records` that draws it.
    """
    kind = KINDS[noun]
    app = typer.Typer(help=kind.help, add_completion=False, rich_markup_mode=None, no_args_is_help=False, **settings)
    if not custom_list:

        @list_command(app, noun)
        def list_(ctx: Context, options: ListOptions) -> Answer:
            return list_records(ctx.obj, noun, first_command, options, about=about, picture=picture)

    return app


def list_command(app: typer.Typer, noun: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Make a function the `list` of a noun: it gets the options of all lists as its parameter `options`."""

    def list_options() -> Parameters:
        from mentorlog.cli.params.filters import list_parameters

        return list_parameters(record_class(KINDS[noun]))

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        about = f"Show the {'check-ins' if noun == 'checkin' else KINDS[noun].plural}."
        command = BundledCommand(function, "options", list_options, _collect)
        app.command("list", help=function.__doc__ or about)(command)
        return command

    return decorate


def _collect(**values: Any) -> ListOptions:
    links = {name.removeprefix("of_"): values.pop(name) for name in list(values) if name.startswith("of_")}
    return ListOptions(**values, links=links)


def list_records(
    cli: CliContext,
    noun: str,
    first_command: str,
    options: ListOptions,
    *,
    condition: str = "",
    about: str = "",
    picture: str = "",
) -> "Listing":
    """Query a noun's records with these options, and with the SQL `condition` where there is one."""
    from mentorlog.journal.queries.listing import query_records
    from mentorlog.journal.queries.names import link_labels

    journal, record = cli.open_journal(), record_class(KINDS[noun])
    query = _list_query(journal, options, condition)
    result = query_records(journal, record, query)
    steps = () if result.records or query.is_filtered or not first_command else (NextStep(first_command),)
    answer = _listing_class(picture)(
        record,
        result,
        journal.today,
        subset=query.is_filtered,
        about=about,
        steps=steps,
        owners=owner_words(journal, record, [shown.number for shown in result.records]),
        names=link_labels(journal, result.records),
    )
    answer.for_owner = not journal.is_veiled
    if options.form == "json":
        answer.as_json = True
    elif options.form not in (None, "table") and not cli.as_json:
        from mentorlog.cli.params.filters import LIST_FORMATS
        from mentorlog.render import lists

        answer.raw = getattr(lists, LIST_FORMATS[options.form][1])(answer)
        answer.asides = [line(ours(text, "dim")) for text in answer.omissions()]
    return answer


def _listing_class(path: str) -> "type[Listing]":
    """The class that draws a list: `module.Class` below `render.records`, or else a table."""
    module, _, name = (path or "listing.Listing").rpartition(".")
    listing: type[Listing] = getattr(import_module(f"mentorlog.render.records.{module}"), name)
    return listing


def owner_words(journal: "Journal", record: "type[Record]", numbers: Sequence[int]) -> dict[int, str]:
    """Whose each record is, in a word, by number; empty where there are not several mentors to tell apart."""
    from mentorlog.journal.queries.meetings import current_mentors

    mentors = current_mentors(journal)
    if len(mentors) < 2 or record.noun == "mentor":
        return {}
    from mentorlog.journal.queries.filters import owners
    from mentorlog.journal.queries.names import short_names

    whose = owners(journal, KINDS[record.noun], numbers)
    named = journal.store.rows("SELECT number, name FROM mentors")
    names = short_names([row for row in named if row[0] in {*whose.values(), *dict(mentors)}])
    anybody = "both" if len(mentors) == 2 else "all"
    return {number: anybody if of is None else names.get(of, "") for number, of in whose.items()}


def list_refs(journal: "Journal", noun: str, options: ListOptions) -> set[str]:
    """The refs of a list, without reading its records."""
    from mentorlog.journal.queries.listing import query_numbers

    numbers = query_numbers(journal, record_class(KINDS[noun]), _list_query(journal, options))
    return {ref(noun, number) for number in numbers}


def _list_query(journal: "Journal", options: ListOptions, condition: str = "") -> "ListQuery":
    from mentorlog.journal.queries.filters import DayRange, resolve_numbers
    from mentorlog.journal.queries.listing import ListQuery

    links, days = resolve_numbers(journal, options.links or {}), DayRange.between(options.since, options.until)
    return ListQuery(
        options.include_all,
        options.state or (),
        links,
        days,
        options.sort,
        options.limit,
        condition,
        options.priority or (),
    )
