"""The log: all records in the order of their days, a line each."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.clock import local_day
from mentorlog.journal.model import kinds
from mentorlog.journal.queries.filters import SqlCondition, all_of, tables_with_optional_day
from mentorlog.nouns import Kind

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class LogEntry(NamedTuple):
    """A record on its day: its own ref or that of its parent, its noun, and its line."""

    day: date
    entry: int
    ref: str
    noun: str
    title: str


def log_entries(
    journal: "Journal", conditions_by_kind: Sequence[tuple[Kind, Sequence[SqlCondition]]], limit: int | None = None
) -> list[LogEntry]:
    """The records that the conditions select, the newest day first, and within a day the newest record first."""
    optional_day_tables = tables_with_optional_day(journal)
    entries = [
        _entries_of_kind(
            journal,
            kind,
            all_of([*conditions, *([SqlCondition(kind.log_condition)] if kind.log_condition else [])]),
            kind.plural in optional_day_tables,
            limit,
        )
        for kind, conditions in conditions_by_kind
    ]
    return list(islice(heapq.merge(*entries, key=lambda entry: entry[:2], reverse=True), limit))


def _entries_of_kind(
    journal: "Journal", kind: Kind, condition: SqlCondition, optional: bool, limit: int | None
) -> list[LogEntry]:
    """The entries of one noun, newest first. A record without a day of its own has the day it was created."""
    if kind.day_field == "created_at":
        entries = _query_entries(journal, kind, "created_at", condition, limit)
    elif not optional:
        entries = _query_entries(journal, kind, kind.day_sql, condition, limit)
    else:
        dated = _query_entries(
            journal, kind, kind.day_sql, all_of([condition, SqlCondition(f"{kind.day_field} IS NOT NULL")]), limit
        )
        entries = dated + _query_entries(
            journal, kind, "created_at", all_of([condition, SqlCondition(f"{kind.day_field} IS NULL")]), limit
        )
    return sorted(entries, reverse=True)


def _query_entries(
    journal: "Journal", kind: Kind, day: str, condition: SqlCondition, limit: int | None
) -> list[LogEntry]:
    where = condition.sql
    if limit is not None:  # select by the day alone, so that lines are computed for these rows only
        where = (
            f"number IN (SELECT number FROM {kind.plural} WHERE {where} ORDER BY {day} DESC, number DESC LIMIT {limit})"
        )
    title = kind.log_title or kind.title_field
    rows = journal.store.rows(
        f"SELECT {day}, entry, {'number' if kind.letter else kind.parent}, {title} FROM {kind.plural} WHERE {where}",
        condition.parameters,
    )
    noun = kind.noun if kind.letter else kind.parent
    days = _local_days(rows)
    return [
        LogEntry(on, entry, kinds.ref(noun, number), kind.noun, title or kind.display_noun.capitalize())
        for on, (_, entry, number, title) in zip(days, rows, strict=True)
    ]


def _local_days(rows: Sequence[tuple[str, int, int, str]]) -> Iterator[date]:
    """The local day of each row. Each text is parsed once, which halves the time of a long log."""
    parsed: dict[str, date] = {}
    for day, *_ in rows:
        if day not in parsed:
            parsed[day] = local_day(day) if day.endswith("Z") else date.fromisoformat(day)
        yield parsed[day]
