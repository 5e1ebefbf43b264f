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
