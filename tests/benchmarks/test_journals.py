"""A journal written in bulk is the journal that its commands would have written."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.store import connect
from mentorlog.system import filesystem
from tests.benchmarks.journals import write_journal
from tests.conftest import Mentee

TODAY = date(2026, 11, 23)


def journal_contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a journal holds but its random uids: its tables, its log, the words of its index."""
    with closing(sqlite3.connect(path)) as connection:
        names = {
            table: [column for _, column, *_ in connection.execute(f"PRAGMA table_info({table})") if column != "uid"]
            for table in (*BY_TABLE, "counters", "changes")
        }
        found = {
            table: connection.execute(f"SELECT {', '.join(map(_quote, columns))} FROM {table} ORDER BY 1").fetchall()
            for table, columns in names.items()
        }
        found["change_rows"] = connection.execute(
            "SELECT id, change, tbl, number, before, json_remove(after, '$.uid') FROM change_rows ORDER BY id"
        ).fetchall()
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, instance)")
        found["index"] = connection.execute("SELECT doc, col, offset, term FROM words ORDER BY 1, 2, 3").fetchall()
        return found


def _quote(name: str) -> str:
    return f'"{name}"'


@pytest.fixture
def no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands do not wait for the disk: a hundred and fifty of them would take long."""
    settle = connect.configure
    monkeypatch.setattr(connect, "configure", lambda connection, durable: settle(connection, durable=False))
    monkeypatch.setattr(filesystem, "sync_file", lambda path: None)


@pytest.mark.usefixtures("no_fsync")
def test_a_bulk_written_journal_is_what_its_commands_write(mentee: Mentee, tmp_path: Path) -> None:
    bulk = tmp_path / "bulk.db"
    for event in write_journal(bulk, 120, TODAY):
        mentee.at(event.at.strftime("%Y-%m-%dT%H:%M:%S"))
        done = mentee(*event.argv)
        assert done.code == 0, f"{event.argv}: {done.err}"
    written, commanded = journal_contents(bulk), journal_contents(mentee.path)
    for part, rows in commanded.items():
        assert written[part] == rows, part


def test_a_bulk_written_journal_is_sound(mentee: Mentee) -> None:
    write_journal(mentee.path, 300, TODAY)
    assert mentee("doctor").code == 0


def test_every_noun_is_in_it_and_little_is_open(mentee: Mentee) -> None:
    write_journal(mentee.path, 2_000, TODAY)
    with closing(sqlite3.connect(mentee.path)) as connection:
        for table in BY_TABLE.keys() - {"letters"}:  # few, and with codes of chance
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table
        for table in ("questions", "actions"):
            assert 0 < connection.execute(f"SELECT count(*) FROM {table} WHERE state = 'open'").fetchone()[0] < 15, (
                table
            )
