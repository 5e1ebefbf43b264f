"""Whether the log gives the tables: every difference is found by replaying it."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog.integrity.replay import is_faithful
from mentorlog.journal.schema import schema
from mentorlog.store.store import Store
from tests.conftest import Mentee
from tests.store.conftest import AT, LIBRARY


def write_history(store: Store) -> None:
    """Edits, a deletion, what was taken back and done again, and a row that became what it was before."""
    with store.change("edit", AT) as change:
        change.update("books", 1, {"title": "The Mill on the Floss", "pages": None})
    with store.change("back", AT) as change:
        change.update("books", 1, {"title": "The Mill", "pages": 300.0})
    with store.change("sell", AT) as change:
        change.delete("books", 1)
    store.undo(AT)
    store.redo(AT)
    store.undo(AT)
    with store.change("more", AT) as change:
        change.insert("books", {"title": "The Lake", "shelf": 1})
        change.delete("books", 2)


def test_a_log_with_undo_and_redo_gives_the_tables(store: Store) -> None:
    write_history(store)
    assert is_faithful(store.connection, LIBRARY)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE books SET title = 'Other' WHERE number = 1",
        "DELETE FROM books WHERE number = 3",
        "INSERT INTO books (number, entry, title, shelf) VALUES (9, 99, 'Unheard of', 1)",
        "INSERT INTO books (number, entry, title, shelf) VALUES (2, 99, 'Unheard of', 1)",
        "UPDATE change_rows SET after = json_set(after, '$.title', 'Other') WHERE tbl = 'books' AND number = 3",
        "UPDATE change_rows SET before = json_set(before, '$.title', 'Other') WHERE before IS NOT NULL",
        "UPDATE change_rows SET after = json_set(after, '$.pages', 'many') WHERE id = 4",
        "UPDATE change_rows SET after = json_set(after, '$.pages', json('[1]')) WHERE id = 4",
        "UPDATE change_rows SET after = json_set(after, '$.colour', 'red') WHERE id = 3",
        "UPDATE change_rows SET after = json_remove(after, '$.shelf') WHERE id = 2",
        "UPDATE change_rows SET after = '[]' WHERE id = 3",
        "UPDATE change_rows SET tbl = 'nothing' WHERE id = 3",
        "DELETE FROM change_rows WHERE id = 3",
        "INSERT INTO change_rows (change, tbl, number, after) SELECT 1,tbl, number, after FROM change_rows WHERE id=3",
        "UPDATE change_rows SET before = '{}', after = '{}' WHERE id = 4",
    ],
)
def test_a_log_or_table_that_was_tampered_with_is_found(store: Store, harm: str) -> None:
    write_history(store)
    store.connection.execute("PRAGMA foreign_keys = OFF")
    store.connection.execute(harm)
    assert not is_faithful(store.connection, LIBRARY)


def test_two_rows_with_one_entry_number_at_the_same_time_are_found(store: Store) -> None:
    made = '{"number": %d, "entry": %d, "title": "Twice", "shelf": 1}'
    for number in (3, 4):
        store.connection.execute(
            "INSERT INTO change_rows (change, tbl, number, after) VALUES (1, 'books', ?, ?)",
            (number, made % (number, 50)),
        )
    for number in (3, 4):
        store.connection.execute(
            "INSERT INTO change_rows (change, tbl, number, before) VALUES (1, 'books', ?, ?)",
            (number, made % (number, 50)),
        )
    assert not is_faithful(store.connection, LIBRARY)


def test_rows_of_the_schema_may_have_been_changed_or_deleted(mentee: Mentee) -> None:
    old = Path(__file__).parents[1] / "store" / "old" / "schema-1.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))
    mentee.path.chmod(0o600)
    mentee.does("skills", "rate", "planning", "3")
    mentee.does("edit", "k2", "name=Doing")
    mentee.does("delete", "k8")
    mentee.does("delete", "k7")
    mentee.does("undo")
    with closing(sqlite3.connect(mentee.path)) as connection:
        assert is_faithful(connection, schema())
