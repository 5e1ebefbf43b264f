"""A connection goes on in the next command only where a new one would read and do the same."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog.journal.schema import schema
from mentorlog.store import connect
from mentorlog.store.store import Store
from tests import systems
from tests.conftest import Mentee
from tests.connection_pool import ConnectionPool

pytestmark = pytest.mark.skipif(systems.IS_WINDOWS, reason="there every command connects anew")


@pytest.fixture
def path(mentee: Mentee) -> Path:
    """A journal with one entry."""
    mentee.does("questions", "add", "Who decides?")
    return mentee.path


@pytest.fixture
def pool() -> Iterator[ConnectionPool]:
    pool = ConnectionPool()
    yield pool
    pool.clear()


def open_store(pool: ConnectionPool, path: Path) -> Store:
    return Store(path, schema(), pool.open_existing(path, schema()))


def goes_on(pool: ConnectionPool, path: Path, store: Store) -> bool:
    """Whether the connection of a store goes on once it is closed."""
    connection = id(store._connection)
    pool.close(store)
    following = open_store(pool, path)
    is_same = id(following._connection) == connection
    following.connection.execute("SELECT * FROM questions").fetchall()
    pool.close(following)
    return is_same


def test_where_nothing_happened_it_goes_on(path: Path, pool: ConnectionPool) -> None:
    assert goes_on(pool, path, open_store(pool, path))


def test_what_this_store_wrote_is_no_reason_to_connect_anew(path: Path, pool: ConnectionPool) -> None:
    store = open_store(pool, path)
    store.connection.execute("UPDATE questions SET priority = 'low'")
    assert goes_on(pool, path, store)


def test_a_closed_store_refuses_what_is_asked_of_it(path: Path, pool: ConnectionPool) -> None:
    store = open_store(pool, path)
    pool.close(store)
    with pytest.raises(sqlite3.ProgrammingError):
        store.rows("SELECT 1")


def test_who_still_reads_is_refused_as_by_any_closed_connection(path: Path, pool: ConnectionPool) -> None:
    store = open_store(pool, path)
    rows = store.iter_rows("SELECT value FROM json_each('[1, 2, 3]')")
    assert next(rows) == (1,)
    pool.close(store)
    with pytest.raises(sqlite3.ProgrammingError):
        next(rows)


def test_an_open_transaction_is_rolled_back_as_by_any_close(path: Path, pool: ConnectionPool) -> None:
    store = open_store(pool, path)
    store.connection.execute("BEGIN IMMEDIATE")
    store.connection.execute("DELETE FROM questions")
    pool.close(store)
    with closing(sqlite3.connect(path, timeout=0)) as other:
        assert other.execute("SELECT count(*) FROM questions").fetchall() == [(1,)]
        other.execute("BEGIN IMMEDIATE")


def test_no_other_thread_nor_one_who_watches_gets_it(
    path: Path, pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.close(open_store(pool, path))
    threads: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: threads.append(pool.open_existing(path, schema())))
    thread.start()
    thread.join()
    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.1)
    hurried = open_store(pool, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            hurried.connection.execute("BEGIN IMMEDIATE")
    hurried.close()
    with pytest.raises(sqlite3.ProgrammingError, match="thread"):
        threads[0].execute("SELECT 1")


@pytest.mark.parametrize("by", ["another program", "its bytes", "another file", "nothing left"])
def test_a_file_that_somebody_touched_is_opened_anew(path: Path, pool: ConnectionPool, by: str) -> None:
    store = open_store(pool, path)
    first = store._connection
    pool.close(store)
    if by == "another program":
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("CREATE TABLE t (a)")
    elif by == "its bytes":
        path.write_bytes(path.read_bytes())  # in the same tick of the clock, perhaps
    else:
        content = path.read_bytes()
        path.unlink()
        if by == "nothing left":
            with pytest.raises(sqlite3.OperationalError):
                pool.open_existing(path.parent / "no folder" / path.name, schema())
            path.write_bytes(content)
        else:
            Path(f"{path}.new").write_bytes(content)
            os.replace(f"{path}.new", path)
    following = open_store(pool, path)
    assert following._connection is not first
    following.close()


def test_what_one_command_set_the_next_one_finds_as_it_is_in_a_new_connection(path: Path, pool: ConnectionPool) -> None:
    def settings(store: Store) -> dict[str, list[tuple[object, ...]]]:
        return {name: store.rows(f"PRAGMA {name}") for name in _SETTINGS}

    store = open_store(pool, path)
    expected = settings(store)
    for pragma in ("cache_size = -9", "foreign_keys = OFF", "ignore_check_constraints = ON", "synchronous = OFF"):
        store.connection.execute(f"PRAGMA {pragma}")
    store.connection.execute("PRAGMA query_only = ON")
    first = id(store._connection)
    pool.close(store)
    following = open_store(pool, path)
    assert id(following._connection) == first and settings(following) == expected
    following.close()


_SETTINGS = (
    "cache_size", "foreign_keys", "ignore_check_constraints", "locking_mode", "query_only", "secure_delete",
    "synchronous", "journal_mode", "cell_size_check", "mmap_size", "fullfsync", "writable_schema",
)  # fmt: skip
