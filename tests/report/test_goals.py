"""Goals in the report: progress, plan, RAG, forecast, and how they stood on an earlier day."""

import pytest

from tests.conftest import Mentee
from tests.report.conftest import Report, add_goal


def test_every_key_is_there(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--unit", "meetings", "--by", "2026-12-10")
    data = report()
    assert set(data) == {
        "period", "headline", "goals", "sessions", "questions", "feedback", "achievements", "wins", "checkins",
        "actions", "lessons", "challenges", "skills", "contacts", "agreement", "other_agreements", "season",
    }  # fmt: skip
    assert data["period"] == {"since": "2026-08-25", "until": "2026-11-23"}
    assert data["goals"] == [
        {
            "ref": "g1", "title": "Chair stand-ups", "unit": "meetings", "baseline": 0, "target": 10, "value": 0,
            "progress": 0, "expected": 0.83, "rag": "red", "forecast": None, "change": 0, "start": "2026-09-01",
            "due": "2026-12-10", "state": "agreed", "ended_on": None, "steps": {"done": 0, "total": 0}, "points": [],
            "keep": False, "own_word": None,
        }
    ]  # fmt: skip
    assert set(data["sessions"]) == {
        "held", "missed", "cancelled", "unsettled", "planned", "last_day", "days_since_last", "cadence",
    }  # fmt: skip
    assert set(data["questions"]) == {"added", "answered", "open", "oldest_open", "most_carried", "refs"}
    assert set(data["feedback"]) == {"received", "given", "praise", "constructive", "waiting", "refs"}
    assert data["checkins"] == {"count": 0, "mood": [], "energy": [], "trust": []}


def test_a_rising_goal_with_values(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2026-12-10")
    for day, value in (("2026-09-21", "2"), ("2026-10-11", "4"), ("2026-10-31", "6")):
        mentee.does("goals", "progress", "g1", value, "--on", day)
    (data,) = report()["goals"]
    assert (data["value"], data["progress"], data["expected"]) == (6, 0.6, 0.83)
    assert data["rag"] == "amber"
    assert data["forecast"] == "2027-01-03", "three weeks without a value are a slower pace"
    assert report("--until", "2026-10-31")["goals"][0]["forecast"] == "2026-12-10", "one meeting in ten days"
    assert data["change"] == 6
    assert data["points"] == [["2026-09-21", 2], ["2026-10-11", 4], ["2026-10-31", 6]]


def test_a_falling_goal(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--baseline", "20", "--target", "5", "--by", "2026-12-31")
    mentee.does("goals", "progress", "g1", "17", "--on", "2026-11-01")
    (data,) = report()["goals"]
    assert (data["progress"], data["rag"], data["change"]) == (0.2, "red", -3)


def test_progress_is_never_clamped(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10")
    mentee.does("goals", "progress", "g1", "12")
    assert report()["goals"][0]["progress"] == 1.2
    mentee.does("goals", "progress", "g1", "=-1")
    assert report()["goals"][0]["progress"] == -0.1


def test_the_last_entered_value_of_a_day_counts(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10")
    mentee.does("goals", "progress", "g1", "9", "--on", "2026-11-20")
    mentee.does("goals", "progress", "g1", "3", "--on", "2026-11-20")
    mentee.does("goals", "progress", "g1", "8", "--on", "2026-11-10")
    assert report()["goals"][0]["value"] == 3


def test_steps_count_where_there_is_no_target(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--by", "2026-12-01", "--step", "one", "--step", "two", "--step", "three")
    mentee.does("goals", "done", "t1", "--on", "2026-11-01")
    (data,) = report()["goals"]
    assert (data["value"], data["target"], data["steps"]) == (None, None, {"done": 1, "total": 3})
    assert (data["progress"], data["rag"], data["change"], data["forecast"]) == (0.3333, "red", 1, None)


def test_without_a_day_or_anything_to_measure_there_is_no_rag(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10")
    add_goal(mentee, "--by", "2026-12-01")
    assert [(result["rag"], result["progress"]) for result in report()["goals"]] == [("none", 0), ("none", None)]


@pytest.mark.parametrize(
    ("value", "rag"),
    [("7.3", "green"), ("7.29", "amber"), ("5.8", "amber"), ("5.79", "red"), ("10", "green")],
)
def test_the_bounds_of_rag_belong_to_the_better_side(
    mentee: Mentee, report: Report, value: str, rag: str
) -> None:  # expected is 0.83
    add_goal(mentee, "--target", "10", "--by", "2026-12-10")
    mentee.does("goals", "progress", "g1", value)
    assert report()["goals"][0]["rag"] == rag


def test_past_due_and_not_reached_is_red_and_reached_is_green(mentee: Mentee, report: Report) -> None:
    for value in ("9.9", "10"):
        add_goal(mentee, "--target", "10", "--by", "2026-11-22")
        mentee.does("goals", "progress", "g1" if value == "9.9" else "g2", value)
    assert [result["rag"] for result in report()["goals"]] == ["red", "green"]


def test_on_the_due_day_itself_it_is_not_overdue(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2026-11-23")
    mentee.does("goals", "progress", "g1", "9.5")
    assert report()["goals"][0]["rag"] == "green"


def test_drafts_are_not_reported_and_paused_goals_have_no_rag(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2026-12-10", "--draft")
    add_goal(mentee, "--target", "10", "--by", "2026-12-10")
    mentee.does("goals", "pause", "g2")
    assert [(result["ref"], result["rag"], result["state"]) for result in report()["goals"]] == [
        ("g2", "none", "paused")
    ]
    assert mentee("report", "--goal", "g1").code == 1


def test_one_goal_alone(mentee: Mentee, report: Report) -> None:
    add_goal(mentee)
    mentee.does("goals", "add", "Speak up")
    mentee.does("questions", "add", "For another?", "--goal", "g1")
    mentee.does("questions", "add", "For this?", "--goal", "g2")
    data = report("--goal", "speak")
    assert [result["ref"] for result in data["goals"]] == ["g2"]
    assert data["questions"]["refs"]["added"] == ["q2"]


# As of an earlier day


def test_an_earlier_day_shows_what_was_recorded_for_it_whenever_it_was_entered(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2026-12-10", "--step", "one")
    mentee.does("goals", "progress", "g1", "2", "--on", "2026-10-01")
    mentee.does("goals", "progress", "g1", "7", "--on", "2026-11-01")
    mentee.does("goals", "done", "t1", "--on", "2026-11-02")
    (earlier,) = report("--until", "2026-10-21")["goals"]
    assert (earlier["value"], earlier["points"]) == (2, [["2026-10-01", 2]])
    assert (earlier["expected"], earlier["rag"]) == (0.5, "red")
    assert earlier["steps"] == {"done": 0, "total": 1}


def test_a_goal_counts_from_its_start_and_to_its_end(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2026-12-10")
    mentee.does("goals", "achieve", "g1", "--on", "2026-11-01")
    assert report("--until", "2026-08-31")["goals"] == []
    assert report("--until", "2026-10-31")["goals"][0]["state"] == "agreed"
    (ended,) = report("--until", "2026-11-01")["goals"]
    assert (ended["state"], ended["ended_on"], ended["rag"]) == ("achieved", "2026-11-01", "none")
    assert report("--since", "2026-11-02")["goals"] == [], "what ended before the period is not in it"


def test_a_later_until_counts_as_today_for_goals(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2026-12-10")
    assert report("--until", "2027-06-30")["goals"][0]["expected"] == 0.83


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        (("--period", "last month"), "2026-10-01", "2026-10-31"),
        (("--period", "2026-q3"), "2026-07-01", "2026-09-30"),
        (("--period", "2026-02"), "2026-02-01", "2026-02-28"),
        (("--since", "2026-11-01"), "2026-11-01", "2026-11-23"),
        (("--until", "2026-11-01"), "2026-08-03", "2026-11-01"),
        (("--since", "0001-01-01"), "0001-01-01", "2026-11-23"),
        (("--until", "9999-12-31"), "2026-08-25", "9999-12-31"),
        (("--period", "0001"), "0001-01-01", "0001-12-31"),
        (("--period", "9999"), "9999-01-01", "9999-12-31"),
    ],
)
def test_periods(report: Report, words: tuple[str, ...], since: str, until: str) -> None:
    assert report(*words)["period"] == {"since": since, "until": until}


@pytest.mark.parametrize(
    "words",
    [
        ("--period", "2026-q5"),
        ("--period", "last month", "--since", "today"),
        ("--since", "today", "--until", "yesterday"),
    ],
)
def test_periods_that_cannot_be_are_refused(mentee: Mentee, words: tuple[str, ...]) -> None:
    assert mentee.fails("report", *words).code == 2
