"""The operations of a journal: what each machine did, as it travels, kept beside the tables that they give."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import cast

from mentorlog.store.changes import IS_RECORD_TABLE, Fields
from mentorlog.store.connect import Schema
from mentorlog.store.dump import default_values, record_columns
from mentorlog.store.machines.merge import Act, Link, MachineChange, MergeRules, RowEdit
from mentorlog.structs import Frozen

CLEARED = ""  # the group of an edit that names the fields that were cleared
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Operation(Frozen):
    """A change of one machine as it is sent: with when and by which command it was made.

    `reverts` is the `seq` of the same machine's change that it takes back, if that one was sent too.
    """

    change: MachineChange
    at: str
    command: str
    reverts: int | None


class StoreRules(MergeRules):
    """The rules by which rows of a file are merged, and the value of each column where nobody set one."""

    defaults: Mapping[str, Fields]  # by table and column
    members: Mapping[str, Mapping[str, Fields]]  # the columns of a group with these values, by table and group

    def knows(self, edit: RowEdit) -> bool:
        """Whether the file has the table, and a column for each field, of an edit."""
        columns = self.defaults.get(edit.table)
        return columns is not None and all(name in columns for group in edit.groups.values() for name in group)


def store_rules(connection: sqlite3.Connection, schema: Schema) -> StoreRules:
    """The rules for a file: groups as its schema declares them, links as its tables have them."""
    columns = record_columns(connection)
    links: dict[str, list[Link]] = {table: [] for table in columns}
    required = {(table, column.name): column.is_required for table in columns for column in columns[table]}
    for table, name, target in connection.execute(
        'SELECT t.name, f."from", f."table" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f'
        f" WHERE t.type = 'table' AND {IS_RECORD_TABLE} ORDER BY t.rowid, f.id"
    ).fetchall():
        links[table].append(Link(name, target, required[table, name]))
    defaults = {table: default_values(connection, columns[table]) for table in columns}
    rules = MergeRules(schema.groups(), links)
    members = {table: rules.split(table, fields) for table, fields in defaults.items()}
    return StoreRules(rules.groups, links, defaults, members)


def own_operations(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Operation]:
    """This machine's operations of these numbers, in order."""
    rows = connection.execute(
        "SELECT machine, seq, clock, seen, at, command, reverts FROM operations WHERE seq BETWEEN ? AND ?"
        " AND machine = (SELECT letter FROM machines WHERE is_own) ORDER BY seq",
        (first, last),
    ).fetchall()
    for machine, seq, clock, seen, at, command, reverts in rows:
        edits = tuple(
            _edit(*row)
            for row in connection.execute(
                "SELECT tbl, number, act, fields FROM operation_rows WHERE machine = ? AND seq = ?"
                " ORDER BY tbl, number",
                (machine, seq),
            )
        )
        yield Operation(MachineChange(machine, seq, clock, json.loads(seen), edits), at, command, reverts)


def insert_operation(connection: sqlite3.Connection, operation: Operation) -> None:
    """Keep an operation, and that it is the last of its machine."""
    change = operation.change
    connection.execute(
        "INSERT INTO operations (machine, seq, clock, seen, at, command, reverts, is_stripped)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        (change.machine, change.seq, change.clock, _encode(dict(change.seen)),
         operation.at, operation.command, operation.reverts),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO operation_rows (machine, seq, tbl, number, act, fields) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (change.machine, change.seq, edit.table, edit.number, edit.act, _encode(dict(edit.groups)))
            for edit in change.edits
        ],
    )
    connection.execute("UPDATE machines SET last = ? WHERE letter = ?", (change.seq, change.machine))
    connection.execute("UPDATE sync SET clock = max(clock, ?)", (change.clock,))


def changes_of_row(connection: sqlite3.Connection, rules: StoreRules, table: str, number: int) -> list[MachineChange]:
    """What each operation did to one row, as the merge reads it."""
    return [
        MachineChange(
            machine, seq, clock, json.loads(seen), (mergeable_edit(rules, _edit(table, number, act, fields)),)
        )
        for machine, seq, clock, seen, act, fields in connection.execute(
            "SELECT o.machine, o.seq, o.clock, o.seen, r.act, r.fields FROM operation_rows r"
            " JOIN operations o ON o.machine = r.machine AND o.seq = r.seq WHERE r.tbl = ? AND r.number = ?",
            (table, number),
        ).fetchall()
    ]


def mergeable_edit(rules: StoreRules, edit: RowEdit) -> RowEdit:
    """An edit as the merge reads it: a cleared field was changed, and a column that came later has its default."""
    act: Act = "change" if edit.act == "clear" else edit.act
    members = rules.members[edit.table]
    groups = {group: {**members.get(group, {}), **fields} for group, fields in edit.groups.items() if group != CLEARED}
    return RowEdit(edit.table, edit.number, act, groups)


def _edit(table: str, number: int, act: str, fields: str) -> RowEdit:
    groups: dict[str, Fields] = json.loads(fields)
    return RowEdit(table, number, cast("Act", act), groups)
