"""Deleting rows and fields for good, from tables, log, search index and what other machines sent.

It is the one change that rewrites the log. The log gives the tables still, as if the data had never been written.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from mentorlog.store import search
from mentorlog.store.changes import FORGET, Fields, Value, links_to
from mentorlog.store.dump import record_tables

OF_ROW = "tbl = ? AND number = ?"  # the condition on the log for one row of a table
RowKey = tuple[str, int]  # a table and a number
KeptValues = Mapping[RowKey, Collection[Value]]


class Leftovers(NamedTuple):
    """What becomes of rows that belong to a forgotten one and stay: they are hidden, and those open are settled."""

    owner_links: tuple[str, ...] = ()  # the columns that say whose a row is, the first that is filled counting
    settlements: tuple[tuple[str, str, str, str], ...] = ()  # table, open state, settled state, its day's column or ""
    today: str = ""


NOTHING_LEFT = Leftovers()


class ForgetPlan(NamedTuple):
    """Rows to delete, fields to clear in rows that stay, and rows that stay and are private from then on."""

    rows: list[RowKey]
    fields_to_clear: dict[RowKey, tuple[str, ...]]
    rows_to_hide: list[RowKey]


def forget_rows(connection: sqlite3.Connection, plan: ForgetPlan, at: str, leftovers: Leftovers = NOTHING_LEFT) -> int:
    """Forget within the open transaction; returns the number of the change that logs that something was forgotten."""
    erase_rows(connection, plan)
    change = connection.execute("INSERT INTO changes (at, command) VALUES (?, ?)", (at, FORGET)).lastrowid or 0
    _settle_rows(connection, plan.rows_to_hide, change, leftovers)
    return change


def erase_rows(connection: sqlite3.Connection, plan: ForgetPlan, kept: KeptValues | None = None) -> None:
    """Do what a plan says, within the open transaction, and log nothing of it.

    `kept` are the values that stay in fields to clear, by row, since whoever forgot had not seen them.
    """
    links = {table: links_to(connection, table) for table, _ in plan.rows}
    for table, number in plan.rows:
        search.remove_row(connection, table, number)
        connection.execute(f'DELETE FROM "{table}" WHERE number = ?', (number,))
        connection.execute("DELETE FROM change_rows WHERE tbl = ? AND number = ?", (table, number))
        for other, column, required in links[table]:
            if not required:
                connection.execute(f'UPDATE "{other}" SET "{column}" = NULL WHERE "{column}" = ?', (number,))
    for (table, number), fields in plan.fields_to_clear.items():
        search.remove_row(connection, table, number)
        for field in fields:
            values = list((kept or {}).get((table, number), ()))
            stays = f' AND "{field}" NOT IN ({", ".join("?" * len(values))})' if values else ""
            connection.execute(f'UPDATE "{table}" SET "{field}" = NULL WHERE number = ?{stays}', (number, *values))
        search.add_row(connection, table, number)
    for table, number in plan.rows_to_hide:
        connection.execute(f'UPDATE "{table}" SET private = 1 WHERE number = ?', (number,))
    _scrub_log(connection, plan, kept or {})
    _scrub_operations(connection, plan, kept or {})
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")  # until then old segments hold the words


def _settle_rows(connection: sqlite3.Connection, rows: Sequence[RowKey], change: int, leftovers: Leftovers) -> None:
    """Settle those of the rows that are open, and log it: a talk with somebody else does not begin with them."""
    for table, state, settled, day in leftovers.settlements:
        before: Fields = {"state": state}
        after: Fields = {"state": settled}
        if day in column_requirements(connection, table):  # not in a copy of an older schema
            after[day] = leftovers.today
        settings = ", ".join(f'"{name}" = ?' for name in after)
        for number in (number for other, number in rows if other == table):
            done = connection.execute(
                f'UPDATE "{table}" SET {settings} WHERE number = ? AND state = ?', (*after.values(), number, state)
            )
            if done.rowcount:
                connection.execute(
                    "INSERT INTO change_rows (change, tbl, number, before, after) VALUES (?, ?, ?, ?, ?)",
                    (change, table, number, json.dumps(before), json.dumps(after)),
                )


def _scrub_log(connection: sqlite3.Connection, plan: ForgetPlan, kept: KeptValues) -> None:
    """Remove from the log of other rows the links to forgotten rows, and the forgotten fields.

    What is hidden reads as if it had been private from its first entry on.
    """
    rows, hidden = set(plan.rows), set(plan.rows_to_hide)
    links = {table: _optional_links(connection, table) for table in record_tables(connection)}

    def remaining_fields(table: str, number: int, state: Fields | None, *, whole: bool) -> Fields | None:
        """A state of a row without what is forgotten; a `whole` one is that of an insertion or a deletion."""
        fields, targets = plan.fields_to_clear.get((table, number), ()), links.get(table, {})
        stays = kept.get((table, number), ())
        remaining = state and {
            name: None if (name in fields and value not in stays) or (targets.get(name, ""), value) in rows else value
            for name, value in state.items()
        }
        if remaining and (table, number) in hidden and (whole or "private" in remaining):
            return {**remaining, "private": 1}
        return remaining

    for id_ in _log_rows_to_scrub(connection, plan, links):
        ((_, table, number, states),) = iter_log_states(connection, "id = ?", id_)
        remaining = [remaining_fields(table, number, state, whole=None in states) for state in states]
        if remaining != states:
            _rewrite_log_row(connection, id_, *remaining)


def _log_rows_to_scrub(
    connection: sqlite3.Connection, plan: ForgetPlan, links: Mapping[str, Mapping[str, str]]
) -> list[int]:
    """The ids of the rows of the log that may hold what is forgotten; SQLite finds them, so that few are parsed here.

    `links` are the optional links of each table, and the tables they link to.
    """
    ids: set[int] = set()
    forgotten: dict[str, list[int]] = {}
    for table, number in plan.rows:
        forgotten.setdefault(table, []).append(number)
    for table, targets in links.items():
        numbers = {f'$."{column}"': forgotten[target] for column, target in targets.items() if target in forgotten}
        if numbers:
            has_link = " OR ".join(
                f"json_extract({state}, '{path}') IN (SELECT value FROM json_each(:numbers{at}))"
                for at, path in enumerate(numbers)
                for state in ("before", "after")
            )
            rows = connection.execute(
                f"SELECT id FROM change_rows WHERE tbl = :tbl AND ({has_link})",
                {"tbl": table, **{f"numbers{at}": json.dumps(each) for at, each in enumerate(numbers.values())}},
            )
            ids.update(id_ for (id_,) in rows)
    for row in {*plan.fields_to_clear, *plan.rows_to_hide}:
        ids.update(id_ for (id_,) in connection.execute(f"SELECT id FROM change_rows WHERE {OF_ROW}", row))
    return sorted(ids)


def _rewrite_log_row(connection: sqlite3.Connection, id_: int, before: Fields | None, after: Fields | None) -> None:
    """Write a row of the log anew, with only the fields that still differ; delete it if none does."""
    if before is not None and before == after:
        connection.execute("DELETE FROM change_rows WHERE id = ?", (id_,))
        return
    old, new = before or {}, after or {}
    differing = [name for name in (*new, *old) if old.get(name) != new.get(name)]
    states = [
        state and json.dumps({name: state[name] for name in differing if name in state}, ensure_ascii=False)
        for state in (before, after)
    ]
    connection.execute("UPDATE change_rows SET before = ?, after = ? WHERE id = ?", (*states, id_))


def _scrub_operations(connection: sqlite3.Connection, plan: ForgetPlan, kept: KeptValues) -> None:
    """Take the words out of what this machine and others sent. An older schema keeps nothing of the kind."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'operation_rows'").fetchall():
        return
    for row in plan.rows:
        stripped = connection.execute(
            "UPDATE operation_rows SET act = 'forget', fields = '{}' WHERE tbl = ? AND number = ?"
            " AND (act <> 'forget' OR fields <> '{}') RETURNING machine, seq",
            row,
        ).fetchall()
        _mark_stripped(connection, stripped)
        connection.execute("DELETE FROM conflict_rows WHERE tbl = ? AND number = ?", row)
    for row, names in plan.fields_to_clear.items():
        for machine, seq, groups_json in connection.execute(
            "SELECT machine, seq, fields FROM operation_rows WHERE tbl = ? AND number = ?", row
        ).fetchall():
            groups = json.loads(groups_json)
            cleared = {
                group: {
                    name: None if name in names and value not in kept.get(row, ()) else value
                    for name, value in fields.items()
                }
                for group, fields in groups.items()
            }
            if cleared != groups:
                connection.execute(
                    "UPDATE operation_rows SET fields = ? WHERE machine = ? AND seq = ? AND tbl = ? AND number = ?",
                    (json.dumps(cleared, ensure_ascii=False, separators=(",", ":")), machine, seq, *row),
                )
                _mark_stripped(connection, [(machine, seq)])


def _mark_stripped(connection: sqlite3.Connection, operations: Sequence[tuple[str, int]]) -> None:
    connection.executemany("UPDATE operations SET is_stripped = 1 WHERE machine = ? AND seq = ?", operations)


def _optional_links(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Those of the links of a table that may be empty; a part is forgotten with what it is part of, or named."""
    required = column_requirements(connection, table)
    return {column: target for column, target in link_columns(connection, table).items() if not required[column]}


def link_columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns of a table that are links, and the tables they link to."""
    return {row[3]: row[2] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()}


def iter_log_states(
    connection: sqlite3.Connection, condition: str, *parameters: Value
) -> Iterator[tuple[int, str, int, list[Fields | None]]]:
    """The rows of the log that a condition in SQL selects: id, table and number, and the `before` and `after`."""
    for id_, table, number, *states in connection.execute(
        f"SELECT id, tbl, number, before, after FROM change_rows WHERE {condition}", parameters
    ):
        yield id_, table, number, [json.loads(state) if state else None for state in states]


def column_requirements(connection: sqlite3.Connection, table: str) -> dict[str, bool]:
    """The columns of a table, and whether each is required."""
    return {row[1]: bool(row[3]) for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall()}
