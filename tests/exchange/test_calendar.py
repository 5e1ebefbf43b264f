"""Calendars: what goes out keeps its identity, what comes in comes once."""

import shlex
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from mentorlog.exchange.calendars.timezones import timezone_component
from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_mentor(mentee: Mentee) -> Mentee:
    """Somebody with a mentor and a session to come."""
    mentee.does("mentors", "add", "Ruth Okafor", "--minutes", "45", "--channel", "video; or phone, maybe")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    return mentee


def export_calendar(mentee: Mentee, *words: str) -> icalendar.Calendar:
    result = mentee("export", "calendar", *words)
    assert result.code == 0, result.err
    calendar = icalendar.Calendar.from_ical(result.out)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def only_component(calendar: icalendar.Calendar, name: str = "VEVENT") -> Any:
    (found,) = calendar.walk(name)
    return found


def test_a_session_is_an_event_with_an_alarm_in_its_own_zone(mentee_with_mentor: Mentee) -> None:
    calendar = export_calendar(mentee_with_mentor)
    event = only_component(calendar)
    assert str(event["summary"]) == "Mentoring with Ruth Okafor"
    assert str(event["location"]) == "video; or phone, maybe"
    assert event.start == datetime.fromisoformat("2026-11-26T15:00:00+00:00")
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event.end - event.start == timedelta(minutes=45)
    assert only_component(event, "VALARM")["trigger"].dt == timedelta(minutes=-30)
    assert str(only_component(calendar, "VTIMEZONE")["tzid"]) == "Europe/London"
    assert (
        mentee_with_mentor("export", "calendar").out.startswith("BEGIN:VCALENDAR\r\n")
        or "\r\n" not in mentee_with_mentor("export", "calendar").out
    )


def test_moving_keeps_the_uid_and_raises_the_sequence(mentee_with_mentor: Mentee) -> None:
    before = only_component(export_calendar(mentee_with_mentor))
    mentee_with_mentor.does("sessions", "move", "s1", "--at", "2026-11-27 10:00")
    after = only_component(export_calendar(mentee_with_mentor))
    assert after["uid"] == before["uid"] and after["sequence"] == before["sequence"] + 1
    mentee_with_mentor.does("undo")
    assert only_component(export_calendar(mentee_with_mentor))["sequence"] == before["sequence"] + 2, (
        "going back is a change too"
    )


