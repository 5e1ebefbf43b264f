"""The day's backup of a large journal: nobody waits for it, and it is as the journal was before the first change."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

from mentorlog.store import deferred_backup
from mentorlog.system import filesystem, processes
from tests.backups.copies import folder, names, questions, run_sql
from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.store import fork_server
from tests.store.file_steps import Step, durable_steps, watch_steps
from tests.subprocesses import MENTORLOG, environment_for, run
from tests.systems import KILL, has_mode

DAY = "2026-11-25.db"


@pytest.fixture
@cache_journal
def mentee_of_years(mentee: Mentee) -> Mentee:
    """Somebody with a large journal, who has not written anything today."""
    mentee.does("questions", "add", "One?")
    mentee.does("questions", "add", "Years? " * (deferred_backup.MAX_COPIED_AT_ONCE // 12))  # the log has it too
    mentee.at("2026-11-25T09:00:00")
    return mentee


@pytest.fixture
def launches(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of processes that were to be started: none of them runs before a test runs it."""
    commands: list[list[str]] = []
    monkeypatch.setattr(processes, "start_detached", lambda command: commands.append(list(command)))
    return commands


def short_questions(path: Path) -> list[str]:
    """The questions of a file but the one that makes it large."""
    return [text for text in questions(path) if not text.startswith("Years?")]


def hidden(mentee: Mentee) -> list[str]:
    """The hidden files beside a journal and among its copies."""
    return [path.name for path in mentee.folder.rglob(".*") if path.is_file()]


def test_the_backup_is_made_after_the_first_change_and_as_the_journal_was_before_it(
    mentee_of_years: Mentee, launches: list[list[str]]
) -> None:
    before = mentee_of_years.bytes()
    mentee_of_years.does("questions", "add", "Two?")
    assert DAY not in names(mentee_of_years) and hidden(mentee_of_years) == [f".journal.db.{DAY[:10]}.before"]
    assert all(has_mode(path, 0o600) for path in mentee_of_years.folder.glob(".journal.db.*"))
    (command,) = launches
    subprocess.run(command, check=True, cwd=mentee_of_years.folder)
    assert (folder(mentee_of_years) / DAY).read_bytes() == before, "byte for byte"
    assert has_mode(folder(mentee_of_years) / DAY, 0o600) and hidden(mentee_of_years) == []
    mentee_of_years.does("questions", "add", "Three?")
    assert len(launches) == 1, "one a day"
    assert mentee_of_years("doctor").code == 0


def test_the_process_that_makes_it_is_started_and_holds_no_stream(mentee_of_years: Mentee) -> None:
    process = run(mentee_of_years.path, "questions", "add", "Two?")  # returns once its streams are closed
    assert process.returncode == 0
    deadline = monotonic() + 60
    while DAY not in names(mentee_of_years) or hidden(mentee_of_years):
        assert monotonic() < deadline
        sleep(0.01)
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?"]


def test_the_next_change_makes_it_where_the_process_did_not(mentee_of_years: Mentee, launches: list[list[str]]) -> None:
    mentee_of_years.does("questions", "add", "Two?")
    mentee_of_years.does("questions", "list")
    mentee_of_years.at("2026-11-26T09:00:00")
    mentee_of_years.does("undo")
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?"]
    subprocess.run(launches[-1], check=True)
    assert short_questions(folder(mentee_of_years) / "2026-11-26.db") == ["One?", "Two?"]
    assert short_questions(mentee_of_years.path) == ["One?"] and hidden(mentee_of_years) == []


@pytest.mark.usefixtures("launches")
def test_the_first_change_of_a_day_syncs_no_more_than_any_other(mentee_of_years: Mentee) -> None:
    def steps(now: str) -> list[str]:
        home = mentee_of_years.folder
        return durable_steps(mentee_of_years.path, home, "questions", "add", "Two?", now=now)

    first, second, third = (steps(f"2026-11-25T09:0{minute}:00") for minute in range(3))
    assert Path(first.pop(-2)).name == "journal.db-journal", "a link before it commits"
    first = [step for step in first if ".new" not in step]  # which tries whether there can be one
    assert first == third and not [step for step in first if step.startswith("fsync")]
    assert len([step for step in second if step.startswith("fsync")]) == 2, "it makes what no process made"


