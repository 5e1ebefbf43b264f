"""Whether what was exchanged with other machines is whole, and gives the tables."""

import json
import sqlite3
from collections.abc import Mapping

from mentorlog.store.changes import Fields
from mentorlog.store.connect import Schema
from mentorlog.store.dump import record_tables
from mentorlog.store.machines.applying import RowClosure
from mentorlog.store.machines.counting import has_uncounted_changes, pending_operations
from mentorlog.store.machines.membership import Machine, is_joined, machines
from mentorlog.store.machines.merge import MachineMerge, RowKey
from mentorlog.store.machines.operations import store_rules


def count_operation_faults(connection: sqlite3.Connection) -> int:
    """How many operations are missing, or name a machine, a change or a row that is not there.

    A journal that is on one machine alone has none, and counts nothing of any machine.
    """
    if not is_joined(connection):
        return sum(
            _count_rows(connection, table, condition)
            for table, condition in (
                ("operations", "true"), ("operation_rows", "true"), ("machines", "is_own OR last > 0"),
            )
        )  # fmt: skip
    known = {machine.letter: machine for machine in machines(connection)}
    faults = abs(sum(machine.is_own for machine in known.values()) - 1)
    faults += _count_rows(
        connection,
        "sync",
        "counted > (SELECT coalesce(max(id), 0) FROM changes)"
        " OR clock < (SELECT coalesce(max(clock), 0) FROM operations)",
    )
    counts = dict(connection.execute("SELECT machine, count(*) FROM operations GROUP BY machine").fetchall())
    faults += sum(counts.get(letter, 0) != machine.last for letter, machine in known.items())
    for machine, seq, seen in connection.execute("SELECT machine, seq, seen FROM operations"):
        is_known = machine in known and seq <= known[machine].last
        faults += not (is_known and all(_is_here(known, *head) for head in json.loads(seen).items()))
    for table in ("operation_rows", "changes"):
        faults += _count_rows(
            connection,
            table,
            "machine IS NOT NULL AND seq IS NOT NULL AND NOT EXISTS"
            f" (SELECT 1 FROM operations o WHERE o.machine = {table}.machine AND o.seq = {table}.seq)",
        )
    tables = set(record_tables(connection))
    faults += sum(
        count
        for table, count in connection.execute("SELECT tbl, count(*) FROM operation_rows GROUP BY tbl")
        if table not in tables
    )
    return int(faults)


def _is_here(known: Mapping[str, Machine], letter: str, seq: int) -> bool:
    return letter in known and seq <= known[letter].last


def count_rows_unlike_operations(connection: sqlite3.Connection, schema: Schema) -> int:
    """How many rows are not what the operations of all machines give."""
    if not is_joined(connection):
        return 0
    closure, merged = _merge_all(connection, schema)
    return sum(not _is_same_row(closure.current[key], row) for key, row in merged.rows.items())


def count_conflict_faults(connection: sqlite3.Connection, schema: Schema) -> int:
    """How many rows are listed as disputed and are not, or are disputed and not listed."""
    return len(_conflict_list(connection) ^ _conflicts_to_list(connection, schema))


def repair_conflicts(connection: sqlite3.Connection, schema: Schema) -> None:
    """List anew which rows are disputed, within the open transaction. Operations with faults decide nothing."""
    if count_operation_faults(connection):
        return
    expected = _conflicts_to_list(connection, schema)
    connection.execute("DELETE FROM conflict_rows")
    connection.executemany("INSERT INTO conflict_rows (tbl, number) VALUES (?, ?)", sorted(expected))


def _conflicts_to_list(connection: sqlite3.Connection, schema: Schema) -> set[RowKey]:
    """The rows to be listed as disputed.

    The list is that of the last exchange. Once this machine has written more, the merge no longer says what it was
    then, and each listed row that a machine wrote passes.
    """
    if not is_joined(connection):
        return set()
    if has_uncounted_changes(connection):
        return _conflict_list(connection) & _rows_of_operations(connection)
    return {conflict.key for conflict in _merge_all(connection, schema)[1].conflicts}


def _conflict_list(connection: sqlite3.Connection) -> set[RowKey]:
    return {(table, number) for table, number in connection.execute("SELECT tbl, number FROM conflict_rows")}


def _rows_of_operations(connection: sqlite3.Connection) -> set[RowKey]:
    return {(table, number) for table, number in connection.execute("SELECT tbl, number FROM operation_rows")}


def _merge_all(connection: sqlite3.Connection, schema: Schema) -> tuple[RowClosure, MachineMerge]:
    """All rows that any machine wrote, and what the operations make of them, those still to be counted among them."""
    rules = store_rules(connection, schema)
    closure = RowClosure(connection, rules)
    closure.add(
        _rows_of_operations(connection), [operation.change for _, operation in pending_operations(connection, rules)]
    )
    return closure, closure.merge()


def _is_same_row(row: Fields | None, merged: Fields | None) -> bool:
    """Whether a row is as it was merged; of two from one file, one has another uid."""
    if row is None or merged is None:
        return row is merged
    return all(row.get(name) == value for name, value in merged.items() if name != "uid")


def _count_rows(connection: sqlite3.Connection, table: str, condition: str) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchall()
    return int(count)
