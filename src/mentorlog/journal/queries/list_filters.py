"""The filters and orders of a list, which follow from the links, states and fields of the record."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import MOMENT
from mentorlog.journal.queries.filters import (
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

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.queries.filters import DayRange


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


def filter_condition(
    record: "type[Record]",
    links: Mapping[str, int],
    states: Sequence[str],
    priorities: Sequence[str],
    days: "DayRange | None",
    condition_sql: str,
) -> SqlCondition:
    """All that a list is filtered by, as the fields of a `ListQuery` say, but for what is live."""
    kind, fields = KINDS[record.noun], link_fields(record)
    conditions = [
        concern_condition(kind, number)
        if noun == "mentor"
        else any_of(
            [
                *(SqlCondition(f'"{field.name}" = ?', (number,)) for field in fields.get(noun, ())),
                *(
                    [skill_of_goal("goal", number, own="skill" in fields)]
                    if noun == "skill" and "goal" in fields
                    else ()
                ),
            ]
        )
        for noun, number in links.items()
    ]
    if states:
        conditions.append(any_value("state", states))
    if priorities:
        conditions.append(any_value("priority", priorities))
    if days:
        optional = any(field.optional for field in fields_of(record) if field.name == kind.day_field)
        conditions.append(day_condition(kind, days, optional=optional))
    if condition_sql:
        conditions.append(SqlCondition(condition_sql))
    return all_of(conditions)


class SortOrder:
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
        f"{KINDS[record.noun].display_noun.capitalize()} has no field {quote_value(name, that='that')} to sort by.",
        f"{did_you_mean(name, ['ref', *fields])}There are ref, {', '.join(fields)}.",
    )
