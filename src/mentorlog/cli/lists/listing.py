"""What a list answers: a noun's records, queried with the options that all lists have."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS
from mentorlog.render.answers import NextStep
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.cli.context import CliContext
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.queries.filters import DayRange
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
    conditions: Sequence[str] = ()  # SQL of the noun's own flags


def list_records(
    cli: "CliContext", noun: str, options: ListOptions, first_command: str = "", about: str = "", picture: str = ""
) -> "Listing":
    """Query a noun's records with these options; `command.NounList` says what the others are."""
    from mentorlog.journal.queries.listing import query_records
    from mentorlog.journal.queries.names import link_labels

    journal, record = cli.open_journal(), record_class(KINDS[noun])
    query = _list_query(journal, options)
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
    if record.noun == "mentor" or not journal.has_several_current_mentors():
        return {}
    from mentorlog.journal.queries.filters import owners
    from mentorlog.journal.queries.meetings import current_mentors
    from mentorlog.journal.queries.names import short_names

    mentors = current_mentors(journal)
    owner_numbers = owners(journal, KINDS[record.noun], numbers)
    named = journal.store.rows("SELECT number, name FROM mentors")
    names = short_names([row for row in named if row[0] in {*owner_numbers.values(), *dict(mentors)}])
    anybody = "both" if len(mentors) == 2 else "all"
    return {number: anybody if of is None else names.get(of, "") for number, of in owner_numbers.items()}


def list_refs(journal: "Journal", noun: str, options: ListOptions) -> set[str]:
    """The refs of a list, without reading its records."""
    from mentorlog.journal.queries.listing import query_numbers

    numbers = query_numbers(journal, record_class(KINDS[noun]), _list_query(journal, options))
    return {ref(noun, number) for number in numbers}


def _list_query(journal: "Journal", options: ListOptions) -> "ListQuery":
    from mentorlog.journal.queries.listing import ListQuery

    links = {noun: text for noun, text in (options.links or {}).items() if text is not None}
    return ListQuery(
        options.include_all,
        options.state or (),
        {noun: journal.resolve_number(noun, text) for noun, text in links.items()},
        _days(options) if options.since or options.until else None,
        options.sort,
        options.limit,
        " AND ".join(options.conditions).replace(":today", f"'{journal.today.isoformat()}'"),
        options.priority or (),
    )


def _days(options: ListOptions) -> "DayRange":
    from mentorlog.journal.queries.filters import DayRange

    return DayRange.between(options.since, options.until)
