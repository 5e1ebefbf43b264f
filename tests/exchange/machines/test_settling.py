"""What two machines left differently is shown side by side, and settled by a command that travels."""

import json
from pathlib import Path

import pytest

from tests.exchange.machines.homes import Home, settle, share

pytestmark = pytest.mark.usefixtures("schema_copies")


@pytest.fixture
def homes(tmp_path: Path) -> list[Home]:
    """Two machines that answered a question differently while apart."""
    laptop, desk = share(tmp_path, "laptop", "desk")
    laptop.does("questions", "answer", "q1", "Ruth does")
    desk.now = "2026-11-26T10:00:00"
    desk.does("questions", "answer", "q1", "Sam does")
    settle(laptop, desk)
    return [laptop, desk]


def test_each_machine_sees_its_own_side_and_the_others(homes: list[Home]) -> None:
    for home, other, mine, theirs in (
        (homes[0], "desk", "Ruth does", "Sam does"),
        (homes[1], "laptop", "Sam does", "Ruth does"),
    ):
        (entry,) = home.does("sync", "conflicts", code=10)["entries"]
        assert (entry["ref"], entry["kind"], entry["machine"]) == ("q1", "edited", other)
        assert entry["fields"] == [{"field": "answer", "ours": mine, "theirs": theirs}]
        page = home("sync", "conflicts")
        assert "Ruth does" in page.out and "Sam does" in page.out and "sync keep q1 ours" in page.err


@pytest.mark.parametrize(
    ("side", "answer"),
    [("ours", "Ruth does"), ("theirs", "Sam does"), ("both", "Ruth does\n\nSam does")],
)
def test_what_is_kept_stands_on_both_and_nothing_waits(homes: list[Home], side: str, answer: str) -> None:
    laptop, desk = homes
    before = laptop.path.read_bytes()
    laptop.does("sync", "keep", "q1", side, "--dry-run")
    assert laptop.path.read_bytes() == before
    assert laptop.does("sync", "keep", "q1", side)["left"] == 0
    assert laptop.does("sync", "conflicts") == {"entries": [], "clashes": []}
    settle(laptop, desk)
    assert laptop.questions() == desk.questions() == {"q1": answer}
    assert desk.does("sync", "conflicts") == {"entries": [], "clashes": []}
    assert laptop.export() == desk.export()


def test_any_later_word_of_either_settles_it_too(homes: list[Home]) -> None:
    laptop, desk = homes
    desk.does("edit", "q1", "answer=They take turns")
    settle(laptop, desk)
    assert laptop("sync").code == 0 and laptop.questions() == {"q1": "They take turns"}


def test_an_entry_without_a_dispute_has_nothing_to_settle(homes: list[Home]) -> None:
    laptop, _ = homes
    laptop.does("questions", "add", "Other?")
    assert "Nothing waits" in laptop.fails(1, "sync", "keep", "q2", "ours").err
    laptop.fails(2, "sync", "keep", "q1", "mine")
    laptop.fails(2, "sync", "keep", "q1")


def test_deleted_here_and_changed_there_can_go_either_way(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    laptop.does("delete", "q1")
    desk.does("edit", "q1", "text=Who pays?")
    settle(laptop, desk)
    assert laptop.questions() == {"q1": "Who pays?"}
    assert [one["kind"] for one in laptop.does("sync", "conflicts", code=10)["entries"]] == ["deleted"]
    laptop.does("sync", "keep", "q1", "ours")
    settle(laptop, desk)
    assert laptop.questions() == desk.questions() == {}


def test_what_does_not_go_together_is_named_with_a_way_out(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    for home in (laptop, desk):
        home.does("sessions", "add", "--at", "2026-12-10 15:00")
    laptop("sync")
    assert "do not go together" in desk("sync").err or "does not go together" in desk("sync").err + laptop("sync").err
    laptop("sync")
    (clash,) = laptop.does("sync", "conflicts")["clashes"]
    assert clash["refs"] == ["s1", "s1b"]
    laptop.does(*clash["command"].removeprefix("mentorlog ").split())
    assert laptop.does("sync", "conflicts")["clashes"] == []


def test_what_was_deleted_with_an_entry_that_lives_comes_back_where_it_was_deleted(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    laptop.does("goals", "add", "Chair stand-ups", "--target", "10")
    laptop.does("goals", "progress", "g1", "3")
    laptop.does("questions", "add", "What if nobody answers?", "--goal", "g1")
    settle(laptop, desk)
    laptop.does("delete", "g1")
    desk.does("goals", "progress", "g1", "9")
    settle(desk, laptop)
    number = next(one["change"] for one in laptop.does("history") if one["command"] == "delete")
    laptop.does("undo", str(number))
    laptop.does("sync", "keep", "g1", "theirs")
    settle(laptop, desk)
    assert laptop.export() == desk.export()
    for home in (laptop, desk):
        shown = json.dumps(home.does("show", "g1"))
        assert '"p1"' in shown and '"p1b"' in shown
        assert home.does("show", "q2")["goal"] == "g1"
        assert home("sync", "conflicts").code == 0
