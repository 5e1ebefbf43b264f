"""What stands in a report by one's own word: a goal called reached below its target, and the wins of check-ins."""

import csv
from pathlib import Path

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_at_a_quarter(mentee: Mentee) -> Mentee:
    """A mentee whose goal is at 25 %."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Speak up", "--target", "4", "--start", "2026-10-01", "--by", "2026-12-31")
    mentee.does("goals", "progress", "g1", "1")
    return mentee


def test_a_goal_reached_below_its_target_is_so_by_ones_own_word_everywhere(mentee_at_a_quarter: Mentee) -> None:
    answer = mentee_at_a_quarter(
        "goals", "achieve", "g1", "--why", "The board asks me first now", "--celebrate", "Heard"
    )
    assert "reached by your own word at 25 %: The board asks me first now" in answer.out
    assert mentee_at_a_quarter.does("show", "g1")["own_word"] == "The board asks me first now"
    for words in (
        ("report",),
        ("report", "--goal", "g1"),
        ("report", "--format", "markdown"),
        ("report", "--format", "html"),
        ("report", "--for", "mentor"),
        ("report", "--for", "manager", "--format", "html"),
        ("achievements", "celebrate", "w1"),
    ):
        page = " ".join(mentee_at_a_quarter(*words).out.split())
        whose = "their" if "--for" in words else "your"
        assert f"by {whose} own word at 25 %" in page and "The board asks me first now" in page, words
    assert "Achieved by own word" in mentee_at_a_quarter("timeline").out
    (goal,) = mentee_at_a_quarter.does("report")["goals"]
    assert (goal["own_word"], goal["progress"]) == ("The board asks me first now", 0.25)


def test_without_a_word_it_is_said_how_to_give_one(mentee_at_a_quarter: Mentee) -> None:
    answer = mentee_at_a_quarter("goals", "achieve", "g1").out
    assert "by your own word at 25 %" in answer and 'mentorlog edit g1 own_word="..."' in answer
    mentee_at_a_quarter.does("edit", "g1", "own_word=They ask me first")
    assert "They ask me first" in mentee_at_a_quarter("report").out


def test_what_is_at_its_target_needs_no_word(mentee_at_a_quarter: Mentee) -> None:
    mentee_at_a_quarter.does("goals", "progress", "g1", "4")
    answer = mentee_at_a_quarter("goals", "achieve", "g1", "--why", "They ask me first")
    assert "needs no word" in answer.err and "own word" not in answer.out
    assert "own word" not in mentee_at_a_quarter("report").out


def test_of_several_goals_each_says_how_it_was_reached(mentee_at_a_quarter: Mentee) -> None:
    mentee_at_a_quarter.does("goals", "add", "Rest", "--target", "1")
    mentee_at_a_quarter.does("goals", "progress", "g2", "1")
    assert mentee_at_a_quarter.fails("goals", "achieve", "g1", "g2", "--why", "Yes").code == 2
    answer = mentee_at_a_quarter("goals", "achieve", "g1", "g2").out
    assert answer.count("by your own word") == 1


def test_before_it_was_reached_a_report_knows_no_word(mentee_at_a_quarter: Mentee) -> None:
    mentee_at_a_quarter.does("goals", "achieve", "g1", "--why", "They ask me first")
    page = mentee_at_a_quarter("report", "--until", "2026-11-20").out
    assert "own word" not in page and "They ask" not in page


def test_the_wins_of_check_ins_stand_once_each_in_every_form(mentee: Mentee, tmp_path: Path) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("checkin", "--win", "It ended on time", "--win", "The board said yes", "--mood", "4")
    mentee.does("checkin", "--win", "It ended on time")
    mentee.does("checkin", "--win", "Said no to the sponsor", "--private")
    mentee.does("achievements", "add", "The Board said yes", "--private")
    assert [win["text"] for win in mentee.does("report")["wins"]] == ["Said no to the sponsor", "It ended on time"]
    for audience in ("mentor", "manager"):
        for form in ("terminal", "markdown", "html"):
            page = mentee("report", "--for", audience, "--format", form).out
            assert page.count("It ended on time") == 1 or form == "html", (audience, form)
            assert "sponsor" not in page
        assert "board" not in mentee("report", "--for", audience).out.lower(), "it is an achievement, which is private"
    mentee.does("report", "--format", "csv", "--output", str(tmp_path / "growth"))
    with (tmp_path / "growth" / "wins.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == ["Said no to the sponsor", "It ended on time"]


def test_a_win_with_one_mentor_is_not_for_another(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("mentors", "add", "Sam Adeyemi")
    mentee.does("checkin", "--win", "It ended on time", "--mentor", "ruth")
    assert "It ended" in mentee("report", "--for", "mentor", "--mentor", "ruth").out
    assert "It ended" not in mentee("report", "--for", "mentor", "--mentor", "sam").out


def test_a_goal_reached_after_its_day_is_said_to_be_late(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair", "--target", "10", "--start", "2026-09-01", "--by", "2026-11-01")
    mentee.does("goals", "add", "Speak", "--target", "10", "--start", "2026-09-01", "--by", "2026-11-30")
    for ref in ("g1", "g2"):
        mentee.does("goals", "progress", ref, "=10")
        mentee.does("goals", "achieve", ref)
    for words in ((), ("--for", "manager"), ("--for", "mentor", "--format", "markdown")):
        if "mentor" in words:
            mentee.does("mentors", "add", "Ruth Okafor")
        assert mentee("report", *words).out.count(", 3 weeks late") == 1
