"""What is read through shared pages is what stands in the file, whoever wrote it."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog.journal.schema import schema
from tests.conftest import Mentee
from tests.shared_pages import SharedPages, share_pages
from tests.systems import IS_WINDOWS


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[SharedPages]:
    with share_pages(monkeypatch) as pages:
        yield pages


def settle(path: Path) -> None:
    """Give a file the age at which its pages are kept."""
    earlier = time.time() - 60
    os.utime(path, (earlier, earlier))
    time.sleep(0.06)  # the time at which its state was changed cannot be set


def titles(mentee: Mentee) -> list[str]:
    return [question["text"] for question in mentee.does("questions", "list")]


def write_by_command(mentee: Mentee) -> None:
    mentee.does("edit", "q1", "text=Who pays?")


def write_by_another_program(mentee: Mentee) -> None:
    with closing(sqlite3.connect(mentee.path)) as connection, connection:
        connection.execute("UPDATE questions SET text = 'Who pays?'")


def write_bytes_alone(mentee: Mentee) -> None:
    """As a fault of the disk would: nothing in the header of the file says so."""
    mentee.path.write_bytes(mentee.path.read_bytes().replace(b"Who asks?", b"Who pays?"))


def put_another_file_there(mentee: Mentee) -> None:
    other = mentee.folder / "other.db"
    other.write_bytes(mentee.path.read_bytes().replace(b"Who asks?", b"Who pays?"))
    os.replace(other, mentee.path)


@pytest.mark.skipif(IS_WINDOWS, reason="pages are not shared there")
@pytest.mark.parametrize(
    "write", [write_by_command, write_by_another_program, write_bytes_alone, put_another_file_there]
)
def test_what_was_written_is_read(mentee: Mentee, pages: SharedPages, write: Callable[[Mentee], None]) -> None:
    mentee.does("questions", "add", "Who asks?")
    settle(mentee.path)
    assert titles(mentee) == titles(mentee) == ["Who asks?"]
    kept = pages._keeper
    assert kept is not None, "the pages are kept, else the test could not fail"
    write(mentee)
    assert titles(mentee) == ["Who pays?"] and pages._keeper is not kept


def test_a_connection_has_nothing_of_another_but_the_pages(mentee: Mentee, pages: SharedPages) -> None:
    mentee.does("questions", "add", "Who asks?")
    settle(mentee.path)
    with closing(pages.open(mentee.path, schema())) as first, closing(pages.open(mentee.path, schema())) as second:
        first.execute("PRAGMA foreign_keys = OFF")
        first.execute("CREATE TEMP VIEW questions AS SELECT 'hidden' AS text")
        assert second.execute("SELECT text FROM questions").fetchall() == [("Who asks?",)]
        assert second.execute("PRAGMA foreign_keys").fetchall() == [(1,)]
