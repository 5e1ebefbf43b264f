"""The season: which weeks it has, and what lies in them."""

from datetime import date

import pytest

from mentorlog.journal.queries import season as season_query
from mentorlog.report import relationship
from tests.benchmarks.journals import write_journal
from tests.conftest import Mentee
from tests.report.conftest import Report, add_goal, add_session


def test_a_season_goes_from_the_first_entry_to_the_last_due_day(mentee: Mentee, report: Report) -> None:
    add_session(mentee, "2026-10-07")
    add_goal(mentee, "--target", "10", "--by", "2027-01-05", start="2026-10-20")
    season = report()["season"]
    assert (season["since"], season["until"], season["today"]) == ("2026-10-05", "2027-01-10", "2026-11-23")
    assert [(talk["ref"], talk["day"], talk["status"]) for talk in season["talks"]] == [("s1", "2026-10-07", "held")]
    assert season["written"] == [1, 0, 0, 0, 0, 0, 0, 0]


def test_it_has_a_year_back_and_half_a_year_ahead_at_most(mentee: Mentee, report: Report) -> None:
    add_goal(mentee, "--target", "10", "--by", "2031-01-05", start="2020-10-20")
    season = report()["season"]
    assert (season["since"], season["until"]) == ("2025-12-01", "2027-05-30")
    assert len(season["written"]) == 52


def test_goals_tell_how_they_ended(mentee: Mentee, report: Report) -> None:
    for _ in range(4):
        add_goal(mentee, "--target", "10", "--by", "2026-12-31")
    mentee.does("goals", "achieve", "g1", "--on", "2026-10-01")
    mentee.does("goals", "drop", "g2", "--on", "2026-11-01")
    mentee.does("goals", "pause", "g3")
    assert [goal["status"] for goal in report()["season"]["goals"]] == ["reached", "let go", "paused", "running"]
    earlier = report("--until", "2026-10-15")["season"]["goals"]
    assert [(goal["status"], goal["ended_on"]) for goal in earlier[:2]] == [
        ("reached", "2026-10-01"),
        ("running", None),
    ]


def test_of_a_period_that_is_over_later_sessions_were_planned(mentee: Mentee, report: Report) -> None:
    add_session(mentee, "2026-10-05", "missed")
    mentee.at("2026-10-06T09:00:00")
    mentee.does("sessions", "add", "--at", "2026-10-19 15:00")
    mentee.does("sessions", "add", "--at", "2026-10-26 15:00")
    mentee.at("2026-10-27T09:00:00")
    mentee.does("sessions", "held", "s2")
    mentee.does("sessions", "cancel", "s3")
    talks = report("--until", "2026-10-10")["season"]["talks"]
    assert [(talk["ref"], talk["status"]) for talk in talks] == [("s1", "missed"), ("s2", "planned")]
    assert [talk["status"] for talk in report()["season"]["talks"]] == ["missed", "held"]


def test_it_tells_a_reader_only_what_they_may_see(mentee: Mentee, report: Report) -> None:
    mentee.does("checkin", "--mood", "2", "--on", "2026-11-02")
    mentee.does("achievements", "add", "Asked for a raise", "--on", "2026-11-02", "--private")
    own = report()["season"]
    assert (len(own["moods"]), len(own["wins"]), sum(own["written"])) == (1, 1, 1)
    season = report("--for", "mentor")["season"]
    assert (season["moods"], season["wins"]) == ([], [])


@pytest.mark.parametrize("day", [date.min, date(2, 1, 1), date.max])
def test_the_ends_of_the_calendar_have_no_season(mentee: Mentee, report: Report, day: date) -> None:
    add_goal(mentee)
    assert report("--since", "0001-01-01", "--until", day.isoformat())["season"] is None or day == date.max


def test_the_story_of_one_goal_has_none(mentee: Mentee, report: Report) -> None:
    add_goal(mentee)
    assert report("--goal", "g1")["season"] is None


def test_a_long_journal_which_is_asked_for_each_week_and_skill_gives_the_same(
    mentee: Mentee, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_journal(mentee.path, 300, date(2026, 11, 23))
    for words in ((), ("--until", "2026-09-02"), ("--for", "mentor")):
        reports = []
        for limit in (10_000, 0):
            monkeypatch.setattr(season_query, "_FEW", limit)
            monkeypatch.setattr(relationship, "_FEW_RATINGS", limit)
            reports.append(report(*words))
        assert reports[0] == reports[1]
        assert sum(reports[0]["season"]["written"]) > 20
        assert reports[0]["skills"]
