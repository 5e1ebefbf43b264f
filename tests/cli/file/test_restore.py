"""Going back to a copy by the name of the newest."""

from tests.conftest import Mentee


def test_latest_names_the_newest_copy(mentee: Mentee) -> None:
    mentee.does("questions", "add", "First?")
    mentee.does("backup")
    mentee.at("2026-11-23T10:00:00")
    mentee.does("questions", "add", "Second?")
    mentee.does("backup")
    newest = mentee.does("backup", "list")[0]["name"]
    mentee.does("questions", "add", "Third?")
    assert newest in mentee("restore", "latest", "--yes").out
    assert [question["text"] for question in mentee.does("questions", "list")] == ["First?", "Second?"]


def test_without_a_copy_there_is_no_latest(mentee: Mentee) -> None:
    mentee.does("questions", "add", "First?")
    assert mentee.fails("restore", "latest", "--yes").code == 3
