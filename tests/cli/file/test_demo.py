"""The demo: a believable journal in a file of its own."""

import errno
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.systems import has_mode


def test_the_demo_shows_its_report_and_three_commands_and_is_the_same_on_the_same_day_uids_included(
    mentee: Mentee,
) -> None:
    mentee.has_demo()
    path = mentee.folder / "demo.db"
    mentee.path.rename(mentee.folder / "first.db")
    result = mentee("demo", "--to", str(path))
    assert result.code == 0
    assert result.out.startswith("Growth report")
    assert result.out.count(f"--journal {path}") == 3
    assert has_mode(path, 0o600)
    assert not mentee.path.exists(), "your own journal is left alone"
    dumps = []
    for file in (mentee.folder / "first.db", path):
        with closing(sqlite3.connect(file)) as connection:
            dumps.append(hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest())
    assert dumps[0] == dumps[1]


def test_settings_do_not_change_the_story(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.has_demo()
    own = mentee.folder / "own.db"
    monkeypatch.setenv("MENTORLOG_PRIVATE", "questions,goals,checkin")
    monkeypatch.setenv("MENTORLOG_MINUTES", "25")
    mentee("demo", "--to", str(own))
    assert mentee("export").out == mentee("export", "--journal", str(own)).out


def test_an_existing_file_is_left_as_it_is(mentee: Mentee) -> None:
    path = mentee.folder / "demo.db"
    path.write_text("mine")
    result = mentee("demo", "--to", str(path))
    assert result.code == 73 and "exists already" in result.err
    assert path.read_text() == "mine"
    assert [one.name for one in mentee.folder.iterdir()] == ["demo.db"]


@pytest.mark.parametrize("day", [f"2026-11-{day:02}" for day in range(23, 30)])
def test_on_every_day_of_the_week_the_story_is_the_same(mentee: Mentee, day: str) -> None:
    mentee.at(f"{day}T09:00:00")
    mentee.has_demo()
    report = mentee.does("report")
    assert [(goal["state"], goal["rag"]) for goal in report["goals"]] == [
        ("achieved", "none"), ("dropped", "none"), ("agreed", "green"), ("agreed", "red"), ("agreed", "green"),
    ]  # fmt: skip
    assert report["headline"] == 'One goal reached; "Fewer late risks" needs a talk.'
    sessions = mentee.does("sessions", "list")
    assert [session["state"] for session in sessions].count("held") == 10
    assert sum(session["state"] == "missed" for session in sessions) == 1
    assert sum(session["moved"] for session in sessions) == 1
    assert sessions[-1]["state"] == "planned"
    questions = mentee.does("questions", "list", "--all")
    assert len(questions) == 30
    assert max(question["carried"] for question in questions if question["state"] == "open") == 2
    assert report["feedback"]["refs"]["waiting"] == ["f7"]
    mood = [value for _, value in report["checkins"]["mood"]]
    assert min(mood) == 1 and mood[-1] == 4


def test_nothing_in_the_demo_lies_in_the_future_but_what_is_planned(mentee: Mentee) -> None:
    mentee.has_demo()
    connection = sqlite3.connect(mentee.path)
    (newest,) = connection.execute("SELECT max(at) FROM changes").fetchone()
    connection.close()
    assert newest < "2026-11-23T00:00:00.000Z"


@pytest.fixture
def short_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of one command, for what concerns its file alone."""
    script = tmp_path / "story.txt"
    script.write_text('7 days ago\n09:00 questions add "Who decides?"\n')
    monkeypatch.setattr("mentorlog.cli.file.demo._SCRIPT", script)


@pytest.fixture
def temp_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of the system."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.mark.usefixtures("short_story")
def test_a_temporary_demo_takes_the_place_of_the_one_before_unless_somebody_wrote_in_it(
    mentee: Mentee, temp_folder: Path
) -> None:
    first, second = (Path(mentee.does("demo")["journal"]) for _ in range(2))
    assert not first.parent.exists() and second.parent.parent == temp_folder
    mentee.does("questions", "add", "Who decides?", "--journal", str(second))
    shown = mentee("demo").out
    assert "The next demo takes its place" in shown
    (third,) = {folder / "journal.db" for folder in temp_folder.iterdir()} - {second}
    assert second.exists() and str(third) in shown


@pytest.mark.usefixtures("short_story")
def test_a_demo_that_cannot_be_written_leaves_no_folder(
    mentee: Mentee, temp_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mentorlog.system.filesystem.sync_file", fail)
    assert mentee("demo").code == 74
    assert list(temp_folder.iterdir()) == []
