"""Achievements: keeping a win, and celebrating it."""

from tests.conftest import Mentee


def test_a_win_is_kept_with_its_evidence(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups")
    win = mentee.does(
        "achievements", "add", "Chaired one", "--evidence", "Ended on time", "--goal", "g1", "--on", "fri"
    )
    assert {name: win[name] for name in ("ref", "title", "day", "evidence", "goal", "state", "how")} == {
        "ref": "w1", "title": "Chaired one", "day": "2026-11-20", "evidence": "Ended on time",
        "goal": "g1", "state": "new", "how": None,
    }  # fmt: skip


def test_celebrating_is_an_occasion_and_happens_once(mentee: Mentee) -> None:
    mentee.does("achievements", "add", "Chaired one")
    result = mentee("achievements", "celebrate", "w1", "--how", "cake with the team")
    assert "Well done!" in result.out and "Chaired one" in result.out and "cake with the team" in result.out
    win = mentee.does("show", "w1")
    assert (win["state"], win["celebrated_on"], win["how"]) == ("celebrated", "2026-11-23", "cake with the team")
    assert mentee.fails("achievements", "celebrate", "w1").code == 1


def test_the_list_shows_all_of_them(mentee: Mentee) -> None:
    mentee.does("achievements", "add", "one")
    mentee.does("achievements", "add", "two")
    mentee.does("achievements", "celebrate", "w1")
    assert [win["ref"] for win in mentee.does("achievements", "list")] == ["w1", "w2"]


def test_without_a_title_and_nobody_to_ask_it_says_what_is_missing(mentee: Mentee) -> None:
    result = mentee.fails("achievements", "add")
    assert result.code == 2 and "TITLE" in result.err
