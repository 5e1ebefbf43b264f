"""The list of a noun: its records, its limit, and what it leaves out. What narrows or sorts it is in `list_filters`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.queries.filters import DayRange
    from mentorlog.journal.queries.list_filters import SortOrder

_MAX_COUNTED_BY_STATE = 1000  # more non-live records than this are counted together, not by state


class ListQuery(Frozen):
    """The filters, order and limit of a list. `links` holds numbers by noun, `condition_sql` the noun's own filters."""

    include_all: bool = False
    states: Sequence[str] = ()
    links: Mapping[str, int] = {}
    days: "DayRange | None" = None
    sort: str = ""
    limit: int | None = None
    condition_sql: str = ""
    priorities: Sequence[str] = ()

    @property
    def is_filtered(self) -> bool:
        """Whether there is any filter."""
        return bool(self.priorities or self.states or self.links or self.days or self.condition_sql)

    def keeps_newest(self, record: "type[Record]") -> bool:
        """Whether the limit leaves out the first: in the order of time the last matter most."""
        return self.limit is not None and not self.sort and not record.is_ranked

    def is_live_only(self, record: "type[Record]") -> bool:
        """Whether records that are not live are left out: unless the query asks for all or for states."""
        return bool(record.live) and not (self.include_all or self.states)


class ListResult(Frozen):
    """The records of a list, and how many it leaves out: non-live ones by state, and those beyond the limit."""

    records: Sequence["Record"]
    live_only: bool = False
    settled_counts: Sequence[tuple[str, int]] = ()
    remaining_count: int = 0
    keeps_newest: bool = False  # what is beyond the limit is earlier


def query_records(journal: "Journal", record: "type[Record]", query: ListQuery) -> ListResult:
    """The list, read in one transaction. Raises UsageError where there is no field to sort by."""
    order = _sort_order(record, query)
    filters, parameters = _filter_sql(record, query)
    condition = _list_condition(record, query, filters)
    newest = query.keeps_newest(record)
    with journal.store.snapshot():
        if order and order.needs_python:
            matches = order.sort_records(journal.read(record, condition, parameters))
            shown = matches[: query.limit]
            remaining = len(matches) - len(shown)
        else:
            limit_sql = "" if query.limit is None else f" LIMIT {query.limit}"
            order_sql = order.sql if order else _newest_first(record) if newest else record.order
            shown = journal.read(record, condition, parameters, order_sql + limit_sql)
            shown = shown[::-1] if newest else shown
            remaining = _count_remaining(journal, record, condition, parameters, len(shown), query.limit)
        if not query.is_live_only(record):
            return ListResult(shown, remaining_count=remaining, keeps_newest=newest)
        return ListResult(shown, True, _count_non_live(journal, record, filters, parameters), remaining, newest)


def query_numbers(journal: "Journal", record: "type[Record]", query: ListQuery) -> list[int]:
    """The numbers of a list that SQL can sort, without reading the records."""
    sort_order = _sort_order(record, query)
    order = sort_order.sql if sort_order else record.order
    if query.keeps_newest(record):
        order = _newest_first(record)
    filters, parameters = _filter_sql(record, query)
    condition, limit = _list_condition(record, query, filters), -1 if query.limit is None else query.limit
    return journal.store.column(
        f"SELECT number FROM {KINDS[record.noun].plural} WHERE {condition or 'TRUE'} ORDER BY {order} LIMIT {limit}",
        parameters,
    )


def _sort_order(record: "type[Record]", query: ListQuery) -> "SortOrder | None":
    if not query.sort:
        return None
    from mentorlog.journal.queries.list_filters import SortOrder

    return SortOrder(record, query.sort)


def _filter_sql(record: "type[Record]", query: ListQuery) -> tuple[str, tuple[Any, ...]]:
    """SQL of the filters of a list, empty where it has none, and its parameters."""
    if not query.is_filtered:
        return "", ()
    from mentorlog.journal.queries.list_filters import filter_condition

    condition = filter_condition(record, query.links, query.states, query.priorities, query.days, query.condition_sql)
    return condition.sql, condition.parameters


def _newest_first(record: "type[Record]") -> str:
    return ", ".join(f"{term} DESC" for term in record.order.split(", "))


def _list_condition(record: "type[Record]", query: ListQuery, filters: str) -> str:
    live = f"({record.live})" if query.is_live_only(record) else ""
    return " AND ".join(filter(None, (filters, live)))


def state_field(record: "type[Record]") -> Field | None:
    """The field of a record's state, if it has one."""
    return field_named(record, "state")


def field_named(record: "type[Record]", name: str) -> Field | None:
    """The field of that name; None where there is none."""
    return next((field for field in fields_of(record) if field.name == name), None)


def _count_remaining(
    journal: "Journal",
    record: "type[Record]",
    condition: str,
    parameters: Sequence[Any],
    shown: int,
    limit: int | None,
) -> int:
    if limit is None or shown < limit:
        return 0
    table, where = KINDS[record.noun].plural, f" WHERE {condition}" if condition else ""
    return journal.store.scalar(f"SELECT count(*) FROM {table}{where}", parameters) - shown


def _count_non_live(
    journal: "Journal", record: "type[Record]", filters: str, parameters: Sequence[Any]
) -> list[tuple[str, int]]:
    """How many records are not live, by their state.

    In a long table they are counted together, as all but the live ones: SQLite counts all rows of a table without
    reading them.
    """
    table, state = KINDS[record.noun].plural, state_field(record)
    states = state.form.choices if state else ()
    if not filters:
        count_all = f"SELECT count(*) FROM {table}"
        hidden = journal.store.scalar(f"SELECT ({count_all}) - ({count_all} WHERE {record.live})")
        if not hidden:
            return []
        if hidden > _MAX_COUNTED_BY_STATE:
            rows = " UNION ALL ".join(f"SELECT '{name}' AS state" for name in states)
            non_live_states = journal.store.column(f"SELECT state FROM ({rows}) WHERE NOT ({record.live})")
            return [(" or ".join(non_live_states), hidden)]
    non_live = " AND ".join(filter(None, (filters, f"NOT ({record.live})")))
    query = f"SELECT state, count(*) FROM {table} WHERE {non_live} GROUP BY state"
    counts = dict(journal.store.rows(query, parameters))
    return [(name, counts[name]) for name in states if name in counts]
