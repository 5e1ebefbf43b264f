"""Whether what was exchanged with other machines is whole, and gives the tables."""

import json
import sqlite3
from collections.abc import Mapping

from mentorlog.store.changes import Fields
from mentorlog.store.connect import Schema
from mentorlog.store.machines.applying import RowClosure
from mentorlog.store.machines.counting import pending_operations
from mentorlog.store.machines.membership import Machine, is_joined, machines
from mentorlog.store.machines.operations import store_rules


def count_operation_faults(connection: sqlite3.Connection) -> int:
    """How many operations are missing, or name a machine, a change or a row that is not there."""
    if not is_joined(connection):
        return 0
    known = {machine.letter: machine for machine in machines(connection)}
    faults = abs(sum(machine.is_own for machine in known.values()) - 1)
    counts = dict(connection.execute("SELECT machine, count(*) FROM operations GROUP BY machine").fetchall())
    faults += sum(counts.get(letter, 0) != machine.last for letter, machine in known.items())
    for machine, seq, seen in connection.execute("SELECT machine, seq, seen FROM operations"):
        is_known = machine in known and seq <= known[machine].last
        faults += not (is_known and all(_is_here(known, *head) for head in json.loads(seen).items()))
    for table in ("operation_rows", "changes"):
        ((count,),) = connection.execute(
            f"SELECT count(*) FROM {table} t WHERE machine IS NOT NULL AND seq IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM operations o WHERE o.machine = t.machine AND o.seq = t.seq)"
        ).fetchall()
        faults += count
    return int(faults)


def _is_here(known: Mapping[str, Machine], letter: str, seq: int) -> bool:
    return letter in known and seq <= known[letter].last


def count_rows_unlike_operations(connection: sqlite3.Connection, schema: Schema) -> int:
    """How many rows are not what the operations of all machines give."""
    if not is_joined(connection):
        return 0
    rules = store_rules(connection, schema)
    closure = RowClosure(connection, rules)
    pending = [operation.change for _, operation in pending_operations(connection, rules)]
    keys = connection.execute("SELECT DISTINCT tbl, number FROM operation_rows").fetchall()
    closure.add([(table, number) for table, number in keys], pending)
    merged = closure.merge().rows
    return sum(not _is_same_row(closure.current[key], row) for key, row in merged.items())


def _is_same_row(row: Fields | None, merged: Fields | None) -> bool:
    """Whether a row is as it was merged; of two from one file, one has another uid."""
    if row is None or merged is None:
        return row is merged
    return all(row.get(name) == value for name, value in merged.items() if name != "uid")
