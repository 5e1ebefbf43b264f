"""A journal of any length is restored, and a record forgotten in it, without holding the whole file in memory."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog.exchange.sealed.age import generate_identity
from mentorlog.store.connect import temporary_files_beside
from tests.backups.copies import folder, questions
from tests.conftest import Mentee
from tests.memory import CAN_MEASURE, PADDING, pad, peak_growth

pytestmark = pytest.mark.skipif(not CAN_MEASURE, reason="no /proc to read the memory of a process from")


@pytest.fixture
def mentee_with_long_copy(mentee_with_entries: Mentee) -> Mentee:
    """Somebody whose journal and copy are long."""
    pad(mentee_with_entries.path)
    mentee_with_entries.does("backup")
    mentee_with_entries.does("questions", "add", "Three?")
    return mentee_with_entries


def copy_name(mentee: Mentee) -> str:
    """The copy that was made by hand."""
    (copy,) = folder(mentee).glob("by-hand*.db")
    return copy.stem


def test_restoring_does_not_hold_the_file_in_memory(mentee_with_long_copy: Mentee) -> None:
    name = copy_name(mentee_with_long_copy)
    assert peak_growth(lambda: mentee_with_long_copy.does("restore", name, "--yes")) < PADDING / 3
    assert questions(mentee_with_long_copy.path) == ["One?", "Two?"]


def test_an_encrypted_copy_is_written_without_holding_the_file_in_memory(mentee_with_long_copy: Mentee) -> None:
    mentee, recipient = mentee_with_long_copy, generate_identity().recipient
    assert peak_growth(lambda: mentee.does("backup", "--encrypt-to", recipient)) < PADDING / 3
    (sealed,) = folder(mentee).glob("*.age")
    assert sealed.stat().st_size > PADDING


def test_restoring_compares_without_holding_the_records(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("backup")
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        connection.execute(
            "WITH RECURSIVE rows (at) AS (VALUES (10) UNION ALL SELECT at + 1 FROM rows WHERE at < 40000)"
            " INSERT INTO questions (number, entry, uid, text, priority, state, created_at, updated_at) SELECT"
            " at, at + 1000, printf('%08d-0000-7000-8000-000000000000', at), 'Why?', priority, state, created_at,"
            " updated_at FROM rows, questions WHERE number = 1"
        )
        connection.commit()
    name = copy_name(mentee_with_entries)
    (moved,) = mentee_with_entries.does("restore", name, "--dry-run")["moves"]
    assert moved["gone"] == 39_991
    # However many rows there are it takes 3.5 MB, with SQLite 3.53 a third more; their uids alone would take 5 MB.
    assert peak_growth(lambda: mentee_with_entries.does("restore", name, "--dry-run")) < 6 << 20


def test_forgetting_does_not_hold_the_file_in_memory(mentee_with_long_copy: Mentee) -> None:
    grown = peak_growth(lambda: mentee_with_long_copy.does("forget", "q2", "--backups", "--yes"))
    assert grown < PADDING / 3
    for path in (mentee_with_long_copy.path, *folder(mentee_with_long_copy).iterdir()):
        assert b"Two?" not in Path(path).read_bytes()


def test_what_does_not_stay_in_memory_lies_beside_the_journal(tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    folder.mkdir()
    with temporary_files_beside(folder / "journal.db"), closing(sqlite3.connect("")) as nameless:
        nameless.execute("PRAGMA cache_size = 1")
        nameless.execute("CREATE TABLE padding (content)")
        nameless.executemany("INSERT INTO padding VALUES (zeroblob(8000))", [()] * 100)
        nameless.commit()
        opened = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
        assert [name for name in opened if name.startswith(f"{folder}/") and name.endswith(" (deleted)")]
    assert not list(folder.iterdir())
