"""Series of events: which moments they have, and what replaces some of them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from dateutil.rrule import rruleset

from mentorlog.clock import to_local
from mentorlog.exchange.calendars.component import Component
from mentorlog.exchange.calendars.lines import EventError
from mentorlog.exchange.calendars.recurrence import Budget, OverBudgetError, parse_rule, shift
from mentorlog.exchange.calendars.values import UTC, to_zone

HORIZON = timedelta(days=366)  # a series is expanded so far ahead
MAX_OCCURRENCES = 400  # of one series that are offered: a day's each of a year


class Occurrence(NamedTuple):
    """One event of a series: the moment that its rule gives, the moment it takes place, and the event that says more.

    Both moments are those of the series' clocks, without its zone.
    """

    planned: datetime
    at: datetime
    component: Component
    length: timedelta | None = None


class Series:
    """An event that repeats, with the single events that replace some of it."""

    def __init__(self, master: Component, overrides: list[Component], budget: Budget) -> None:
        self._master = master
        self._budget = budget.part()
        self.zone: tzinfo | None = master.start.tzinfo
        single = [override for override in overrides if not override.changes_future]
        self._replaced = {_instant(override.recurrence_id, self.zone) for override in single}
        self._left_out = {_instant(moment.at, self.zone) for moment in master.excluded}
        future = [override for override in overrides if override.changes_future]
        self._future = sorted(future, key=lambda override: to_zone(override.recurrence_id, self.zone))

    def key(self, moment: date) -> str:
        """The text by which an event of this series is known, whatever moment it is moved to."""
        if not isinstance(moment, datetime):  # a day alone
            moment = datetime.combine(moment, self._master.start.time())
        return f"{self._master.uid} {to_zone(moment, self.zone).replace(tzinfo=self.zone)}"

    @property
    def is_replaced(self) -> bool:
        """Whether another event stands in for a single one that does not repeat."""
        return not self._master.repeats and self._is_replaced(self._master.start.replace(tzinfo=None))

    def excludes(self, moment: date) -> bool:
        """Whether this moment is left out, so that nothing can replace it."""
        return _instant(moment, self.zone) in self._left_out

    def exclusion_keys(self) -> list[str]:
        """The keys of the moments that it leaves out."""
        return [self.key(moment.at) for moment in self._master.excluded]

    def occurrences(self, now: datetime) -> Iterator[Occurrence]:
        """Its events, from now until a year ahead, without those that single events replace; else the one after that.

        Raises EventError, also for a rule that costs too much work.
        """
        begin = to_zone(now, self.zone) if self.zone else to_local(now).replace(tzinfo=None)
        shifts = [timedelta(), *map(self._shift, self._future)]
        first, last = shift(begin, -max(shifts)), shift(begin, HORIZON - min(shifts))
        lengths = {to_zone(moment.at, self.zone): moment.length for moment in self._master.added}
        end = shift(begin, HORIZON)
        count, later = 0, None
        try:
            for planned in self._moments(first):
                self._budget.spend(len(self._future))  # the moment itself was counted where its rule gave it
                if (planned > last and (count or later)) or count > MAX_OCCURRENCES:
                    break
                if planned < first or self._is_replaced(planned):
                    continue
                occurrence = self._occurrence(planned, lengths.get(planned))
                if begin <= occurrence.at <= end:
                    count += 1
                    yield occurrence
                elif occurrence.at > end:
                    later = later or occurrence
            if later and not count:
                yield later
        except OverBudgetError:
            raise EventError(self._rule_line(), "RRULE costs too much work") from None
        except (ValueError, OverflowError, TypeError):
            raise EventError(self._rule_line(), "RRULE") from None

    def _rule_line(self) -> int:
        return self._master.rules[0].line if self._master.rules else self._master.line

    def _moments(self, first: datetime) -> Iterator[datetime]:
        """All moments of the series from a moment on, and some before; replaced ones among them, in their order."""
        master = self._master
        start = master.start.replace(tzinfo=None)
        rules = rruleset()
        ended = 0
        for entry in master.rules:
            rule = parse_rule(entry, start, self.zone, self._budget, first)
            until = getattr(rule, "_until", None)
            ended += until is not None and until < start
            rules.rrule(rule)
        for entry in master.excluding_rules:
            rules.exrule(parse_rule(entry, start, self.zone, self._budget, first))
        if not ended or ended < len(master.rules):  # a series that ended before it began was called off
            rules.rdate(start)
        for moment in master.added:
            rules.rdate(to_zone(moment.at, self.zone))
        days = {moment.at for moment in master.excluded if not isinstance(moment.at, datetime)}
        for moment in master.excluded:
            if isinstance(moment.at, datetime):
                rules.exdate(to_zone(moment.at, self.zone))
        return (moment for moment in rules if moment.date() not in days)

    def _is_replaced(self, planned: datetime) -> bool:
        return _instant(planned.replace(tzinfo=self.zone), self.zone) in self._replaced or (
            planned.date() in self._replaced  # named by its day alone
        )

    def _occurrence(self, planned: datetime, length: timedelta | None) -> Occurrence:
        latest = [override for override in self._future if to_zone(override.recurrence_id, self.zone) <= planned]
        if not latest:
            return Occurrence(planned, planned, self._master, length)
        return Occurrence(planned, shift(planned, self._shift(latest[-1])), latest[-1])

    def _shift(self, override: Component) -> timedelta:
        """How far an event is moved that all later ones follow."""
        planned = to_zone(override.recurrence_id, self.zone)
        if not isinstance(override.recurrence_id, datetime):
            planned = datetime.combine(planned, self._master.start.time())
        return to_zone(override.start, self.zone) - planned


def _instant(moment: date, zone: tzinfo | None) -> date:
    """A moment that can be compared whatever zone it is written in; a day alone stays one."""
    if not isinstance(moment, datetime):
        return moment
    if zone is None:
        return moment if moment.tzinfo is None else to_local(moment).replace(tzinfo=None)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
