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
    """The events that were picked, or that a person picks now; what is there already is left as it is."""
    journal = cli.open_journal()
    found = parse_calendar(content, journal.now)
    there = find_session_refs(journal, found.events)
    if not found.events:
        return PageAnswer(
            "import", _events_to_json(found, there), [Lines([line(f"No event is to come.{_omission_note(found)}")])]
        )
    if wrong := [at for at in pick or () if not 1 <= at <= len(found.events)]:
        raise UsageError(f"There is no event {wrong[0]}.", f"Pick from 1 to {len(found.events)}.")
    if not pick and cli.is_interactive() and not dry_run and len(there) < len(found.events):
        pick = _ask_picks(journal, found, there)
        if not pick:
            return PageAnswer("import", _events_to_json(found, there), [Lines([line("Nothing was taken.")])])
    if not pick or dry_run:
        return _preview_answer(journal, file, found, there, pick)
    return _add_sessions(cli, journal, [found.events[at - 1] for at in dict.fromkeys(pick)], there, mentor)


def _preview_answer(
    journal: "Journal", file: Path, found: ParsedCalendar, there: dict[str, str], pick: list[int] | None
) -> Answer:
    """The events that could be imported, or those picked, and how to import them."""
    new = [at for at, event in enumerate(found.events, 1) if event.uid not in there and at in (pick or (at,))]
    steps = []
    if new:
        picked = " ".join(f"--pick {at}" for at in (new if pick else new[:1]))
        takes = "to take it" if len(new) == 1 or not pick else "to take them"
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} {picked}", takes)]
    return PageAnswer("import", _events_to_json(found, there, pick), _events_page(journal, found, there, pick), steps)


def _add_sessions(
    cli: CliContext, journal: "Journal", events: "list[CalendarEvent]", there: dict[str, str], mentor: str | None
) -> Answer:
    new = [event for event in events if event.uid not in there]
    if not new:
        refs = ", ".join(there[event.uid] for event in events)
        return PageAnswer("import", {"made": []}, [Lines([line(f"Already there: {refs}. Nothing was changed.")])])
    number = resolve_mentor(cli, journal, mentor)
    back_up_before_import(journal)
    with journal.change("import") as change:
        made = [
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
    refs = ", ".join(one.ref for one in made)
    says = line(ours("Planned "), Span(refs, "accent"), ours(f" from {'one event' if len(made) == 1 else 'events'}."))
    return ChangeAnswer(says, made, next_step=NextStep("mentorlog sessions list"))


def _ask_picks(journal: "Journal", found: "ParsedCalendar", there: dict[str, str]) -> list[int]:
    """Ask which events to import; returns their numbers in the list."""
    from mentorlog.cli.prompts.conversation import ask

    draw_page(_events_page(journal, found, there), stderr())

    def parse_picks(text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if words == ["all"]:
            return [at for at, event in enumerate(found.events, 1) if event.uid not in there]
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(found.events) for word in words):
            raise UsageError("These are no numbers of the list.", "Write 1 3, or all, or none.")
        return [int(word) for word in words]

    return ask(
        "Which are meetings with your mentor (1 3, all, none)", lambda text: [] if text == "none" else parse_picks(text)
    )


def _events_page(
    journal: "Journal", found: ParsedCalendar, there: dict[str, str], pick: list[int] | None = None
) -> Page:
    rows = [
        Row(
            (
                line(ours(str(at), "dim")),
                line(ours(format_moment(event.starts_at, journal.today))),
                (Span(event.title or "(no title)", "title"),),
                _status_cell(event, there),
            )
        )
        for at, event in enumerate(found.events, 1)
        if not pick or at in pick
    ]
    page: Page = [
        Grid((GridColumn("", "figure"), GridColumn(""), GridColumn("", "title"), GridColumn("", "words")), rows)
    ]
    rest = "" if pick else _omission_note(found).strip()
    return [*page, Lines([line(ours(rest, "dim"))])] if rest else page


def _status_cell(event: CalendarEvent, there: dict[str, str]) -> Line:
    if event.uid in there:
        return line(ours(f"{there[event.uid]} already", "dim"))
    return line(ours(f"{event.minutes} min", "dim"))


def _omission_note(found: ParsedCalendar) -> str:
    if found.skipped < 1:
        return ""
    return f" {found.skipped} {'event is' if found.skipped == 1 else 'events are'} past, called off or of whole days."


def _events_to_json(found: ParsedCalendar, there: dict[str, str], pick: list[int] | None = None) -> object:
    return [
        {
            "pick": at,
            "starts_at": event.starts_at.isoformat(timespec="minutes"),
            "minutes": event.minutes,
            "title": event.title,
            "session": there.get(event.uid),
        }
        for at, event in enumerate(found.events, 1)
        if not pick or at in pick
    ]
