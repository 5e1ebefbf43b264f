"""Calendars after bug reports of other programs, each with invented words: what it says there is read here."""

import pytest

from tests.exchange.test_strange_calendars import calendar, parse, starts

BERLIN = "DTSTART;TZID=Europe/Berlin:20261201T114000\nRRULE:FREQ=DAILY;COUNT=3"


def test_a_weekly_meeting_keeps_its_hour_when_the_clocks_change() -> None:  # khal 46, nextcloud/calendar 125
    parsed = parse("DTSTART;TZID=America/Tijuana:20261118T093000\nRRULE:FREQ=WEEKLY;BYDAY=WE")
    hours = {event.starts_at.astimezone(parsed.events[0].starts_at.tzinfo).hour for event in parsed.events}
    assert hours == {17, 16}, "in London; there it is always half past nine"


def test_a_replaced_moment_in_the_zone_of_its_own_event() -> None:  # bitfireAT/synctools 80
    moved = "RECURRENCE-ID;TZID=Pacific/Auckland:20261202T234000\nDTSTART;TZID=Pacific/Auckland:20261203T100000"
    assert starts(parse(BERLIN, moved)) == ["2026-12-01T10:40", "2026-12-02T21:00", "2026-12-03T10:40"]


def test_what_is_left_out_cannot_be_replaced() -> None:  # python-recurring-ical-events 163
    moved = "RECURRENCE-ID;TZID=Europe/Berlin:20261202T114000\nDTSTART;TZID=Europe/Berlin:20261202T150000"
    left_out = f"{BERLIN}\nEXDATE;TZID=Europe/Berlin:20261202T114000"
    assert starts(parse(left_out, moved)) == ["2026-12-01T10:40", "2026-12-03T10:40"]


def test_a_period_beside_a_rule_with_odd_folding() -> None:  # python-recurring-ical-events 113
    event = (
        "DTSTART;TZID=America/Vancouver:20261209T120000\nDTEND;TZID=America/Vancouver:20261209T140000\n"
        "RDATE;VALUE=PERIOD;TZID=America/Vancouver:20261216T120000/20261216T130000\n"
        "RRULE:FREQ=MONTHLY;COUNT=2;INTERVAL=1;BYDAY=+2WE;BYMONTH=1,12,\n 11;WKST=MO"
    )
    assert [event.minutes for event in parse(event).events] == [120, 60, 120]


def test_a_series_that_ended_before_it_began() -> None:  # python-recurring-ical-events 117
    parsed = parse("DTSTART:20261207T100000Z\nRRULE:FREQ=WEEKLY;UNTIL=20261206T235959Z;INTERVAL=2;BYDAY=MO")
    assert not parsed.events and not parsed.unreadable


def test_the_last_event_at_the_moment_of_until() -> None:  # Simple-Calendar 144
    assert len(parse("DTSTART:20261207T100000Z\nRRULE:FREQ=DAILY;UNTIL=20261209T100000Z").events) == 3


def test_a_date_added_after_the_end_of_the_rule() -> None:  # Squire 107
    parsed = parse("DTSTART:20261207T100000Z\nRRULE:FREQ=DAILY;UNTIL=20261208T100000Z\nRDATE:20270110T100000Z")
    assert starts(parsed)[-1] == "2027-01-10T10:00"


def test_a_zone_whose_definition_begins_on_a_day() -> None:  # vobject 68, icalendar 218 and 314
    zone = (
        "BEGIN:VTIMEZONE\nTZID:UTC+11\nBEGIN:STANDARD\nDTSTART;VALUE=DATE:20170101\nTZNAME:UTC+11\n"
        "TZOFFSETFROM:+1100\nTZOFFSETTO:+1100\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    parsed = parse("DTSTART;TZID=UTC+11:20261207T230000", head=zone)
    assert starts(parsed) == ["2026-12-07T12:00"] and not parsed.unknown_zones


def test_quotes_around_more_than_the_name_of_a_zone() -> None:  # khal 328 and 474
    zone = (
        "BEGIN:VTIMEZONE\nTZID:local\nBEGIN:STANDARD\nDTSTART;VALUE=DATE-TIME:20090314T230000\nTZNAME:ART\n"
        "TZOFFSETFROM:-0200\nTZOFFSETTO:-0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    parsed = parse('DTSTART;TZID="local;VALUE=DATE-TIME":20261207T120000', head=zone)
    assert starts(parsed) == ["2026-12-07T15:00"] and not parsed.unknown_zones


@pytest.mark.parametrize(
    "name",
    ["(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "tzone://Microsoft/Custom", "../../etc/passwd"],
)
def test_zones_of_office_programs_that_are_defined_nowhere(name: str) -> None:  # vobject 174, allenporter/ical 595
    parsed = parse(f'DTSTART;TZID="{name}":20261207T120000')
    assert starts(parsed) == ["2026-12-07T12:00"] and parsed.unknown_zones == {name: 1}


def test_an_appointment_of_outlook() -> None:  # khal 498
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Pacific Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0700\n"
        "TZOFFSETTO:-0800\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    event = "SUMMARY;LANGUAGE=en-US:Talk\nDTSTART;TZID=Pacific Standard Time:20261207T123000\nX-MICROSOFT-X:1"
    assert starts(parse(event, head=f"METHOD:REQUEST\n{zone}")) == ["2026-12-07T20:30"]


def test_a_known_zone_with_an_empty_definition() -> None:  # khal 1381
    zone = "BEGIN:VTIMEZONE\nTZID:Europe/Paris\nBEGIN:STANDARD\nTZNAME:CET\nEND:STANDARD\nEND:VTIMEZONE\n"
    assert starts(parse("DTSTART;TZID=Europe/Paris:20261207T220000", head=zone)) == ["2026-12-07T21:00"]


def test_an_event_without_an_end_takes_an_hour() -> None:  # khal 312, tutanota 9672
    assert [event.minutes for event in parse("DTSTART:20261207T064600Z\nSUMMARY:Test").events] == [60]
    assert "VERSION" in calendar()
