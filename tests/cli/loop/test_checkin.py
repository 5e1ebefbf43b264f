"""The check-in by flags; its conversation is tried in a real terminal."""

import pytest

from tests.conftest import Mentee


def add_basics(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--start", "2026-09-01", "--by", "2026-12-31")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.does("questions", "add", "Who decides?", "--priority", "high")


def test_everything_said_is_one_change(mentee: Mentee) -> None:
    add_basics(mentee)
    data = mentee.does(
        "checkin", "--mood", "4", "--energy", "3", "--trust", "5", "--win", "Plan signed", "--win", "On time",
        "--blocker", "Supplier", "--want", "Courage", "--progress", "g1=6.5", "--ask", "What would you cut?",
    )  # fmt: skip
    assert {name: data[name] for name in ("ref", "day", "mood", "energy", "trust", "wins", "blockers", "wants")} == {
        "ref": "c1", "day": "2026-11-23", "mood": 4, "energy": 3, "trust": 5,
        "wins": "Plan signed\nOn time", "blockers": "Supplier", "wants": "Courage",
    }  # fmt: skip
    assert (data["mentor"], data["session"], data["made"]) == ("m1", "s1", ["p1", "q2"])
    assert mentee.does("show", "q2")["session"] == "s1"
    mentee.does("undo")
    assert [mentee(*words).code for words in (("show", "c1"), ("show", "p1"), ("show", "q2"))] == [3, 3, 3]


def test_it_ends_with_what_to_bring(mentee: Mentee) -> None:
    add_basics(mentee)
    out = mentee("checkin", "--mood", "4", "--ask", "What would you cut?").out
    assert out.endswith("\nBring  q1 Who decides? · 1 more · g1 Chair stand-ups is behind\n")


def test_it_belongs_to_the_next_planned_session_or_the_one_named(mentee: Mentee) -> None:
    assert mentee.does("checkin", "--mood", "4")["session"] is None
    mentee.does("sessions", "add", "--at", "2026-12-10 15:00")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    assert mentee.does("checkin", "--mood", "4")["session"] == "s2"
    assert mentee.does("checkin", "--mood", "4", "--session", "s1")["session"] == "s1"


def test_a_session_earlier_today_is_still_the_one_it_belongs_to(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "today 08:00")
    assert mentee.does("checkin", "--mood", "4")["session"] == "s1"


@pytest.mark.parametrize("words", [(), ("--on", "yesterday")])
def test_a_checkin_with_nothing_in_it_is_refused(mentee: Mentee, words: tuple[str, ...]) -> None:
    result = mentee.fails("checkin", *words)
    assert result.code == 2 and "--mood" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ("--mood", "6"),
        ("--mood", "0"),
        ("--energy", "2.5"),
        ("--trust", "good"),
        ("--progress", "g1"),
        ("--progress", "g1=lots"),
        ("--win", ""),
        ("--mood", "4", "--on", "tomorrow"),
    ],
)
def test_what_cannot_be_read_leaves_nothing_behind(mentee: Mentee, words: tuple[str, ...]) -> None:
    add_basics(mentee)
    assert mentee.fails("checkin", *words).code == 2


def test_an_unknown_goal_leaves_nothing_behind(mentee: Mentee) -> None:
    add_basics(mentee)
    assert mentee.fails("checkin", "--mood", "4", "--progress", "g7=3").code == 3


def test_reaching_a_target_names_the_celebration(mentee: Mentee) -> None:
    add_basics(mentee)
    assert "goals achieve g1" in mentee("checkin", "--progress", "chair=10").err


def test_the_list_goes_by_day(mentee: Mentee) -> None:
    mentee.does("checkin", "--mood", "4")
    mentee.does("checkin", "--mood", "2", "--on", "2026-11-01")
    assert [one["ref"] for one in mentee.does("checkin", "list")] == ["c2", "c1"]
    out = mentee("checkin", "list").out
    assert out.index("c2") < out.index("c1")


def test_an_open_challenge_may_be_raised_or_resolved(mentee: Mentee) -> None:
    mentee.does("challenges", "add", "We talk past each other", "--kind", "misunderstanding")
    mentee.does("challenges", "add", "Late again", "--kind", "availability")
    data = mentee.does("checkin", "--challenge", "x1=raised", "--challenge", "late=Another day")
    assert data["made"] == ["x1", "x2"]
    assert [mentee.does("show", ref)["state"] for ref in ("x1", "x2")] == ["raised", "resolved"]
    assert mentee.fails("checkin", "--challenge", "x1").code == 2
    mentee.does("undo")
    assert mentee.does("show", "x2")["outcome"] is None


def test_it_ends_with_the_moods_up_to_it(mentee: Mentee) -> None:
    assert "Mood  " not in mentee("checkin", "--mood", "2", "--on", "2026-10-26").out, "one is no line"
    mentee.does("checkin", "--mood", "5", "--on", "2026-11-20")
    mentee.does("checkin", "--mood", "1", "--on", "2026-11-09")
    assert "\nMood  ▃▁█▆  4\n" in mentee("checkin", "--mood", "4").out
    assert "\nMood  ▃▃  2\n" in mentee("checkin", "--mood", "2", "--on", "2026-11-01").out, "as on its day"
    assert "Mood  " not in mentee("checkin", "--energy", "4").out


def test_the_line_of_a_skill_and_of_sessions_grows_too(mentee: Mentee) -> None:
    mentee.does("skills", "rate", "planning", "2", "--on", "2026-06-01")
    mentee.does("skills", "rate", "planning", "5", "--from", "mentor")
    drawn = "\nplanning  1 ·     ○━━━━━●     ·     ◆ 5\n"
    assert drawn in mentee("skills", "rate", "planning", "3").out, "as in the list of skills"
    rated = mentee("skills", "rate", "planning", "4", "--on", "2026-09-01").out
    assert "\nplanning  ▃▆  4\n" in rated, "as it was on an earlier day"
    for day in ("16", "17", "18"):
        mentee.does("sessions", "add", "--at", f"2026-11-{day} 15:00")
    mentee.does("debrief", "s1", "--rating", "3")
    mentee.does("debrief", "s3", "--rating", "5")
    assert "\nUseful  ▅▆  4\n" in mentee("debrief", "s2", "--rating", "4").out


def test_a_review_ends_with_the_talks_that_it_looks_back_on(mentee: Mentee) -> None:
    for day in ("02", "09", "16"):
        mentee.does("sessions", "add", "--at", f"2026-11-{day} 15:00")
    assert "Talks" not in mentee("review", "--went-well", "We met").out
    mentee.does("sessions", "held", "s1", "s3")
    mentee.does("sessions", "missed", "s2")
    out = mentee("review", "--went-well", "We met", "--since", "2026-11-01").out
    assert "\nTalks  ● ○ ●  2 held, 1 missed\n" in out
