"""Two machines with a journal that both write: a desk and a laptop."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentorlog.exchange.intake import load_into_empty
from mentorlog.exchange.jsonl import export_chunks, verify_export
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.record import Record
from mentorlog.journal.schema import schema
from mentorlog.store.machines.counting import number_changes
from mentorlog.store.machines.membership import Machine, join_machines, save_machines, start_machines
from mentorlog.store.machines.operations import Operation, own_operations
from mentorlog.store.machines.taking import Taken, take_operations

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


class Pair:
    """A desk, where the journal was begun, and a laptop that joined it."""

    def __init__(self, folder: Path, begin: Callable[[Journal], object]) -> None:
        self.minutes = 0
        self.desk = Journal.open(folder / "desk.db", self._now)
        begin(self.desk)
        start_machines(self.desk.store, "desk", "uid-a", "journal")
        self.laptop = Journal.open(folder / "laptop.db", self._now)
        with open(folder / "start.jsonl", "w+b") as file:
            file.writelines(export_chunks(self.desk.store.connection, schema().version))
            header = verify_export(file, "start", schema())
            with self.laptop.store.raw_transaction() as connection:
                load_into_empty(file, "start", header, schema(), connection)
        desk, laptop = (Machine("a", "uid-a", "desk", False, 0), Machine("b", "uid-b", "laptop", False, 0))
        join_machines(self.laptop.store, laptop._replace(is_own=True), [desk], "journal")
        save_machines(self.desk.store, [laptop])

    def _now(self) -> datetime:
        self.minutes += 1
        return NOW + timedelta(minutes=self.minutes)

    def send(self, journal: Journal) -> list[Operation]:
        """All operations of a machine."""
        number_changes(journal.store)
        return list(own_operations(journal.store.connection, 1, 1 << 40))

    def take(self, journal: Journal) -> Taken:
        """Let a machine take what the other one did."""
        other = self.laptop if journal is self.desk else self.desk
        return take_operations(journal.store, self.send(other), NOW + timedelta(minutes=self.minutes))

    def sync(self) -> None:
        """Let both take what the other one did."""
        self.take(self.desk)
        self.take(self.laptop)
        self.take(self.desk)

    def close(self) -> None:
        """Close both files."""
        self.desk.close()
        self.laptop.close()


def add(journal: Journal, record: Record) -> None:
    """Add a record by a change of its own."""
    with journal.change("add") as change:
        change.add(record)


def update(journal: Journal, record: Record) -> None:
    """Change a record by a change of its own."""
    with journal.change("edit") as change:
        change.update(record)
