"""The list of a noun: its filters, its order, its limit, and what it leaves out.

The filters and orders that a list has follow from the links, states and fields of the record.
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
    any_value,
    concern_condition,
    day_condition,
    owner_sql,
    skill_of_goal,
)
from mentorlog.journal.text import did_you_mean, quote_value
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_MAX_COUNTED_BY_STATE = 1000  # more non-live records than this are counted together, not by state


class ListQuery(Frozen):
    """The filters, order and limit of a list. `links` holds numbers by noun, `condition_sql` the noun's own filters."""

    include_all: bool = False
    states: Sequence[str] = ()
    links: Mapping[str, int] = {}
    days: DayRange = DayRange()
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
    order = _SortOrder(record, query.sort) if query.sort else None
    condition = _list_condition(record, query)
    with journal.store.snapshot():
        if order and order.needs_python:
            matches = order.sort_records(journal.read(record, condition.sql, condition.parameters))
            shown = matches[: query.limit]
            remaining = len(matches) - len(shown)
        else:
            limit_sql = "" if query.limit is None else f" LIMIT {query.limit}"
            keeps_newest = query.keeps_newest(record)
            order_sql = order.sql if order else _newest_first(record) if keeps_newest else record.order
            shown = journal.read(record, condition.sql, condition.parameters, order_sql + limit_sql)
            shown = shown[::-1] if keeps_newest else shown
            remaining = _count_remaining(journal, record, condition, len(shown), query.limit)
        newest = query.keeps_newest(record)
        if not query.is_live_only(record):
            return ListResult(shown, remaining_count=remaining, keeps_newest=newest)
        return ListResult(shown, True, _count_non_live(journal, record, _filters(record, query)), remaining, newest)


def query_numbers(journal: "Journal", record: "type[Record]", query: ListQuery) -> list[int]:
    """The numbers of a list that SQL can sort, without reading the records."""
    order = _SortOrder(record, query.sort).sql if query.sort else record.order
    if query.keeps_newest(record):
        order = _newest_first(record)
    condition, limit = _list_condition(record, query), -1 if query.limit is None else query.limit
    return journal.store.column(
        f"SELECT number FROM {KINDS[record.noun].plural} WHERE {condition.sql} ORDER BY {order} LIMIT {limit}",
        condition.parameters,
    )


def _newest_first(record: "type[Record]") -> str:
    return ", ".join(f"{term} DESC" for term in record.order.split(", "))


def _list_condition(record: "type[Record]", query: ListQuery) -> SqlCondition:
    live = [SqlCondition(record.live)] if query.is_live_only(record) else []
    return all_of([*_filters(record, query), *live])


def link_fields(record: "type[Record]") -> dict[str, list[Field]]:
    """The fields that link to other records, by the noun they link to."""
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
    if "goal" in nouns and "skill" not in nouns:
        nouns.append("skill")
    return nouns


def state_field(record: "type[Record]") -> Field | None:
    """The field of a record's state, if it has one."""
    return field_named(record, "state")


def field_named(record: "type[Record]", name: str) -> Field | None:
    """The field of that name; None where there is none."""
    return next((field for field in fields_of(record) if field.name == name), None)


def _filters(record: "type[Record]", query: ListQuery) -> list[SqlCondition]:
    kind, links = KINDS[record.noun], link_fields(record)
    conditions = [
        concern_condition(kind, number)
        if noun == "mentor"
        else any_of(
            [
                *(SqlCondition(f'"{field.name}" = ?', (number,)) for field in links.get(noun, ())),
                *([skill_of_goal("goal", number, own="skill" in links)] if noun == "skill" and "goal" in links else ()),
            ]
        )
        for noun, number in query.links.items()
    ]
    if query.states:
        conditions.append(any_value("state", query.states))
    if query.priorities:
        conditions.append(any_value("priority", query.priorities))
    if query.days:
        optional = any(field.optional for field in fields_of(record) if field.name == kind.day_field)
        conditions.append(day_condition(kind, query.days, optional=optional))
    if query.condition_sql:
        conditions.append(SqlCondition(query.condition_sql))
    return conditions


def _count_remaining(
    journal: "Journal", record: "type[Record]", condition: SqlCondition, shown: int, limit: int | None
) -> int:
    if limit is None or shown < limit:
        return 0
    table = KINDS[record.noun].plural
    return journal.store.scalar(f"SELECT count(*) FROM {table} WHERE {condition.sql}", condition.parameters) - shown


def _count_non_live(journal: "Journal", record: "type[Record]", filters: list[SqlCondition]) -> list[tuple[str, int]]:
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
    non_live = all_of([*filters, SqlCondition(f"NOT ({record.live})")])
    query = f"SELECT state, count(*) FROM {table} WHERE {non_live.sql} GROUP BY state"
    counts = dict(journal.store.rows(query, non_live.parameters))
    return [(name, counts[name]) for name in states if name in counts]


class _SortOrder:
    """An order by a field, with empty values last; a dash before the field's name reverses it."""

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
        """The order in SQL; equal values stay in the noun's own order."""
        direction = " DESC" if self._descending else ""
        if self._field is None:
            return f"number{direction}"
        value = self._value_sql(self._field)
        return f"{value} IS NULL, {value}{direction}, {self._record.order}"

    @staticmethod
    def _value_sql(field: Field) -> str:
        if field.form.choices:
            ranks = " ".join(f"WHEN '{choice}' THEN {rank}" for rank, choice in enumerate(field.form.choices))
            return f'CASE "{field.name}" {ranks} END'
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
