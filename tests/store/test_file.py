"""The file: how it is made, who may read it, what is refused untouched."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog import errors
from mentorlog.store import connect, dump
from mentorlog.store.store import Store, build_store
from tests.store.conftest import AT, LIBRARY, TABLES, OpenStore


def names(folder: Path) -> list[str]:
    """The files that stand in a folder; backups have one of their own."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith("-backups"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_the_owner_can_read_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        store = Store.open(tmp_path / "new" / "library.db", LIBRARY)
        with store.change("add", AT) as change:
            change.insert("shelves", {"name": "Fiction"})
        with store.change("add", AT) as change:
            change.insert("shelves", {"name": "Poetry"})
            journal = tmp_path / "new" / "library.db-journal"
            assert mode(journal) == 0o600
    finally:
        os.umask(old)
    store.close()
    assert (mode(tmp_path / "new"), mode(tmp_path / "new" / "library.db")) == (0o700, 0o600)
    assert names(tmp_path / "new") == ["library.db"], "one file between commands"
    backups = tmp_path / "new" / "library.db-backups"
    assert [mode(backups), *map(mode, backups.iterdir())] == [0o700, 0o600]


def test_every_connection_is_set_as_it_has_to_be(store: Store) -> None:
    asked = {
        "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "secure_delete": 1, "cell_size_check": 1,
        "fullfsync": 1, "busy_timeout": 15_000, "application_id": LIBRARY.application_id, "user_version": 1,
    }  # fmt: skip
    assert {name: store.rows(f"PRAGMA {name}")[0][0] for name in asked} == asked


def write_bad_file(path: Path, kind: str) -> None:
    """A file of the named kind."""
    if kind == "text":
        path.write_text("Dear diary")
    elif kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    elif kind == "short":
        path.write_bytes(b"SQLite format 3\0" + bytes(50))
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        connection = sqlite3.connect(path)
        connection.executescript(TABLES)
        number, version = {"foreign": (7, 1), "newer": (LIBRARY.application_id, 2), "unnumbered": (0, 0)}[kind]
        connection.execute(f"PRAGMA application_id = {number}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.close()


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("text", errors.Foreign), ("empty", errors.Damaged), ("folder", errors.Foreign), ("short", errors.Foreign),
        ("fifo", errors.Foreign), ("foreign", errors.Foreign), ("newer", errors.Newer), ("unnumbered", errors.Foreign),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_refused_untouched(
    open_store: OpenStore, tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    path = tmp_path / "library.db"
    write_bad_file(path, kind)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error):
        open_store()
    assert (path.read_bytes() if path.is_file() else None) == before
    assert names(tmp_path) == ["library.db"]


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    Store.open(tmp_path / "real" / "library.db", LIBRARY)
    with build_store(tmp_path / "real" / "library.db", LIBRARY):
        pass
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "real" / "library.db")
    store = Store.open(link, LIBRARY)
    with store.change("add", AT) as change:
        change.insert("shelves", {"name": "Fiction"})
    store.close()
    assert link.is_symlink() and names(tmp_path / "real") == ["library.db"]


def test_a_link_that_leads_nowhere_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere.db")
    with pytest.raises(errors.CannotCreate):
        Store.open(tmp_path / "link.db", LIBRARY)
    assert not (tmp_path / "nowhere.db").exists()


def test_a_transaction_that_was_cut_off_is_rolled_back_on_opening(
    store: Store, open_store: OpenStore, tmp_path: Path
) -> None:
    store.close()
    path = tmp_path / "library.db"
    pid = os.fork()
    if pid == 0:  # a process that dies in the middle of a change, its pages already in the file
        connection = connect.open_existing(path, LIBRARY)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE books SET title = 'torn'")
        connection.execute("WITH n(x) AS (SELECT 10 UNION ALL SELECT x + 1 FROM n WHERE x < 3000)"
                           " INSERT INTO books SELECT x, x + 100, 'x', 1.0, 1, NULL FROM n")  # fmt: skip
        os._exit(9)
    os.waitpid(pid, 0)
    assert (tmp_path / "library.db-journal").exists()
    again = open_store()
    assert again.rows("SELECT title FROM books ORDER BY number") == [("The Mill",), ("The River",)]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), build_store(tmp_path / "library.db", LIBRARY) as store:
        with store.change("add", AT) as change:
            change.insert("shelves", {"name": "Fiction"})
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".library.db.new").write_text("half of a file")
    with build_store(tmp_path / "library.db", LIBRARY) as store, store.change("add", AT) as change:
        change.insert("shelves", {"name": "Fiction"})
    assert names(tmp_path) == ["library.db"]


def test_the_file_is_never_opened_beside_sqlite(store: Store, open_store: OpenStore, tmp_path: Path) -> None:
    """Closing a second handle would drop the locks that SQLite holds."""
    import sys

    watched: list[str] = []
    path = str(tmp_path / "library.db")

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and str(arguments[0]) == path:
            watched.append(str(arguments[0]))

    sys.addaudithook(hook)
    with store.change("add", AT) as change:
        change.insert("shelves", {"name": "Poetry"})
    store.undo(AT)
    store.search("poetry", 5)
    assert watched == []
    open_store()
    assert watched == [path], "the header, before connecting"


def test_a_file_that_several_machines_share_is_not_pristine_though_nothing_was_written_yet() -> None:
    with closing(connect.open_empty(LIBRARY)) as connection:
        assert dump.is_pristine(connection, LIBRARY)
        connection.execute("PRAGMA query_only = OFF")
        connection.execute("INSERT INTO sync VALUES (1, 'a journal', 1, '/shared', 0, 0, 0)")
        assert not dump.is_pristine(connection, LIBRARY)
