"""A store on its way in: an older one is brought up as its file would be, and what is unsound is not let in."""

from contextlib import closing
from typing import Any

import pytest

from mentorlog.exchange.staging import InvalidContent, Staging
from mentorlog.journal.schema import schema
from mentorlog.store import dump
from mentorlog.store.changes import links_to
from mentorlog.store.connect import Schema
from mentorlog.store.dump import ChangeHeader, record_tables
from tests.store.conftest import AT, LIBRARY

# The second schema gives shelves a colour, and brings a shelf along behind those that are there.
NEXT = """
ALTER TABLE shelves ADD COLUMN colour TEXT;
ALTER TABLE shelves ADD COLUMN height INTEGER NOT NULL DEFAULT 30;
INSERT INTO shelves (number, entry, name)
  SELECT coalesce(max(number), 0) + 1, coalesce((SELECT last FROM counters WHERE name = 'entry'), 0) + 1, 'New'
  FROM shelves;
INSERT INTO counters (name, last) VALUES ('shelves', 1), ('entry', 1)
  ON CONFLICT DO UPDATE SET last = last + excluded.last;
"""
LATER = Schema(LIBRARY.application_id, [*LIBRARY.migrations, NEXT], LIBRARY.searchable)
SHELF: dict[str, Any] = {"number": 1, "entry": 1, "name": "Fiction"}
BOOK: dict[str, Any] = {"number": 1, "entry": 2, "title": "The Mill", "shelf": 1}


def fill_staging(incoming: Staging, **counters: int) -> Staging:
    """With a shelf and a book on it, and the change that made them."""
    for name, last in ({"entry": 2, "shelves": 1, "books": 1} | counters).items():
        incoming.add_counter(name, last)
    incoming.add_record("shelves", SHELF)
    incoming.add_record("books", BOOK)
    incoming.add_change(ChangeHeader(1, AT, "stock", None))
    incoming.add_row_change(1, "shelves", 1, None, SHELF)
    incoming.add_row_change(1, "books", 1, None, BOOK)
    return incoming


def test_what_came_is_there_with_its_log_and_its_counters() -> None:
    with closing(fill_staging(Staging(LIBRARY, 1))) as incoming:
        incoming.finish(check_log=True)
        assert list(dump.iter_records(incoming.connection, "books")) == [BOOK]
        assert dump.read_counters(incoming.connection) == [("books", 1), ("entry", 2), ("shelves", 1)]
        rows = list(dump.iter_log(incoming.connection))
        assert [row[:7] for row in rows] == [
            (1, AT, "stock", None, None, "shelves", 1), (1, AT, "stock", None, None, "books", 1),
        ]  # fmt: skip


def test_an_older_store_is_brought_up_with_what_later_schemas_bring() -> None:
    with closing(fill_staging(Staging(LATER, 1))) as incoming:
        incoming.finish(check_log=False)
        first, second = dump.iter_records(incoming.connection, "shelves")
        assert first == {**SHELF, "height": 30} and (second["name"], second["entry"]) == ("New", 3)
        assert dict(dump.read_counters(incoming.connection))["shelves"] == 2


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("nothing", SHELF),
        ("sqlite_schema", SHELF),
        ("changes", {"id": 1}),
        ("shelves", {**SHELF, "pages": 1}),
        ("shelves", {**SHELF, 'name") --': 1}),
    ],
)
def test_only_known_tables_and_columns_are_let_in(table: str, fields: dict[str, Any]) -> None:
    with closing(Staging(LIBRARY, 1)) as incoming:
        with pytest.raises(InvalidContent):
            incoming.add_record(table, fields)
        with pytest.raises(InvalidContent):
            incoming.add_row_change(1, table, 1, None, fields)


def test_a_counter_that_lags_behind_is_unfit() -> None:
    for counter in ("entry", "books"):
        with closing(fill_staging(Staging(LIBRARY, 1), **{counter: 0})) as incoming, pytest.raises(InvalidContent):
            incoming.finish(check_log=True)


