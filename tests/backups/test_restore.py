"""Going back to a copy, which can itself be taken back."""

import gzip
import shutil
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from mentorlog.backups import restore
from mentorlog.journal.schema import schema
from mentorlog.store.backup import free_path
from mentorlog.system import shell
from tests.backups.copies import damage_pages, folder, names, questions, run_sql
from tests.conftest import Mentee
from tests.store.file_steps import Step, watch_steps
from tests.systems import has_mode


def test_a_dry_run_says_in_numbers_what_would_change(mentee_with_entries: Mentee) -> None:
    before = mentee_with_entries.bytes()
    data = mentee_with_entries.does("restore", "2026-11-24", "--dry-run")
    assert data["moves"] == [{"table": "questions", "back": 0, "gone": 1, "other": 0}] and data["restored"] is False
    mentee_with_entries.does("delete", "q1")
    mentee_with_entries.does("edit", "q2", "priority=low")
    mentee_with_entries.does("backup")
    mentee_with_entries.does("undo")
    mentee_with_entries.does("undo")
    (moved,) = mentee_with_entries.does("restore", "by-hand-2026-11-24T090000", "--dry-run")["moves"]
    assert (moved["back"], moved["gone"], moved["other"]) == (0, 1, 1)
    assert mentee_with_entries.bytes() != before, "but not by restore"


def test_going_back_can_itself_be_taken_back(mentee_with_entries: Mentee) -> None:
    data = mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert questions(mentee_with_entries.path) == ["One?"]
    mentee_with_entries.does("restore", Path(data["kept"]).stem, "--yes")
    assert questions(mentee_with_entries.path) == ["One?", "Two?"]
    assert mentee_with_entries.does("questions", "add", "Three?")["ref"] == "q3"
    assert [one["ref"] for one in mentee_with_entries.does("search", "two")] == ["q2"]


def test_what_fails_once_a_copy_is_back_is_not_said_to_have_changed_nothing(mentee_with_entries: Mentee) -> None:
    steps: list[Step] = []

    def fail(step: Step) -> None:
        if step.name == "backup":
            steps.clear()
        steps.append(step)
        if step.name == "PRAGMA locking_mode = NORMAL":
            raise sqlite3.OperationalError("database or disk is full")

    with watch_steps(fail):
        mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert [step.name for step in steps[:2]] == ["backup", "PRAGMA locking_mode = NORMAL"]
    assert questions(mentee_with_entries.path) == ["One?"]
    assert mentee_with_entries.does("questions", "add", "Three?")["ref"] == "q3", "others may write again"


def test_a_change_made_while_going_back_is_never_in_neither_file(mentee_with_entries: Mentee) -> None:
    tried: list[bool] = []

    def write(step: Step) -> None:
        if (
            step.what == "fsync" and step.name == str(folder(mentee_with_entries)) and not tried
        ):  # the journal was backed up
            with closing(sqlite3.connect(mentee_with_entries.path, timeout=0, isolation_level=None)) as other:
                tried.append(False)
                with suppress(sqlite3.OperationalError):
                    other.execute("UPDATE questions SET text = 'Late?' WHERE number = 2")
                    tried[0] = True

    with watch_steps(write):
        data = mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert tried, "nobody wrote at that moment"
    assert not tried[0] or "Late?" in questions(Path(data["kept"])) + questions(mentee_with_entries.path)
    assert {one.name for one in mentee_with_entries.folder.glob("journal.db*")} == {"journal.db-backups", "journal.db"}


def test_a_next_step_can_be_typed_as_it_stands_whatever_a_copy_is_called(mentee_with_entries: Mentee) -> None:
    away = mentee_with_entries.folder / "my copy.db"
    assert f"restore {shell.quote(str(away))} --dry-run" in mentee_with_entries("backup", "--to", str(away)).err
    assert f"mentorlog restore {shell.quote(str(away))} " in mentee_with_entries("restore", str(away), "--dry-run").err
    shutil.copy(away, folder(mentee_with_entries) / "my own.db")
    assert f"restore {shell.quote('my own')} --dry-run" in mentee_with_entries("backup", "list").err


