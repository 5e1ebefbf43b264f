"""Taking events of a calendar as planned sessions, and what the calendar says of those that were taken before."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.cli.params.mentor import resolve_mentor
from mentorlog.cli.params.moments import overlap_warnings
from mentorlog.errors import UsageError
from mentorlog.exchange.calendars.events import CalendarEvent, ParsedCalendar, parse_calendar
from mentorlog.exchange.calendars.updates import SessionUpdate, event_channel, find_sessions, find_updates
from mentorlog.journal.dates.format import format_moment
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.text import format_count
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import Grid, GridColumn, Page, Row, Span, line, ours, paragraph
from mentorlog.render.terminal.screen import stderr
from mentorlog.system import shell

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions

_MAX_LISTED = 8  # events that cannot be read, or sessions that differ, in a sentence


class _EventList(NamedTuple):
    """The events of a file, with the sessions that came from it before, by uid, and which of them differ."""

    parsed: ParsedCalendar
    sessions: dict[str, Session]
    updates: list[SessionUpdate]
    today: date

    def with_numbers(self, pick: Sequence[int] | None = None) -> list[tuple[int, CalendarEvent]]:
        """The events with the numbers by which they are picked: all of them, or those picked."""
        return [(number, event) for number, event in enumerate(self.parsed.events, 1) if not pick or number in pick]

    def new_numbers(self, pick: Sequence[int] | None = None) -> list[int]:
        """The numbers of the events that are no sessions yet."""
        return [number for number, event in self.with_numbers(pick) if event.uid not in self.sessions]

    def omission_note(self) -> str:
        """How many events were skipped; empty where none was."""
        skipped = self.parsed.skipped
        verb = "event is" if skipped == 1 else "events are"
        return f"{skipped} {verb} past, called off or of whole days." if skipped else ""

    def warnings(self) -> list[str]:
        """What could not be read, or not as it was meant."""
        unreadable, notes = self.parsed.unreadable, []
        if unreadable:
            places = [f"line {line}: {fault}" for line, fault in unreadable[:_MAX_LISTED]]
            if len(unreadable) > _MAX_LISTED:
                places.append(f"and {len(unreadable) - _MAX_LISTED} more")
            notes.append(f"{format_count(len(unreadable), 'event')} could not be read ({'; '.join(places)}).")
        zones = self.parsed.unknown_zones
        for name, count in list(zones.items())[:_MAX_LISTED]:
            verb = "is" if count == 1 else "are"
            shown = "".join(letter for letter in name[:60] if letter.isprintable())
            notes.append(
                f"{format_count(count, 'event')} {verb} in a time zone that is not known, {shown}:"
                " the time was read as your own."
            )
        if len(zones) > _MAX_LISTED:
            notes.append(f"{len(zones) - _MAX_LISTED} more time zones are not known.")
        if self.parsed.cut:
            notes.append(
                f"{format_count(self.parsed.cut, 'series', 'series')} went on: only its first events are here."
            )
        return notes

    def difference_note(self) -> str:
        """Which sessions the calendar has otherwise; empty where there are none."""
        if not self.updates:
            return ""
        shown = "; ".join(update.describe(self.today) for update in self.updates[:_MAX_LISTED])
        rest = len(self.updates) - _MAX_LISTED
        return f"{shown}{f'; and {rest} more' if rest > 0 else ''}."

    def _status(self, event: CalendarEvent) -> str:
        session = self.sessions.get(event.uid)
        return f"{session.ref} already" if session else f"{event.minutes} min"

    def to_json(self, pick: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """The events as data."""
        fields = {update.session.uid: update.fields for update in self.updates}
        return [
            {
                "pick": number,
                "starts_at": event.starts_at.isoformat(timespec="minutes"),
                "minutes": event.minutes,
                "title": event.title,
                "session": self.sessions[event.uid].ref if event.uid in self.sessions else None,
                "differs": fields.get(event.uid, []),
            }
            for number, event in self.with_numbers(pick)
        ]

    def page(self, pick: Sequence[int] | None = None) -> Page:
        """The events as a numbered list."""
        rows = [
            Row(
                (
                    line(ours(str(number), "dim")),
                    line(format_moment(event.starts_at, self.today)),
                    line(Span(event.title or "(no title)", "title")),
                    line(ours(self._status(event), "dim")),
                )
            )
            for number, event in self.with_numbers(pick)
        ]
        heads = (GridColumn("", "figure"), GridColumn(""), GridColumn("", "title"), GridColumn("", "words"))
        note = "" if pick else self.omission_note()
        return [Grid(heads, rows), *([paragraph(ours(note, "dim"))] if note else [])]


def import_events(cli: CliContext, file: Path, content: bytes, options: "ImportOptions") -> Answer:
    """Add the events that are picked, by option or now, as planned sessions; those that are sessions already stay.

    A session that the calendar has otherwise is named, and changed with `--take theirs`.
    """
    journal = cli.open_journal()
    parsed = parse_calendar(content, journal.now)
    sessions = find_sessions(journal, parsed)
    listed = _EventList(parsed, sessions, find_updates(parsed, sessions), journal.today)
    answer = _choose_events(cli, file, listed, options)
    notes = listed.warnings()
    if cli.as_json and (note := listed.omission_note()):
        notes.append(note)
    if options.take is None and (note := listed.difference_note()):
        notes.append(note)
        command = f"mentorlog import {shell.quote(str(file))} --take theirs"
        answer.steps = [*answer.steps, NextStep(command, "to have it as the calendar has it")]
    answer.warnings = [*answer.warnings, *notes]
    return answer


def _choose_events(cli: CliContext, file: Path, listed: _EventList, options: "ImportOptions") -> Answer:
    events, pick = listed.parsed.events, options.pick
    takes_theirs = options.take == "theirs" and bool(listed.updates)
    if invalid := [number for number in pick or () if events and not 1 <= number <= len(events)]:
        raise UsageError(f"There is no event {invalid[0]}.", f"Pick from 1 to {len(events)}.")
    if not events and not takes_theirs:
        note = " ".join(filter(None, ("No event is to come.", listed.omission_note())))
        return PageAnswer("import", listed.to_json(), [paragraph(note)])
    may_ask = not (pick or options.take or options.dry_run) and bool(listed.new_numbers())
    if may_ask and cli.is_interactive():
        pick = _ask_picks(listed)
        if not pick:
            return PageAnswer("import", listed.to_json(), [paragraph("Nothing was taken.")])
    if options.dry_run or not (pick or options.take):
        answer = _preview_answer(file, listed, pick)
        if takes_theirs:
            answer.warnings = [listed.difference_note()]
        return answer
    return _take_in(cli, listed, (pick or []) if events else [], options)


def _preview_answer(file: Path, listed: _EventList, pick: list[int] | None) -> Answer:
    """The events that could be imported, or those picked, and how to import them."""
    steps = []
    if new := listed.new_numbers(pick):
        flags = " ".join(f"--pick {number}" for number in (new if pick else new[:1]))
        purpose = "to take it" if len(new) == 1 or not pick else "to take them"
        steps = [NextStep(f"mentorlog import {shell.quote(str(file))} {flags}", purpose)]
    return PageAnswer("import", listed.to_json(pick), listed.page(pick), steps)


def _take_in(cli: CliContext, listed: _EventList, pick: list[int], options: "ImportOptions") -> Answer:
    """Add the events picked, and with `--take theirs` change the sessions that differ."""
    journal = cli.open_journal()
    picked = [listed.parsed.events[number - 1] for number in dict.fromkeys(pick)]
    new = [event for event in picked if event.uid not in listed.sessions]
    updates = listed.updates if options.take == "theirs" else []
    if not new and not updates:
        refs = ", ".join(listed.sessions[event.uid].ref for event in picked)
        already_there = f"Already there: {refs}. " if refs else ""
        return PageAnswer("import", {"made": []}, [paragraph(f"{already_there}Nothing was changed.")])
    number = resolve_mentor(cli, journal, options.mentor) if new else None
    back_up_before_import(journal)
    with journal.change("import") as change:
        changed = [change.update(update.apply()) for update in updates]
        sessions = [
            change.add(
                Session(
                    starts_at=event.starts_at,
                    zone=clock.zone_name(),
                    mentor=number,
                    minutes=event.minutes,
                    channel=event_channel(event),
                    # A given uid means a record from another journal, to which the setting would not apply.
                    private="sessions" in journal.private_by_default or None,
                ),
                uid=event.uid,
            )
            for event in new
        ]
    parts = []
    if changed:
        refs = ", ".join(session.ref for session in changed)
        parts += [
            ours("Changed "),
            Span(refs, "accent"),
            ours(" as the calendar has it. " if sessions else " as the calendar has it."),
        ]
    if sessions:
        refs = ", ".join(session.ref for session in sessions)
        parts += [
            ours("Planned "),
            Span(refs, "accent"),
            ours(f" from {'one event' if len(sessions) == 1 else 'events'}."),
        ]
    answer = ChangeAnswer(line(*parts), [*sessions, *changed], next_step=NextStep("mentorlog sessions list"))
    answer.warnings = overlap_warnings(journal, *sessions, *changed)
    return answer


def _ask_picks(listed: _EventList) -> list[int]:
    """Ask which events to import; returns their numbers in the list."""
    from mentorlog.cli.prompts.single import ask

    draw_page(listed.page(), stderr())

    def parse_picks(text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if words == ["all"]:
            return listed.new_numbers()
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(listed.parsed.events) for word in words):
            raise UsageError("These are no numbers of the list.", "Write 1 3, or all, or none.")
        return [int(word) for word in words]

    return ask(
        "Which are meetings with your mentor: their numbers, all or none",
        lambda text: [] if text == "none" else parse_picks(text),
        about="The numbers stand in the list above: 1 3 takes two. all takes every event that is new, none takes none.",
        offer="none",
    )
