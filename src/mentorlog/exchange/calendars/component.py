"""One VEVENT of a file, as far as a session needs it."""

from datetime import date, datetime, timedelta

from mentorlog.exchange.calendars.lines import Block, EventError, Property, unescape_text
from mentorlog.exchange.calendars.values import Moments, PropertyReader, between, parse_duration

_DEFAULT_MINUTES = 60  # the length of an event that says none
_MAX_MINUTES = 1440
_SINGLE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")  # twice, they contradict each other
_TEXTS = ("UID", "STATUS", "SUMMARY", "LOCATION", "SEQUENCE")


class Component:
    """An event: a single one, a series, or one that replaces part of a series."""

    def __init__(self, block: Block, reader: PropertyReader, *, cancelled: bool = False) -> None:
        """Read a block. Raises EventError."""
        if not block.is_closed:
            raise EventError(block.line, "END:VEVENT is missing")
        self.line = block.line
        single: dict[str, Property] = {}
        for entry in block.properties(*_SINGLE):
            if entry.name in single:
                raise entry.error("stands there twice")
            single[entry.name] = entry
        if "DTSTART" not in single:
            raise EventError(block.line, "DTSTART is missing")
        moment = reader.moment(single["DTSTART"], block.line)
        self.is_all_day = not isinstance(moment, datetime)
        self.start = moment if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time())
        self.days = self._read_days(single, reader, moment) if self.is_all_day else 0
        self.minutes = self._read_minutes(single, reader)
        texts: dict[str, str] = {}
        for entry in block.properties(*_TEXTS):
            texts.setdefault(entry.name, _clean(entry.value))
        self.title, self.place = texts.get("SUMMARY", ""), texts.get("LOCATION", "")
        self.uid = texts.get("UID", "") or f"{self.title} {self.start.isoformat()}"
        self.is_cancelled = cancelled or texts.get("STATUS", "").upper() == "CANCELLED"
        digits = texts.get("SEQUENCE", "")
        self.sequence = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
        self.rules = list(block.properties("RRULE"))
        self.excluding_rules = list(block.properties("EXRULE"))
        self.added = self._read_list(block, "RDATE", reader)
        self.excluded = self._read_list(block, "EXDATE", reader)
        replaced = single.get("RECURRENCE-ID")
        self._recurrence_id = reader.moment(replaced, block.line) if replaced else None
        self.changes_future = replaced is not None and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE"

    @property
    def is_override(self) -> bool:
        """Whether it replaces an event of a series; a rule of its own is then none."""
        return self._recurrence_id is not None

    @property
    def recurrence_id(self) -> date:
        """The moment of the series that it replaces."""
        assert self._recurrence_id is not None
        return self._recurrence_id

    @property
    def repeats(self) -> bool:
        """Whether it is a series."""
        return not self.is_override and bool(self.rules or self.added)

    def _read_minutes(self, single: dict[str, Property], reader: PropertyReader) -> int:
        length: timedelta | None = None
        if entry := single.get("DURATION"):
            length = parse_duration(entry, entry.value)
        elif entry := single.get("DTEND"):
            end = reader.moment(entry, self.line)
            length = between(self.start, end) if isinstance(end, datetime) else None
        return to_minutes(length)

    def _read_days(self, single: dict[str, Property], reader: PropertyReader, first: date) -> int:
        """How many whole days it has; DTEND is the day after the last (RFC 5545, 3.6.1)."""
        if entry := single.get("DURATION"):
            return max(1, parse_duration(entry, entry.value).days)
        if entry := single.get("DTEND"):
            end = reader.moment(entry, self.line)
            return 1 if isinstance(end, datetime) else max(1, (end - first).days)
        return 1

    def _read_list(self, block: Block, name: str, reader: PropertyReader) -> list[Moments]:
        return [moment for entry in block.properties(name) for moment in reader.moments(entry, self.line)]


def to_minutes(length: timedelta | None) -> int:
    """A length in minutes, within those that a session may have; an hour where there is none."""
    minutes = 0 if length is None else round(length.total_seconds() / 60)
    return min(minutes, _MAX_MINUTES) if minutes > 0 else _DEFAULT_MINUTES


def _clean(value: str) -> str:
    """A text in one line, without what cannot be shown."""
    letters = (letter if letter.isprintable() else " " for letter in unescape_text(value))
    return " ".join("".join(letters).split())
