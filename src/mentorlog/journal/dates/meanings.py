"""All that a phrase may mean, by the grammar; `reading` takes the one meaning, `refusals` says why there is not one."""

from datetime import date, datetime

from mentorlog.clock import localize
from mentorlog.errors import UsageError
from mentorlog.journal.dates.arithmetic import Period
from mentorlog.journal.dates.days import DayReading, Scope
from mentorlog.journal.dates.patterns import Parse
from mentorlog.journal.dates.times import MOMENT_GRAMMAR, MomentReading, moment_at
from mentorlog.journal.dates.words import tokenize
from mentorlog.structs import Literal

Edge = Literal["first", "last"]


class PhraseMeanings:
    """A phrase seen from a day, for an option that looks ahead or back. `edge` is the day of a period that it takes."""

    def __init__(self, text: str, now: datetime, *, ahead: bool, edge: Edge | None = None) -> None:
        self.text = text
        self.now = now
        self.today = now.date()
        self.ahead = ahead
        self.edge = edge
        tokens = tokenize(text)
        if len(tokens) > 1 and tokens[0].text in _prepositions(ahead, edge):
            tokens = tokens[1:]
        self.length = len(tokens)
        self._is_now = [token.text for token in tokens] == ["now"]
        self._parse = Parse(MOMENT_GRAMMAR, tokens, Scope(self.today, ahead))

    @property
    def errors(self) -> list[tuple[int, UsageError | None]]:
        """What was wrong with each day that has the form of one, and how far it reached."""
        return self._parse.errors

    def has_behind(self, place: int, symbol: str | None) -> bool:
        """Whether nothing stands behind the first tokens up to `place`, or a symbol of the grammar does."""
        return place == self.length or (symbol is not None and self._parse.is_rest(symbol, place))

    def day_readings(self) -> list[DayReading]:
        """The days and periods that it may mean, days first."""
        return [reading for symbol in ("DAY", "TODAYPART", "PERIOD") for reading in self._parse.readings(symbol)]

    def days(self, readings: list[DayReading]) -> list[date]:
        """The different days of these readings that the option would take."""
        return list(dict.fromkeys(reading.last if self.edge == "last" else reading.first for reading in readings))

    def times(self) -> list[int]:
        """The times of day, in minutes, that it may mean without a day."""
        return list(self._parse.readings("TIME"))

    def moments(self) -> list[tuple[MomentReading, datetime]]:
        """The moments that it may mean. Raises OverflowError, ValueError or OSError beyond the calendar."""
        readings = self._parse.readings("MOMENT")
        return [(reading, localize(moment_at(reading, self.today, self.now))) for reading in readings]

    def has_time(self) -> bool:
        """Whether it has the form of a moment, such as "in 2 hours"."""
        return bool(self._parse.readings("MOMENT"))

    def days_with_vague_time(self) -> list[date]:
        """The days of a phrase like "monday morning"."""
        return self.days(self._parse.readings("VAGUETIME"))

    def days_without_time(self) -> list[DayReading]:
        """The days that it may mean instead of a moment; now is both."""
        return [] if self._is_now else list(self._parse.readings("DAY"))

    def periods(self) -> list[Period]:
        """The different periods that it may mean."""
        return list(dict.fromkeys((reading.first, reading.last) for reading in self._parse.readings("DAYSPAN")))

    def is_clear_day(self) -> bool:
        """Whether it means one day, with its whole year."""
        readings = self.day_readings()
        is_single = len(self.days(readings)) == 1 and not self.times() and not any(each.short_year for each in readings)
        return is_single and (self.edge is not None or any(reading.first == reading.last for reading in readings))

    def is_clear_moment(self) -> bool:
        """Whether it means one moment."""
        try:
            return len({moment for _, moment in self.moments()}) == 1 and not self.days_without_time()
        except (OverflowError, ValueError, OSError):
            return False


def _prepositions(ahead: bool, edge: Edge | None) -> set[str]:
    """The words of the option that a person may write along: since january, on friday."""
    if ahead:
        return {"on", "by"}
    return {"on"} | {"first": {"since", "from"}, "last": {"until", "till"}, None: set()}[edge]