@pytest.mark.usefixtures("launches")
def test_what_is_written_into_free_pages_is_in_no_backup_from_before(mentee_of_years: Mentee) -> None:
    """SQLite keeps no image of a page that was free, though what was forgotten may have stood there since."""
    with closing(sqlite3.connect(mentee_of_years.path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")  # as the program has it
        connection.execute("CREATE TABLE passing (content)")
        connection.execute("INSERT INTO passing VALUES (zeroblob(3000000))")
        connection.execute("DROP TABLE passing")
        connection.commit()
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 100
    before = mentee_of_years.bytes()
    mentee_of_years.at("2026-11-26T09:00:00")
    mentee_of_years.does("questions", "add", "Yakmoth? " * 1000)
    deferred_backup.finish_backup(mentee_of_years.path)
    copy = (folder(mentee_of_years) / "2026-11-26.db").read_bytes()
    assert b"Yakmoth" not in copy and copy == before


@pytest.mark.usefixtures("launches")
def test_a_file_that_was_written_anew_meanwhile_is_no_damaged_one(mentee_of_years: Mentee) -> None:
    mentee_of_years.does("questions", "add", "Two?")
    with closing(sqlite3.connect(mentee_of_years.path)) as connection:
        connection.execute("VACUUM")
    mentee_of_years.does("questions", "add", "Three?")
    assert hidden(mentee_of_years) == [f".journal.db.{DAY[:10]}.before"], "the one of the change after it"
    deferred_backup.finish_backup(mentee_of_years.path)
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?", "Two?"] and hidden(mentee_of_years) == []


@pytest.mark.usefixtures("launches")
@pytest.mark.parametrize("length", [0, 10, 512, 5000, 20_000])
def test_pages_that_are_not_whole_are_given_up(mentee_of_years: Mentee, length: int) -> None:
    """A program may have cut them off: the next change is made, and there is a copy from before it."""
    mentee_of_years.does("questions", "add", "Two?")
    images = mentee_of_years.folder / f".journal.db.{DAY[:10]}.before"
    images.write_bytes(images.read_bytes()[:length])
    mentee_of_years.does("questions", "add", "Three?")
    deferred_backup.finish_backup(mentee_of_years.path)
    copies = [short_questions(path) for path in folder(mentee_of_years).glob(DAY)]
    assert copies in ([["One?"]], [["One?", "Two?"]]), "one from before a change, whole"
    assert hidden(mentee_of_years) == [] and mentee_of_years("doctor").code == 0


def test_nothing_is_left_of_a_change_where_there_is_no_folder(tmp_path: Path) -> None:
    deferred_backup.finish_backup(tmp_path / "nowhere" / "journal.db")
    assert list(tmp_path.iterdir()) == []


def test_without_links_it_is_made_before_the_change(
    mentee_of_years: Mentee, launches: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(filesystem, "link", refuse)
    mentee_of_years.does("questions", "add", "Two? " * 190_000)  # more than SQLite holds in memory until it commits
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?"]
    assert launches == [] and hidden(mentee_of_years) == []


@pytest.mark.usefixtures("launches")
@pytest.mark.parametrize("words", [("backup", "list"), ("doctor",)])
def test_who_asks_for_the_backups_finds_the_one_that_is_still_to_be_made(
    mentee_of_years: Mentee, words: tuple[str, ...]
) -> None:
    mentee_of_years.does("questions", "add", "Two?")
    mentee_of_years.does(*words)
    assert DAY in names(mentee_of_years) and hidden(mentee_of_years) == []


@pytest.mark.usefixtures("launches")
def test_a_change_that_is_refused_leaves_nothing(mentee_of_years: Mentee) -> None:
    mentee_of_years.fails("questions", "answer", "q9", "So")
    mentee_of_years.does("edit", "q1", "text=One?")
    assert hidden(mentee_of_years) == [] and DAY not in names(mentee_of_years)

    def fail(step: Step) -> None:
        if step == ("sql", "COMMIT"):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error

    with watch_steps(fail):
        assert mentee_of_years("questions", "add", "Two?").code == 74
    assert [name for name in hidden(mentee_of_years) if not name.endswith(".sh")] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_an_answer_that_cannot_be_written_does_not_keep_the_backup_from_being_made(mentee_of_years: Mentee) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*MENTORLOG, "questions", "add", "Two?"], env=environment_for(mentee_of_years.path), stdout=full,
            stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    assert done.returncode == 74
    deferred_backup.finish_backup(mentee_of_years.path)  # which waits for the process
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?"]


def test_processes_that_write_first_at_once_leave_one_backup_as_it_was_before_all(mentee_of_years: Mentee) -> None:
    before = mentee_of_years.bytes()
    now = mentee_of_years.moment
    writers = [fork_server.start(mentee_of_years.path, "questions", "add", str(at), now=now) for at in range(5)]
    assert [writer.wait().code for writer in writers] == [0] * 5
    deferred_backup.finish_backup(mentee_of_years.path)
    assert names(mentee_of_years)[-1] == DAY and (folder(mentee_of_years) / DAY).read_bytes() == before
    assert len(short_questions(mentee_of_years.path)) == 6 and hidden(mentee_of_years) == []


@pytest.mark.usefixtures("launches")
def test_a_change_that_is_not_committed_yet_keeps_its_backup_where_another_process_looks(
    mentee_of_years: Mentee,
) -> None:
    before = mentee_of_years.bytes()
    look = f"""if True:
        import pathlib
        from mentorlog.store import deferred_backup
        deferred_backup.LOCK_TIMEOUT = 0.1
        deferred_backup.finish_if_possible(pathlib.Path({str(mentee_of_years.path)!r}))
    """
    looked: list[bool] = []

    def look_before_commit(step: Step) -> None:
        if step == ("sql", "COMMIT"):
            looked.append(hidden(mentee_of_years).count(f".journal.db.{DAY[:10]}.before") == 1)
            subprocess.run([sys.executable, "-c", look], check=True)

    with watch_steps(look_before_commit):
        mentee_of_years.does("questions", "add", "Two?")
    assert looked == [True] and DAY not in names(mentee_of_years)
    mentee_of_years.does("questions", "add", "Three?")
    assert (folder(mentee_of_years) / DAY).read_bytes() == before


@pytest.mark.usefixtures("launches")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_copier_that_is_killed_leaves_no_half_backup_and_the_next_change_makes_it(
    mentee_of_years: Mentee,
) -> None:
    before = mentee_of_years.bytes()
    mentee_of_years.does("questions", "add", "Two?")
    left = {path: path.read_bytes() for path in mentee_of_years.folder.rglob("*") if path.is_file()}
    for at in range(0, 100, 2):
        code = _finish_in_fork(mentee_of_years.path, steps=at)
        assert DAY not in names(mentee_of_years) or (folder(mentee_of_years) / DAY).read_bytes() == before, at
        mentee_of_years.does("questions", "add", "Three?")
        assert (folder(mentee_of_years) / DAY).read_bytes() == before and hidden(mentee_of_years) == [], at
        if code == 0:
            break
        for path in mentee_of_years.folder.rglob("*"):
            if path.is_file():
                path.unlink()
        for path, content in left.items():
            path.write_bytes(content)
            path.chmod(0o600)
    assert at > 10, "it was killed before each of its steps"


def _finish_in_fork(path: Path, steps: int) -> int:
    """Finish a backup in a process that is killed after so many steps; its exit code."""
    child = os.fork()
    if child == 0:
        done = 0

        def kill(step: Step) -> None:
            nonlocal done
            done += 1
            if done > steps:
                os.kill(os.getpid(), KILL)

        with watch_steps(kill):
            deferred_backup.finish_if_possible(path)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_backup_for_which_the_disk_is_too_full_is_said(
    mentee_of_years: Mentee, launches: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee_of_years.does("questions", "add", "Two?")

    def fail(step: Step) -> None:
        if step.what == "fsync" and DAY in step.name:
            raise OSError(errno.ENOSPC, "No space left on device")

    with watch_steps(fail):
        deferred_backup.finish_if_possible(mentee_of_years.path)
        assert DAY not in names(mentee_of_years) and hidden(mentee_of_years) == [f".journal.db.{DAY[:10]}.before"]
        result = mentee_of_years("questions", "add", "Three?")
    assert result.code == 0 and "Today's backup could not be made" in result.err
    subprocess.run(launches[-1], check=True)
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?", "Two?"], "the room came back"

    usage = shutil.disk_usage(mentee_of_years.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=4096))
    mentee_of_years.at("2026-11-26T09:00:00")
    mentee_of_years.does("questions", "add", "Four?")
    assert "2026-11-26.db" in names(mentee_of_years), "made before the change, so that it is said at once if it fails"


@pytest.mark.usefixtures("launches")
def test_what_is_forgotten_is_in_no_backup_that_comes_later(mentee_of_years: Mentee) -> None:
    mentee_of_years.does("questions", "add", "Secret?")
    mentee_of_years.at("2026-11-26T09:00:00")
    mentee_of_years.does("edit", "q3", "text=Other?")
    mentee_of_years.does("forget", "q3", "--backups", "--yes")
    files = [path for path in mentee_of_years.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"Secret?" in path.read_bytes()] == [] and hidden(mentee_of_years) == []
    assert "2026-11-26.db" in names(mentee_of_years)


@pytest.mark.usefixtures("launches")
def test_going_back_to_the_newest_copy_waits_for_the_one_that_is_being_made(mentee_of_years: Mentee) -> None:
    mentee_of_years.does("questions", "add", "Two?")
    assert Path(mentee_of_years.does("restore", "latest", "--yes")["backup"]).name == DAY
    assert short_questions(mentee_of_years.path) == ["One?"]
    mentee_of_years.does("questions", "add", "Three?")
    assert hidden(mentee_of_years) == []


@pytest.mark.usefixtures("launches")
def test_what_another_program_wrote_meanwhile_is_never_mixed_into_it(mentee_of_years: Mentee) -> None:
    mentee_of_years.does("questions", "add", "Two?")
    run_sql(mentee_of_years.path, "UPDATE questions SET text = 'Theirs?' WHERE number = 1")
    mentee_of_years.does("questions", "add", "Three?")
    assert DAY not in names(mentee_of_years)
    deferred_backup.finish_backup(mentee_of_years.path)
    assert short_questions(folder(mentee_of_years) / DAY) == ["Theirs?", "Two?"], "as it was before the last change"


@pytest.mark.usefixtures("launches")
def test_damage_keeps_the_next_change_out_and_what_was_before_stays(mentee_of_years: Mentee) -> None:
    content = mentee_of_years.path.read_bytes()
    at = next(at for at in range(0, len(content), 4096) if content[at + 4 : at + 4096].startswith(b"Years? Years?"))
    mentee_of_years.path.write_bytes(content[:at] + b"\xff" * 4 + content[at + 4 :])  # where the text goes on
    mentee_of_years.does("questions", "add", "Two?")
    for _ in range(2):
        assert mentee_of_years.fails("questions", "add", "Three?").code == 65
    assert DAY not in names(mentee_of_years) and hidden(mentee_of_years) == [f".journal.db.{DAY[:10]}.before"]


def _forbid_links(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(filesystem, "link", refuse)
    yield


def _open_write_ahead_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchall()
        other.execute("SELECT count(*) FROM questions").fetchall()
        yield


@pytest.mark.parametrize("obstacle", [_forbid_links, _open_write_ahead_log])
def test_where_there_is_no_journal_to_keep_it_is_made_at_once(
    mentee_of_years: Mentee,
    launches: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    obstacle: Callable[[Path, pytest.MonkeyPatch], Iterator[None]],
) -> None:
    for _ in obstacle(mentee_of_years.path, monkeypatch):
        mentee_of_years.does("questions", "add", "Two?")
        assert short_questions(folder(mentee_of_years) / DAY) == ["One?"]
    assert launches == [] and hidden(mentee_of_years) == []


def test_a_process_that_cannot_be_started_stops_nothing(
    mentee_of_years: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    mentee_of_years.does("questions", "add", "Two?")
    mentee_of_years.does("questions", "add", "Three?")
    assert short_questions(folder(mentee_of_years) / DAY) == ["One?"]