def test_restoring_asks_or_takes_yes(mentee_with_entries: Mentee) -> None:
    assert "--yes" in mentee_with_entries.fails("restore", "2026-11-24").err


def test_a_damaged_journal_is_moved_aside_and_replaced(mentee_with_entries: Mentee) -> None:
    damage_pages(mentee_with_entries.path)
    damaged = mentee_with_entries.path.read_bytes()
    shown = mentee_with_entries("restore", "2026-11-24", "--yes")
    assert "The damaged file was moved to" in shown.out and "takes it back" not in shown.out + shown.err
    mentee_with_entries.path.write_bytes(damaged)
    data = mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert questions(mentee_with_entries.path) == ["One?"] and Path(data["kept"]).read_bytes() == damaged
    assert has_mode(mentee_with_entries.path, 0o600)
    mentee_with_entries.path.write_bytes(b"something else entirely")
    mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert questions(mentee_with_entries.path) == ["One?"]


def test_going_back_twice_within_a_second_keeps_both_damaged_files(mentee_with_entries: Mentee) -> None:
    for _ in range(2):
        damage_pages(mentee_with_entries.path)
        mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert len([name for name in names(mentee_with_entries) if name.startswith("damaged-")]) == 2


def test_a_damaged_file_is_not_replaced_where_it_cannot_be_kept(mentee_with_entries: Mentee) -> None:
    damage_pages(mentee_with_entries.path)
    damaged = mentee_with_entries.path.read_bytes()

    def take(folder: Path, name: str) -> Path:
        path = free_path(folder, name)
        path.write_bytes(b"of another process")
        return path

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restore, "free_path", take)
        refused = mentee_with_entries("restore", "2026-11-24", "--yes")
    assert refused.code == 75 and "Nothing was restored" in refused.err
    assert mentee_with_entries.path.read_bytes() == damaged
    assert not [file for file in mentee_with_entries.folder.iterdir() if file.name.endswith(".restored")]


