"""A store with an invented schema of shelves, and books that are part of a shelf and may name another."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorlog.store.connect import Schema
from mentorlog.store.store import Store
from tests.store.attack import ram_folder

AT = "2026-11-23T09:00:00.000Z"
_SCRIPTS = Path(__file__).parents[2] / "src/mentorlog/journal/schema"
_LOG, _MACHINES = ((_SCRIPTS / name).read_text(encoding="utf-8") for name in ("0001_first.sql", "0012_machines.sql"))
TABLES = """
CREATE TABLE shelves (number INTEGER PRIMARY KEY, entry INTEGER NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;
CREATE TABLE books (
  number INTEGER PRIMARY KEY, entry INTEGER NOT NULL UNIQUE, title TEXT NOT NULL CHECK (length(title) > 0), pages REAL,
  shelf INTEGER NOT NULL REFERENCES shelves DEFERRABLE INITIALLY DEFERRED,
  after INTEGER REFERENCES books DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX books_of_shelf ON books (shelf);
CREATE INDEX books_after ON books (after);
"""
SEARCHABLE = {"shelves": ["name"], "books": ["title"]}
LIBRARY = Schema(0x4C494252, [_LOG.partition("CREATE TABLE mentors")[0] + TABLES + _MACHINES], lambda: SEARCHABLE)

OpenStore = Callable[[], Store]


@pytest.fixture
def memory_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, for whatever does not need a real disk."""
    with tempfile.TemporaryDirectory(prefix="mentorlog-", dir=ram_folder() or tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[OpenStore]:
    """A function that opens this test's store; all that it opened are closed at the end."""
    stores: list[Store] = []

    def store() -> Store:
        stores.append(Store.open(tmp_path / "library.db", LIBRARY))
        return stores[-1]

    yield store
    for one in stores:
        one.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    """A store with one shelf and two books on it, the second after the first."""
    made = open_store()
    with made.change("stock", AT) as change:
        shelf = change.insert("shelves", {"name": "Fiction"})
        first = change.insert("books", {"title": "The Mill", "shelf": shelf, "pages": 300.0})
        change.insert("books", {"title": "The River", "shelf": shelf, "after": first})
    return made


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of records."""
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY number") for table in ("shelves", "books")}
