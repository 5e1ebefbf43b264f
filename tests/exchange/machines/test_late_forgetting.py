"""A mentor is forgotten on one machine while another, not having heard of it, writes of them: as if on one alone."""

import json
from itertools import permutations
from pathlib import Path

import pytest

from tests.exchange.machines.homes import Home, settle, share
from tests.exchange.machines.test_forgetting import places_with

pytestmark = pytest.mark.usefixtures("schema_copies")
WORD = "Zephyrine"


def begin(laptop: Home) -> None:
    """Two mentors, and a session planned with the one to be forgotten."""
    laptop.does("mentors", "add", "Ruth Adeyemi")
    laptop.does("mentors", "add", "Amina Yusuf")
    laptop.does("sessions", "add", "--at", "2026-11-27 9:00", "--mentor", "m2")
    laptop.does("goals", "add", "Chair the stand-up", "--mentor", "m1")
    laptop.does("questions", "add", "What did she ask?", "--session", "s1")


def write_of_her(home: Home) -> None:
    """What is written of her, or in her session."""
    home.does("feedback", "add", f"{WORD} speaks of slides", "--mentor", "m2")
    home.does("questions", "add", "What about her advice?", "--mentor", "m2")
    home.does("questions", "add", "What about her session?", "--session", "s1", "--priority", "high")
    home.does("goals", "add", "Learn from her", "--mentor", "m2")
    home.does("actions", "add", "Read her book", "--mentor", "m2")
    home.does("lessons", "add", "Her rule of three", "--mentor", "m2")
    home.does("achievements", "add", "Talked as she does", "--mentor", "m2")
    home.does("sessions", "add", "--at", "2026-11-30 9:00", "--mentor", "m2")


def write_more(home: Home) -> None:
    """What hangs on what was written of her."""
    goal = next(one["ref"] for one in home.does("goals", "list") if one["title"] == "Learn from her")
    home.does("questions", "add", "How do I learn so?", "--goal", goal)
    home.does("goals", "step", goal, "Ask her for a book")


def as_on_one(tmp_path: Path) -> list[tuple[object, ...]]:
    """What becomes of each text where one machine alone writes it all, and then forgets her."""
    alone = Home(tmp_path, "alone")
    alone.does("questions", "add", "Who decides?")
    begin(alone)
    write_of_her(alone)
    write_more(alone)
    alone.does("forget", "m2", "--yes")
    return outcome(alone)


def outcome(home: Home) -> list[tuple[object, ...]]:
    """Whose each text is, whether it is private and how it stands, but for its ref and when it was written."""
    kept = ("text", "title", "task", "topic", "mentor", "private", "state", "answer", "dropped_on")
    lines = [json.loads(line) for line in home("export").out.splitlines()]
    return sorted(
        (str(line["record"]), *(str(line.get(name)) for name in kept), line.get("session") is None)
        for line in lines
        if "record" in line
    )


@pytest.mark.parametrize("order", [*permutations(("laptop", "desk", "pad"))])
def test_what_was_written_of_her_is_forgotten_like_the_rest(tmp_path: Path, order: tuple[str, ...]) -> None:
    expected = as_on_one(tmp_path)
    laptop, desk, pad = share(tmp_path, "laptop", "desk", "pad")
    begin(laptop)
    settle(laptop, desk, pad)
    laptop.does("forget", "m2", "--yes")
    write_of_her(desk)
    write_more(desk)
    homes = {"laptop": laptop, "desk": desk, "pad": pad}
    for name in order:
        homes[name]("sync")
    for home in (pad, laptop, desk):
        home.now = "2026-11-28T09:00:00"
        settle(home)
    settle(laptop, desk, pad)
    assert laptop.export() == desk.export() == pad.export()
    assert outcome(pad) == expected
    assert places_with(tmp_path / "shared", WORD) == []
    for home in (laptop, desk, pad):
        assert home("sync").out == "Nothing new on either side.\n"
        assert home("doctor").code == 0
        assert home("sync", "conflicts").code == 0


