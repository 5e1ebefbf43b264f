"""Taking events of a calendar as planned sessions."""

import shlex
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
from mentorlog.exchange.calendar import CalendarEvent, find_session_refs, parse_calendar
from mentorlog.journal.dates.format import format_moment
from mentorlog.journal.model.records.sessions import Session
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import Grid, GridColumn, Page, Row, Span, line, ours, paragraph
from mentorlog.render.terminal.screen import stderr

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions


class _EventList(NamedTuple):
    """The events of a file, with the refs of those that are sessions of the journal already, by uid."""

    events: list[CalendarEvent]
    skipped: int  # past, cancelled, or of whole days
    refs: dict[str, str]
    today: date

    def with_numbers(self, pick: Sequence[int] | None = None) -> list[tuple[int, CalendarEvent]]:
        """The events with the numbers by which they are picked: all of them, or those picked."""
        return [(number, event) for number, event in enumerate(self.events, 1) if not pick or number in pick]

    def new_numbers(self, pick: Sequence[int] | None = None) -> list[int]:
        """The numbers of the events that are no sessions yet."""
        return [number for number, event in self.with_numbers(pick) if event.uid not in self.refs]

    def omission_note(self) -> str:
        """How many events were skipped; empty where none was."""
        verb = "event is" if self.skipped == 1 else "events are"
        return f"{self.skipped} {verb} past, called off or of whole days." if self.skipped else ""

    def _status(self, event: CalendarEvent) -> str:
        return f"{self.refs[event.uid]} already" if event.uid in self.refs else f"{event.minutes} min"

    def to_json(self, pick: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """The events as data."""
        return [
            {
                "pick": number,
                "starts_at": event.starts_at.isoformat(timespec="minutes"),
                "minutes": event.minutes,
                "title": event.title,
                "session": self.refs.get(event.uid),
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
    """Add the events that are picked, by option or now, as planned sessions; those that are sessions already stay."""
    journal, pick = cli.open_journal(), options.pick
    events, skipped = parse_calendar(content, journal.now)
    listed = _EventList(events, skipped, find_session_refs(journal, events), journal.today)
    if not events:
        note = " ".join(filter(None, ("No event is to come.", listed.omission_note())))
        return PageAnswer("import", listed.to_json(), [paragraph(note)])
    if invalid := [number for number in pick or () if not 1 <= number <= len(events)]:
        raise UsageError(f"There is no event {invalid[0]}.", f"Pick from 1 to {len(events)}.")
    if not pick and cli.is_interactive() and not options.dry_run and len(listed.refs) < len(events):
        pick = _ask_picks(listed)
        if not pick:
            return PageAnswer("import", listed.to_json(), [paragraph("Nothing was taken.")])
    if not pick or options.dry_run:
        return _preview_answer(file, listed, pick)
    return _add_sessions(cli, listed, pick, options.mentor)


def _preview_answer(file: Path, listed: _EventList, pick: list[int] | None) -> Answer:
    """The events that could be imported, or those picked, and how to import them."""
    steps = []
    if new := listed.new_numbers(pick):
        flags = " ".join(f"--pick {number}" for number in (new if pick else new[:1]))
        purpose = "to take it" if len(new) == 1 or not pick else "to take them"
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} {flags}", purpose)]
    return PageAnswer("import", listed.to_json(pick), listed.page(pick), steps)


def _add_sessions(cli: CliContext, listed: _EventList, pick: list[int], mentor: str | None) -> Answer:
    journal = cli.open_journal()
    picked = [listed.events[number - 1] for number in dict.fromkeys(pick)]
    new = [event for event in picked if event.uid not in listed.refs]
    if not new:
        refs = ", ".join(listed.refs[event.uid] for event in picked)
        return PageAnswer("import", {"made": []}, [paragraph(f"Already there: {refs}. Nothing was changed.")])
    number = resolve_mentor(cli, journal, mentor)
    back_up_before_import(journal)
    with journal.change("import") as change:
        sessions = [
            change.add(
                Session(
                    starts_at=event.starts_at,
                    zone=clock.zone_name(),
                    mentor=number,
                    minutes=event.minutes,
                    channel=event.place[:200] or None,
                    # A given uid means a record from another journal, to which the setting would not apply.
                    private="sessions" in journal.private_by_default or None,
                ),
                uid=event.uid,
            )
            for event in new
        ]
    refs = ", ".join(session.ref for session in sessions)
    count = "one event" if len(sessions) == 1 else "events"
    sentence = line("Planned ", Span(refs, "accent"), f" from {count}.")
    answer = ChangeAnswer(sentence, sessions, next_step=NextStep("mentorlog sessions list"))
    answer.warnings = overlap_warnings(journal, *sessions)
    return answer


def _ask_picks(listed: _EventList) -> list[int]:
    """Ask which events to import; returns their numbers in the list."""
    from mentorlog.cli.prompts.conversation import ask

    draw_page(listed.page(), stderr())

    def parse_picks(text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if words == ["all"]:
            return listed.new_numbers()
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(listed.events) for word in words):
            raise UsageError("These are no numbers of the list.", "Write 1 3, or all, or none.")
        return [int(word) for word in words]

    return ask(
        "Which are meetings with your mentor (1 3, all, none)", lambda text: [] if text == "none" else parse_picks(text)
    )
