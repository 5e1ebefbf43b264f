"""How often something was carried is the number of sessions held between its writing and the day it was settled."""

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
    """A session of the story."""

    number: int
    at: datetime
    held: bool


class Waiting(NamedTuple):
    """A question or an action of the story: when it was written, the session it waits for, the day it was settled."""

    number: int
    written: datetime
    session: int | None
    settled: str | None


class Story(NamedTuple):
    """Sessions and what waited for them within some days, in zones from one end of the day to the other."""

    connection: sqlite3.Connection
    meetings: list[Meeting]
    waiting: list[Waiting]


@pytest.fixture
def story() -> Iterator[Story]:
    """A story from a fixed seed."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in schema().migrations:
        connection.executescript(script)
    chance = Random(11)
    meetings = []
    for number in range(1, 81):
        moment = FIRST + timedelta(minutes=chance.randrange(10 * 24 * 60))
        local = moment.replace(tzinfo=timezone(timedelta(hours=chance.choice(_OFFSETS))))
        state = chance.choice(("held", "held", "missed"))
        meetings.append(Meeting(number, local, state == "held"))
        connection.execute(
            "INSERT INTO sessions (number, entry, uid, created_at, updated_at, starts_at, zone, state, moved)"
            " VALUES (?, ?, ?, '', '', ?, 'UTC', ?, 0)",
            (number, number, f"s{number}", local.isoformat(), state),
        )
    days = [(FIRST + timedelta(day)).date().isoformat() for day in range(12)]
    waiting = []
    for number in range(1, 201):
        written = FIRST + timedelta(minutes=chance.randrange(10 * 24 * 60))
        settled = chance.choice((None, *days, date.min.isoformat(), date.max.isoformat()))
        waiting.append(Waiting(number, written.replace(tzinfo=UTC), chance.choice((None, 1, 40, 80)), settled))
        for table, day, more, usual in (
            ("questions", "answered_on", "priority", ("normal",)), ("actions", "done_on", "who, stretch", ("me", 0)),
        ):  # fmt: skip
            moment_text = written.isoformat(timespec="milliseconds") + "Z"
            row = (number, number, str(number), moment_text, waiting[-1].session, settled)
            connection.execute(
                f"INSERT INTO {table} (text, state, updated_at, number, entry, uid, created_at, session, {day}, {more})"
                f" VALUES ('x', 'open', '', {', '.join('?' * len(row + usual))})",
                row + usual,
            )
    with closing(connection):
        yield Story(connection, meetings, waiting)


def carries(story: Story, one: Waiting, *, from_its_session: bool) -> int:
    """The sessions held after it was written, and not before its own, on days before the one it was settled on."""
    own = next((meeting.at for meeting in story.meetings if meeting.number == one.session), None)
    return sum(
        meeting.held
        and meeting.at > one.written
        and (own is None or not from_its_session or meeting.at >= own)
        and (one.settled is None or meeting.at.date().isoformat() < one.settled)
        for meeting in story.meetings
    )


@pytest.mark.parametrize(
    ("table", "count", "from_its_session"),
    [
        ("questions", conditions.QUESTION_CARRY_COUNT, True),
        ("actions", conditions.ACTION_CARRY_COUNT, False),
    ],
)
def test_sessions_held_while_it_waited_are_counted(
    story: Story, table: str, count: str, from_its_session: bool
) -> None:
    counted = dict(story.connection.execute(f"SELECT number, ({count}) FROM {table}"))
    assert counted == {one.number: carries(story, one, from_its_session=from_its_session) for one in story.waiting}
    assert len(set(counted.values())) > 10
