"""Backups: made before the first write of a day, kept for a year, checked; and going back to one."""

import gzip
import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorlog.backups import restore
from mentorlog.journal.schema import schema
from mentorlog.store import backup as backups
from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.store.file_steps import Step, watch_steps


def folder(mentee: Mentee) -> Path:
    return mentee.path.with_name("journal.db-backups")


def names(mentee: Mentee) -> list[str]:
    return sorted(one.name for one in folder(mentee).iterdir()) if folder(mentee).exists() else []


def questions(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = [text for (text,) in connection.execute("SELECT text FROM questions ORDER BY number")]
    connection.close()
    return found


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody who wrote on two days."""
    mentee.does("questions", "add", "One?")
    mentee.at("2026-11-24T09:00:00")
    mentee.does("questions", "add", "Two?")
    return mentee


def test_the_first_write_of_a_day_is_preceded_by_a_backup(mentee: Mentee) -> None:
    mentee.does("questions", "add", "One?")
    assert names(mentee) == [], "there was nothing to keep"
    mentee.does("questions", "add", "Two?")
    assert names(mentee) == ["2026-11-23.db"]
    assert questions(folder(mentee) / "2026-11-23.db") == ["One?"], "as it was before the write"
    mentee.does("questions", "add", "Three?")
    mentee.does("questions", "list")
    assert names(mentee) == ["2026-11-23.db"], "one a day"
    mentee.at("2026-11-24T09:00:00")
    mentee.does("questions", "list")
    assert names(mentee) == ["2026-11-23.db"], "who only reads needs none"
    mentee.does("undo")
    assert names(mentee) == ["2026-11-23.db", "2026-11-24.db"]
    assert questions(folder(mentee) / "2026-11-24.db") == ["One?", "Two?", "Three?"]


def test_only_the_owner_can_read_a_backup(mentee_with_entries: Mentee) -> None:
    assert stat.S_IMODE(folder(mentee_with_entries).stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder(mentee_with_entries).iterdir()} == {0o600}


def test_a_backup_by_hand_and_the_list(mentee_with_entries: Mentee) -> None:
    made = mentee_with_entries.does("backup")
    assert made["name"] == "by-hand-2026-11-24T090000"
    assert {one["name"] for one in mentee_with_entries.does("backup", "list")} == {made["name"], "2026-11-24"}
    moment = datetime(2026, 11, 22, 17, 30).timestamp()
    os.utime(made["file"], (moment, moment))
    assert mentee_with_entries.does("backup", "list")[-1]["made_at"] == "2026-11-22T17:30"
    assert "2 days ago, Sun 22 Nov 17:30" in mentee_with_entries("backup", "list").out
    assert mentee_with_entries.does("backup")["name"] == "by-hand-2026-11-24T090000-2"
    away = mentee_with_entries.folder / "away.db"
    mentee_with_entries.does("backup", "--to", str(away))
    assert questions(away) == ["One?", "Two?"] and stat.S_IMODE(away.stat().st_mode) == 0o600
    assert mentee_with_entries.fails("backup", "--to", str(away)).code == 73
    assert mentee_with_entries.fails("backup", "--to", str(mentee_with_entries.folder / "no" / "x.db")).code == 73


def test_without_a_journal_there_is_nothing_to_copy(mentee: Mentee) -> None:
    assert mentee.fails("backup").code == 1
    assert mentee.does("backup", "list") == []
    assert mentee.fails("restore", "2026-11-23", "--yes").code == 3


def test_kept_are_seven_days_four_weeks_and_twelve_months() -> None:
    start = date(2025, 1, 1)
    days: set[date] = set()
    for at in range(700):
        days = backups.days_to_keep(days | {start + timedelta(days=at)})
        assert start + timedelta(days=at) in days, "the newest always stays"
        assert len(days) <= backups.DAYS + backups.WEEKS + backups.MONTHS
    last = start + timedelta(days=699)
    assert {last - timedelta(days=at) for at in range(7)} <= days
    assert len({day.isocalendar()[:2] for day in days if last - day < timedelta(days=28)}) >= 4
    assert len({(day.year, day.month) for day in days}) >= 12


def test_old_backups_go_when_a_new_one_is_made(mentee_with_entries: Mentee) -> None:
    for at in range(400):
        day = date(2025, 10, 1) + timedelta(days=at)
        shutil.copy(folder(mentee_with_entries) / "2026-11-24.db", folder(mentee_with_entries) / f"{day}.db")
    for at in range(15):
        shutil.copy(
            folder(mentee_with_entries) / "2026-11-24.db",
            folder(mentee_with_entries) / f"before-import-2026-01-{at + 1:02d}T000000.db",
        )
    mentee_with_entries.does("backup")
    assert "by-hand-2026-11-24T090000.db" in names(mentee_with_entries)
    left = names(mentee_with_entries)
    assert "2026-11-24.db" in left and len([name for name in left if name[0] == "2"]) <= 23
    assert len([name for name in left if name.startswith("before-import")]) == backups.MAX_PER_PURPOSE
    assert "by-hand-2026-11-24T090000.db" in left


def damage_pages(path: Path) -> None:
    """Damage pages in the middle of a file."""
    content = bytearray(path.read_bytes())
    for at in range(8192, len(content), 4096):
        content[at : at + 64] = b"\xff" * 64
    path.write_bytes(content)


def test_what_is_no_copy_keeps_nobody_from_writing_nor_from_seeing_the_copies(mentee_with_entries: Mentee) -> None:
    shutil.copy(folder(mentee_with_entries) / "2026-11-24.db", folder(mentee_with_entries) / "2026-99-99.db")
    (folder(mentee_with_entries) / "by-hand-2026.db").symlink_to("nowhere")
    (folder(mentee_with_entries) / "by-hand-2025.db").mkdir(0o700)
    mentee_with_entries.at("2026-11-25T09:00:00")
    result = mentee_with_entries("questions", "add", "Three?")
    assert result.code == 0 and "backup could not be made" not in result.err
    assert "2026-11-25.db" in names(mentee_with_entries)
    assert {one["name"] for one in mentee_with_entries.does("backup", "list")} == {
        "2026-11-24",
        "2026-11-25",
        "2026-99-99",
    }
    assert mentee_with_entries("doctor").code == 0
    assert mentee_with_entries("forget", "q1", "--yes").code == 0


def test_a_damaged_file_is_never_backed_up_over_a_good_one(mentee_with_entries: Mentee) -> None:
    good = (folder(mentee_with_entries) / "2026-11-24.db").read_bytes()
    mentee_with_entries.at("2026-11-25T09:00:00")
    damage_pages(mentee_with_entries.path)
    assert mentee_with_entries("questions", "add", "Three?").code == 65
    assert mentee_with_entries("backup").code == 65
    assert (
        names(mentee_with_entries) == ["2026-11-24.db"]
        and (folder(mentee_with_entries) / "2026-11-24.db").read_bytes() == good
    )


def test_a_write_goes_on_where_no_backup_can_be_made(mentee_with_entries: Mentee) -> None:
    shutil.rmtree(folder(mentee_with_entries))
    folder(mentee_with_entries).write_text("in the way")
    result = mentee_with_entries("questions", "add", "Three?")
    assert result.code == 0 and "Today's backup could not be made" in result.err
    assert questions(mentee_with_entries.path) == ["One?", "Two?", "Three?"]


# Going back


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
    assert f"restore '{away}' --dry-run" in mentee_with_entries("backup", "--to", str(away)).err
    assert f"mentorlog restore '{away}' " in mentee_with_entries("restore", str(away), "--dry-run").err
    shutil.copy(away, folder(mentee_with_entries) / "my own.db")
    assert "restore 'my own' --dry-run" in mentee_with_entries("backup", "list").err


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
    assert stat.S_IMODE(mentee_with_entries.path.stat().st_mode) == 0o600
    mentee_with_entries.path.write_bytes(b"something else entirely")
    mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert questions(mentee_with_entries.path) == ["One?"]


def test_going_back_twice_within_a_second_keeps_both_damaged_files(mentee_with_entries: Mentee) -> None:
    for _ in range(2):
        damage_pages(mentee_with_entries.path)
        mentee_with_entries.does("restore", "2026-11-24", "--yes")
    assert len([name for name in names(mentee_with_entries) if name.startswith("damaged-")]) == 2


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
    assert questions(new) == ["One?"] and stat.S_IMODE(new.parent.stat().st_mode) == 0o700


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


def test_a_backup_that_cannot_be_read_just_now_is_not_called_damaged(mentee_with_entries: Mentee) -> None:
    def fail(step: Step) -> None:
        if step.name == "PRAGMA integrity_check":
            error = sqlite3.OperationalError()
            error.sqlite_errorname = "SQLITE_IOERR_READ"
            raise error

    with watch_steps(fail):
        assert mentee_with_entries("restore", "2026-11-24", "--yes").code == 74


def test_a_backup_of_an_older_schema_is_brought_up_afterwards(mentee: Mentee) -> None:
    import gzip

    old = Path(__file__).parents[1] / "store" / "old" / "schema-1.db.gz"
    (mentee.folder / "old.db").write_bytes(gzip.decompress(old.read_bytes()))
    mentee.does("restore", str(mentee.folder / "old.db"), "--yes")
    result = mentee("questions", "list", "--all", "--json")
    assert result.code == 0 and len(result.data) == 30 and "brought up" in result.out


def test_twelve_processes_writing_first_on_a_day_make_one_backup(mentee: Mentee) -> None:
    import subprocess

    from tests.subprocesses import MENTORLOG, environment_for

    mentee.does("questions", "add", "One?")
    there: Any = environment_for(mentee.path, MENTORLOG_NOW="2026-11-25T09:00:00")
    writers = [subprocess.Popen([*MENTORLOG, "questions", "add", str(at)], env=there, stdout=-3) for at in range(12)]
    assert [writer.wait() for writer in writers] == [0] * 12
    assert names(mentee) == ["2026-11-25.db"] and len(questions(mentee.path)) == 13
    assert [one for one in folder(mentee).iterdir() if one.name.startswith(".")] == []


# What other programs, and other files, bring


def run_sql(path: Path, *statements: str) -> None:
    """Change a file as another program would."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


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


def test_copies_made_by_hand_stay(mentee_with_entries: Mentee) -> None:
    for minute in range(12):
        mentee_with_entries.at(f"2026-11-24T10:{minute:02}:00")
        mentee_with_entries.does("backup")
    assert len([name for name in names(mentee_with_entries) if name.startswith("by-hand")]) == 12


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
        target=lambda: restore.restore_backup(mentee_with_entries.path, copy, "before-restore-1", schema())
    )
    restoring.start()
    try:
        restoring.join(0.3)  # by then it waits for the lock
        writer.execute("COMMIT")  # with 0.2 seconds to wait for others
    finally:
        writer.close()
        restoring.join()
    assert questions(mentee_with_entries.path) == ["One?", "Two?"]


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
