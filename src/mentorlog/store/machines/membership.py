"""Which machines write this journal, which of them this one is, and the numbers that it gives.

The first machine is `a`. Each gives numbers of a range of its own (`NUMBERS_PER_MACHINE`), so that no two give the same
one while neither hears of the other.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from mentorlog.errors import Refused
from mentorlog.store import NUMBERS_PER_MACHINE
from mentorlog.store.dump import record_tables
from mentorlog.store.store import Store

FIRST_LETTER = "a"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Machine(NamedTuple):
    """A machine that writes the journal. `last` is the number of its last change that is here; 0 for none."""

    letter: str
    uid: str
    name: str
    is_own: bool
    last: int


class SyncState(NamedTuple):
    """What this machine's part in a journal of several is.

    `clock` is the latest of any change here, in milliseconds; `counted` the last change of the log that was looked at.
    """

    journal: str
    generation: int
    place: str
    is_encrypted: bool
    clock: int
    counted: int


def machines(connection: sqlite3.Connection) -> tuple[Machine, ...]:
    """All machines that are known here, by letter. A journal that is its owner's on one machine alone has none."""
    rows = connection.execute("SELECT letter, uid, name, is_own, last FROM machines ORDER BY letter").fetchall()
    return tuple(Machine(letter, uid, name, bool(is_own), last) for letter, uid, name, is_own, last in rows)


def own_machine(connection: sqlite3.Connection) -> Machine:
    """This machine. Raises Refused where the journal is on one machine alone."""
    for machine in machines(connection):
        if machine.is_own:
            return machine
    raise Refused(
        "This journal is not shared with another machine.",
        "To begin: mentorlog sync start FOLDER; where another machine has: mentorlog sync join FOLDER",
    )


def is_joined(connection: sqlite3.Connection) -> bool:
    """Whether several machines may write this journal."""
    return bool(connection.execute("SELECT 1 FROM sync").fetchall())


def sync_state(connection: sqlite3.Connection) -> SyncState:
    """Where this journal stands among several. Raises Refused where it is on one machine alone."""
    rows = connection.execute("SELECT journal, generation, place, is_encrypted, clock, counted FROM sync").fetchall()
    if not rows:
        own_machine(connection)
    journal, generation, place, is_encrypted, clock, counted = rows[0]
    return SyncState(journal, generation, place, bool(is_encrypted), clock, counted)


def start_machines(
    store: Store,
    name: str,
    uid: str,
    journal_uuid: str,
    generation: int = 1,
    *,
    place: str = "",
    is_encrypted: bool = False,
) -> None:
    """Make this the first machine of a journal that others may join. All that was written before is the start.

    `place` is where the changes are carried: a journal that is shared nowhere could neither be exchanged nor begun
    again. Raises Refused where it is one of several already.
    """
    with store.raw_transaction() as connection:
        if is_joined(connection):
            raise Refused("This journal is shared with other machines already.", "See: mentorlog sync status")
        connection.execute("DELETE FROM machines")
        _begin(connection, Machine(FIRST_LETTER, uid, name, True, 0), journal_uuid, generation)
        _set_place(connection, place, is_encrypted)


def join_machines(
    store: Store,
    own: Machine,
    others: Iterable[Machine],
    journal_uuid: str,
    generation: int = 1,
    starter: str = FIRST_LETTER,
) -> None:
    """Make this a further machine of a journal whose start the store holds, and that no change has followed yet.

    What it holds was written elsewhere: the changes of nobody else are those of `starter`, the letter of the machine
    that wrote the start, and undo takes none of them back here.
    """
    with store.raw_transaction() as connection:
        connection.execute("UPDATE changes SET machine = ? WHERE machine IS NULL", (starter,))
        connection.execute("DELETE FROM machines")
        _begin(connection, own, journal_uuid, generation)
        _save_machines(connection, others)


def save_machines(store: Store, others: Iterable[Machine]) -> None:
    """Keep the names and uids of other machines; what is here of their changes stays as it is."""
    with store.raw_transaction() as connection:
        _save_machines(connection, others)


def set_place(store: Store, place: str, *, is_encrypted: bool) -> None:
    """Keep where the changes are carried, and whether they are sealed on the way."""
    with store.raw_transaction() as connection:
        _set_place(connection, place, is_encrypted)


def _set_place(connection: sqlite3.Connection, place: str, is_encrypted: bool) -> None:
    connection.execute("UPDATE sync SET place = ?, is_encrypted = ?", (place, int(is_encrypted)))


def leave_machines(store: Store) -> None:
    """Make the journal that of this machine alone again. The names of the others stay, for what they wrote."""
    with store.raw_transaction() as connection:
        for table in ("sync", "operations", "operation_rows", "conflict_rows"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE machines SET is_own = 0, last = 0")


def _begin(connection: sqlite3.Connection, own: Machine, journal: str, generation: int) -> None:
    for table in ("sync", "operations", "operation_rows", "conflict_rows"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE changes SET seq = NULL WHERE seq IS NOT NULL")
    connection.execute(
        "INSERT INTO sync (id, journal, generation, place, is_encrypted, clock, counted)"
        " VALUES (1, ?, ?, '', 0, 0, (SELECT coalesce(max(id), 0) FROM changes))",
        (journal, generation),
    )
    connection.execute(
        "INSERT INTO machines (letter, uid, name, is_own, last) VALUES (?, ?, ?, 1, 0)",
        (own.letter, own.uid, own.name),
    )
    raise_counters(connection, own.letter)


def _save_machines(connection: sqlite3.Connection, others: Iterable[Machine]) -> None:
    connection.executemany(
        "INSERT INTO machines (letter, uid, name, is_own, last) VALUES (?, ?, ?, 0, 0)"
        " ON CONFLICT DO UPDATE SET uid = excluded.uid, name = excluded.name",
        [(machine.letter, machine.uid, machine.name) for machine in others],
    )


def raise_counters(connection: sqlite3.Connection, letter: str) -> None:
    """Let every table, also an empty one, count on in the range of this machine, past what it ever gave there."""
    first = LETTERS.index(letter) * NUMBERS_PER_MACHINE
    bounds = {"first": first, "last": first + NUMBERS_PER_MACHINE - 1}
    for table in record_tables(connection):
        connection.execute(
            "INSERT INTO counters (name, last) SELECT :table, coalesce(max(last), :first) FROM ("
            " SELECT last FROM counters WHERE name = :table AND last BETWEEN :first AND :last"
            f' UNION ALL SELECT max(number) FROM "{table}" WHERE number BETWEEN :first AND :last'
            " UNION ALL SELECT max(number) FROM change_rows WHERE tbl = :table AND number BETWEEN :first AND :last"
            " UNION ALL SELECT max(number) FROM operation_rows WHERE tbl = :table AND number BETWEEN :first AND :last)"
            " WHERE true ON CONFLICT DO UPDATE SET last = excluded.last",
            {"table": table, **bounds},
        )