def test_a_cancelled_session_is_cancelled_and_rings_no_more(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("sessions", "cancel", "s1")
    event = only_component(export_calendar(mentee_with_mentor))
    assert str(event["status"]) == "CANCELLED" and event.walk("VALARM") == []


def test_actions_with_a_day_and_reviews_are_things_to_do(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("actions", "add", "Draft the register", "--by", "2026-12-01")
    mentee_with_mentor.does("actions", "add", "Some day")
    mentee_with_mentor.does("actions", "add", "Send the book", "--by", "2026-12-02", "--theirs")
    mentee_with_mentor.does("review", "--went-well", "All", "--next-review", "2027-01-24")
    todos: list[Any] = export_calendar(mentee_with_mentor).walk("VTODO")
    items = {str(todo["summary"]): (todo["due"].dt, str(todo["status"])) for todo in todos}
    assert items == {
        "Draft the register": (date(2026, 12, 1), "NEEDS-ACTION"),
        "Waiting for my mentor: Send the book": (date(2026, 12, 2), "NEEDS-ACTION"),
        "Mentoring review": (date(2027, 1, 24), "NEEDS-ACTION"),
    }
    mentee_with_mentor.does("actions", "done", "a1")
    assert "COMPLETED" in {str(todo["status"]) for todo in export_calendar(mentee_with_mentor).walk("VTODO")}


def test_due_days_are_events_of_a_whole_day_where_to_dos_are_not_shown(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("actions", "add", "Draft the register", "--by", "2026-12-01")
    mentee_with_mentor.does("actions", "add", "Ask Amina", "--by", "2026-12-02")
    mentee_with_mentor.does("actions", "done", "a2")
    calendar = export_calendar(mentee_with_mentor, "--due-as-events")
    events: list[Any] = calendar.walk("VEVENT")
    days = [event for event in events if not isinstance(event.start, datetime)]
    assert {(str(event["summary"]), event.start, event.end) for event in days} == {
        ("Due: Draft the register", date(2026, 12, 1), date(2026, 12, 2)),
        ("Done: Ask Amina", date(2026, 12, 2), date(2026, 12, 3)),
    }
    assert all(str(event["transp"]) == "TRANSPARENT" for event in days) and not calendar.walk("VTODO")
    todos = {str(todo["uid"]) for todo in export_calendar(mentee_with_mentor).walk("VTODO")}
    assert todos.isdisjoint(str(event["uid"]) for event in days), "a server holds one thing by a UID"


def test_a_zone_is_defined_by_rules_or_by_one_change_a_line(mentee_with_mentor: Mentee) -> None:
    zone = mentee_with_mentor("export", "calendar").out.partition("BEGIN:VTIMEZONE")[2].partition("END:VTIMEZONE")[0]
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in zone and "DTSTART:20250330T010000" in zone, "on the old clocks"
    text = timezone_component(ZoneInfo("Africa/Casablanca"), 2020, 2024).to_ical().decode()
    dates = [row for row in text.splitlines() if row.startswith("RDATE")]
    assert len(dates) > 4 and not any("," in row for row in dates)


def test_what_is_private_is_not_for_others(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("actions", "add", "Look for another mentor", "--by", "2026-12-01", "--private")
    assert len(export_calendar(mentee_with_mentor).walk("VTODO")) == 1
    result = mentee_with_mentor("export", "calendar", "--for", "mentor")
    assert "another" not in result.out and "1 entry" in result.err


def test_an_empty_journal_gives_an_empty_calendar(mentee: Mentee) -> None:
    assert export_calendar(mentee).walk("VEVENT") == []


# In

SERIES = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//other//EN
BEGIN:VEVENT
UID:team-1
DTSTART;TZID=Europe/Berlin:20261201T110000
DTEND;TZID=Europe/Berlin:20261201T114500
RRULE:FREQ=WEEKLY;UNTIL=20261222T100000Z
EXDATE;TZID=Europe/Berlin:20261208T110000
SUMMARY:1:1 with Ruth
LOCATION:Room 4
END:VEVENT
BEGIN:VEVENT
UID:team-1
RECURRENCE-ID;TZID=Europe/Berlin:20261215T110000
DTSTART;TZID=Europe/Berlin:20261216T090000
DURATION:PT30M
SUMMARY:1:1 with Ruth (moved)
END:VEVENT
BEGIN:VEVENT
UID:past
DTSTART:20200101T100000Z
SUMMARY:Long ago
END:VEVENT
BEGIN:VEVENT
UID:day
DTSTART;VALUE=DATE:20261224
SUMMARY:A whole day
END:VEVENT
BEGIN:VEVENT
UID:off
DTSTART:20261230T100000Z
STATUS:CANCELLED
SUMMARY:Called off
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def series(tmp_path: Path) -> str:
    """A calendar of another program."""
    path = tmp_path / "other.ics"
    path.write_text(SERIES.replace("\n", "\r\n"), encoding="utf-8")
    return str(path)


def test_a_series_is_offered_as_its_single_events(mentee_with_mentor: Mentee, series: str) -> None:
    data = mentee_with_mentor.does("import", series)
    assert [(event["starts_at"], event["minutes"]) for event in data] == [
        ("2026-12-01T10:00+00:00", 45), ("2026-12-16T08:00+00:00", 30), ("2026-12-22T10:00+00:00", 45),
    ]  # fmt: skip
    assert "3 events are past, called off or of whole days" in mentee_with_mentor("import", series).out
    assert len(mentee_with_mentor.does("sessions", "list")) == 1, "nothing is taken unasked"


def test_picked_events_become_sessions_once(mentee_with_mentor: Mentee, series: str) -> None:
    made = mentee_with_mentor.does("import", series, "--pick", "1", "--pick", "3")
    assert [(session["ref"], session["starts_at"], session["minutes"], session["channel"]) for session in made] == [
        ("s2", "2026-12-01T10:00+00:00", 45, "Room 4"), ("s3", "2026-12-22T10:00+00:00", 45, "Room 4"),
    ]  # fmt: skip
    before = mentee_with_mentor.bytes()
    assert mentee_with_mentor.does("import", series, "--pick", "1", "--pick", "3") == {"made": []}
    assert mentee_with_mentor.bytes() == before
    assert [event["session"] for event in mentee_with_mentor.does("import", series)] == ["s2", None, "s3"]
    mentee_with_mentor.does("undo")
    assert len(mentee_with_mentor.does("sessions", "list")) == 1, "one import is one undo"


def test_a_copy_is_made_first_and_only_where_something_is_taken(mentee_with_mentor: Mentee, series: str) -> None:
    mentee_with_mentor.does("import", series)
    assert import_backups(mentee_with_mentor) == []
    mentee_with_mentor.does("import", series, "--pick", "1")
    mentee_with_mentor.does("import", series, "--pick", "1")
    (kept,) = import_backups(mentee_with_mentor)
    mentee_with_mentor.does("restore", kept, "--yes")
    assert [one["ref"] for one in mentee_with_mentor.does("sessions", "list")] == ["s1"]


def test_a_dry_run_shows_what_would_come_and_takes_nothing(mentee_with_mentor: Mentee, series: str) -> None:
    before = mentee_with_mentor.bytes()
    assert [event["pick"] for event in mentee_with_mentor.does("import", series, "--dry-run")] == [1, 2, 3]
    assert [
        event["pick"] for event in mentee_with_mentor.does("import", series, "--pick", "3", "--pick", "1", "--dry-run")
    ] == [
        1,
        3,
    ]
    result = mentee_with_mentor("import", series, "--pick", "3", "--pick", "1", "--dry-run")
    assert "moved" not in result.out and "--pick 1 --pick 3   to take them" in result.err
    assert mentee_with_mentor.fails("import", series, "--pick", "9", "--dry-run").code == 2
    assert mentee_with_mentor.bytes() == before and import_backups(mentee_with_mentor) == []


def import_backups(mentee: Mentee) -> list[str]:
    """The copies that imports made."""
    return [one["name"] for one in mentee.does("backup", "list") if one["name"].startswith("before-import-")]


def test_the_next_step_can_be_typed_whatever_the_file_is_called(
    mentee_with_mentor: Mentee, series: str, tmp_path: Path
) -> None:
    spaced = Path(series).rename(tmp_path / "my cal.ics")
    (step,) = [line for line in mentee_with_mentor("import", str(spaced)).err.splitlines() if "--pick" in line]
    assert shlex.split(step.replace("to take it", ""))[-4:] == ["import", str(spaced), "--pick", "1"]


def test_ones_own_calendar_brings_nothing_new(mentee_with_mentor: Mentee, tmp_path: Path) -> None:
    path = tmp_path / "own.ics"
    mentee_with_mentor("export", "calendar", "--output", str(path))
    (event,) = mentee_with_mentor.does("import", str(path))
    assert event["session"] == "s1" and event["differs"] == [], "its place has a semicolon and a comma"
    before = mentee_with_mentor.bytes()
    mentee_with_mentor.does("import", str(path), "--pick", "1")
    assert mentee_with_mentor.bytes() == before


_EVENT = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n%s\nEND:VEVENT\nEND:VCALENDAR"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\n",
        _EVENT % b"DTSTART:never",
        _EVENT % b"DTSTART:20261201T100000Z\nRRULE:FREQ=NEVER",
        _EVENT % b"DTSTART:19700101T000000Z\nRRULE:FREQ=SECONDLY",
    ],
)
def test_what_cannot_be_read_changes_nothing(mentee_with_mentor: Mentee, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ics"
    path.write_bytes(content)
    before = mentee_with_mentor.bytes()
    result = mentee_with_mentor("import", str(path), "--pick", "1")
    assert result.code == 2 or (result.code == 0 and "No event is to come" in result.out)
    assert "Traceback" not in result.err and mentee_with_mentor.bytes() == before


def test_what_is_no_calendar_is_refused(mentee_with_mentor: Mentee, tmp_path: Path, series: str) -> None:
    assert mentee_with_mentor.fails("import", str(tmp_path / "none.ics")).code == 2
    assert mentee_with_mentor.fails("import", str(tmp_path)).code == 2
    (tmp_path / "x.dat").write_text("x")
    assert "--from calendar" in mentee_with_mentor.fails("import", str(tmp_path / "x.dat")).err
    assert mentee_with_mentor.fails("import", series, "--pick", "9").code == 2
