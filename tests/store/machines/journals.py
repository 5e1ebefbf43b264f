"""Machines with real journals that write apart: what each of them may do, by the store itself, over all nouns."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from mentorlog.backups.forget import closure_of
from mentorlog.errors import MentorlogError
from mentorlog.journal.model.fields import field_groups
from mentorlog.journal.schema import schema
from mentorlog.store.changes import Change, Fields
from mentorlog.store.machines.conflicts import conflicts
from mentorlog.store.machines.counting import number_changes
from mentorlog.store.machines.erasing import Leftovers
from mentorlog.store.machines.forgetting import forget_here
from mentorlog.store.machines.membership import Machine, join_machines, machines, save_machines, start_machines
from mentorlog.store.machines.merge import MachineChange, MachineConflict, RowEdit, RowKey, edit_of_row
from mentorlog.store.machines.operations import Operation, own_operations
from mentorlog.store.machines.taking import take_operations
from mentorlog.store.reverting import twin_uid
from mentorlog.store.store import Store
from tests.store.machines.replicas import MAX_TRIES, RECORDS, RULES, ChangeId, broken_rule, columns_of, random_value

_CLEARABLE = ("answer", "note", "response", "outcome", "evidence")  # fields of which no state depends
START = datetime(2026, 11, 1, 9, tzinfo=UTC)
# Of records in files that several machines may import.
SHARED_UIDS = [f"0000000{number}-0000-5000-8000-00000000000{number}" for number in range(6)]


class JournalReplica:
    """One machine with its journal.

    `knew` and `wrote` are kept beside what the program keeps: what was here when a change was made, and how the tables
    differed before and after it. So nothing is judged by what is judged.
    """

    def __init__(self, store: Store, letter: str, random: Random, words: "count[int]") -> None:
        self.store = store
        self.letter = letter
        self._random = random
        self._words = words
        self._skew = timedelta(seconds=random.randint(-3 * 86_400, 3 * 86_400))
        self._minutes = 0
        self._here: set[ChangeId] = set()
        self._own: list[tuple[int, frozenset[ChangeId], list[RowEdit]]] = []  # by change, until it has a number
        self.forgot: set[RowKey] = set()
        self.cleared: set[tuple[RowKey, str]] = set()
        self.knew: dict[ChangeId, frozenset[ChangeId]] = {}
        self.wrote: dict[ChangeId, list[RowEdit]] = {}
        self.changes: dict[ChangeId, MachineChange] = {}
        self.rows: dict[RowKey, Fields] = {}
        self.raw_rows: dict[RowKey, Fields] = {}
        self.conflicts: tuple[MachineConflict, ...] = ()

    @property
    def now(self) -> datetime:
        """What its clock shows, which may be days off."""
        return START + self._skew + timedelta(minutes=self._minutes)

    @property
    def at(self) -> str:
        """The same, as the log has it."""
        return f"{self.now.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"

    def close(self) -> None:
        """Close its file."""
        self.store.close()

    def read_rows(self) -> dict[RowKey, Fields]:
        """All rows, without what is this machine's own."""
        rows: dict[RowKey, Fields] = {}
        for table in RECORDS:
            cursor = self.store.connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                fields = dict(zip(names, values, strict=True))
                del fields["entry"]
                rows[table, fields.pop("number")] = fields
        return rows

    def send(self) -> list[Operation]:
        """All operations of this machine, after its changes were made into operations."""
        number_changes(self.store)
        seqs = dict(self.store.rows("SELECT id, seq FROM changes WHERE machine IS NULL AND seq IS NOT NULL"))
        operations = list(own_operations(self.store.connection, 1, 1 << 40))
        former: set[ChangeId] = set()
        for change, knew, edits in self._own:
            if change in seqs:
                name = (self.letter, seqs[change])
                self.knew[name] = knew | former | {key for key in self.knew if key[0] == self.letter}
                self.wrote[name] = edits
                former.add(name)
        self._own = [own for own in self._own if own[0] not in seqs]
        return operations

    def receive(self, operations: list[Operation]) -> None:
        """Take in what has come."""
        self.send()
        self._minutes += 1
        taken = take_operations(self.store, operations, self.now)
        assert not taken.newer
        self._here |= {(operation.change.machine, operation.change.seq) for operation in taken.applied}

    def look(self) -> None:
        """Keep for the judge what is here now."""
        self.rows, self.conflicts = self.read_rows(), conflicts(self.store)
        self.raw_rows = self.read_rows()
        for (_, number), fields in self.rows.items():
            derived = twin_uid(str(fields["uid"]), number)
            if derived in SHARED_UIDS:  # as it was written, before another row was found to have it
                fields["uid"] = derived

    def act(self) -> None:
        """Do something that a person may do, if it is possible just now."""
        self._minutes += self._random.randint(1, 600)
        self.rows = self.read_rows()
        action: Callable[[], None] = self._random.choices(
            [self._add, self._edit, self._delete, self._import, self._undo, self._redo, self._forget],
            [30, 44, 10, 6, 10, 5, 3],
        )[0]
        action()
        self._keep_change()

    def _keep_change(self) -> None:
        after = self.read_rows()
        edits = [
            edit_of_row(RULES, key, self.rows.get(key), after.get(key))
            for key in {*self.rows, *after}
            if self.rows.get(key) != after.get(key)
        ]
        if edits:
            change = self.store.scalar("SELECT max(id) FROM changes")
            self._own.append((change, frozenset(self._here), edits))

    def _change(self, command: str, write: Callable[[Change], object]) -> None:
        with suppress(MentorlogError), self.store.change(command, self.at) as change:
            write(change)

    def _new_fields(self, table: str, **given: str) -> Fields | None:
        record = RECORDS[table]
        for _ in range(MAX_TRIES):
            fields: Fields = {
                field.name: random_value(self._random, field, self.rows, self._word) for field in columns_of(record)
            }
            key = (table, 0)
            if not broken_rule({**self.rows, key: fields}, key):
                return {"uid": self._uid(), "created_at": self.at, "updated_at": self.at, **fields, **given}
        return None

    def _word(self) -> str:
        return f"word{next(self._words)}{self.letter}"

    def _uid(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def _add(self) -> None:
        table = self._random.choice(list(RECORDS))
        if fields := self._new_fields(table):
            self._change(f"{table} add", lambda change: change.insert(table, fields))

    def _import(self) -> None:
        """Bring in a file that other machines may bring in too: what is here already by its uid is left out."""
        table = self._random.choice(list(RECORDS))
        new = {
            uid: fields
            for uid in self._random.sample(SHARED_UIDS, 3)
            if not any(row["uid"] == uid for key, row in self.rows.items() if key[0] == table)
            and (fields := self._new_fields(table, uid=uid))
        }

        def write(change: Change) -> None:
            last, entry = change.reserve(table, len(new)), change.reserve("entry", len(new))
            rows: list[Fields] = [
                {
                    "number": last + at,
                    "entry": entry + at,
                    **{name: value for name, value in fields.items() if value is not None},
                }
                for at, fields in enumerate(new.values(), 1)
            ]
            change.insert_many(table, rows)
            change.index_rows_after(entry)

        if new:
            self._change("import", write)

    def _edit(self) -> None:
        if not self.rows:
            return
        key = self._random.choice(sorted(self.rows))
        groups = field_groups(RECORDS[key[0]])
        group = self._random.choice(sorted(set(groups.values())))
        for _ in range(MAX_TRIES):
            new: Fields = {
                field.name: random_value(self._random, field, self.rows, self._word)
                for field in columns_of(RECORDS[key[0]])
                if groups[field.name] == group
            }
            if not broken_rule({**self.rows, key: {**self.rows[key], **new}}, key):
                break
        else:
            return
        self._change("edit", lambda change: change.update(*key, {**new, "updated_at": self.at}))

    def _delete(self) -> None:
        if self.rows:
            key = self._random.choice(sorted(self.rows))
            self._change("delete", lambda change: change.delete(*key))

    def _forget(self) -> None:
        """Forget a row with its parts, as `mentorlog forget` does; of some that stay, a field is cleared with it."""
        if not self.rows:
            return
        first = self._random.choice(sorted(self.rows))
        with self.store.raw_transaction() as connection:
            plan = closure_of(connection, first, [])
            clearable = [
                (key, field.name)
                for key in sorted(self.rows)
                if key not in plan.rows
                for field in columns_of(RECORDS[key[0]])
                if field.optional
                and field.name in _CLEARABLE
                and not broken_rule({**self.rows, key: {**self.rows[key], field.name: None}}, key)
            ]
            cleared: dict[RowKey, tuple[str, ...]] = {
                key: (name,) for key, name in self._random.sample(clearable, min(2, len(clearable)))
            }
            plan = plan._replace(fields_to_clear=cleared)
            forget_here(connection, self.store.schema, plan, self.at, Leftovers())
        self.forgot.update(plan.rows)
        self.cleared.update((key, name) for key, (name,) in cleared.items())

    def _undo(self) -> None:
        with suppress(MentorlogError):  # something was forgotten since
            self.store.undo(self.at)

    def _redo(self) -> None:
        with suppress(MentorlogError):
            self.store.redo(self.at)


def start_replicas(folder: Path, letters: str, random: Random, words: "count[int]") -> list[JournalReplica]:
    """Machines that all start from one journal, in which a little was written."""
    path = folder / "a.db"
    first = JournalReplica(Store.open(path, schema()), "a", random, words)
    for _ in range(random.randint(1, 9)):
        first.act()
    start_machines(first.store, "machine a", "uid-a", "journal")
    first._own.clear()
    names = [Machine(letter, f"uid-{letter}", f"machine {letter}", False, 0) for letter in letters]
    save_machines(first.store, names[1:])
    replicas = [first]
    for at, letter in enumerate(letters[1:], 1):
        copy = folder / f"{letter}.db"
        shutil.copy(path, copy)
        store = Store.open(copy, schema())
        others = [name for name in names if name.letter != letter]
        join_machines(store, names[at]._replace(is_own=True), others, "journal")
        replicas.append(JournalReplica(store, letter, random, words))
    assert all(len(machines(replica.store.connection)) == len(letters) for replica in replicas)
    return replicas
