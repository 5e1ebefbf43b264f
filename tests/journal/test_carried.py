"""How often something was carried is the same number, counted for each row or for many at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest

from mentorlog.journal.model import carried
from mentorlog.journal.schema.definition import schema
from mentorlog.store.store import Store

FIRST = datetime(2026, 11, 20)
_OFFSETS = (-12, -5, 0, 1, 14)


@pytest.fixture
def store() -> Iterator[Store]:
    """Sessions and what waited for them within some days, in zones from one end of the day to the other."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in schema().migrations:
        connection.executescript(script)
    chance = Random(11)
    for number in range(1, 81):
        moment = FIRST + timedelta(minutes=chance.randrange(10 * 24 * 60))
        local = moment.replace(tzinfo=timezone(timedelta(hours=chance.choice(_OFFSETS))))
        connection.execute(
            "INSERT INTO sessions (number, entry, uid, created_at, updated_at, starts_at, zone, state, moved)"
            " VALUES (?, ?, ?, '', '', ?, 'UTC', ?, 0)",
            (number, number, f"s{number}", local.isoformat(), chance.choice(("held", "held", "missed"))),
        )
    settled = [None, *((FIRST + timedelta(day)).date().isoformat() for day in range(12)), date.min.isoformat(),
               date.max.isoformat()]  # fmt: skip
    for number in range(1, 201):
        written = (FIRST + timedelta(minutes=chance.randrange(10 * 24 * 60))).isoformat(timespec="milliseconds") + "Z"
        for table, day, more, usual in (
            ("questions", "answered_on", "priority", ("normal",)), ("actions", "done_on", "who, stretch", ("me", 0)),
        ):  # fmt: skip
            row = (number, number, str(number), written, chance.choice((None, 1, 40, 80)), chance.choice(settled))
            connection.execute(
                f"INSERT INTO {table} (text, state, updated_at, number, entry, uid, created_at, session, {day}, {more})"
                f" VALUES ('x', 'open', '', {', '.join('?' * len(row + usual))})",
                row + usual,
            )
    with closing(connection):
        yield Store(Path("none"), schema(), connection)


@pytest.mark.parametrize(
    ("table", "one"), [("questions", carried.QUESTION_CARRY_COUNT), ("actions", carried.ACTION_CARRY_COUNT)]
)
def test_counted_at_once_it_is_what_each_row_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch, table: str, one: str
) -> None:
    assert carried.carry_counts(store, table, "TRUE", ()) is None, "few are counted each"
    monkeypatch.setattr(carried, "_MANY", 100)
    counts = carried.carry_counts(store, table, "number > ?", (50,))
    assert counts == dict(store.rows(f"SELECT number, ({one}) FROM {table} WHERE number > 50"))
    assert counts and len(set(counts.values())) > 10


def test_many_rows_that_wait_for_long_do_not_each_walk_through_the_sessions(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carried, "_MANY", 100)
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    carried.carry_counts(store, "questions", "TRUE", ())
    assert len(asked) == 3 and not [query for query in asked if "count(*) FROM sessions" in query]


def test_what_is_not_carried_is_not_asked_for(store: Store) -> None:
    assert carried.carry_counts(store, "lessons", "TRUE", ()) is None
