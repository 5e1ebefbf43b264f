"""A noun's list: which of its records, in which order, how many, and what is left out.

Which filters and orders a list has follows from the record: its links, its states, its fields.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import MOMENT
from mentorlog.journal.queries.filters import (
    DayRange,
    SqlCondition,
    all_of,
    any_of,
    day_condition,
    owner_condition,
    owner_sql,
)
from mentorlog.journal.text import did_you_mean, quote_value
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_MAX_COUNTED_BY_STATE = 1000  # non-live records beyond which they are no longer counted state by state


class ListQuery(Frozen):
    """The filters, order and limit of a list. `links` are numbers by noun, `condition_sql` a noun's own filters."""

    include_all: bool = False
    states: Sequence[str] = ()
    links: Mapping[str, int] = {}
    days: DayRange = DayRange()
    sort: str = ""
    limit: int | None = None
    condition_sql: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether there is any filter."""
        return bool(self.states or self.links or self.days or self.condition_sql)


class ListResult(Frozen):
    """The records of a list, and how many it leaves out: those not live, by state, and those beyond the limit."""

    records: Sequence["Record"]
    live_only: bool = False
    settled_counts: Sequence[tuple[str, int]] = ()
    remaining_count: int = 0


def query_records(journal: "Journal", record: "type[Record]", query: ListQuery) -> ListResult:
    """The list, read in one transaction. Raises UsageError for an unwith_value field."""
    with journal.store.snapshot():
        return _query_records(journal, record, query)


def query_numbers(journal: "Journal", record: "type[Record]", query: ListQuery) -> list[int]:
    """The numbers alone of a list that SQL can sort: no record is read."""
    order = _SortOrder(record, query.sort).sql if query.sort else record.order
    condition, most = _list_condition(record, query), -1 if query.limit is None else query.limit
    table = KINDS[record.noun].plural
    rows = journal.store.rows(
        f"SELECT number FROM {table} WHERE {condition.sql} ORDER BY {order} LIMIT {most}", condition.parameters
    )
    return [number for (number,) in rows]


def _list_condition(record: "type[Record]", query: ListQuery) -> SqlCondition:
    """The filters; and the condition for live records, unless the query asks for all or for states."""
    live = [] if query.include_all or query.states or not record.live else [SqlCondition(record.live)]
    return all_of([*_conditions(record, query), *live])


def _query_records(journal: "Journal", record: "type[Record]", query: ListQuery) -> ListResult:
    filters, condition = _conditions(record, query), _list_condition(record, query)
    live = record.live if not (query.include_all or query.states) else ""
    order = _SortOrder(record, query.sort) if query.sort else None
    if order and order.needs_python:
        matches = order.sort_records(journal.read(record, condition.sql, condition.parameters))
        shown = matches[: query.limit]
        more = len(matches) - len(shown)
    else:
        most = "" if query.limit is None else f" LIMIT {query.limit}"
        order_sql = (order.sql if order else record.order) + most
        shown = journal.read(record, condition.sql, condition.parameters, order_sql)
        more = _count_remaining(journal, record, condition, len(shown), query.limit)
    return ListResult(shown, bool(live), _count_non_live(journal, record, filters) if live else (), more)


def link_fields(record: "type[Record]") -> dict[str, list[Field]]:
    """The nouns that a record links to, and the fields of these links."""
    links: dict[str, list[Field]] = {}
    for field in fields_of(record):
        if field.form.link:
            links.setdefault(field.form.link, []).append(field)
    return links


def filter_nouns(record: "type[Record]") -> list[str]:
    """The nouns by which its list can be filtered: those that it links to, and the mentor whose its records are."""
    nouns = list(link_fields(record))
    if "mentor" not in nouns and record.noun != "mentor" and owner_sql(KINDS[record.noun]):
        nouns.append("mentor")
    return nouns


def state_field(record: "type[Record]") -> Field | None:
    """The field of a record's state, if it has one."""
    return next((field for field in fields_of(record) if field.name == "state"), None)


def _conditions(record: "type[Record]", query: ListQuery) -> list[SqlCondition]:
    kind = KINDS[record.noun]
    conditions = []
    if query.states:
        conditions.append(SqlCondition(f"state IN ({', '.join('?' * len(query.states))})", tuple(query.states)))
    fields = link_fields(record)
    for noun, number in query.links.items():
        of_mentor = owner_condition(kind, number) if noun == "mentor" else None
        conditions.append(
            of_mentor or any_of([SqlCondition(f'"{field.name}" = ?', (number,)) for field in fields[noun]])
        )
    if query.days:
        dated = next((field for field in fields_of(record) if field.name == kind.day_field), None)
        conditions.append(day_condition(kind, query.days, optional=dated is not None and dated.optional))
    return conditions + ([SqlCondition(query.condition_sql)] if query.condition_sql else [])


