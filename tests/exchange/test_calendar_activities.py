"""Events that are over become activities, once, and never beside the session that they are."""

import pytest

from tests.conftest import Mentee

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:evening@x
DTSTART:20261110T180000
DTEND:20261110T193000
SUMMARY:Branch evening on risk
END:VEVENT
BEGIN:VEVENT
UID:coming@x
DTSTART:20261124T180000
DTEND:20261124T190000
SUMMARY:To come
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def mentee_with_calendar(mentee: Mentee) -> Mentee:
    (mentee.folder / "own.ics").write_text(CALENDAR)
    return mentee


def test_a_past_event_is_taken_once(mentee_with_calendar: Mentee) -> None:
    file = str(mentee_with_calendar.folder / "own.ics")
    offered = mentee_with_calendar.does("import", file, "--as", "activity")
    assert [(one["pick"], one["title"], one["minutes"]) for one in offered] == [(1, "Branch evening on risk", 90)]
    (taken,) = mentee_with_calendar.does("import", file, "--as", "activity", "--pick", "1")
    assert (taken["day"], taken["minutes"], taken["sort"]) == ("2026-11-10", 90, "event")
    assert mentee_with_calendar.does("import", file, "--as", "activity", "--pick", "1") == {"made": []}
    assert mentee_with_calendar.fails("import", file, "--as", "activity", "--pick", "2").code == 2


def test_an_event_that_is_a_session_counts_there_alone(mentee_with_calendar: Mentee) -> None:
    file = str(mentee_with_calendar.folder / "own.ics")
    mentee_with_calendar.does("mentors", "add", "Ruth Okafor")
    (session,) = mentee_with_calendar.does("import", file, "--pick", "1")
    mentee_with_calendar.at("2026-11-26T09:00:00")
    offered = mentee_with_calendar.does("import", file, "--as", "activity")
    assert {one["title"]: one["session"] for one in offered} == {
        "To come": session["ref"], "Branch evening on risk": None,
    }  # fmt: skip
    assert "--as" in mentee_with_calendar.fails("import", file, "--as", "activty").err


WHOLE_DAYS_AND_SERIES = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:days@x
DTSTART;VALUE=DATE:20261105
DTEND;VALUE=DATE:20261107
SUMMARY:PFQ course
END:VEVENT
BEGIN:VEVENT
UID:series@x
DTSTART:20250105T180000
DTEND:20250105T190000
RRULE:FREQ=MONTHLY
EXDATE:20261005T180000
SUMMARY:Branch evening
END:VEVENT
BEGIN:VEVENT
UID:off@x
DTSTART;VALUE=DATE:20261101
STATUS:CANCELLED
SUMMARY:Called off
END:VEVENT
BEGIN:VEVENT
UID:week@x
DTSTART;VALUE=DATE:20261109
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Study day
END:VEVENT
END:VCALENDAR
"""


def test_whole_days_and_what_is_over_of_a_series_are_offered(mentee: Mentee) -> None:
    (mentee.folder / "own.ics").write_text(WHOLE_DAYS_AND_SERIES)
    file = str(mentee.folder / "own.ics")
    offered = mentee.does("import", file, "--as", "activity")
    days = {(one["title"], one["starts_at"][:10]): one["minutes"] for one in offered}
    assert days["PFQ course", "2026-11-05"] is None, "a whole day says no length, and none is invented"
    assert [day for title, day in days if title == "Study day"] == ["2026-11-23", "2026-11-16", "2026-11-09"]
    evenings = [day for title, day in days if title == "Branch evening"]
    assert evenings[0] == "2026-11-05" and "2026-10-05" not in evenings and len(evenings) == 11
    assert all(day < "2026-11-24" for _, day in days) and ("Called off", "2026-11-01") not in days
    assert "2 days" in mentee("import", file, "--as", "activity").out


def test_an_event_of_whole_days_asks_for_its_hours_and_is_of_the_sort_in_its_title(mentee: Mentee) -> None:
    (mentee.folder / "own.ics").write_text(WHOLE_DAYS_AND_SERIES)
    file = str(mentee.folder / "own.ics")
    offered = mentee.does("import", file, "--as", "activity")
    (number,) = [str(one["pick"]) for one in offered if one["title"] == "PFQ course"]
    taken = mentee("import", file, "--as", "activity", "--pick", number)
    assert "mentorlog edit h1 hours=" in taken.err
    activity = mentee.does("show", "h1")
    assert (activity["sort"], activity["kind"], activity["minutes"]) == ("course", "formal", None)
    assert mentee.does("import", file, "--as", "activity", "--pick", number) == {"made": []}
