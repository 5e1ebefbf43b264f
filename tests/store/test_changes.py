"""The one way to write: whole or not at all, in the log, taken back and done again."""

import json
import sqlite3
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mentorlog.integrity.replay import is_faithful
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.store.changes import MAX_ROWS_READ, fields_to_json
from mentorlog.store.store import Store
from tests.store.conftest import AT, LIBRARY, OpenStore, contents


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    before = contents(store)
    with pytest.raises(RuntimeError), store.change("break", AT) as change:
        change.insert("shelves", {"name": "Poetry"})
        raise RuntimeError
    assert contents(store) == before
    assert [logged.command for logged in store.history(None, 9)] == ["stock"]


def test_what_the_schema_refuses_at_the_end_is_rolled_back(store: Store) -> None:
    before = contents(store)
    with pytest.raises(sqlite3.IntegrityError), store.change("dangle", AT) as change:
        change.insert("books", {"title": "Lost", "shelf": 99})
    assert contents(store) == before
    assert not store.connection.in_transaction


def test_a_refused_first_change_leaves_no_file_and_no_folder(tmp_path: Path) -> None:
    fresh = Store.open(tmp_path / "new" / "library.db", LIBRARY)
    with pytest.raises(RuntimeError), fresh.change("break", AT) as change:
        change.insert("shelves", {"name": "Poetry"})
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    assert fresh.rows("SELECT * FROM shelves") == []
    with fresh.change("stock", AT) as change:
        assert change.insert("shelves", {"name": "Poetry"}) == 1
    fresh.close()


def test_the_log_has_the_fields_that_differ(store: Store) -> None:
    with store.change("edit", AT) as change:
        change.update("books", 1, {"title": "The Mill", "pages": 310.0})
    (logged,) = store.history(("books", 1), 1)
    assert [(row.before, row.after) for row in logged.rows] == [({"pages": 300.0}, {"pages": 310.0})]


def test_a_change_of_many_rows_is_taken_back_whole_without_holding_all_of_them(store: Store) -> None:
    before = contents(store)
    with store.change("donate", AT) as change:
        for at in range(2000):
            change.insert("books", {"title": f"{at} " + "page " * 300, "shelf": 1})
    number = change.number
    with store.change("return", AT) as change:
        tracemalloc.start()
        change.revert(number)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 2_500_000, "they are 3 MB"
    assert contents(store) == before


def test_many_rows_that_come_go_and_change_are_taken_back_and_done_again_with_their_words(store: Store) -> None:
    before = contents(store)
    with store.change("donate", AT) as change:
        for at in range(60):
            change.insert("books", {"title": f"Über {at} Bäume" if at % 2 else f"About {at} trees", "shelf": 1})
        for number in (20, 21, 22):
            change.update("books", number, {"pages": 9.5})
            change.delete("books", number)
    after = contents(store)
    store.undo(AT)
    assert contents(store) == before and not store.search("baume", 9)[1] and not store.search("trees", 9)[1]
    assert is_index_consistent(store.connection)
    store.redo(AT)
    assert contents(store) == after
    assert (store.search("baume", 1)[1], store.search("trees", 1)[1]) == (28, 29)
    assert is_index_consistent(store.connection) and is_faithful(store.connection, LIBRARY)


def test_a_change_in_which_nothing_differs_is_not_logged(store: Store) -> None:
    with store.change("edit", AT) as change:
        change.update("books", 1, {"title": "The Mill", "pages": 300})
    assert change.number == 0
    assert len(list(store.history(None, 9))) == 1


def test_what_is_part_of_a_row_is_deleted_along_and_other_links_are_cleared(store: Store) -> None:
    with store.change("delete", AT) as change:
        change.delete("books", 1)
    assert store.rows("SELECT number, after FROM books") == [(2, None)]
    with store.change("delete", AT) as change:
        change.delete("shelves", 1)
    assert contents(store) == {"shelves": [], "books": []}
    store.undo(AT)
    store.undo(AT)
    assert store.rows("SELECT number, shelf, after FROM books") == [(1, 1, None), (2, 1, 1)]


def test_an_undone_number_is_never_given_again(store: Store) -> None:
    with store.change("add", AT) as change:
        assert change.insert("books", {"title": "Third", "shelf": 1}) == 3
    store.undo(AT)
    with store.change("add", AT) as change:
        assert change.insert("books", {"title": "Fourth", "shelf": 1}) == 4


def test_the_log_replayed_from_nothing_gives_the_tables(store: Store, tmp_path: Path) -> None:
    with store.change("edit", AT) as change:
        change.update("books", 2, {"pages": 12.5, "after": None})
        change.delete("books", 1)
    store.undo(AT)
    store.redo(AT)
    replayed: dict[tuple[str, int], dict[str, Any]] = {}
    for table, number, after in store.rows("SELECT tbl, number, after FROM change_rows ORDER BY id"):
        if after is None:
            del replayed[table, number]
        else:
            replayed[table, number] = replayed.get((table, number), {}) | json.loads(after)
    for (table, number), fields in replayed.items():
        names = ", ".join(fields)
        assert store.rows(f"SELECT {names} FROM {table} WHERE number = ?", (number,)) == [tuple(fields.values())]
    assert len(replayed) == sum(len(rows) for rows in contents(store).values())


