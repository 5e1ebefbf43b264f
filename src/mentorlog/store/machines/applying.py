"""Bringing the tables to what the operations give, for the rows that one operation touches and those that hang on them.

The merge is a function of all operations. Here it is worked out again for as few rows as its outcome can differ in: the
rows themselves, what they are part of, and the parts of what somebody deleted.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mentorlog.store.changes import Change, Fields, iter_dicts
from mentorlog.store.machines.merge import (
    MachineChange,
    MachineConflict,
    MachineMerge,
    RowEdit,
    RowKey,
    merge,
)
from mentorlog.store.machines.operations import Operation, StoreRules, changes_of_row
from mentorlog.store.machines.uids import UidKeeper


class MergedChange(Change):
    """What the merge makes of another machine's change here, logged as that machine's."""

    def __init__(self, connection: sqlite3.Connection, operation: Operation) -> None:
        super().__init__(connection, operation.command, operation.at)
        self._machine, self._seq = operation.change.machine, operation.change.seq

    def ensure_logged(self) -> None:
        """Log the change itself, before its first row."""
        if not self.number:
            cursor = self._connection.execute(
                "INSERT INTO changes (at, command, machine, seq) VALUES (?, ?, ?, ?)",
                (self._at, self._command, self._machine, self._seq),
            )
            self.number = cursor.lastrowid or 0


class RowClosure:
    """Rows with all that decides what becomes of them: each one's operations, and its state where none wrote it."""

    def __init__(self, connection: sqlite3.Connection, rules: StoreRules) -> None:
        self._connection = connection
        self._rules = rules
        self._parts = _links_by_target(rules, required=True)
        self.current: dict[RowKey, Fields | None] = {}
        self.start: dict[RowKey, Fields] = {}
        self.changes: list[MachineChange] = []

    def add(self, keys: Iterable[RowKey], uncounted: Sequence[MachineChange] = ()) -> None:
        """Add rows, with those that hang on them. `uncounted` changes are not among the operations yet."""
        pending = list(keys)
        while pending:
            key = pending.pop()
            if key in self.current:
                continue
            changes = changes_of_row(self._connection, self._rules, *key)
            changes += [only for change in uncounted if (only := _only_row(change, key))]
            self.changes += changes
            self.current[key] = row = read_row(self._connection, *key)
            start = row if row is not None else self._last_state(key)
            if start is not None:
                self.start[key] = start
            pending += self._rows_around(key, [edit for change in changes for edit in change.edits], start)

    def merge(self) -> MachineMerge:
        """What the operations make of these rows."""
        keys = {*self.current}
        linked = {target for key in keys for target in self._optional_targets(key)} - keys
        rows = {key: Fields() for key in linked if _has_row(self._connection, key)}
        merged = merge(self.changes, {**rows, **self.start}, self._rules)
        return MachineMerge({key: merged.rows[key] for key in keys if key in merged.rows}, merged.conflicts)

    def _rows_around(self, key: RowKey, edits: Sequence[RowEdit], start: Fields | None) -> Iterator[RowKey]:
        """What a row is, or would be, part of; and its parts, where somebody deleted it."""
        for link in self._rules.links[key[0]]:
            if link.required:
                yield from ((link.target, number) for number in _numbers(link.column, edits, start))
        if any(edit.act in ("delete", "forget") for edit in edits):
            for table, column in self._parts.get(key[0], ()):
                yield from ((table, number) for number in rows_linking(self._connection, table, column, key[1]))

    def _optional_targets(self, key: RowKey) -> Iterator[RowKey]:
        edits = [edit for change in self.changes for edit in change.edits if edit.key == key]
        for link in self._rules.links[key[0]]:
            if not link.required:
                yield from ((link.target, number) for number in _numbers(link.column, edits, self.start.get(key)))

    def _last_state(self, key: RowKey) -> Fields | None:
        """A row that is gone as it was last; None where it never was there."""
        rows = self._connection.execute(
            "SELECT before FROM change_rows WHERE tbl = ? AND number = ? AND after IS NULL ORDER BY id DESC LIMIT 1",
            key,
        ).fetchall()
        return {**dict.fromkeys(self._rules.defaults[key[0]]), **json.loads(rows[0][0])} if rows else None


