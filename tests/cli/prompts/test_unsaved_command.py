"""Nothing typed is lost: what a command could not write is kept as a script, which writes it later."""

import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts import editor
from mentorlog.journal.journal import Journal
from mentorlog.store import connect
from mentorlog.system import shell
from tests.conftest import Mentee
from tests.subprocesses import environment_for
from tests.systems import IS_WINDOWS, has_mode


@pytest.fixture
def mentee_with_lock(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mentee]:
    """Somebody whose journal another program is writing to."""
    mentee.does("questions", "add", "Who decides?")
    monkeypatch.setattr(connect, "LOCK_TIMEOUT", 0.1)
    with closing(sqlite3.connect(mentee.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(mentee, "release", other.close, raising=False)
        yield mentee


def scripts(mentee: Mentee) -> list[Path]:
    """The scripts that were kept."""
    return sorted((mentee.folder / "journal.db-drafts").glob(f"*{shell.SCRIPT_SUFFIX}"))


@pytest.fixture
def temp_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of the system."""
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def run_again(mentee: Mentee, script: Path) -> None:
    """Run a kept script, with the program of this test on the path."""
    if IS_WINDOWS:
        subprocess.run([sys.executable, script], env=environment_for(mentee.path), check=True, capture_output=True)
        return
    program = mentee.folder / "mentorlog"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m mentorlog "$@"\n')
    program.chmod(0o755)
    place = f"{mentee.folder}:/usr/bin:/bin"
    subprocess.run(["sh", script], env=environment_for(mentee.path, PATH=place), check=True, capture_output=True)


def test_what_could_not_be_written_is_kept_and_can_be_written_later(mentee_with_lock: Mentee) -> None:
    text = 'Who\'s "paying" $HOME `pwd`?\n\tAnd when?'
    result = mentee_with_lock("questions", "add", text, "--priority", "high")
    assert result.code == 75 and "What you typed is kept" in result.err
    (script,) = scripts(mentee_with_lock)
    assert str(script) in result.err
    assert has_mode(script, 0o600) and has_mode(script.parent, 0o700)
    mentee_with_lock.release()  # type: ignore[attr-defined] # given by the fixture
    run_again(mentee_with_lock, script)
    found = mentee_with_lock.does("show", "q2")
    assert (found["text"], found["priority"]) == (text, "high")
    assert scripts(mentee_with_lock) == [], "it goes once it has done its work"


def test_what_came_on_stdin_is_kept_too(mentee_with_lock: Mentee) -> None:
    assert mentee_with_lock("questions", "add", "-", stdin=b"Wie geht's?\n").code == 75
    mentee_with_lock.release()  # type: ignore[attr-defined] # given by the fixture
    run_again(mentee_with_lock, scripts(mentee_with_lock)[0])
    assert mentee_with_lock.does("show", "q2")["text"] == "Wie geht's?"


@pytest.mark.parametrize("words", [("edit", "q1", "text=Who pays?"), ("checkin", "--win", "Plan signed"),
                                   ("questions", "answer", "q1", "The board")])  # fmt: skip
def test_every_command_that_takes_a_text_keeps_it(mentee_with_lock: Mentee, words: tuple[str, ...]) -> None:
    assert mentee_with_lock(*words).code == 75
    assert words[-1] in scripts(mentee_with_lock)[0].read_text()


def test_the_options_that_decide_what_is_written_are_kept_too(mentee_with_lock: Mentee) -> None:
    mentee_with_lock.does("config", "set", "private", "questions")
    assert mentee_with_lock("questions", "add", "Who pays?", "--no-private", "--no-input").code == 75
    assert "--no-input" in scripts(mentee_with_lock)[0].read_text()
    mentee_with_lock.release()  # type: ignore[attr-defined] # given by the fixture
    run_again(mentee_with_lock, scripts(mentee_with_lock)[0])
    assert not mentee_with_lock.does("show", "q2")["private"]


@pytest.mark.parametrize(("words", "name"), [
    (("checkin", "--win", "Salary_cut"), "checkin"), (("questions", "add", "Salary"), "questions-add"),
    (("questions", "answer", "q1", "Salary"), "questions-answer-q1"), (("edit", "Q1", "text=Salary"), "edit-q1"),
    (("checkin", "--win", "x" * 300), "checkin"),
])  # fmt: skip
def test_its_name_tells_no_word_that_somebody_wrote(
    mentee_with_lock: Mentee, words: tuple[str, ...], name: str
) -> None:
    assert mentee_with_lock(*words).code == 75
    (script,) = scripts(mentee_with_lock)
    assert re.fullmatch(rf"{name}-\d+-\d+", script.stem)


def test_a_command_without_a_text_keeps_nothing(mentee_with_lock: Mentee) -> None:
    assert mentee_with_lock("questions", "drop", "q1").code == 75
    assert mentee_with_lock("undo").code == 75
    assert scripts(mentee_with_lock) == []


def test_what_a_rule_refuses_is_not_kept(mentee: Mentee) -> None:
    assert mentee("questions", "answer", "q9", "Early").code == 3
    assert mentee("goals", "add", "Rest", "--by", "03/04/2026").code == 2
    assert scripts(mentee) == []


def test_where_no_folder_can_be_made_a_temporary_file_is(mentee: Mentee, temp_folder: Path) -> None:
    mentee.folder.joinpath("file").touch()
    result = mentee("questions", "add", "Who decides?", "--journal", str(mentee.folder / "file" / "journal.db"))
    assert result.code == 73
    (script,) = temp_folder.iterdir()
    assert str(script) in result.err and "Who decides?" in script.read_text()
    assert has_mode(script, 0o600)


def test_an_answer_that_cannot_be_printed_is_in_the_journal_and_not_kept(mentee: Mentee) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "mentorlog", "questions", "add", "Who decides?"], stdout=full,
                              stderr=subprocess.PIPE, env=environment_for(mentee.path), check=False)  # fmt: skip
    assert done.returncode == 74 and b"kept" not in done.stderr
    assert len(mentee.does("questions", "list")) == 1 and scripts(mentee) == []


def test_as_json_the_hint_says_where(mentee_with_lock: Mentee) -> None:
    result = mentee_with_lock("questions", "add", "Who pays?", "--json")
    assert str(scripts(mentee_with_lock)[0]) in result.error["hint"]


def test_what_went_to_the_temporary_folder_is_found_when_it_is_to_be_forgotten(
    mentee_with_lock: Mentee, temp_folder: Path
) -> None:
    in_the_way = mentee_with_lock.folder / "journal.db-drafts"
    in_the_way.touch()
    for words in (("answer", "q1", "The sponsor does"), ("add", "Who decides? He asks"), ("add", "Who pays?")):
        assert mentee_with_lock("questions", *words).code == 75
    (alike,) = (script for script in temp_folder.iterdir() if "He asks" in script.read_text())
    (stays,) = (script for script in temp_folder.iterdir() if "pays" in script.read_text())
    other = temp_folder / f"mentorlog-questions-answer-q1-other{shell.SCRIPT_SUFFIX}"
    other.write_text(alike.read_text().replace("journal.db", "other.db"))
    in_the_way.unlink()
    mentee_with_lock.release()  # type: ignore[attr-defined] # given by the fixture
    mentee_with_lock.does("forget", "q1", "--yes")
    assert set(temp_folder.iterdir()) == {stays, other}


@pytest.mark.parametrize(("word", "content"), [("caf\udce9", b"caf\xe9"), ("caf\ud800", b"caf\xed\xa0\x80")])
def test_bytes_that_are_no_text_are_kept_as_they_were(mentee_with_lock: Mentee, word: str, content: bytes) -> None:
    assert mentee_with_lock("edit", "q1", f"text={word}").code == 75
    assert content in scripts(mentee_with_lock)[0].read_bytes()


def test_a_word_is_kept_in_the_encoding_that_it_came_in(
    mentee_with_lock: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "iso8859-1")
    assert mentee_with_lock("questions", "add", "Caf\xe9?").code == 75
    assert b"Caf\xe9?" in scripts(mentee_with_lock)[0].read_bytes()


def test_a_page_is_kept_where_ctrl_c_comes_before_it_is_in_the_journal(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def write_thought(words: list[str]) -> None:
        with open(words[-1], "a", encoding="utf-8") as page:
            page.write("A long thought\n")

    mentee.does("questions", "add", "Who decides?")
    monkeypatch.setenv("EDITOR", "an-editor")
    monkeypatch.setattr(CliContext, "is_interactive", lambda _: True)
    monkeypatch.setattr(editor, "_run_editor", write_thought)
    monkeypatch.setattr(Journal, "change", interrupt)
    result = mentee("questions", "add", "--editor")
    assert result.code == 130 and "Stopped.\nNothing was changed.\nWhat you wrote is kept: " in result.err
    (page,) = (mentee.folder / "journal.db-drafts").rglob("*.md")
    assert "A long thought" in page.read_text(encoding="utf-8") and str(page) in result.err
