"""What was written of something before its writer heard that another machine forgot it: forgotten again, with that too.

Whoever forgets says which rows go and which stay, of those that are there. What another machine wrote meanwhile is in
no such list. So the machine that has both plans anew, and sends what it then forgets as a change of its own. Two that
do so at once say the same.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mentorlog.store.changes import FORGET, Fields
from mentorlog.store.connect import Schema
from mentorlog.store.machines.applying import read_row
from mentorlog.store.machines.erasing import ForgetPlan, Leftovers, RowKey
from mentorlog.store.machines.forgetting import forget_here
from mentorlog.store.machines.merge import RowEdit
from mentorlog.store.machines.operations import Operation, StoreRules, changes_of_row


class LatePlan(NamedTuple):
    """What else is to be forgotten with a row that is gone."""

    of: RowKey
    plan: ForgetPlan
    leftovers: Leftovers


# Of what one change forgot, on a day, with the rows that are in no table; None where nothing else went with it.
PlanAgain = Callable[[sqlite3.Connection, Sequence[RowKey], str, Mapping[RowKey, Fields] | None], LatePlan | None]


def no_plan(
    _connection: sqlite3.Connection, _rows: Sequence[RowKey], _day: str, _late: Mapping[RowKey, Fields] | None
) -> None:
    """Nothing else is forgotten."""


class LateForgetting:
    """Looks at each operation as it is taken in, then forgets what is left."""

    def __init__(
        self, connection: sqlite3.Connection, schema: Schema, rules: StoreRules, plan_again: PlanAgain
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._rules = rules
        self._plan_again = plan_again
        self._before: LatePlan | None = None
        self._plans: list[LatePlan] = []
        self._linking: set[RowKey] = set()

    def look_before(self, operation: Operation) -> None:
        """Plan, while the links to what an operation forgets are there still."""
        rows = [edit.key for edit in operation.change.edits if edit.act == "forget"]
        if operation.command == FORGET and rows:
            self._before = self._plan_again(self._connection, rows, operation.at[:10], None)

    def look_after(self, operation: Operation) -> None:
        """Keep what the operation itself left, or the rows by which it links to what is forgotten already."""
        if self._before is not None:
            self._plans.append(self._before._replace(plan=self._what_is_left(self._before)))
            self._before = None
        if operation.command != FORGET:
            edits = operation.change.edits
            self._linking.update(edit.key for edit in edits if any(self._is_gone(row) for row in self._targets(edit)))

    def forget(self, at: str) -> list[RowKey]:
        """Forget what is left, as changes of this machine after all that is here; the rows that went."""
        if self._linking:
            self._plans += self._plans_by_links()
        forgotten: list[RowKey] = []
        for of in dict.fromkeys(late.of for late in self._plans):
            late = self._union([late for late in self._plans if late.of == of])
            plan = self._what_is_left(late)
            if any(plan):
                plan = plan._replace(rows=[of, *plan.rows])  # so that others know with whom these went
                forget_here(self._connection, self._schema, plan, at, late.leftovers)
                forgotten += plan.rows
        return forgotten

    def _union(self, plans: Sequence[LatePlan]) -> LatePlan:
        """Several plans as one, settled on the day that every machine takes: the first on which that row went."""
        first = plans[0]
        ((day,),) = self._connection.execute(
            "SELECT min(o.at) FROM operations o JOIN operation_rows r ON r.machine = o.machine AND r.seq = o.seq"
            " WHERE o.command = ? AND r.act = 'forget' AND r.tbl = ? AND r.number = ?",
            (FORGET, *first.of),
        ).fetchall()
        rows = list(dict.fromkeys(row for late in plans for row in late.plan.rows))
        cleared = {row: fields for late in plans for row, fields in late.plan.fields_to_clear.items()}
        hidden = list(dict.fromkeys(row for late in plans for row in late.plan.rows_to_hide))
        return LatePlan(first.of, ForgetPlan(rows, cleared, hidden), first.leftovers._replace(today=day[:10]))

    def _what_is_left(self, late: LatePlan) -> ForgetPlan:
        """A plan without what is so already."""
        rows = [row for row in late.plan.rows if not self._is_gone(row)]
        cleared = {
            row: fields
            for row, fields in late.plan.fields_to_clear.items()
            if row not in rows
            and any((read_row(self._connection, *row) or {}).get(name) is not None for name in fields)
        }
        opened = {(table, state) for table, state, _, _ in late.leftovers.settlements}
        hidden = [
            row
            for row in late.plan.rows_to_hide
            if row not in rows
            and (fields := read_row(self._connection, *row))
            and (not fields["private"] or (row[0], fields.get("state")) in opened)
        ]
        return ForgetPlan(rows, cleared, hidden)

    def _plans_by_links(self) -> list[LatePlan]:
        """What links to forgotten rows, read from tables in which these links stand for a moment."""
        written = {key: self._last_fields(key) for key in sorted(self._linking) if not self._is_gone(key)}
        late = {key: fields for key, fields in written.items() if read_row(self._connection, *key) is None}
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        self._connection.execute("SAVEPOINT linked")
        try:
            gone = {row for key, fields in written.items() for row in self._link(key, fields)}
            operations = {name: at for row in sorted(gone) for name, at in self._forgotten_by(row)}
            plans = [
                self._plan_again(self._connection, self._rows_forgotten_by(*name), at[:10], late)
                for name, at in sorted(operations.items())
            ]
        finally:
            self._connection.execute("ROLLBACK TO linked")
            self._connection.execute("RELEASE linked")
            self._connection.execute("PRAGMA defer_foreign_keys = OFF")
        return [plan for plan in plans if plan is not None]

    def _last_fields(self, key: RowKey) -> Fields:
        """The fields of a row as they were last written, also where the table shows none or an empty link."""
        changes = changes_of_row(self._connection, self._rules, *key)
        fields = read_row(self._connection, *key) or {}
        for change in sorted(changes, key=lambda change: (change.clock, change.machine, change.seq)):
            for edit in change.edits:
                fields.update({name: value for group in edit.groups.values() for name, value in group.items()})
        return fields

    def _link(self, key: RowKey, fields: Fields) -> Iterable[RowKey]:
        """Let a row link to the forgotten rows to which it was written to; which these are."""
        for link in self._rules.links[key[0]]:
            number = fields.get(link.column)
            if number is not None and self._is_gone((link.target, int(number))):
                self._connection.execute(
                    f'UPDATE "{key[0]}" SET "{link.column}" = ? WHERE number = ?', (number, key[1])
                )
                yield link.target, int(number)

    def _targets(self, edit: RowEdit) -> Iterable[RowKey]:
        for link in self._rules.links[edit.table]:
            for fields in edit.groups.values():
                if (number := fields.get(link.column)) is not None:
                    yield link.target, int(number)

    def _is_gone(self, row: RowKey) -> bool:
        query = "SELECT 1 FROM operation_rows WHERE act = 'forget' AND tbl = ? AND number = ? LIMIT 1"
        return bool(self._connection.execute(query, row).fetchall())

    def _forgotten_by(self, row: RowKey) -> list[tuple[tuple[str, int], str]]:
        """The operations that forgot a row, and when."""
        return [
            ((machine, seq), at)
            for machine, seq, at in self._connection.execute(
                "SELECT o.machine, o.seq, o.at FROM operations o"
                " JOIN operation_rows r ON r.machine = o.machine AND r.seq = o.seq"
                " WHERE o.command = ? AND r.act = 'forget' AND r.tbl = ? AND r.number = ?",
                (FORGET, *row),
            ).fetchall()
        ]

    def _rows_forgotten_by(self, machine: str, seq: int) -> list[RowKey]:
        return self._connection.execute(
            "SELECT tbl, number FROM operation_rows WHERE act = 'forget' AND machine = ? AND seq = ?"
            " ORDER BY tbl, number",
            (machine, seq),
        ).fetchall()