class Merger:
    """Writes into the tables what the operations give since one more of them is there."""

    def __init__(self, connection: sqlite3.Connection, rules: StoreRules, operation: Operation) -> None:
        self._connection = connection
        self._rules = rules
        self._optional = _links_by_target(rules, required=False)
        self._change = MergedChange(connection, operation)
        self._uids = UidKeeper(connection, self._change)

    def log_change(self) -> None:
        """Log the change, also if no row differs by it."""
        self._change.ensure_logged()

    def decides_others(self, edit: RowEdit) -> bool:
        """Whether an edit of this machine's own may change rows that it does not name, or end a conflict."""
        if edit.act != "change":
            return edit.act != "add" or len(self._operations_of(edit.key)) > 1
        links = {link.column for link in self._rules.links[edit.table] if link.required}
        if links & {name for group in edit.groups.values() for name in group}:
            return True
        query = "SELECT 1 FROM conflict_rows WHERE tbl = ? AND number = ?"
        return bool(self._connection.execute(query, edit.key).fetchall())

    def merge_rows(self, keys: Sequence[RowKey], brought_back: Sequence[RowKey] = ()) -> None:
        """Bring these rows, and what hangs on them, to what the operations give.

        This machine itself may have `brought_back` some of them: links to those are no longer empty.
        """
        keys = [*keys, *self._rows_that_linked_to(brought_back)]
        while keys:
            closure = RowClosure(self._connection, self._rules)
            closure.add(keys)
            merged = closure.merge()
            _keep_conflicts(self._connection, closure.current, merged.conflicts)
            self._write_rows(closure, merged)
            revived = [key for key, row in closure.current.items() if row is None and merged.rows.get(key) is not None]
            keys = list(self._rows_that_linked_to([key for key in revived if key in closure.start]))

    def give_back_uids(self, erased: Mapping[RowKey, Fields | None]) -> None:
        """Give the uids of rows that were forgotten to those that were to have them too."""
        for key, row in erased.items():
            self._uids.give_back_uid(key, row or {})

    def _write_rows(self, closure: RowClosure, merged: MachineMerge) -> None:
        current = closure.current
        for key in sorted(merged.rows):
            row, wanted = current[key], merged.rows[key]
            if wanted is not None:
                wanted = self._uids.with_free_uid(key, wanted)
                self._write_row(key, row, wanted, closure.start.get(key))
                continue
            if row is not None:
                self._empty_links_to(key, current)
                self._change.write_row(*key, {name: value for name, value in row.items() if value is not None}, None)
            self._uids.give_back_uid(key, closure.start.get(key, {}))

    def _write_row(self, key: RowKey, row: Fields | None, wanted: Fields, last: Fields | None) -> None:
        """Write a row as it is to be; one that was here before comes back to its place in the order of writing."""
        if row is None:
            entry = last["entry"] if last else self._change.next_number("entry")
            not_null = {name: value for name, value in wanted.items() if value is not None}
            self._change.write_row(*key, None, {"number": key[1], "entry": entry, **not_null})
        elif differing := {name: value for name, value in wanted.items() if not _is_same(row.get(name), value)}:
            self._change.write_row(*key, {name: row.get(name) for name in differing}, differing)

    def _empty_links_to(self, key: RowKey, current: dict[RowKey, Fields | None]) -> None:
        """Empty the optional links to a row that goes, in rows that are `current` too."""
        for table, column in self._optional.get(key[0], ()):
            for number in rows_linking(self._connection, table, column, key[1]):
                self._change.write_row(table, number, {column: key[1]}, {column: None})
                if row := current.get((table, number)):
                    current[table, number] = {**row, column: None}

    def _rows_that_linked_to(self, keys: Sequence[RowKey]) -> Iterator[RowKey]:
        """The rows whose link was emptied while one of these was gone."""
        for key in keys:
            for table, column in self._optional.get(key[0], ()):
                group = self._rules.groups.get(table, {}).get(column, column)
                for (number,) in self._connection.execute(
                    "SELECT DISTINCT r.number FROM operation_rows r"
                    f' JOIN "{table}" t ON t.number = r.number AND t."{column}" IS NULL'
                    " WHERE r.tbl = ? AND json_extract(r.fields, ?) = ?",
                    (table, f'$."{group}"."{column}"', key[1]),
                ).fetchall():
                    yield table, number

    def _operations_of(self, key: RowKey) -> list[tuple[int]]:
        query = "SELECT seq FROM operation_rows WHERE tbl = ? AND number = ?"
        return self._connection.execute(query, key).fetchall()


def _keep_conflicts(
    connection: sqlite3.Connection, keys: Iterable[RowKey], conflicts: Sequence[MachineConflict]
) -> None:
    """Keep which of these rows have a conflict now."""
    disputed = {conflict.key for conflict in conflicts}
    for key in keys:
        if key in disputed:
            connection.execute("INSERT OR IGNORE INTO conflict_rows (tbl, number) VALUES (?, ?)", key)
        else:
            connection.execute("DELETE FROM conflict_rows WHERE tbl = ? AND number = ?", key)


def read_row(connection: sqlite3.Connection, table: str, number: int) -> Fields | None:
    """All fields of a row, those that are NULL too; None where there is none."""
    rows = iter_dicts(connection.execute(f'SELECT * FROM "{table}" WHERE number = ?', (number,)))
    return next(rows, None)


def rows_linking(connection: sqlite3.Connection, table: str, column: str, number: int) -> list[int]:
    """The rows of a table that link to a row."""
    rows = connection.execute(f'SELECT number FROM "{table}" WHERE "{column}" = ?', (number,)).fetchall()
    return [linking for (linking,) in rows]


def _links_by_target(rules: StoreRules, *, required: bool) -> dict[str, list[tuple[str, str]]]:
    """(table, column) of each link, by the table that it leads to."""
    by_target: dict[str, list[tuple[str, str]]] = {}
    for table, links in rules.links.items():
        for link in links:
            if link.required == required:
                by_target.setdefault(link.target, []).append((table, link.column))
    return by_target


def _numbers(column: str, edits: Sequence[RowEdit], start: Fields | None) -> set[int]:
    """All that a link of a row ever was, as far as it may be so still."""
    values = [fields.get(column) for edit in edits for fields in edit.groups.values()]
    return {int(value) for value in (*values, (start or {}).get(column)) if value is not None}


def _only_row(change: MachineChange, key: RowKey) -> MachineChange | None:
    edits = tuple(edit for edit in change.edits if edit.key == key)
    return MachineChange(change.machine, change.seq, change.clock, change.seen, edits) if edits else None


def _has_row(connection: sqlite3.Connection, key: RowKey) -> bool:
    return bool(connection.execute(f'SELECT 1 FROM "{key[0]}" WHERE number = ?', (key[1],)).fetchall())


def _is_same(value: object, other: object) -> bool:
    return value == other and (value is None) == (other is None)
