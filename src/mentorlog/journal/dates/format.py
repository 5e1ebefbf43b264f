"""Days and moments as people read them."""

from datetime import date, datetime

from mentorlog.clock import to_local

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def format_short_day(day: date, today: date) -> str:
    """ "12 Nov", with the year when it is another."""
    year = "" if day.year == today.year else f" {day.year:04}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def format_period(since: date, until: date) -> str:
    """ "26 Aug – 24 Nov 2026", as `--period` reads it; the year of the first day only where it is another."""
    return f"{format_short_day(since, until)} – {format_short_day(until, date.min)}"


def format_weekday(day: date, today: date) -> str:
    """ "Thu 12 Nov", with the year when it is another."""
    return f"{WEEKDAYS[day.weekday()]} {format_short_day(day, today)}"


def format_moment(moment: datetime, today: date) -> str:
    """ "Thu 26 Nov 15:00", by the reader's clocks; the weekday only where the day is near."""
    moment = to_local(moment)
    weekday = f"{WEEKDAYS[moment.weekday()]} " if abs((moment.date() - today).days) < 100 else ""
    return f"{weekday}{format_short_day(moment.date(), today)} {moment:%H:%M}"


def format_elsewhere(moment: datetime, zone: str) -> str:
    """What the clocks show where a moment was planned: ", 15:00 in New York"; empty where they show the reader's time.

    `moment` has the offset of the place; the day stands before the time where it is another.
    """
    local = to_local(moment)
    if local.utcoffset() == moment.utcoffset():
        return ""
    day = "" if local.date() == moment.date() else f"{format_weekday(moment.date(), moment.date())} "
    return f", {day}{moment:%H:%M} in {_place_name(moment, zone)}"


def _place_name(moment: datetime, zone: str) -> str:
    """The place after which a time zone is called: "New York"; where it has no such name, the offset."""
    area, _, place = zone.rpartition("/")
    letters = place.replace("_", "").replace("-", "")
    if letters.isalpha() and area != "Etc" and (area or len(place) > 2):
        return place.replace("_", " ")
    offset = moment.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"


def format_relative_day(day: date, today: date) -> str:
    """A day seen from today: "in 3 days, Thu 26 Nov" within a week, else "Mon 14 Dec", or "Mon 1 Feb 2027"."""
    days = (day - today).days
    named = format_weekday(day, today)
    if abs(days) > 7:
        return named
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return f"{near or (f'in {days} days' if days > 0 else f'{-days} days ago')}, {named}"


def format_ago(days: int) -> str:
    """How long ago: "today", "yesterday", "5 days ago"."""
    return ("today", "yesterday")[max(days, 0)] if days < 2 else f"{format_age(days)} ago"


def format_age(days: int) -> str:
    """How long: "5 days", from three weeks on in weeks, from ninety days on in months."""
    if days < 21:
        return f"{days} day{'' if days == 1 else 's'}"
    return f"{days // 7} weeks" if days < 90 else f"{days // 30} months"


def format_letter_day(day: date, today: date) -> str:
    """A day within a letter: "Thursday 12 November", with its year instead of its weekday when it is another year's."""
    if day.year != today.year and abs((day - today).days) > 100:
        return f"{day.day} {day:%B} {day.year}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def format_letter_moment(moment: datetime, today: date) -> str:
    """A moment within a letter: "Thursday 26 November at 15:00", by the reader's clocks."""
    moment = to_local(moment)
    return f"{format_letter_day(moment.date(), today)} at {moment:%H:%M}"
