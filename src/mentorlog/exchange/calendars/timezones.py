"""The definition of a time zone (VTIMEZONE) as other programs read it rightly.

Each kind of change of the clocks is a rule where the zone keeps one, so that it holds for the years to come; where a
zone keeps none, each change has an RDATE line of its own. Readers disagree about several values in one line, and about
a first moment that is not in the offset from before the change: ical.js and vobject were an hour late by either.
"""

from calendar import monthrange
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

_YEARS_OF_A_RULE = 28  # after so many years every pattern of weekdays has come: a rule that holds for them is one
_FIRST_YEAR, _LAST_YEAR = 1900, 9998
_DAY = timedelta(days=1)
_UTC = ZoneInfo("UTC")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Kind(NamedTuple):
    """One kind of change of the clocks: forward or back, from which offset to which, and the name of what follows."""

    is_summer: bool
    before: timedelta
    after: timedelta
    name: str


def timezone_component(zone: ZoneInfo, first_year: int, last_year: int) -> icalendar.Timezone:
    """The definition of a zone for these years at least, as far as zones and calendars reach."""
    first_year = min(max(first_year, _FIRST_YEAR), _LAST_YEAR - _YEARS_OF_A_RULE)
    last_year = min(max(last_year, first_year), _LAST_YEAR)
    component = icalendar.Timezone()
    component.add("tzid", zone.key)
    ruled = _changes(zone, first_year, max(last_year, first_year + _YEARS_OF_A_RULE - 1))
    first = datetime(first_year, 1, 1, tzinfo=_UTC).astimezone(zone)
    offset = first.utcoffset() or timedelta()
    begin = _Kind(False, offset, offset, first.tzname() or "")
    needed = {kind: [at for at in moments if at.year <= last_year] for kind, moments in ruled.items()}
    # What holds before the first change.
    component.add_component(_observance(begin, [datetime(first_year, 1, 1)], ""))
    for kind, moments in ruled.items():
        years = [at.year for at in moments]
        is_yearly = years == list(range(years[0], years[0] + len(years))) and len(years) >= _YEARS_OF_A_RULE - 1
        rule = _rule(moments) if is_yearly else ""
        if rule or needed[kind]:
            component.add_component(_observance(kind, moments[:1] if rule else needed[kind], rule))
    return component


def _observance(kind: _Kind, moments: list[datetime], rule: str) -> icalendar.Component:
    """The part of a definition that holds after these changes, whose moments are those of the clocks before."""
    observance = icalendar.TimezoneDaylight() if kind.is_summer else icalendar.TimezoneStandard()
    observance.add("tzname", kind.name)
    observance.add("tzoffsetfrom", kind.before)
    observance.add("tzoffsetto", kind.after)
    observance.add("dtstart", moments[0])
    if rule:
        observance.add("rrule", icalendar.vRecur.from_ical(rule))
    for moment in moments[1:]:
        observance.add("rdate", moment)
    return observance


def _kind(moment: datetime, before: timedelta) -> _Kind:
    after = moment.utcoffset() or timedelta()
    return _Kind(after > before, before, after, moment.tzname() or "")


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> dict[_Kind, list[datetime]]:
    """The changes of these years by their kind, each as the clocks before it show it."""
    changes: dict[_Kind, list[datetime]] = {}
    at, end = datetime(first_year, 1, 1, tzinfo=_UTC), datetime(last_year + 1, 1, 1, tzinfo=_UTC)
    offset = at.astimezone(zone).utcoffset() or timedelta()
    while at < end:
        next_day = at + _DAY
        if next_day.astimezone(zone).utcoffset() != offset:
            moment = _first_after(zone, at, next_day, offset)
            kind = _kind(moment.astimezone(zone), offset)
            changes.setdefault(kind, []).append((moment + offset).replace(tzinfo=None))
            offset = kind.after
        at = next_day
    return changes


def _first_after(zone: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    """The first moment between two, to the second, at which the clocks differ from an offset."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle in (before, after):
            break
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after


def _rule(moments: list[datetime]) -> str:
    """The rule that gives just these moments of consecutive years; empty where there is none."""
    first = moments[0]
    same = {(at.month, at.weekday(), at.time()) for at in moments}
    if len(same) == 1:
        nth = {(at.day - 1) // 7 + 1 for at in moments}
        is_last = all(at.day + 7 > monthrange(at.year, at.month)[1] for at in moments)
        place = "-1" if is_last else str(nth.pop()) if len(nth) == 1 else ""
        if place:
            return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={place}{_WEEKDAYS[first.weekday()]}"
        days = sorted({at.day for at in moments})
        if days[-1] - days[0] == 6:  # the first such weekday from a day on
            by_day = ",".join(map(str, days))
            return f"FREQ=YEARLY;BYMONTH={first.month};BYMONTHDAY={by_day};BYDAY={_WEEKDAYS[first.weekday()]}"
    if len({(at.month, at.day, at.time()) for at in moments}) == 1:
        return f"FREQ=YEARLY;BYMONTH={first.month};BYMONTHDAY={first.day}"
    return ""
