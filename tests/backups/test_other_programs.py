"""What other programs leave in a journal or in its copies, and those that have it open."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.backups.copies import folder, names, questions, run_sql
from tests.conftest import Mentee

TRIGGER = "CREATE TRIGGER nosy AFTER INSERT ON questions BEGIN UPDATE questions SET text = 'x' WHERE number = 1; END"


def test_a_trigger_of_another_program_never_runs(mentee_with_entries: Mentee) -> None:
    run_sql(mentee_with_entries.path, TRIGGER)
    result = mentee_with_entries("questions", "add", "Three?")
    assert result.code == 0 and "trigger" in result.err
    assert questions(mentee_with_entries.path) == ["One?", "Two?", "Three?"]
    assert "trigger" not in mentee_with_entries("questions", "add", "Four?").err
    assert mentee_with_entries("doctor").code == 0


def test_a_trigger_in_a_restored_copy_never_runs(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("backup")
    (copy,) = folder(mentee_with_entries).glob("by-hand*.db")
    run_sql(copy, TRIGGER)
    assert mentee_with_entries("restore", copy.stem, "--yes").code == 0
    mentee_with_entries.does("questions", "add", "Three?")
    assert questions(mentee_with_entries.path)[0] == "One?"


@pytest.mark.parametrize(
    "statement",
    ["CREATE VIEW mine AS SELECT text FROM questions", "CREATE INDEX mine ON questions (text)",
     "CREATE TABLE mine (x)", TRIGGER, "DROP INDEX questions_open"],
)  # fmt: skip
def test_what_another_program_added_to_an_older_journal_stops_nothing(mentee: Mentee, statement: str) -> None:
    old = Path(__file__).parents[1] / "store" / "old" / "schema-4.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))
    mentee.path.chmod(0o600)
    run_sql(mentee.path, statement)
    assert mentee("questions", "list").code == 0
    assert names(mentee) == [name for name in names(mentee) if name.startswith("before-schema-")]
    mentee.does("questions", "add", "Three?")
    assert mentee("export").code == 0 and mentee("backup").code == 0


def test_a_refusal_that_is_known_beforehand_makes_no_copy(mentee: Mentee) -> None:
    old = Path(__file__).parents[1] / "store" / "old" / "schema-4.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))
    mentee.path.chmod(0o600)
    run_sql(mentee.path, "ALTER TABLE questions ADD COLUMN extra TEXT")
    before = mentee.path.read_bytes()
    for _ in range(2):
        assert mentee.fails("questions", "list").code == 65
    assert names(mentee) == [] and mentee.path.read_bytes() == before


def test_a_program_that_has_the_journal_open_with_a_write_ahead_log_keeps_nobody_from_writing(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorlog.store.connect.LOCK_TIMEOUT", 0.2)
    with closing(sqlite3.connect(mentee_with_entries.path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchall()
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM questions").fetchall()
        mentee_with_entries.does("questions", "add", "Secret?")
        assert len(mentee_with_entries.does("questions", "list")) == 3
        for words in (("backup",), ("undo",), ("redo",), ("export", "--output", str(mentee_with_entries.folder / "x"))):
            assert mentee_with_entries(*words).code == 0, words
        result = mentee_with_entries("forget", "q3", "--backups", "--yes")
        assert result.code == 1 and "Another program reads the journal" in result.err
    (mentee_with_entries.folder / "x").unlink()
    assert mentee_with_entries("forget", "q3", "--backups", "--yes").code == 0
    files = [path for path in mentee_with_entries.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"Secret?" in path.read_bytes() or path.name.endswith("-wal")]
    assert mentee_with_entries("doctor").code == 0