def _count_remaining(
    journal: "Journal", record: "type[Record]", condition: SqlCondition, shown: int, limit: int | None
) -> int:
    if limit is None or shown < limit:
        return 0
    table = KINDS[record.noun].plural
    return journal.store.scalar(f"SELECT count(*) FROM {table} WHERE {condition.sql}", condition.parameters) - shown


def _count_non_live(journal: "Journal", record: "type[Record]", filters: list[SqlCondition]) -> list[tuple[str, int]]:
    """How many records are not live, by their state.

    In a long table they are counted together, as all but the live ones, since SQLite counts all rows of a table
    without reading them.
    """
    table, state = KINDS[record.noun].plural, state_field(record)
    if not filters:
        count_all = f"SELECT count(*) FROM {table}"
        hidden = journal.store.scalar(f"SELECT ({count_all}) - ({count_all} WHERE {record.live})")
        if not hidden:
            return []
        if hidden > _MAX_COUNTED_BY_STATE or state is None:
            return [(" or ".join(_non_live_states(journal, record)) or "more", hidden)]
    non_live = all_of([*filters, SqlCondition(f"NOT ({record.live})")])
    if state is None:
        return [
            ("more", journal.store.scalar(f"SELECT count(*) FROM {table} WHERE {non_live.sql}", non_live.parameters))
        ]
    counts = dict(
        journal.store.rows(
            f"SELECT state, count(*) FROM {table} WHERE {non_live.sql} GROUP BY state", non_live.parameters
        )
    )
    return [(choice, counts[choice]) for choice in state.form.choices if choice in counts]


def _non_live_states(journal: "Journal", record: "type[Record]") -> list[str]:
    """The states that are not live."""
    state = state_field(record)
    each = " UNION ALL ".join(f"SELECT '{choice}' AS state" for choice in (state.form.choices if state else ()))
    if not each:
        return []
    return [str(word) for (word,) in journal.store.rows(f"SELECT state FROM ({each}) WHERE NOT ({record.live})")]


class _SortOrder:
    """An order by a field, empty values last; a dash before its name reverses it."""

    def __init__(self, record: "type[Record]", text: str) -> None:
        name = text.strip().lower().replace("-", "_")
        self._descending = name.startswith("_")
        self._record = record
        self._field = _sort_field(record, name.removeprefix("_"))

    @property
    def needs_python(self) -> bool:
        """Whether the field is computed in Python, so that SQL cannot sort by it."""
        return self._field is not None and self._field.column.derived

    @property
    def sql(self) -> str:
        """In SQL; equal values stay in the noun's own order."""
        direction = " DESC" if self._descending else ""
        if self._field is None:
            return f"number{direction}"
        value = self._value_sql(self._field)
        return f"{value} IS NULL, {value}{direction}, {self._record.order}"

    @staticmethod
    def _value_sql(field: Field) -> str:
        if field.form.choices:
            at = " ".join(f"WHEN '{choice}' THEN {at}" for at, choice in enumerate(field.form.choices))
            return f'CASE "{field.name}" {at} END'
        if field.form is MOMENT:
            return f'datetime("{field.name}")'
        value = f"({field.column.sql})" if field.column.sql else f'"{field.name}"'
        return f"{value} COLLATE NOCASE" if field.form.manner == "words" else value

    def sort_records(self, records: "Sequence[Record]") -> "list[Record]":
        """The records in this order, for a field computed in Python."""
        assert self._field is not None
        name, choices = self._field.name, self._field.form.choices
        with_value = [record for record in records if getattr(record, name) is not None]
        with_value.sort(
            key=lambda record: choices.index(getattr(record, name)) if choices else getattr(record, name),
            reverse=self._descending,
        )
        return with_value + [record for record in records if getattr(record, name) is None]


def _sort_field(record: "type[Record]", name: str) -> Field | None:
    """The field of that name; None for the ref."""
    fields = {field.name: field for field in fields_of(record)}
    if name == "ref":
        return None
    if name in fields:
        return fields[name]
    raise UsageError(
        f"{KINDS[record.noun].display_noun.capitalize()} has no field {quote_value(name)} to sort by.",
        f"{did_you_mean(name, ['ref', *fields])}There are ref, {', '.join(fields)}.",
    )
