"""An item was carried as often as a session was held between its creation and the day it was closed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import NamedTuple

import pytest

from mentorlog.journal.model import conditions
from mentorlog.journal.schema import schema

FIRST = datetime(2026, 11, 20)
_OFFSETS = (-12, -5, 0, 1, 14)


class Meeting(NamedTuple):
    """A session."""

    number: int
    at: datetime
    held: bool


class Waiting(NamedTuple):
    """A question or an action: when it was created, the session it is meant for, the day it was closed."""

    number: int
    created: datetime
    session: int | None
    closed: str | None


class Story(NamedTuple):
    """Sessions and items of some days, in time zones from the earliest to the latest."""

    connection: sqlite3.Connection
    meetings: list[Meeting]
    waiting: list[Waiting]


@pytest.fixture
def story() -> Iterator[Story]:
    """A story from a fixed seed."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in schema().migrations:
        connection.executescript(script)
    rng = Random(11)
    meetings = []
    for number in range(1, 81):
        moment = FIRST + timedelta(minutes=rng.randrange(10 * 24 * 60))
        local = moment.replace(tzinfo=timezone(timedelta(hours=rng.choice(_OFFSETS))))
        state = rng.choice(("held", "held", "missed"))
        meetings.append(Meeting(number, local, state == "held"))
        connection.execute(
            "INSERT INTO sessions (number, entry, uid, created_at, updated_at, starts_at, zone, state, moved)"
            " VALUES (?, ?, ?, '', '', ?, 'UTC', ?, 0)",
            (number, number, f"s{number}", local.isoformat(), state),
        )
    days = [(FIRST + timedelta(day)).date().isoformat() for day in range(12)]
    waiting = []
    for number in range(1, 201):
        created = FIRST + timedelta(minutes=rng.randrange(10 * 24 * 60))
        closed = rng.choice((None, *days, date.min.isoformat(), date.max.isoformat()))
        waiting.append(Waiting(number, created.replace(tzinfo=UTC), rng.choice((None, 1, 40, 80)), closed))
        for table, day, more, values in (
            ("questions", "answered_on", "priority", ("normal",)), ("actions", "done_on", "who, stretch", ("me", 0)),
        ):  # fmt: skip
            moment_text = created.isoformat(timespec="milliseconds") + "Z"
            row = (number, number, str(number), moment_text, waiting[-1].session, closed)
            connection.execute(
                f"INSERT INTO {table} (text, state, updated_at, number, entry, uid, created_at, session, {day}, {more})"
                f" VALUES ('x', 'open', '', {', '.join('?' * len(row + values))})",
                row + values,
            )
    with closing(connection):
        yield Story(connection, meetings, waiting)


def carries(story: Story, item: Waiting, *, from_session: bool) -> int:
    """How many sessions were held after the item was created, from its own session on, before the day it was closed."""
    meant_for = next((meeting.at for meeting in story.meetings if meeting.number == item.session), None)
    return sum(
        meeting.held
        and meeting.at > item.created
        and (meant_for is None or not from_session or meeting.at >= meant_for)
        and (item.closed is None or meeting.at.date().isoformat() < item.closed)
        for meeting in story.meetings
    )


@pytest.mark.parametrize(
    ("table", "count", "from_session"),
    [
        ("questions", conditions.QUESTION_CARRY_COUNT, True),
        ("actions", conditions.ACTION_CARRY_COUNT, False),
    ],
)
def test_sessions_held_while_it_waited_are_counted(story: Story, table: str, count: str, from_session: bool) -> None:
    counts = dict(story.connection.execute(f"SELECT number, ({count}) FROM {table}"))
    assert counts == {item.number: carries(story, item, from_session=from_session) for item in story.waiting}
    assert len(set(counts.values())) > 10