def test_a_folder_in_the_place_of_the_journal_is_left_there(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.path.unlink()
    mentee_with_entries.path.mkdir()
    assert mentee_with_entries("restore", "2026-11-24", "--yes").code == 65
    assert mentee_with_entries.path.is_dir()


def test_a_lost_journal_comes_back(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.path.unlink()
    mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert questions(mentee_with_entries.path) == ["One?"]


def test_a_copy_comes_back_where_not_even_the_folder_is(mentee_with_entries: Mentee) -> None:
    new = mentee_with_entries.folder / "new" / "machine" / "journal.db"
    mentee_with_entries.does(
        "restore", str(folder(mentee_with_entries) / "2026-11-24.db"), "--journal", str(new), "--yes"
    )
    assert questions(new) == ["One?"] and has_mode(new.parent, 0o700)


def test_what_is_no_sound_backup_is_refused_and_changes_nothing(mentee_with_entries: Mentee) -> None:
    other = mentee_with_entries.folder / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    assert mentee_with_entries.fails("restore", str(other), "--yes").code == 65
    (mentee_with_entries.folder / "text").write_text("text")
    assert mentee_with_entries.fails("restore", str(mentee_with_entries.folder / "text"), "--yes").code == 65
    assert mentee_with_entries.fails("restore", "2020-01-01", "--yes").code == 3
    assert mentee_with_entries.fails("restore", str(mentee_with_entries.path), "--yes").code == 1
    damage_pages(folder(mentee_with_entries) / "2026-11-24.db")
    assert mentee_with_entries.fails("restore", "2026-11-24", "--yes").code == 65


def test_a_backup_that_breaks_the_rules_of_its_tables_is_refused(mentee_with_entries: Mentee) -> None:
    before = mentee_with_entries.bytes()
    with closing(sqlite3.connect(folder(mentee_with_entries) / "2026-11-24.db", isolation_level=None)) as copy:
        copy.execute("PRAGMA ignore_check_constraints = ON")
        copy.execute("UPDATE change_rows SET before = NULL, after = NULL")
    assert mentee_with_entries.fails("restore", "2026-11-24", "--yes").code == 65
    assert mentee_with_entries.bytes() == before


def test_a_backup_that_cannot_be_written_is_checked_as_strictly(mentee_with_entries: Mentee) -> None:
    with closing(sqlite3.connect(folder(mentee_with_entries) / "2026-11-24.db", isolation_level=None)) as copy:
        copy.execute("PRAGMA ignore_check_constraints = ON")
        copy.execute("UPDATE change_rows SET before = NULL, after = NULL")

    def fail(step: Step) -> None:
        if step.name == "BEGIN IMMEDIATE":
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorname = "SQLITE_READONLY"
            raise error

    with watch_steps(fail):
        assert mentee_with_entries("restore", "2026-11-24", "--dry-run").code == 65


def test_a_backup_that_cannot_be_read_just_now_is_not_called_damaged(mentee_with_entries: Mentee) -> None:
    def fail(step: Step) -> None:
        if step.name == "PRAGMA integrity_check":
            error = sqlite3.OperationalError()
            error.sqlite_errorname = "SQLITE_IOERR_READ"
            raise error

    with watch_steps(fail):
        assert mentee_with_entries("restore", "2026-11-24", "--yes").code == 74


def test_a_backup_of_an_older_schema_is_brought_up_afterwards(mentee: Mentee) -> None:
    old = Path(__file__).parents[1] / "store" / "old" / "schema-1.db.gz"
    (mentee.folder / "old.db").write_bytes(gzip.decompress(old.read_bytes()))
    mentee.does("restore", str(mentee.folder / "old.db"), "--yes")
    result = mentee("questions", "list", "--all", "--json")
    assert result.code == 0 and len(result.data) == 30 and "brought up" in result.out


def test_a_file_with_the_right_head_alone_is_not_restored(mentee_with_entries: Mentee, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        (application,), (version,) = (
            connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
    run_sql(other, "CREATE TABLE questions (text)", f"PRAGMA application_id = {application}",
            f"PRAGMA user_version = {version}")  # fmt: skip
    before = mentee_with_entries.path.read_bytes()
    for more in (("--dry-run",), ("--yes",)):
        refused = mentee_with_entries.fails("restore", str(other), *more)
        assert refused.code == 65 and "tables of a journal" in refused.err
    assert mentee_with_entries.path.read_bytes() == before


def test_after_a_restore_no_ref_is_given_again_and_what_only_a_copy_holds_can_be_forgotten(
    mentee_with_entries: Mentee,
) -> None:
    mentee_with_entries.does("backup")
    (copy,) = folder(mentee_with_entries).glob("by-hand*.db")
    assert mentee_with_entries.does("questions", "add", "Secret?")["ref"] == "q3"
    assert mentee_with_entries("restore", copy.stem, "--yes").code == 0
    assert mentee_with_entries.does("questions", "add", "Another?")["ref"] == "q4"
    assert mentee_with_entries("forget", "q3", "--backups", "--yes").code == 0
    for path in folder(mentee_with_entries).iterdir():
        assert b"Secret?" not in path.read_bytes()
    assert mentee_with_entries("doctor").code == 0


def test_a_restore_waits_for_a_writer_without_stopping_it(mentee_with_entries: Mentee) -> None:
    """The writer commits while the restore waits for the lock: neither stands still."""
    mentee_with_entries.does("backup")
    (copy,) = folder(mentee_with_entries).glob("by-hand*.db")
    writer = sqlite3.connect(mentee_with_entries.path, isolation_level=None, timeout=0.2, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE questions SET text = 'Three?' WHERE number = 1")
    restoring = threading.Thread(
        target=lambda: restore.restore_backup(
            mentee_with_entries.path, restore.Copy(copy), "before-restore-1", schema()
        )
    )
    restoring.start()
    try:
        restoring.join(0.3)  # by then it waits for the lock
        writer.execute("COMMIT")  # with 0.2 seconds to wait for others
    finally:
        writer.close()
        restoring.join()
    assert questions(mentee_with_entries.path) == ["One?", "Two?"]