def test_a_counter_goes_on_behind_what_was_deleted() -> None:
    with closing(fill_staging(Staging(LIBRARY, 1), entry=3)) as incoming:
        incoming.add_row_change(1, "books", 2, None, BOOK | {"number": 2, "entry": 3})
        incoming.add_row_change(1, "books", 2, BOOK | {"number": 2, "entry": 3}, None)
        with pytest.raises(InvalidContent):
            incoming.finish(check_log=True)


@pytest.mark.parametrize("last", [-1, 2**53 + 1, 2**63 - 1, 1.5, True, "1"])
def test_a_counter_that_could_not_go_on_is_unfit(last: Any) -> None:
    with closing(Staging(LIBRARY, 1)) as incoming, pytest.raises(InvalidContent):
        incoming.add_counter("books", last)


def test_a_counter_of_nothing_is_unfit() -> None:
    with closing(Staging(LIBRARY, 1)) as incoming, pytest.raises(InvalidContent):
        incoming.add_counter("\x1b[31m", 1)


@pytest.mark.parametrize("number", [0, -3, 2**53 + 1, 1.5, True, "1", None])
def test_a_number_that_no_counter_gave_is_unfit(number: Any) -> None:
    with closing(Staging(LIBRARY, 1)) as incoming:
        for name in ("number", "entry"):
            with pytest.raises(InvalidContent):
                incoming.add_record("shelves", {**SHELF, name: number})
            with pytest.raises(InvalidContent):
                incoming.add_row_change(1, "shelves", 1, {**SHELF, name: number}, None)
        with pytest.raises(InvalidContent):
            incoming.add_row_change(1, "shelves", number, None, SHELF)


@pytest.mark.parametrize(
    "line",
    [
        ChangeHeader(2, "garbage", "stock", None),
        ChangeHeader(2, "2026-02-30T09:00:00.000Z", "stock", None),
        ChangeHeader(2, "2026-11-23T09:00:00", "stock", None),
        ChangeHeader(2, "0001-01-01T00:00:00.000Z", "stock", None),
        ChangeHeader(2, AT, "", None),
        ChangeHeader(2, AT, "\x1b[31m", None),
        ChangeHeader(1, AT, "stock", None),
        ChangeHeader(2**53 + 1, AT, "stock", None),
        ChangeHeader(2, AT, "undo", 2),
        ChangeHeader(2, AT, "undo", 3),
        ChangeHeader(2, AT, "undo", 0),
        ChangeHeader(2, AT, "stock", None, "B"),
        ChangeHeader(2, AT, "stock", None, "ab"),
    ],
)
def test_a_change_that_nobody_can_have_made_is_unfit(line: ChangeHeader) -> None:
    with closing(fill_staging(Staging(LIBRARY, 1))) as incoming, pytest.raises(InvalidContent):
        incoming.add_change(line)


def test_a_link_that_leads_nowhere_is_unfit() -> None:
    with closing(fill_staging(Staging(LIBRARY, 1))) as incoming:
        incoming.add_record("books", {"number": 2, "entry": 3, "title": "The River", "shelf": 9})
        with pytest.raises(InvalidContent):
            incoming.finish(check_log=False)


def test_a_log_that_tells_other_tables_is_unfit() -> None:
    with closing(fill_staging(Staging(LIBRARY, 1), entry=3, books=2)) as incoming:
        incoming.add_record("books", {"number": 2, "entry": 3, "title": "The River", "shelf": 1})
        with pytest.raises(InvalidContent):
            incoming.finish(check_log=True)


def test_what_links_to_a_staged_record_is_found_without_walking_a_table() -> None:
    with closing(Staging(schema(), schema().version)) as incoming:
        connection = incoming.connection
        for table in record_tables(connection):
            for other, column, _ in links_to(connection, table):
                query = f'EXPLAIN QUERY PLAN SELECT number FROM "{other}" WHERE "{column}" = 1'
                assert all("SEARCH" in step for *_, step in connection.execute(query)), (other, column)