def test_the_log_is_asked_through_its_indexes(store: Store) -> None:
    for query in (
        "SELECT id FROM changes c WHERE NOT EXISTS (SELECT 1 FROM changes u WHERE u.reverts = c.id)",
        "SELECT DISTINCT change FROM change_rows WHERE tbl = 'books' AND number = 1 ORDER BY change DESC LIMIT 5",
        "SELECT tbl FROM change_rows WHERE change = 1 ORDER BY id",
    ):
        plan = [row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {query}")]
        assert not any("SCAN change_rows" in line or "SCAN u" in line for line in plan), plan


def test_two_stores_on_one_file_see_each_others_changes(open_store: OpenStore) -> None:
    one, other = open_store(), open_store()
    for at, store in enumerate((one, other, one), start=1):
        with store.change("add", AT) as change:
            assert change.insert("shelves", {"name": f"shelf {at}"}) == at
    assert len(one.rows("SELECT * FROM shelves")) == len(other.rows("SELECT * FROM shelves")) == 3


class Shelving(RuleBasedStateMachine):
    """Any changes, undos and redos, beside a model that keeps a copy of everything after each change."""

    def __init__(self) -> None:
        super().__init__()
        from tempfile import TemporaryDirectory

        self.folder = TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "library.db", LIBRARY)
        self.past: list[object] = []
        self.future: list[object] = []
        self.now: object = contents(self.store)
        with self.store.change("stock", AT) as change:
            change.insert("shelves", {"name": "Fiction"})
        self.record_change()

    def record_change(self) -> None:
        """A new change ends the redo chain."""
        self.past.append(self.now)
        self.future.clear()
        self.now = contents(self.store)

    def books(self) -> list[int]:
        return [number for (number,) in self.store.rows("SELECT number FROM books ORDER BY number")]

    @precondition(lambda self: self.store.rows("SELECT 1 FROM shelves"))
    @rule(title=st.text("abcé ", min_size=1, max_size=8), several=st.integers(1, 3))
    def add(self, title: str, several: int) -> None:
        with self.store.change("add", AT) as change:
            for _ in range(several):
                change.insert("books", {"title": title, "shelf": 1, "after": next(iter(self.books()), None)})
        self.record_change()

    @precondition(lambda self: self.books())
    @rule(which=st.integers(0, 9), pages=st.one_of(st.none(), st.floats(0, 9)), title=st.text("xyz", min_size=1))
    def edit(self, which: int, pages: float | None, title: str) -> None:
        books = self.books()
        with self.store.change("edit", AT) as change:
            change.update("books", books[which % len(books)], {"pages": pages, "title": title})
        if change.number:
            self.record_change()

    @precondition(lambda self: self.books())
    @rule(which=st.integers(0, 9))
    def delete(self, which: int) -> None:
        books = self.books()
        with self.store.change("delete", AT) as change:
            change.delete("books", books[which % len(books)])
        self.record_change()

    @rule()
    def fail(self) -> None:
        with pytest.raises(sqlite3.IntegrityError), self.store.change("fail", AT) as change:
            change.insert("books", {"title": "", "shelf": 1})

    @rule()
    def undo(self) -> None:
        undone = self.store.undo(AT)
        assert (undone is not None) == bool(self.past)
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self) -> None:
        redone = self.store.redo(AT)
        assert (redone is not None) == bool(self.future)
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    @invariant()
    def the_file_is_as_the_model_has_it(self) -> None:
        assert contents(self.store) == self.now

    @invariant()
    def the_index_agrees_with_the_tables(self) -> None:
        if self.store.exists:
            self.store.connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestShelving = Shelving.TestCase
TestShelving.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


VALUES = st.none() | st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.dictionaries(st.text("abcxyz_", min_size=1), VALUES))
def test_the_log_is_json(fields: dict[str, Any]) -> None:
    assert json.loads(fields_to_json(fields) or "") == fields
    assert fields_to_json({"text": 'a "b" \\ c\n\td é'}) == '{"text": "a \\"b\\" \\\\ c\\n\\td é"}'


def test_of_a_large_change_the_first_rows_are_reported_the_one_asked_for_and_how_many_more(store: Store) -> None:
    with store.change("donate", AT) as change:
        for at in range(MAX_ROWS_READ + 500):
            change.insert("books", {"title": f"Gift {at}", "shelf": 1})
    (logged,) = store.history(None, 1)
    assert (len(logged.rows), logged.more) == (MAX_ROWS_READ, 500)
    last = ("books", MAX_ROWS_READ + 502)
    (logged,) = store.history(last, 1)
    assert (len(logged.rows), logged.more) == (MAX_ROWS_READ + 1, 499)
    assert (logged.rows[-1].table, logged.rows[-1].number) == last
    for item in (store.undo(AT), store.redo(AT)):
        assert item and (len(item.rows), item.more) == (MAX_ROWS_READ, 500)


def test_what_a_large_change_did_is_read_by_its_index_and_no_further_than_it_is_reported(store: Store) -> None:
    with store.change("donate", AT) as change:
        for at in range(3 * MAX_ROWS_READ):
            change.insert("shelves", {"name": f"Shelf {at}"})
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    list(store.history(None, 1))
    store.connection.set_trace_callback(None)
    (rows,) = (query for query in asked if "before" in query)
    assert rows.endswith(f"LIMIT {MAX_ROWS_READ}") and len(asked) == 3
    plan = "; ".join(row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {rows}"))
    assert plan == "SEARCH change_rows USING INDEX change_rows_change (change=?)"
