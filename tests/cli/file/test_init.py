"""Making the file, and where it is."""

from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.systems import has_mode


def test_init_makes_the_file_and_says_where_it_is(mentee: Mentee) -> None:
    result = mentee("init", "--mentor", "Ruth Okafor", "--cadence", "2 weeks")
    assert result.code == 0 and str(mentee.path) in result.out and "Ruth Okafor" in result.out
    assert mentee.does("show", "m1")["cadence"] == "2 weeks"


def test_on_an_existing_journal_it_changes_nothing(mentee: Mentee) -> None:
    mentee.does("init")
    before = mentee.bytes()
    result = mentee("init", "--mentor", "Ruth Okafor")
    assert result.code == 0 and "nothing was changed" in result.out
    assert mentee.bytes() == before
    assert mentee.does("init") == {"journal": str(mentee.path), "created": False, "mentor": None}


def test_a_cadence_needs_a_mentor(mentee: Mentee) -> None:
    assert mentee.fails("init", "--cadence", "2 weeks").code == 2


def test_the_first_entry_makes_the_file_in_the_usual_place(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    monkeypatch.setenv("XDG_DATA_HOME", str(mentee.folder / "data"))
    mentee.does("questions", "add", "x")
    journal = mentee.folder / "data" / "mentorlog" / "journal.db"
    assert has_mode(journal, 0o600)
    assert has_mode(journal.parent, 0o700)


@pytest.mark.parametrize("name", ["a b.db", "what?.db", "50%.db", "#1.db", "Überblick.db", "quote'.db", "new\nline.db"])
def test_any_name_will_do(mentee: Mentee, name: str) -> None:
    path = mentee.folder / name
    assert mentee("questions", "add", "x", "--journal", str(path)).code == 0
    assert path.exists() and [one.name for one in mentee.folder.iterdir()] == [name]


def test_a_relative_name_stands_in_the_folder_one_is_in(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mentee.folder)
    mentee("init", "--journal", "here.db")
    assert Path(mentee.folder / "here.db").exists()
