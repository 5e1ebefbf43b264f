"""Occurrences of generated calendars, held against a second reader: recurring-ical-events.

The two are not asked to agree where RFC 5545 says nothing or programs differ, and this program decides for itself:

- rules by the minute and the second are left out here, since no mentoring is planned like that;
- UNTIL as a day alone means all of that day here;
- DTSTART is an event even where it lies after UNTIL, so that it is generated before it;
- with COUNT, a DTSTART that the rule does not give is offered as well, and not counted; so it is generated as one that
  the rule gives.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog.exchange.calendars.events import parse_calendar

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)

rules = st.builds(
    lambda frequency, interval, parts, end: ";".join(filter(None, [f"FREQ={frequency}", interval, *parts, end])),
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")),
    st.sampled_from(("", "INTERVAL=2", "INTERVAL=3")),
    st.lists(
        st.sampled_from(("BYMONTH=1,6,11,12", "BYDAY=MO,TH", "BYMONTHDAY=1,15,-1", "BYSETPOS=1,-1", "WKST=SU")),
        unique=True,
        max_size=3,
    ).filter(lambda parts: "BYSETPOS=1,-1" not in parts or len(parts) > 1),
    st.sampled_from(("", "UNTIL=20270601T000000Z", "UNTIL=20261225T083000Z")),
)


@st.composite
def calendars(draw: st.DrawFn) -> str:
    """A series in a zone, with moments left out, added and replaced in whatever zone they are written."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    start = datetime(draw(st.integers(2019, 2026)), draw(st.integers(1, 11)), draw(st.integers(1, 28)), 10, 30)
    rule = draw(rules)
    series = icalendar.Event()
    series.add("uid", "a")
    series.add("dtstart", start.replace(tzinfo=zone))
    series.add("duration", timedelta(minutes=draw(st.sampled_from((30, 60, 90)))))
    series.add("rrule", icalendar.vRecur.from_ical(rule))
    plain = icalendar.Calendar()
    plain.add_component(series)
    found = recurring_ical_events.of(plain).between(date(2026, 11, 27), date(2027, 11, 20))
    moments = [event["DTSTART"].dt for event in found]
    picked = draw(st.lists(st.sampled_from(moments), unique=True, max_size=4)) if moments else []
    calendar = icalendar.Calendar()
    calendar.add_component(series)
    for place, moment in enumerate(picked):
        written = moment.astimezone(ZoneInfo(draw(st.sampled_from(ZONES))))
        if place % 2:
            series.add("exdate", written)
            continue
        override = icalendar.Event()
        override.add("uid", "a")
        override.add("recurrence-id", written)
        override.add("dtstart", moment + timedelta(hours=draw(st.integers(-5, 30))))
        override.add("duration", timedelta(minutes=20))
        if draw(st.booleans()):
            override.add("status", "CANCELLED")
        calendar.add_component(override)
    if draw(st.booleans()):
        series.add("rdate", datetime(2027, 2, 3, 12, tzinfo=zone))
    return str(calendar.to_ical().decode())


@settings(max_examples=400, deadline=None)
@given(calendars())
def test_both_readers_find_the_same_events(text: str) -> None:
    theirs = sorted(
        (event["DTSTART"].dt.astimezone(UTC), round((event["DTEND"].dt - event["DTSTART"].dt).total_seconds() / 60))
        for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
            NOW, NOW + timedelta(days=364)
        )
        if str(event.get("STATUS", "")) != "CANCELLED" and event["DTSTART"].dt >= NOW
    )
    parsed = parse_calendar(text.encode(), NOW)
    ours = sorted((event.starts_at.astimezone(UTC), event.minutes) for event in parsed.events)
    assert [found for found in ours if found[0] < NOW + timedelta(days=364)] == theirs
    assert not parsed.unreadable
