"""The values of an event's properties: moments in their zones, and lengths of time."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.prop import vDuration
from icalendar.timezone.tzp import TZP

from mentorlog.exchange.calendars.lines import Block, EventError, Property, unescape_text
from mentorlog.exchange.calendars.recurrence import Budget, OverBudgetError, parse_rule

UTC = ZoneInfo("UTC")
_LAST_ZONE_YEAR = 2037  # until which icalendar expands the rules of a zone that a file defines
_MAX_OBSERVANCES = 500  # kinds of changes of the clocks that a zone may have had
_STEPS_PER_ZONE = 400_000  # a rule that begins in 1601, as those of Windows do, takes 160,000
_MOMENT = re.compile(r"(\d{8})(?:T(\d{4}(?:\d{2})?)(Z?))?", re.ASCII | re.IGNORECASE)


class Zones:
    """The time zones of a file: those that everybody knows, and those that it defines itself."""

    def __init__(self, root: Block, budget: Budget) -> None:
        self._known = TZP()  # not the one that the library shares, which would remember another file's definitions
        self._budget = budget
        self._found: dict[str, tzinfo | None] = {}
        self._definitions: dict[str, Block] = {}
        for block in root.walk("VTIMEZONE"):
            for _, text in block.texts:
                if text.upper().startswith(("TZID:", "TZID;")):
                    name = text.partition(":")[2].strip()
                    # Here the name is a text, which has backslashes; a parameter with the same name has none.
                    self._definitions[name] = self._definitions[unescape_text(name)] = block

    def find(self, name: str) -> tzinfo | None:
        """The zone of this name; None where it is neither known nor defined."""
        if name not in self._found:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that a name of several parts was understood by its end
                try:
                    zone = self._known.timezone(name)
                except (ValueError, OSError):
                    zone = None
            self._found[name] = zone or self._define(name)
            if self._found[name] is None and ";" in name:  # quotes around more than the name
                self._found[name] = self.find(name.partition(";")[0])
        return self._found[name]

    def _define(self, name: str) -> tzinfo | None:
        block = self._definitions.get(name)
        if block is None:
            return None
        try:
            self._check_rules(block)
            text = re.sub(r"(?m)^DTSTART;VALUE=DATE:(\d{8})\r?$", r"DTSTART:\1T000000", block.to_ical())
            component = Timezone.from_ical(text)
            assert isinstance(component, Timezone)
            zone: tzinfo = component.to_tz(self._known, lookup_tzid=False)
            return zone
        except Exception:  # whatever a stranger's definition does to the library: it defines nothing
            return None

    def _check_rules(self, block: Block) -> None:
        """Raise an error for a definition that would cost the library more than it is worth."""
        if len(block.blocks) > _MAX_OBSERVANCES:
            raise OverBudgetError
        for part in block.blocks:
            start = next(part.properties("DTSTART"))
            for rule in part.properties("RRULE"):
                _, moment, _ = parse_moment_text(start.value)
                if any(
                    at.year > _LAST_ZONE_YEAR
                    for at in parse_rule(rule, moment, None, self._budget.part(_STEPS_PER_ZONE))
                ):
                    continue


class Moments(NamedTuple):
    """A moment of a property, and how long it lasts where it is a period."""

    at: date  # a datetime where it has a time; without a zone it is local
    length: timedelta | None = None


def parse_moment_text(text: str) -> tuple[date, datetime, bool]:
    """The day, the moment, and whether it is in UTC. Raises ValueError."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    day = datetime.strptime(match[1], "%Y%m%d")
    if not match[2]:
        return day.date(), day, False
    digits = f"{match[2]:0<6}"
    second = min(int(digits[4:]), 59)  # a leap second
    moment = day.replace(hour=int(digits[:2]), minute=int(digits[2:4]), second=second)
    return day.date(), moment, bool(match[3])


class PropertyReader:
    """Reads the values of one file, and remembers the zones that nobody knows."""

    def __init__(self, zones: Zones) -> None:
        self._zones = zones
        self.unknown_zones: dict[str, set[int]] = {}  # the first lines of the events in such a zone, by its name

    def moments(self, entry: Property, event_line: int) -> Iterator[Moments]:
        """The moments of a property, which may have several. Raises EventError."""
        for text in filter(None, entry.value.split(",")):
            start, _, end = text.partition("/")
            at = self._moment(entry, start, event_line)
            if not end:
                yield Moments(at)
            elif end[:1].upper() in ("P", "+", "-"):
                yield Moments(at, parse_duration(entry, end))
            else:
                until = self._moment(entry, end, event_line)
                if not isinstance(at, datetime) or not isinstance(until, datetime):
                    raise entry.error()
                yield Moments(at, between(at, until))

    def moment(self, entry: Property, event_line: int) -> date:
        """The one moment of a property. Raises EventError."""
        return self._moment(entry, entry.value, event_line)

    def _moment(self, entry: Property, text: str, event_line: int) -> date:
        try:
            day, moment, is_utc = parse_moment_text(text)
        except ValueError:
            raise entry.error() from None
        if "T" not in text.upper():
            return day
        if is_utc:
            return moment.replace(tzinfo=UTC)
        if name := entry.parameters.get("TZID", ""):
            zone = self._zones.find(name)
            if zone is None:
                self.unknown_zones.setdefault(name, set()).add(event_line)
            return moment.replace(tzinfo=zone)
        return moment


def parse_duration(entry: Property, text: str) -> timedelta:
    """A length of time. Raises EventError."""
    try:
        length: timedelta = vDuration.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]  # theirs has none
        return length
    except (ValueError, OverflowError, TypeError):
        raise entry.error() from None


def between(start: datetime, end: datetime) -> timedelta:
    """The time between two moments; one without a zone is in that of the other."""
    if start.tzinfo and end.tzinfo:
        return end.astimezone(UTC) - start.astimezone(UTC)
    return end.replace(tzinfo=None) - start.replace(tzinfo=None)


def to_zone(moment: date, zone: tzinfo | None) -> datetime:
    """A moment as the clocks of a series show it; without its zone, so that it can be compared with the rule's."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        raise EventError(0, "a day outside of the calendar") from None
