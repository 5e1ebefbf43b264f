"""The log: all records in the order of their days, a line each."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.clock import local_day
from mentorlog.journal.model import kinds
from mentorlog.journal.queries.filters import SqlCondition, all_of, owners, tables_with_optional_day
from mentorlog.journal.queries.names import short_names
from mentorlog.nouns import KINDS, Kind

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class LogEntry(NamedTuple):
    """A line of the log. `ref` is that of the parent where the record's noun has no letter."""

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
    entries: list[LogEntry] = []
    for kind, conditions in conditions_by_kind:
        if kind.log_condition:
            conditions = [*conditions, SqlCondition(kind.log_condition)]
        if kind.plural in optional_day_tables:
            # A record without a day has the day of its creation. Two queries, since an index serves each of them.
            dated, undated = (SqlCondition(f"{kind.day_field} IS {state}") for state in ("NOT NULL", "NULL"))
            entries += _query_entries(journal, kind, kind.day_sql, [*conditions, dated], limit)
            entries += _query_entries(journal, kind, "created_at", [*conditions, undated], limit)
        else:
            entries += _query_entries(journal, kind, kind.day_sql, conditions, limit)
    entries.sort(reverse=True)
    return entries[:limit]


def owner_names(journal: "Journal", refs: Iterable[str]) -> dict[str, str]:
    """By ref, whose a record is, where it may be that of one of several mentors; what is nobody's is left out."""
    mentors = journal.store.rows("SELECT number, name FROM mentors WHERE state IN ('active', 'paused', 'ended')")
    names = short_names(mentors)
    if len(names) < 2:
        return {}
    numbers: dict[str, list[int]] = {}
    for text in refs:
        if parsed := kinds.parse_ref(text):
            numbers.setdefault(parsed[0].noun, []).append(parsed[1])
    return {
        kinds.ref(noun, number): names[owner_number]
        for noun, of_noun in numbers.items()
        if noun != "mentor"
        for number, owner_number in owners(journal, KINDS[noun], of_noun).items()
        if owner_number in names
    }


def _query_entries(
    journal: "Journal", kind: Kind, day: str, conditions: Sequence[SqlCondition], limit: int | None
) -> list[LogEntry]:
    """The entries of one noun by a day in SQL; with a limit, the newest ones."""
    condition = all_of(conditions)
    where = condition.sql
    order = kind.day_order_sql if day == kind.day_sql else day
    if limit is not None:  # select by the day alone, so that lines are computed for these rows only
        newest = f"ORDER BY {order} DESC, number DESC LIMIT {limit}"
        where = f"number IN (SELECT number FROM {kind.plural} WHERE {where} {newest})"
    title = kind.log_title or kind.title_field
    rows = journal.store.iter_rows(
        f"SELECT {day}, entry, {'number' if kind.letter else kind.parent}, {title} FROM {kind.plural} WHERE {where}",
        condition.parameters,
    )
    noun = kind.noun if kind.letter else kind.parent
    parse_day = lru_cache(local_day)  # most texts come several times in a row
    return [
        LogEntry(parse_day(text), entry, kinds.ref(noun, number), kind.noun, title or kind.display_noun.capitalize())
        for text, entry, number, title in rows
    ]
