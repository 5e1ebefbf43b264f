"""Taking events of a calendar as planned sessions."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.cli.params.mentor import resolve_mentor
from mentorlog.errors import UsageError
from mentorlog.exchange.calendar import CalendarEvent, ParsedCalendar, find_session_refs, parse_calendar
from mentorlog.journal.dates.format import format_moment
from mentorlog.journal.model.records.sessions import Session
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours
from mentorlog.render.terminal.screen import stderr

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def import_events(
    cli: CliContext, file: Path, content: bytes, pick: list[int] | None, mentor: str | None, *, dry_run: bool
) -> Answer:
    """Add the picked events as sessions, asking for the picks if possible; events imported before are skipped."""
    journal = cli.open_journal()
    calendar = parse_calendar(content, journal.now)
    existing = find_session_refs(journal, calendar.events)
    if not calendar.events:
        return PageAnswer(
            "import",
            _events_to_json(calendar, existing),
            [Lines([line(f"No event is to come.{_omission_note(calendar)}")])],
        )
    if wrong := [at for at in pick or () if not 1 <= at <= len(calendar.events)]:
        raise UsageError(f"There is no event {wrong[0]}.", f"Pick from 1 to {len(calendar.events)}.")
    if not pick and cli.is_interactive() and not dry_run and len(existing) < len(calendar.events):
        pick = _ask_picks(journal, calendar, existing)
        if not pick:
            return PageAnswer("import", _events_to_json(calendar, existing), [Lines([line("Nothing was taken.")])])
    if not pick or dry_run:
        return _preview_answer(journal, file, calendar, existing, pick)
    return _add_sessions(cli, journal, [calendar.events[at - 1] for at in dict.fromkeys(pick)], existing, mentor)


def _preview_answer(
    journal: "Journal", file: Path, calendar: ParsedCalendar, existing: dict[str, str], pick: list[int] | None
) -> Answer:
    """List the events, or only the picked ones, with the command that imports them."""
    new = [at for at, event in enumerate(calendar.events, 1) if event.uid not in existing and at in (pick or (at,))]
    steps = []
    if new:
        picked = " ".join(f"--pick {at}" for at in (new if pick else new[:1]))
        takes = "to take it" if len(new) == 1 or not pick else "to take them"
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} {picked}", takes)]
    return PageAnswer(
        "import", _events_to_json(calendar, existing, pick), _events_page(journal, calendar, existing, pick), steps
    )


def _add_sessions(
    cli: CliContext, journal: "Journal", events: "list[CalendarEvent]", existing: dict[str, str], mentor: str | None
) -> Answer:
    new = [event for event in events if event.uid not in existing]
    if not new:
        refs = ", ".join(existing[event.uid] for event in events)
        return PageAnswer("import", {"made": []}, [Lines([line(f"Already there: {refs}. Nothing was changed.")])])
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
                    private="sessions" in journal.private_by_default
                    or None,  # `add` sets the default only where no uid is given
                ),
                uid=event.uid,
            )
            for event in new
        ]
    refs = ", ".join(session.ref for session in sessions)
    says = line(
        ours("Planned "), Span(refs, "accent"), ours(f" from {'one event' if len(sessions) == 1 else 'events'}.")
    )
    return ChangeAnswer(says, sessions, next_step=NextStep("mentorlog sessions list"))


def _ask_picks(journal: "Journal", calendar: ParsedCalendar, existing: dict[str, str]) -> list[int]:
    """Show the events and ask for their numbers."""
    from mentorlog.cli.prompts.conversation import ask

    draw_page(_events_page(journal, calendar, existing), stderr())

    def parse_picks(text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if words == ["all"]:
            return [at for at, event in enumerate(calendar.events, 1) if event.uid not in existing]
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(calendar.events) for word in words):
            raise UsageError("These are no numbers of the list.", "Write 1 3, or all, or none.")
        return [int(word) for word in words]

    return ask(
        "Which are meetings with your mentor (1 3, all, none)", lambda text: [] if text == "none" else parse_picks(text)
    )


def _events_page(
    journal: "Journal", calendar: ParsedCalendar, existing: dict[str, str], pick: list[int] | None = None
) -> Page:
    rows = [
        Row(
            (
                line(ours(str(at), "dim")),
                line(ours(format_moment(event.starts_at, journal.today))),
                (Span(event.title or "(no title)", "title"),),
                _status_cell(event, existing),
            )
        )
        for at, event in enumerate(calendar.events, 1)
        if not pick or at in pick
    ]
    page: Page = [
        Grid((GridColumn("", "figure"), GridColumn(""), GridColumn("", "title"), GridColumn("", "words")), rows)
    ]
    rest = "" if pick else _omission_note(calendar).strip()
    return [*page, Lines([line(ours(rest, "dim"))])] if rest else page


def _status_cell(event: CalendarEvent, existing: dict[str, str]) -> Line:
    if event.uid in existing:
        return line(ours(f"{existing[event.uid]} already", "dim"))
    return line(ours(f"{event.minutes} min", "dim"))


def _omission_note(calendar: ParsedCalendar) -> str:
    if calendar.skipped < 1:
        return ""
    count = calendar.skipped
    return f" {count} {'event is' if count == 1 else 'events are'} past, called off or of whole days."


def _events_to_json(calendar: ParsedCalendar, existing: dict[str, str], pick: list[int] | None = None) -> object:
    return [
        {
            "pick": at,
            "starts_at": event.starts_at.isoformat(timespec="minutes"),
            "minutes": event.minutes,
            "title": event.title,
            "session": existing.get(event.uid),
        }
        for at, event in enumerate(calendar.events, 1)
        if not pick or at in pick
    ]