def test_whoever_forgot_hides_what_comes_from_one_that_has_not_heard_of_it(tmp_path: Path) -> None:
    expected = as_on_one(tmp_path)
    laptop, desk = share(tmp_path, "laptop", "desk")
    begin(laptop)
    settle(laptop, desk)
    write_of_her(desk)
    write_more(desk)
    desk("sync")
    laptop.does("forget", "m2", "--yes")
    assert "Forgotten here too, as on another machine: f1b, m2, s1b." in " ".join(laptop("sync").err.split())
    assert outcome(laptop) == expected
    assert places_with(tmp_path / "laptop", WORD) == []
    settle(desk, laptop)
    assert desk.export() == laptop.export()
    assert places_with(tmp_path / "shared", WORD) == []
    assert [desk("doctor").code, laptop("doctor").code] == [0, 0]


def test_what_hangs_on_what_was_forgotten_late_goes_the_same_way(tmp_path: Path) -> None:
    laptop, desk, pad = share(tmp_path, "laptop", "desk", "pad")
    begin(laptop)
    settle(laptop, desk, pad)
    desk.does("sessions", "add", "--at", "2026-11-30 9:00", "--mentor", "m2")
    desk("sync")
    pad("sync")
    pad.does("questions", "add", "What about the next one?", "--session", "s1b")
    pad.does("questions", "add", "What did the next one say?", "--session", "s1b")
    pad.does("questions", "answer", "q2c", f"{WORD} says no")
    laptop.does("forget", "m2", "--yes")
    laptop("sync")
    pad("sync")
    settle(laptop, desk, pad)
    assert laptop.export() == desk.export() == pad.export()
    asked = {
        one["ref"]: (one["private"], one["state"], one["answer"]) for one in pad.does("questions", "list", "--all")
    }
    assert asked["q1c"] == (True, "dropped", None) and asked["q2c"][0] and asked["q2c"][2] is None
    assert places_with(tmp_path / "shared", WORD) == []


def test_what_was_hers_no_more_before_anybody_heard_of_it_stays(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    begin(laptop)
    settle(laptop, desk)
    desk.does("feedback", "add", "Speak slower", "--mentor", "m2")
    desk.does("edit", "f1b", "mentor=m1")
    desk.does("questions", "add", "Whom do I ask?", "--mentor", "m2")
    desk.does("edit", "q1b", "mentor=")
    desk("sync")
    laptop.does("forget", "m2", "--yes")
    for _ in range(2):
        laptop("sync")
        desk("sync")
        assert laptop.does("show", "f1b")["mentor"] == "m1"
        assert not laptop.does("show", "q1b")["private"]
    assert laptop.export() == desk.export()


def test_what_was_deleted_before_anybody_heard_of_it_is_forgotten_too(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    begin(laptop)
    settle(laptop, desk)
    desk.does("feedback", "add", f"{WORD} speaks of slides", "--mentor", "m2")
    desk.does("delete", "f1b")
    desk("sync")
    laptop.does("forget", "m2", "--yes")
    settle(laptop, desk)
    assert places_with(tmp_path, WORD) == []
    assert [desk("doctor").code, laptop("doctor").code] == [0, 0]


def test_what_is_shown_again_by_hand_is_not_hidden_at_the_next_sync(tmp_path: Path) -> None:
    laptop, desk = share(tmp_path, "laptop", "desk")
    begin(laptop)
    settle(laptop, desk)
    laptop.does("forget", "m2", "--yes")
    write_of_her(desk)
    settle(laptop, desk)
    laptop.does("edit", "q1b", "private=no")
    desk.does("lessons", "add", "Ask early")
    settle(laptop, desk)
    assert not desk.does("show", "q1b")["private"] and not laptop.does("show", "q1b")["private"]
