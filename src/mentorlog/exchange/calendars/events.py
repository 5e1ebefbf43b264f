"""The events of a calendar file that may become sessions.

Whatever cannot be read is left out and listed with its line; the other events are offered all the same.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mentorlog import clock
from mentorlog.errors import UsageError
from mentorlog.exchange.calendars.component import Component, to_minutes
from mentorlog.exchange.calendars.lines import Block, EventError, Unreadable, parse_blocks
from mentorlog.exchange.calendars.recurrence import STEPS_PER_FILE, Budget
from mentorlog.exchange.calendars.series import MAX_OCCURRENCES, Series
from mentorlog.exchange.calendars.values import PropertyReader, Zones

if TYPE_CHECKING:
    from collections.abc import Iterator


class CalendarEvent(NamedTuple):
    """An event of a calendar; `uid` is the one its session would have here."""

    uid: str
    starts_at: datetime
    minutes: int
    title: str
    place: str
    days: int = 0  # how many whole days it has, which say no length; 0 where it has times


class ParsedCalendar(NamedTuple):
    """What a file holds.

    `events` are those to come; `past` has single events that are over, and `cancelled` the uids of what was called
    off, since both may be sessions here. `skipped` counts what offers nothing: all-day, past or called off.
    """

    events: list[CalendarEvent]
    past: list[CalendarEvent]
    cancelled: set[str]
    skipped: int
    unreadable: list[Unreadable]
    unknown_zones: dict[str, int]  # how many events are in a zone that is not known, by its name
    cut: int  # series that have more events than are offered


def parse_calendar(
    content: bytes, now: datetime, steps: int = STEPS_PER_FILE, *, whole_days: bool = False
) -> ParsedCalendar:
    """The events of a calendar file, in at most so many steps.

    Series are expanded up to a year ahead of `now`; of one that has no event so soon there is the next.

    With `whole_days` there are events without times too; no session can be one, but an activity can.

    Raises UsageError for a file that is no calendar, is not in UTF-8, or of which no event can be read.
    """
    root = parse_blocks(content)
    return _CalendarReader(root, now, Budget(steps), whole_days=whole_days).read()


class _CalendarReader:
    """Reads the events of one file."""

    def __init__(self, root: Block, now: datetime, budget: Budget, *, whole_days: bool) -> None:
        self._root = root
        self._now = now
        self._whole_days = whole_days
        self._budget = budget
        self._reader = PropertyReader(Zones(root, budget))
        self._unreadable: list[Unreadable] = []
        self._coming: dict[str, CalendarEvent] = {}
        self._past: dict[str, CalendarEvent] = {}
        self._cancelled: set[str] = set()
        self._skipped = self._cut = 0

    def read(self) -> ParsedCalendar:
        """Read them all."""
        by_uid: dict[str, list[Component]] = {}
        for component in self._components():
            by_uid.setdefault(component.uid, []).append(component)
        for components in by_uid.values():
            self._add_group(_latest_versions(components))
        if self._unreadable and not by_uid:
            line, what = min(self._unreadable)
            raise UsageError(
                f"No event of this calendar can be read (line {line}: {what}).", "Export it anew, or mend that line."
            )
        events = sorted(self._coming.values(), key=lambda event: event.starts_at)
        return ParsedCalendar(
            events,
            [event for uid, event in self._past.items() if uid not in self._coming],
            self._cancelled - self._coming.keys(),
            self._skipped,
            sorted(self._unreadable),
            {name: len(lines) for name, lines in self._reader.unknown_zones.items()},
            self._cut,
        )

    def _components(self) -> "Iterator[Component]":
        for calendar in self._root.walk("VCALENDAR"):
            is_cancelled = any(text.upper().replace(" ", "") == "METHOD:CANCEL" for _, text in calendar.texts)
            for block in calendar.walk("VEVENT"):
                try:
                    yield Component(block, self._reader, cancelled=is_cancelled)
                except EventError as error:
                    self._unreadable.append(error.unreadable)

    def _add_group(self, components: list[Component]) -> None:
        """Add what has one UID: a single event, or a series and what replaces parts of it."""
        masters = [component for component in components if not component.is_override]
        overrides = [component for component in components if component.is_override]
        series = Series(masters[0], overrides, self._budget) if masters and self._is_offered(masters[0]) else None
        for component in components:
            try:
                if not self._is_offered(component):
                    count = 0
                elif component.is_override:
                    count = self._add_override(component, series)
                elif component.repeats and series:
                    count = self._add_series(component, series)
                elif series and series.is_replaced:
                    count = 1  # by an event that is counted itself
                else:
                    count = self._add(component, component.uid, component.start, component.minutes)
            except EventError as error:
                line, what = error.unreadable
                self._unreadable.append(Unreadable(line or component.line, what))
            else:
                self._skipped += not count

    def _is_offered(self, component: Component) -> bool:
        return self._whole_days or not component.is_all_day

    def _add_series(self, master: Component, series: Series) -> int:
        self._cancelled.update(map(_session_uid, series.exclusion_keys()))
        occurrences = list(series.occurrences(self._now))
        if len(occurrences) > MAX_OCCURRENCES:
            self._cut += 1
        for occurrence in occurrences[:MAX_OCCURRENCES]:
            minutes = to_minutes(occurrence.length) if occurrence.length else occurrence.component.minutes
            at = occurrence.at.replace(tzinfo=series.zone)
            key = series.key(occurrence.planned.replace(tzinfo=series.zone))
            self._add(occurrence.component, key, at, minutes, cancelled=master.is_cancelled)
        return 0 if master.is_cancelled else len(occurrences)

    def _add_override(self, component: Component, series: Series | None) -> int:
        planned = component.recurrence_id
        if series and series.excludes(planned):
            return 0
        key = series.key(planned) if series else f"{component.uid} {planned}"
        if component.changes_future and series and _session_uid(key) in self._coming:
            return 1  # the series has it
        return self._add(component, key, component.start, component.minutes)

    def _add(self, component: Component, key: str, start: datetime, minutes: int, *, cancelled: bool = False) -> int:
        """Add an event by the text that identifies it; returns how many are offered, which is none or one."""
        uid = _session_uid(key)
        try:
            local = clock.to_local(start) if start.tzinfo else clock.localize(start)
        except (OverflowError, ValueError, OSError):
            raise EventError(component.line, "DTSTART is outside of the calendar") from None
        if cancelled or component.is_cancelled:
            self._cancelled.add(uid)
            return 0
        event = CalendarEvent(uid, local, minutes, component.title, component.place, component.days)
        if local < self._now:
            self._past[uid] = event
            return 0
        self._coming[uid] = event
        return 1


def _latest_versions(components: list[Component]) -> list[Component]:
    """The components of one UID, each once: of the event itself, and of each moment that it replaces, the newest."""
    newest: dict[str, Component] = {}
    for component in components:
        key = str(component.recurrence_id) if component.is_override else ""
        if key not in newest or newest[key].sequence <= component.sequence:
            newest[key] = component
    return list(newest.values())


def _session_uid(key: str) -> str:
    """The uid of the session that an event becomes; an event of our own export has that of its session."""
    ours = re.fullmatch(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@mentorlog", key)
    return ours[1] if ours else str(uuid5(NAMESPACE_URL, f"calendar:{key}"))
