"""Bringing an older file up to date: a backup first, whole or not at all, and nothing lost."""

import sqlite3
from pathlib import Path

import pytest

from mentorlog import errors
from mentorlog.store.connect import Schema
from mentorlog.store.store import Store
from tests.store.conftest import AT, LIBRARY, SEARCHABLE, contents
from tests.systems import has_mode

NEXT = "ALTER TABLE books ADD COLUMN lent_to TEXT; CREATE TABLE readers (number INTEGER PRIMARY KEY) STRICT;"
NEWER = Schema(LIBRARY.application_id, [*LIBRARY.migrations, NEXT], lambda: SEARCHABLE)


def open_with(store: Store, schema: Schema) -> Store:
    return Store.open(store.path, schema)


def test_an_older_file_is_backed_up_and_brought_up_also_by_a_reader(store: Store) -> None:
    before = contents(store)
    store.close()
    newer = open_with(store, NEWER)
    assert [row[:6] for row in newer.rows("SELECT * FROM books ORDER BY number")] == before["books"]
    assert newer.rows("PRAGMA user_version") == [(2,)]
    assert [hit.number for hit in newer.search("mill", 5)[0]] == [1]
    assert newer.migration_backup is not None
    copy = sqlite3.connect(newer.migration_backup)
    assert copy.execute("PRAGMA user_version").fetchone() == (1,)
    assert copy.execute("SELECT * FROM books ORDER BY number").fetchall() == before["books"]
    copy.close()
    assert has_mode(newer.migration_backup, 0o600)
    assert has_mode(newer.migration_backup.parent, 0o700)
    newer.close()
    again = open_with(store, NEWER)
    assert again.migration_backup is None, "once is enough"
    again.close()


def test_what_was_changed_before_can_be_undone_after(store: Store) -> None:
    store.close()
    newer = open_with(store, NEWER)
    newer.undo(AT)
    assert contents(newer) == {"shelves": [], "books": []}
    newer.redo(AT)
    assert len(contents(newer)["books"]) == 2
    newer.close()


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("CREATE TABLE readers (number INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);", sqlite3.Error),
        ("UPDATE books SET shelf = 99;", errors.Damaged),
    ],
)
def test_a_migration_that_fails_leaves_the_file_as_it_was(store: Store, script: str, error: type[Exception]) -> None:
    store.close()
    before = store.path.read_bytes()
    broken = Schema(LIBRARY.application_id, [*LIBRARY.migrations, script], lambda: SEARCHABLE)
    with pytest.raises(error):
        open_with(store, broken)
    assert store.path.read_bytes() == before
    old = open_with(store, LIBRARY)
    assert len(contents(old)["books"]) == 2
    old.close()


def test_a_file_of_another_shape_than_its_schema_is_refused(store: Store) -> None:
    store.connection.execute("ALTER TABLE books ADD COLUMN stray TEXT")
    store.close()
    with pytest.raises(errors.Damaged):
        open_with(store, NEWER)


def test_a_later_backup_keeps_the_earlier_one(store: Store, tmp_path: Path) -> None:
    from mentorlog.store.backup import create_backup

    first = create_backup(store.path, "kept")
    second = create_backup(store.path, "kept")
    assert first != second and first.exists() and second.exists()
    assert sorted(path.name for path in first.parent.iterdir()) == ["kept-2.db", "kept.db"]
