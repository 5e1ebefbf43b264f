"""`undo` and `history` in a journal that another machine writes too."""

from pathlib import Path

import pytest

from tests.conftest import Mentee


@pytest.fixture
def mentee_with_laptop(mentee: Mentee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mentee:
    """Somebody who wrote a question at the desk, and changed it on a laptop after they had changed it here."""
    laptop, folder = str(tmp_path / "laptop" / "journal.db"), str(tmp_path / "shared")
    Path(folder).mkdir()
    mentee.does("questions", "add", "Who decides?")
    mentee.does("sync", "start", folder, "--plain", "--name", "desk")
    mentee.does("--journal", laptop, "sync", "join", folder, "--name", "laptop")
    mentee.does("edit", "q1", "text=Who may decide?")
    mentee.does("sync")
    mentee.does("--journal", laptop, "sync")
    mentee.does("--journal", laptop, "edit", "q1", "text=Who has to decide?")
    mentee.does("--journal", laptop, "sync")
    mentee.does("sync")
    return mentee


def test_undo_says_what_stays_since_the_other_machine_wrote_there(mentee_with_laptop: Mentee) -> None:
    result = mentee_with_laptop("undo")
    assert result.code == 0
    assert "Nothing could be taken back of: question q1" in result.out
    assert "q1 keeps its question: another machine wrote there since." in result.out
    assert mentee_with_laptop.does("redo")["kept"] == [{"ref": "q1", "fields": []}]
    assert mentee_with_laptop.does("undo")["kept"] == [{"ref": "q1", "fields": ["text"]}]


def test_history_says_on_which_machine_a_change_was_made(mentee_with_laptop: Mentee) -> None:
    assert "on laptop" in mentee_with_laptop("history").out
    changes = mentee_with_laptop.does("history", "q1")
    assert [change["machine"] for change in changes] == ["laptop", None, None]


def test_a_change_of_the_laptop_is_not_taken_back_here(mentee_with_laptop: Mentee) -> None:
    number = mentee_with_laptop.does("history")[0]["change"]
    result = mentee_with_laptop.fails("undo", str(number))
    assert result.code == 1 and f"Change {number} was made on laptop" in result.err
