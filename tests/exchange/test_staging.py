"""A store on its way in: an older one is brought up as its file would be, and what is unsound is not let in."""

from contextlib import closing
from typing import Any

import pytest

from mentorlog.exchange.staging import Incoming, Unfit
from mentorlog.store import dump
from mentorlog.store.changes import Touched
from mentorlog.store.connect import Schema
from mentorlog.store.dump import LogLine
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
LATER = Schema(LIBRARY.application_id, [*LIBRARY.migrations, NEXT], LIBRARY.entries)
SHELF: dict[str, Any] = {"number": 1, "entry": 1, "name": "Fiction"}
BOOK: dict[str, Any] = {"number": 1, "entry": 2, "title": "The Mill", "shelf": 1}


def filled(incoming: Incoming, **counters: int) -> Incoming:
    """With a shelf and a book on it, and the change that made them."""
    for name, last in ({"entry": 2, "shelves": 1, "books": 1} | counters).items():
        incoming.counter(name, last)
    incoming.record("shelves", SHELF)
    incoming.record("books", BOOK)
    incoming.change(LogLine(1, AT, "stock", None))
    incoming.changed(1, Touched("shelves", 1, None, SHELF))
    incoming.changed(1, Touched("books", 1, None, BOOK))
    return incoming


def test_what_came_is_there_with_its_log_and_its_counters() -> None:
    with closing(filled(Incoming(LIBRARY, 1))) as incoming:
        incoming.complete(log=True)
        assert list(dump.records(incoming.connection, "books")) == [BOOK]
        assert dump.counters(incoming.connection) == [("books", 1), ("entry", 2), ("shelves", 1)]
        first, *rows = dump.log(incoming.connection)
        assert first == LogLine(1, AT, "stock", None) and len(rows) == 2


def test_an_older_store_is_brought_up_with_what_later_schemas_bring() -> None:
    with closing(filled(Incoming(LATER, 1))) as incoming:
        incoming.complete(log=False)
        first, second = dump.records(incoming.connection, "shelves")
        assert first == {**SHELF, "height": 30} and (second["name"], second["entry"]) == ("New", 3)
        assert dict(dump.counters(incoming.connection))["shelves"] == 2


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
    with closing(Incoming(LIBRARY, 1)) as incoming:
        with pytest.raises(Unfit):
            incoming.record(table, fields)
        with pytest.raises(Unfit):
            incoming.changed(1, Touched(table, 1, None, fields))


def test_a_counter_that_lags_behind_is_unfit() -> None:
    for counter in ("entry", "books"):
        with closing(filled(Incoming(LIBRARY, 1), **{counter: 0})) as incoming, pytest.raises(Unfit):
            incoming.complete(log=True)


def test_a_counter_goes_on_behind_what_was_deleted() -> None:
    with closing(filled(Incoming(LIBRARY, 1), entry=3)) as incoming:
        incoming.changed(1, Touched("books", 2, None, BOOK | {"number": 2, "entry": 3}))
        incoming.changed(1, Touched("books", 2, BOOK | {"number": 2, "entry": 3}, None))
        with pytest.raises(Unfit):
            incoming.complete(log=True)


@pytest.mark.parametrize("last", [-1, 2**53 + 1, 2**63 - 1, 1.5, True, "1"])
def test_a_counter_that_could_not_go_on_is_unfit(last: Any) -> None:
    with closing(Incoming(LIBRARY, 1)) as incoming, pytest.raises(Unfit):
        incoming.counter("books", last)


def test_a_counter_of_nothing_is_unfit() -> None:
    with closing(Incoming(LIBRARY, 1)) as incoming, pytest.raises(Unfit):
        incoming.counter("\x1b[31m", 1)


@pytest.mark.parametrize("number", [0, -3, 2**53 + 1, 1.5, True, "1", None])
def test_a_number_that_no_counter_gave_is_unfit(number: Any) -> None:
    with closing(Incoming(LIBRARY, 1)) as incoming:
        for name in ("number", "entry"):
            with pytest.raises(Unfit):
                incoming.record("shelves", {**SHELF, name: number})
            with pytest.raises(Unfit):
                incoming.changed(1, Touched("shelves", 1, {**SHELF, name: number}, None))
        with pytest.raises(Unfit):
            incoming.changed(1, Touched("shelves", number, None, SHELF))


@pytest.mark.parametrize(
    "line",
    [
        LogLine(2, "garbage", "stock", None),
        LogLine(2, "2026-02-30T09:00:00.000Z", "stock", None),
        LogLine(2, "2026-11-23T09:00:00", "stock", None),
        LogLine(2, "0001-01-01T00:00:00.000Z", "stock", None),
        LogLine(2, AT, "", None),
        LogLine(2, AT, "\x1b[31m", None),
        LogLine(1, AT, "stock", None),
        LogLine(2**53 + 1, AT, "stock", None),
        LogLine(2, AT, "undo", 2),
        LogLine(2, AT, "undo", 3),
        LogLine(2, AT, "undo", 0),
    ],
)
def test_a_change_that_nobody_can_have_made_is_unfit(line: LogLine) -> None:
    with closing(filled(Incoming(LIBRARY, 1))) as incoming, pytest.raises(Unfit):
        incoming.change(line)


def test_a_link_that_leads_nowhere_is_unfit() -> None:
    with closing(filled(Incoming(LIBRARY, 1))) as incoming:
        incoming.record("books", {"number": 2, "entry": 3, "title": "The River", "shelf": 9})
        with pytest.raises(Unfit):
            incoming.complete(log=False)


def test_a_log_that_tells_other_tables_is_unfit() -> None:
    with closing(filled(Incoming(LIBRARY, 1), entry=3, books=2)) as incoming:
        incoming.record("books", {"number": 2, "entry": 3, "title": "The River", "shelf": 1})
        with pytest.raises(Unfit):
            incoming.complete(log=True)
