"""Taking events of a calendar as planned sessions."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import clock
from mentorlog.cli.context import open_journal, somebody
from mentorlog.cli.file.imports.copy import copied_first
from mentorlog.errors import UsageError
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours

if TYPE_CHECKING:
    from mentorlog.exchange.calendar import Event, Read
    from mentorlog.journal.journal import Journal


def taken(file: Path, content: bytes, pick: list[int] | None, mentor: str | None, *, dry_run: bool) -> Answer:
    """The events that were picked, or that a person picks now; what is there already is left as it is."""
    from mentorlog.exchange.calendar import known, read

    journal = open_journal()
    found = read(content, journal.now)
    there = known(journal, found.events)
    if not found.events:
        return PageAnswer("import", _data(found, there), [Lines([line(f"No event is to come.{_rest(found)}")])])
    if wrong := [at for at in pick or () if not 1 <= at <= len(found.events)]:
        raise UsageError(f"There is no event {wrong[0]}.", f"Pick from 1 to {len(found.events)}.")
    if not pick and somebody() and not dry_run and len(there) < len(found.events):
        pick = _asked(journal, found, there)
        if not pick:
            return PageAnswer("import", _data(found, there), [Lines([line("Nothing was taken.")])])
    if not pick or dry_run:
        return _offered(journal, file, found, there, pick)
    return _taken(journal, [found.events[at - 1] for at in dict.fromkeys(pick)], there, mentor)


def _offered(journal: "Journal", file: Path, found: "Read", there: dict[str, str], pick: list[int] | None) -> Answer:
    """The events that could be taken, or of them those that were picked; with how to take them."""
    new = [at for at, event in enumerate(found.events, 1) if event.uid not in there and at in (pick or (at,))]
    steps = []
    if new:
        picked = " ".join(f"--pick {at}" for at in (new if pick else new[:1]))
        takes = "to take it" if len(new) == 1 or not pick else "to take them"
        steps = [NextStep(f"mentorlog import {shlex.quote(str(file))} {picked}", takes)]
    return PageAnswer("import", _data(found, there, pick), _page(journal, found, there, pick), steps)


def _taken(journal: "Journal", events: "list[Event]", there: dict[str, str], mentor: str | None) -> Answer:
    from mentorlog.cli.params.mentor import mentor_for
    from mentorlog.journal.model.records.sessions import Session

    new = [event for event in events if event.uid not in there]
    if not new:
        refs = ", ".join(there[event.uid] for event in events)
        return PageAnswer("import", {"made": []}, [Lines([line(f"Already there: {refs}. Nothing was changed.")])])
    number = mentor_for(journal, mentor)
    copied_first(journal)
    with journal.change("import") as change:
        made = [
            change.add(
                Session(
                    starts_at=event.starts_at,
                    zone=clock.zone_name(),
                    mentor=number,
                    minutes=event.minutes,
                    channel=event.place[:200] or None,
                    private="sessions" in journal.private_by_default
                    or None,  # its uid is the calendar's, but it is new here
                ),
                uid=event.uid,
            )
            for event in new
        ]
    refs = ", ".join(one.ref for one in made)
    says = line(ours("Planned "), Span(refs, "accent"), ours(f" from {'one event' if len(made) == 1 else 'events'}."))
    return ChangeAnswer(says, made, next_step=NextStep("mentorlog sessions list"))


def _asked(journal: "Journal", found: "Read", there: dict[str, str]) -> list[int]:
    """The numbers that a person chooses."""
    from mentorlog.cli.prompts.conversation import asked
    from mentorlog.render.tell import draw_page
    from mentorlog.render.terminal.screen import stderr

    draw_page(_page(journal, found, there), stderr())

    def read(text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if words == ["all"]:
            return [at for at, event in enumerate(found.events, 1) if event.uid not in there]
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(found.events) for word in words):
            raise UsageError("These are no numbers of the list.", "Write 1 3, or all, or none.")
        return [int(word) for word in words]

    return asked(
        "Which are meetings with your mentor (1 3, all, none)", lambda text: [] if text == "none" else read(text)
    )


def _page(journal: "Journal", found: "Read", there: dict[str, str], pick: list[int] | None = None) -> Page:
    from mentorlog.journal.model.fields import format_moment

    rows = [
        Row(
            (
                line(ours(str(at), "dim")),
                line(ours(format_moment(event.starts_at, journal.today))),
                (Span(event.title or "(no title)", "title"),),
                _beside(event, there),
            )
        )
        for at, event in enumerate(found.events, 1)
        if not pick or at in pick
    ]
    page: Page = [
        Grid((GridColumn("", "figure"), GridColumn(""), GridColumn("", "title"), GridColumn("", "words")), rows)
    ]
    rest = "" if pick else _rest(found).strip()
    return [*page, Lines([line(ours(rest, "dim"))])] if rest else page


def _beside(event: "Event", there: dict[str, str]) -> Line:
    if event.uid in there:
        return line(ours(f"{there[event.uid]} already", "dim"))
    return line(ours(f"{event.minutes} min", "dim"))


def _rest(found: "Read") -> str:
    if found.left_out < 1:
        return ""
    return f" {found.left_out} {'event is' if found.left_out == 1 else 'events are'} past, called off or of whole days."


def _data(found: "Read", there: dict[str, str], pick: list[int] | None = None) -> object:
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
