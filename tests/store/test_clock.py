"""The clock: set back, summer time, leap days, zones that change between commands, the ends of the calendar."""

import time

import pytest

from tests.built import written_once
from tests.conftest import Mentee
from tests.inside import OURS

DATED = (
    ("next",), ("due",), ("due", "--within", "4 weeks"), ("report",), ("report", "--compare"), ("lookback",),
    ("report", "--period", "last year"), ("report", "--since", "monday"), ("timeline",), ("history",), ("agenda",),
    ("sessions", "list", "--all"), ("goals", "list"), ("questions", "list", "--all"), ("backup", "list"),
    ("export", "calendar"), ("export", "cpd"), ("show", "s1"), ("show", "g1"), ("mentors", "list"), ("skills", "list"),
)  # fmt: skip
WRITING = (
    ("checkin", "--mood", "4", "--on", "today"), ("questions", "add", "Who decides?"), ("goals", "progress", "g1", "3"),
    ("sessions", "add", "--at", "tomorrow 09:00"), ("sessions", "add", "--at", "in 2 weeks 23:59"),
    ("sessions", "move", "s1", "--at", "monday 10:00"), ("sessions", "plan", "--count", "3", "--yes"),
    ("sessions", "plan", "--by", "end of quarter", "--yes"), ("actions", "add", "Draft", "--by", "end of month"),
    ("goals", "add", "Rest", "--by", "+3m"), ("review", "--went-well", "All", "--period", "last month"),
    ("undo",), ("redo",), ("backup",),
)  # fmt: skip


def zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Be in another time zone from now on."""
    monkeypatch.setenv("TZ", name)
    time.tzset()


@pytest.fixture
@written_once
def begun(mentee: Mentee) -> Mentee:
    """A mentee with a mentor whom they meet every two weeks, a goal, and a session to come."""
    mentee.does("mentors", "add", "Ruth", "--cadence", "2 weeks")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2027-06-30")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    mentee.does("questions", "add", "Who decides?")
    return mentee


def holds(mentee: Mentee, *calls: tuple[str, ...]) -> None:
    """Every one of these commands ends well or with a refusal in words."""
    for words in calls:
        told = mentee(*words)
        assert told.code in (0, 1, 2, 10) and OURS not in told.err and "Traceback" not in told.err, (words, told)
        assert told.code in (0, 10) or told.err.strip()


MOMENTS = {
    "set back by a year": "2025-11-23T09:00:00",
    "before the computer's first day": "1969-12-31T23:59:59",
    "year 1": "0001-01-01T00:00:00",
    "year 1, noon": "0001-01-01T12:00:00",
    "the second day": "0001-01-02T00:00:00",
    "year 9999": "9999-12-31T23:59:59",
    "a month before the end": "9999-11-30T12:00:00",
    "a leap day": "2028-02-29T12:00:00",
    "the day before a leap day": "2028-02-28T23:59:59",
    "no leap day": "2100-02-28T12:00:00",
    "within the hour that is left out": "2027-03-28T01:30:00",
    "within the hour that comes twice": "2027-10-31T01:30:00",
    "the last second of a year": "2026-12-31T23:59:59",
    "far ahead": "2150-06-15T10:00:00",
}


@pytest.mark.parametrize("name", MOMENTS)
def test_no_moment_makes_a_command_fail_badly(begun: Mentee, name: str) -> None:
    begun.at(MOMENTS[name])
    holds(begun, *WRITING, *DATED)
    begun.at("2026-11-23T09:00:00")
    holds(begun, *DATED[:10])
    assert begun("doctor").code == 0


def test_a_clock_set_back_changes_neither_the_order_of_changes_nor_undo(begun: Mentee) -> None:
    begun.does("questions", "add", "Later?")
    begun.at("2020-01-01T00:00:00")
    begun.does("questions", "add", "Earlier?")
    assert [one["command"] for one in begun.does("history")][:2] == ["questions add"] * 2
    assert begun.does("undo")["refs"] == ["q3"]
    assert begun.does("undo")["refs"] == ["q2"]
    assert begun.does("redo")["refs"] == ["q2"]
    uids = [one["uid"] for one in begun.does("questions", "list")]
    assert len(set(uids)) == len(uids)
    assert begun("doctor").code == 0


ZONES = ("Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC",
         "<+1245>-12:45", "Nowhere/Atlantis", "")  # fmt: skip


def test_a_zone_that_changes_between_commands_moves_no_day(begun: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    begun.at("2026-11-23T23:30:00")
    begun.does("checkin", "--mood", "4")
    for name in ZONES:
        zone(monkeypatch, name)
        holds(begun, *DATED[::2], *WRITING[:4], ("undo",))
        assert begun.does("show", "c1")["day"] == "2026-11-23"
    zone(monkeypatch, "Europe/London")
    assert begun.does("show", "s1")["starts_at"] == "2026-11-26T15:00"
    assert begun("doctor").code == 0


def test_sessions_of_several_zones_stand_in_the_order_in_which_they_happen(
    begun: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone(monkeypatch, "Asia/Tokyo")
    begun.does("sessions", "add", "--at", "2026-11-26 23:30")  # 14:30 in London, before s1
    zone(monkeypatch, "America/New_York")
    begun.does("sessions", "add", "--at", "2026-11-26 10:30")  # 15:30 in London, after it
    zone(monkeypatch, "Europe/London")
    order = [one["ref"] for one in begun.does("sessions", "list")]
    assert [one for one in order if one in ("s1", "s2", "s3")] in (["s2", "s1", "s3"], ["s3", "s1", "s2"])
    assert begun.does("next")["session"]["ref"] == "s2"


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2027-03-28 01:30", "2027-03-28T02:30"),  # it is left out: the clocks go from one to two
        ("2027-10-31 01:30", "2027-10-31T01:30"),  # it comes twice: the first is meant
    ],
)
def test_a_time_that_is_not_there_or_there_twice_is_one_moment(begun: Mentee, at: str, kept: str) -> None:
    planned = begun.does("sessions", "add", "--at", at)
    assert planned["starts_at"] == kept
    begun.does("sessions", "move", "s1", "--at", at)
    assert begun.does("show", "s1")["starts_at"] == kept


def test_a_meeting_keeps_its_hour_when_summer_time_begins(begun: Mentee) -> None:
    begun.at("2027-03-01T09:00:00")
    begun.does("sessions", "held", "s1", "--takeaway", "Listen")
    begun.does("sessions", "add", "--at", "2027-03-18 15:00")
    begun.does("sessions", "plan", "--count", "3", "--yes")
    planned = [one["starts_at"] for one in begun.does("sessions", "list", "--all") if one["state"] == "planned"]
    assert {moment[11:] for moment in planned} == {"15:00"} and len(planned) >= 3


@pytest.mark.parametrize(
    ("text", "day"), [("2028-02-29", "2028-02-29"), ("29 feb 2028", "2028-02-29"), ("2027-02-29", ""), ("30 feb", "")]
)
def test_only_leap_years_have_a_leap_day(begun: Mentee, text: str, day: str) -> None:
    told = begun("actions", "add", "Draft", "--by", text, "--json")
    assert (told.data["due"] == day) if day else told.code == 2


def test_looking_back_from_a_leap_day_and_to_one(begun: Mentee) -> None:
    begun.at("2028-02-29T10:00:00")
    begun.does("questions", "add", "A leap day?")
    begun.at("2029-02-28T10:00:00")
    holds(begun, ("lookback",), ("report", "--period", "last year"), ("report", "--since", "2028-02-29"))
    begun.at("2029-03-01T10:00:00")
    holds(begun, ("lookback",))


def test_each_day_has_its_backup_also_when_the_clock_is_set_back(begun: Mentee) -> None:
    for moment in ("2026-11-24T09:00:00", "2026-11-22T09:00:00", "2026-11-24T10:00:00", "0001-02-01T12:00:00"):
        begun.at(moment)
        begun.does("questions", "add", "Who?")
    names = {one["name"] for one in begun.does("backup", "list")}
    assert {"2026-11-22", "2026-11-23", "2026-11-24"} <= names
