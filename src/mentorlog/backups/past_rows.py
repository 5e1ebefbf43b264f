"""Which rows a rule of forgetting applies to, deleted ones included."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from mentorlog.store.changes import Value
from mentorlog.store.dump import record_tables
from mentorlog.store.machines.erasing import column_requirements, link_columns

_ANY = ""  # stands for the column where a rule names none


class ForgetRule(NamedTuple):
    """A rule for what else is forgotten with a row, besides its parts."""

    table: str
    link: str  # the column that links to the row; "": any row of the table
    where: tuple[str, str] | None  # only rows with (column, value)
    fields: tuple[str, ...]  # the fields to clear; none: the whole row is deleted
    by_word: bool = False  # whether a value that has the word of `where` in it is one


class PastRows:
    """The rows of a file by what they link to and hold: the current values of a row, all ones of a deleted row.

    What an existing row linked to once does not count. Only deleted rows are held in memory, without their texts.
    """

    def __init__(self, connection: sqlite3.Connection, rules: Iterable[ForgetRule]) -> None:
        self._connection = connection
        self._columns = {table: column_requirements(connection, table) for table in record_tables(connection)}
        self._deleted: dict[tuple[str, str, Value], set[int]] = defaultdict(set)
        compared = {rule.where[0] for rule in rules if rule.where}
        for table in self._columns:
            self._read_deleted(table, compared | set(link_columns(connection, table)))

    def _read_deleted(self, table: str, names: Collection[str]) -> None:
        """Read the log of a table's deleted rows, for the values of these columns."""
        for number, *states in self._connection.execute(
            f"SELECT number, before, after FROM change_rows r WHERE tbl = ?"
            f' AND NOT EXISTS (SELECT 1 FROM "{table}" WHERE number = r.number)',
            (table,),
        ):
            self._deleted[table, _ANY, None].add(number)
            for fields in (json.loads(state) for state in states if state):
                for name in names & fields.keys():
                    self._deleted[table, name, fields[name]].add(number)

    def matching_numbers(self, rule: ForgetRule, number: int | None) -> list[int]:
        """The rows of the rule's table that link to `number`, if it names a link, and have its value."""
        return sorted({*self._numbers_of_existing(rule, number), *self._numbers_of_deleted(rule, number)})

    def _numbers_of_existing(self, rule: ForgetRule, number: int | None) -> list[int]:
        conditions, parameters = ["1"], list[Value]()
        if rule.link:
            conditions.append(f'"{rule.link}" = ?')
            parameters.append(number)
        if rule.where:
            name, value = rule.where
            conditions.append(f'instr("{name}", ?)' if rule.by_word else f'"{name}" = ?')
            parameters.append(value)
        names = {rule.link, rule.where[0] if rule.where else ""} - {""}
        if not names <= self._columns[rule.table].keys():  # a copy of an older schema does not have them
            return []
        shown = f'"{rule.where[0]}"' if rule.where else "NULL"
        rows = self._connection.execute(
            f'SELECT number, {shown} FROM "{rule.table}" WHERE {" AND ".join(conditions)}', parameters
        ).fetchall()
        return [other for other, value in rows if _has_value(rule, value)]

    def _numbers_of_deleted(self, rule: ForgetRule, number: int | None) -> set[int]:
        numbers = self._deleted.get((rule.table, rule.link, number if rule.link else None), set())
        if not rule.where or not numbers:
            return numbers
        name, _ = rule.where
        having = (
            of_value
            for (table, column, value), of_value in self._deleted.items()
            if (table, column) == (rule.table, name) and _has_value(rule, value)
        )
        return numbers & set[int]().union(*having)


def _has_value(rule: ForgetRule, value: Value) -> bool:
    """Whether a value is that of the rule, or has its word."""
    if rule.where is None:
        return True
    return rule.where[1] in (str(value or "").split() if rule.by_word else (value,))
