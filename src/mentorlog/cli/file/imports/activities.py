"""Taking events of a calendar that are over as activities: a course, an evening, a conference.

Series are looked at for a year back. An event of whole days says no length, so that its activity has none either.
"""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.errors import UsageError
from mentorlog.exchange.calendars.events import CalendarEvent, parse_calendar
from mentorlog.exchange.calendars.recurrence import shift
from mentorlog.exchange.calendars.series import HORIZON
from mentorlog.folding import is_invisible
from mentorlog.journal.dates.format import format_moment, format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.activities import Activity, sort_in_title, usual_kind
from mentorlog.journal.model.time_spent import DAY_MINUTES, format_minutes
from mentorlog.journal.text import TITLE_LIMIT, format_count
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import Grid, GridColumn, Page, Row, Span, line, ours, paragraph
from mentorlog.render.terminal.screen import stderr

if TYPE_CHECKING:
    from datetime import date

    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.journal.journal import Journal


class _PastEvents(NamedTuple):
    """The events that are over, the newest first, and the refs of those that are here already, by uid."""

    events: list[CalendarEvent]
    refs: dict[str, str]
    today: "date"

    def new_numbers(self) -> list[int]:
        """The numbers of those that are not here yet."""
        return [number for number, event in enumerate(self.events, 1) if event.uid not in self.refs]

    def to_json(self) -> list[dict[str, Any]]:
        """The events as data; `session` is the entry that one is already."""
        return [
            {
                "pick": number,
                "starts_at": event.starts_at.isoformat(timespec="minutes"),
                "minutes": None if event.days else event.minutes,
                "title": event.title,
                "session": self.refs.get(event.uid),
                "differs": [],
            }
            for number, event in enumerate(self.events, 1)
        ]

    def page(self) -> Page:
        """The events as a numbered list."""
        rows = [
            Row(
                (
                    line(ours(str(number), "dim")),
                    line(self._when(event)),
                    line(Span(event.title or "(no title)", "title")),
                    line(ours(self._status(event), "dim")),
                )
            )
            for number, event in enumerate(self.events, 1)
        ]
        heads = (GridColumn("", "figure"), GridColumn(""), GridColumn("", "title"), GridColumn("", "words"))
        return [Grid(heads, rows)]

    def _status(self, event: CalendarEvent) -> str:
        known_ref = self.refs.get(event.uid)
        if known_ref:
            return f"{known_ref} already"
        if event.days:
            return "whole day" if event.days == 1 else f"{event.days} days"
        return format_minutes(event.minutes)

    def _when(self, event: CalendarEvent) -> str:
        if event.days:
            return format_short_day(event.starts_at.date(), self.today)
        return format_moment(event.starts_at, self.today)


def import_activities(cli: CliContext, file: Path, content: bytes, options: "ImportOptions") -> Answer:
    """Keep the past events that are picked, by option or now; one that is a session already counts there."""
    journal = cli.open_journal()
    parsed = parse_calendar(content, shift(journal.now, -HORIZON), whole_days=True)
    past = [event for event in (*parsed.past, *parsed.events) if event.starts_at < journal.now]
    events = sorted(past, key=lambda event: event.starts_at, reverse=True)
    listed = _PastEvents(events, _refs_by_uid(journal, events), journal.today)
    if not events:
        note = "No event is over. What is still to come is planned: leave out --as."
        return PageAnswer("import", [], [paragraph(note)])
    if invalid := [number for number in options.pick or () if not 1 <= number <= len(events)]:
        raise UsageError(f"There is no event {invalid[0]}.", f"Pick from 1 to {len(events)}.")
    pick = options.pick
    if not pick and not options.dry_run and listed.new_numbers() and cli.is_interactive():
        pick = _ask_picks(listed)
        if not pick:
            return PageAnswer("import", listed.to_json(), [paragraph("Nothing was taken.")])
    if not pick or options.dry_run:
        steps = [
            NextStep(f"mentorlog import {shlex.quote(str(file))} --as activity --pick {number}", "to take it")
            for number in listed.new_numbers()[:1]
        ]
        return PageAnswer("import", listed.to_json(), listed.page(), steps)
    return _take_in(journal, listed, pick)


def _refs_by_uid(journal: "Journal", events: Sequence[CalendarEvent]) -> dict[str, str]:
    """The refs of the sessions and activities that came from these events before, by the event's uid."""
    sessions = dict(journal.store.rows("SELECT uid, number FROM sessions"))
    activities = dict(journal.store.rows("SELECT uid, number FROM activities"))
    refs = {}
    for event in events:
        if (number := sessions.get(event.uid)) is not None:
            refs[event.uid] = ref("session", number)
        elif (number := activities.get(_activity_uid(event))) is not None:
            refs[event.uid] = ref("activity", number)
    return refs


def _activity_uid(event: CalendarEvent) -> str:
    """The uid of the activity that an event becomes: not the one that its session would have."""
    return str(uuid5(NAMESPACE_URL, f"activity:{event.uid}"))


def _take_in(journal: "Journal", listed: _PastEvents, pick: Sequence[int]) -> Answer:
    new = [event for number in dict.fromkeys(pick) if (event := listed.events[number - 1]).uid not in listed.refs]
    if not new:
        return PageAnswer("import", {"made": []}, [paragraph("They are here already. Nothing was changed.")])
    back_up_before_import(journal)
    private = "activities" in journal.private_by_default or None
    with journal.change("import") as change:
        activities = [change.add(_activity_of(event, private), uid=_activity_uid(event)) for event in new]
    refs = ", ".join(activity.ref for activity in activities)
    sentence = line(ours("Noted "), Span(refs, "accent"), ours(f" from {format_count(len(activities), 'event')}."))
    step = NextStep(f"mentorlog activities reflect {activities[0].ref}", "three short questions")
    if without_time := [activity.ref for activity in activities if activity.minutes is None]:
        step = NextStep(f"mentorlog edit {without_time[0]} hours=...", "only what has a length counts")
    return ChangeAnswer(sentence, activities, next_step=step)


def _activity_of(event: CalendarEvent, private: bool | None) -> Activity:
    """What an event becomes: of the sort that its title names, else an event."""
    title = "Event" if is_invisible(event.title) else " ".join(event.title.split())[:TITLE_LIMIT]
    sort = sort_in_title(title)
    sort = "event" if sort == "other" else sort
    return Activity(
        title=title,
        day=event.starts_at.date(),
        sort=sort,
        kind=usual_kind(sort),
        minutes=None if event.days else max(1, min(event.minutes, DAY_MINUTES)),
        private=private,
    )


def _ask_picks(listed: _PastEvents) -> list[int]:
    """Ask which events to keep; returns their numbers in the list."""
    from mentorlog.cli.prompts.single import ask

    draw_page(listed.page(), stderr())

    def parse_picks(text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if words in (["none"], ["all"]):
            return listed.new_numbers() if words == ["all"] else []
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(listed.events) for word in words):
            raise UsageError("These are no numbers of the list.", "Write 1 3, or all, or none.")
        return [int(word) for word in words]

    return ask(
        "Which did you develop by: their numbers, all or none", parse_picks,
        about="The numbers stand in the list above: 1 3 takes two. all takes every event that is new.", offer="none",
    )  # fmt: skip
