"""The clock: set back, summer time, leap days, zones that change between commands, the ends of the calendar."""

import pytest

from tests import systems
from tests.conftest import Mentee
from tests.in_process import INTERNAL_ERROR
from tests.journal_copies import cache_journal

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


def set_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Be in another time zone from now on."""
    monkeypatch.setenv("TZ", name)
    systems.apply_zone()


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """A mentee with a mentor whom they meet every two weeks, a goal, and a session to come."""
    mentee.does("mentors", "add", "Ruth", "--cadence", "2 weeks")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2027-06-30")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    mentee.does("questions", "add", "Who decides?")
    return mentee


def check_commands(mentee: Mentee, *calls: tuple[str, ...]) -> None:
    """Every one of these commands ends well or with a refusal in words."""
    for words in calls:
        result = mentee(*words)
        assert result.code in (0, 1, 2, 10) and INTERNAL_ERROR not in result.err and "Traceback" not in result.err, (
            words,
            result,
        )
        assert result.code in (0, 10) or result.err.strip()


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
def test_no_moment_makes_a_command_fail_badly(mentee_with_entries: Mentee, name: str) -> None:
    """At the ends of the calendar every page is shown; at a day within it, each second one by turns."""
    mentee_with_entries.at(MOMENTS[name])
    is_end = MOMENTS[name].startswith(("0001", "9999", "1969"))
    first = list(MOMENTS).index(name) % 2
    check_commands(mentee_with_entries, *WRITING, *(DATED if is_end else DATED[first::2]))
    mentee_with_entries.at("2026-11-23T09:00:00")
    check_commands(mentee_with_entries, *DATED[first:10:2])
    assert mentee_with_entries("doctor").code == 0


def test_a_clock_set_back_changes_neither_the_order_of_changes_nor_undo(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("questions", "add", "Later?")
    mentee_with_entries.at("2020-01-01T00:00:00")
    mentee_with_entries.does("questions", "add", "Earlier?")
    assert [one["command"] for one in mentee_with_entries.does("history")][:2] == ["questions add"] * 2
    assert mentee_with_entries.does("undo")["refs"] == ["q3"]
    assert mentee_with_entries.does("undo")["refs"] == ["q2"]
    assert mentee_with_entries.does("redo")["refs"] == ["q2"]
    uids = [one["uid"] for one in mentee_with_entries.does("questions", "list")]
    assert len(set(uids)) == len(uids)
    assert mentee_with_entries("doctor").code == 0


ZONES = ("Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC",
         "<+1245>-12:45", "Nowhere/Atlantis", "")  # fmt: skip


def test_a_zone_that_changes_between_commands_moves_no_day(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee_with_entries.at("2026-11-23T23:30:00")
    mentee_with_entries.does("checkin", "--mood", "4")
    for name in ZONES:
        set_zone(monkeypatch, name)
        check_commands(mentee_with_entries, *DATED[::2], *WRITING[:4], ("undo",))
        assert mentee_with_entries.does("show", "c1")["day"] == "2026-11-23"
    set_zone(monkeypatch, "Europe/London")
    assert mentee_with_entries.does("show", "s1")["starts_at"] == "2026-11-26T15:00+00:00"
    assert mentee_with_entries("doctor").code == 0


def test_a_moment_that_a_zone_carries_beyond_the_calendar_is_said_to_be(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_zone(monkeypatch, "UTC")
    mentee.does("sessions", "add", "--at", "9999-12-31 23:30")
    set_zone(monkeypatch, "Pacific/Kiritimati")
    for words in (("search", "9999"), ("report",), ("next",), ("sessions", "list"), ("show", "s1")):
        result = mentee(*words)
        assert result.code == 0 or "the year 9999" in result.err, words


def test_sessions_of_several_zones_stand_in_the_order_in_which_they_happen(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_zone(monkeypatch, "Asia/Tokyo")
    mentee_with_entries.does("sessions", "add", "--at", "2026-11-26 23:30")  # 14:30 in London, before s1
    set_zone(monkeypatch, "America/New_York")
    mentee_with_entries.does("sessions", "add", "--at", "2026-11-26 10:30")  # 15:30 in London, after it
    set_zone(monkeypatch, "Europe/London")
    order = [one["ref"] for one in mentee_with_entries.does("sessions", "list")]
    assert [one for one in order if one in ("s1", "s2", "s3")] in (["s2", "s1", "s3"], ["s3", "s1", "s2"])
    assert mentee_with_entries.does("next")["session"]["ref"] == "s2"


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2027-03-28 01:30", "2027-03-28T02:30+01:00"),  # it is left out: the clocks go from one to two
        ("2027-10-31 01:30", "2027-10-31T01:30+01:00"),  # it comes twice: the first is meant
    ],
)
def test_a_time_that_is_not_there_or_there_twice_is_one_moment(mentee_with_entries: Mentee, at: str, kept: str) -> None:
    planned = mentee_with_entries.does("sessions", "add", "--at", at)
    assert planned["starts_at"] == kept
    mentee_with_entries.does("sessions", "move", "s1", "--at", at)
    assert mentee_with_entries.does("show", "s1")["starts_at"] == kept


def test_a_meeting_keeps_its_hour_when_summer_time_begins(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.at("2027-03-01T09:00:00")
    mentee_with_entries.does("sessions", "held", "s1", "--takeaway", "Listen")
    mentee_with_entries.does("sessions", "add", "--at", "2027-03-18 15:00")
    mentee_with_entries.does("sessions", "plan", "--count", "3", "--yes")
    planned = [
        one["starts_at"] for one in mentee_with_entries.does("sessions", "list", "--all") if one["state"] == "planned"
    ]
    assert {moment[11:16] for moment in planned} == {"15:00"} and len(planned) >= 3


@pytest.mark.parametrize(
    ("text", "day"), [("2028-02-29", "2028-02-29"), ("29 feb 2028", "2028-02-29"), ("2027-02-29", ""), ("30 feb", "")]
)
def test_only_leap_years_have_a_leap_day(mentee_with_entries: Mentee, text: str, day: str) -> None:
    result = mentee_with_entries("actions", "add", "Draft", "--by", text, "--json")
    assert (result.data["due"] == day) if day else result.code == 2


def test_looking_back_from_a_leap_day_and_to_one(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.at("2028-02-29T10:00:00")
    mentee_with_entries.does("questions", "add", "A leap day?")
    mentee_with_entries.at("2029-02-28T10:00:00")
    check_commands(
        mentee_with_entries, ("lookback",), ("report", "--period", "last year"), ("report", "--since", "2028-02-29")
    )
    mentee_with_entries.at("2029-03-01T10:00:00")
    check_commands(mentee_with_entries, ("lookback",))


def test_each_day_has_its_backup_also_when_the_clock_is_set_back(mentee_with_entries: Mentee) -> None:
    for moment in ("2026-11-24T09:00:00", "2026-11-22T09:00:00", "2026-11-24T10:00:00", "0001-02-01T12:00:00"):
        mentee_with_entries.at(moment)
        mentee_with_entries.does("questions", "add", "Who?")
    names = {one["name"] for one in mentee_with_entries.does("backup", "list")}
    assert {"2026-11-22", "2026-11-23", "2026-11-24"} <= names
