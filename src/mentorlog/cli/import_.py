"""`mentorlog import`: what other programs wrote."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mentorlog import clock
from mentorlog.cli.call import open_journal, somebody
from mentorlog.cli.options import WithMentor
from mentorlog.errors import UsageError
from mentorlog.screen.answers import Answer, Changed, Next, Told
from mentorlog.screen.page import Grid, Heads, Line, Lines, Page, Row, Span, line, own

if TYPE_CHECKING:
    from mentorlog.exchange.calendar import Event, Read
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_LARGEST = 50_000_000  # bytes of a file that is read


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to read: a calendar (.ics).", show_default=False)],
    source: Annotated[
        Literal["calendar"] | None, typer.Option("--from", help="What wrote it; by its ending unless given.")
    ] = None,
    pick: Annotated[
        list[int] | None,
        typer.Option("--pick", metavar="N", help="Take this event as a session; may be repeated.", show_default=False),
    ] = None,
    mentor: WithMentor = None,
) -> Answer:
    """Take events of a calendar as planned sessions; what is there already is left as it is."""
    from mentorlog.exchange.calendar import known, read

    if source is None and file.suffix.lower() not in (".ics", ".ical", ".ifb"):
        raise UsageError("What wrote this file cannot be seen from its name.", "Say so: --from calendar")
    journal = open_journal()
    found = read(_content(file), journal.now)
    there = known(journal, found.events)
    if not found.events:
        return Told("import", _data(found, there), [Lines([line(f"No event is to come.{_rest(found)}")])])
    if not pick and somebody() and len(there) < len(found.events):
        pick = _asked(journal, found, there)
        if not pick:
            return Told("import", _data(found, there), [Lines([line("Nothing was taken.")])])
    if not pick:
        numbers = [at for at, event in enumerate(found.events, 1) if event.uid not in there]
        steps = (Next(f"mentorlog import {file} --pick {numbers[0]}", "to take it"),) if numbers else ()
        return Told("import", _data(found, there), _page(journal, found, there), steps)
    if wrong := [at for at in pick if not 1 <= at <= len(found.events)]:
        raise UsageError(f"There is no event {wrong[0]}.", f"Pick from 1 to {len(found.events)}.")
    return _taken(journal, [found.events[at - 1] for at in dict.fromkeys(pick)], there, mentor)


def _content(file: Path) -> bytes:
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", "Name a file.")
    if not file.exists():
        raise UsageError(f"There is no file {file}.", "Look at its name.")
    if not file.is_file() or file.stat().st_size > _LARGEST:
        raise UsageError(f"{file} is no file that can be read whole.", "Name a calendar of less than 50 MB.")
    return file.read_bytes()


def _taken(journal: "Journal", events: "list[Event]", there: dict[str, str], mentor: str | None) -> Answer:
    from mentorlog.cli.who import mentor_for
    from mentorlog.journal.records.sessions import Session

    new = [event for event in events if event.uid not in there]
    if not new:
        refs = ", ".join(there[event.uid] for event in events)
        return Told("import", {"made": []}, [Lines([line(f"Already there: {refs}. Nothing was changed.")])])
    number = mentor_for(journal, mentor)
    with journal.change("import") as change:
        made = [
            change.add(
                Session(
                    starts_at=event.starts_at,
                    zone=clock.zone(),
                    mentor=number,
                    minutes=event.minutes,
                    channel=event.place[:200] or None,
                    private="sessions" in journal.keeping or None,  # its uid is the calendar's, but it is new here
                ),
                uid=event.uid,
            )
            for event in new
        ]
    refs = ", ".join(one.ref for one in made)
    says = line(own("Planned "), Span(refs, "accent"), own(f" from {'one event' if len(made) == 1 else 'events'}."))
    return Changed(says, made, then=Next("mentorlog sessions list"))


def _asked(journal: "Journal", found: "Read", there: dict[str, str]) -> list[int]:
    """The numbers that a person chooses."""
    from mentorlog.cli.ask import asked
    from mentorlog.screen.screen import stderr
    from mentorlog.screen.tell import show

    show(_page(journal, found, there), stderr())

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


def _page(journal: "Journal", found: "Read", there: dict[str, str]) -> Page:
    from mentorlog.journal.columns import tell_moment

    rows = [
        Row(
            (
                line(own(str(at), "dim")),
                line(own(tell_moment(event.starts_at, journal.today))),
                (Span(event.title or "(no title)", "title"),),
                _beside(event, there),
            )
        )
        for at, event in enumerate(found.events, 1)
    ]
    page: Page = [Grid((Heads("", "figure"), Heads(""), Heads("", "title"), Heads("", "words")), rows)]
    rest = _rest(found).strip()
    return [*page, Lines([line(own(rest, "dim"))])] if rest else page


def _beside(event: "Event", there: dict[str, str]) -> Line:
    if event.uid in there:
        return line(own(f"{there[event.uid]} already", "dim"))
    return line(own(f"{event.minutes} min", "dim"))


def _rest(found: "Read") -> str:
    if found.left_out < 1:
        return ""
    return f" {found.left_out} {'event is' if found.left_out == 1 else 'events are'} past, called off or of whole days."


def _data(found: "Read", there: dict[str, str]) -> object:
    return [
        {
            "pick": at,
            "starts_at": event.starts_at.isoformat(timespec="minutes"),
            "minutes": event.minutes,
            "title": event.title,
            "session": there.get(event.uid),
        }
        for at, event in enumerate(found.events, 1)
    ]
