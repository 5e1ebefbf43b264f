"""Backups: made before the first write of a day, kept for a year, checked."""

import os
import shutil
from datetime import date, datetime, timedelta

from mentorlog.store import backup as backups
from tests.backups.copies import damage_pages, folder, names, questions
from tests.conftest import Mentee
from tests.store import fork_server
from tests.systems import has_mode


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
    assert has_mode(folder(mentee_with_entries), 0o700)
    assert all(has_mode(one, 0o600) for one in folder(mentee_with_entries).iterdir())


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
    assert questions(away) == ["One?", "Two?"] and has_mode(away, 0o600)
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


def test_twelve_processes_writing_first_on_a_day_make_one_backup(mentee: Mentee) -> None:
    mentee.does("questions", "add", "One?")
    now = "2026-11-25T09:00:00"
    writers = [fork_server.start(mentee.path, "questions", "add", str(at), now=now) for at in range(12)]
    assert [writer.wait().code for writer in writers] == [0] * 12
    assert names(mentee) == ["2026-11-25.db"] and len(questions(mentee.path)) == 13
    assert [one for one in folder(mentee).iterdir() if one.name.startswith(".")] == []


def test_copies_made_by_hand_stay(mentee_with_entries: Mentee) -> None:
    for minute in range(12):
        mentee_with_entries.at(f"2026-11-24T10:{minute:02}:00")
        mentee_with_entries.does("backup")
    assert len([name for name in names(mentee_with_entries) if name.startswith("by-hand")]) == 12
