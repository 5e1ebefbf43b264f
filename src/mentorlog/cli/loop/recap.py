"""`mentorlog recap`: the message to the mentor after a session; nothing private stands in it."""

from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.context import open_journal
from mentorlog.cli.params.mentor import only_mentor
from mentorlog.cli.params.sharing import ForAudience, ShowWithheld, describe_withheld, refuse_if_hidden
from mentorlog.journal.model.fields import format_day, format_moment
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import Omissions, read_for_audience
from mentorlog.journal.workflows.debrief import session_to_debrief
from mentorlog.journal.workflows.messages import signature
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.terminal.page import Lines, Span

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def recap(
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Which one; the last unless given.", show_default=False)
    ] = None,
    reader: ForAudience = "mentor",
    show_withheld: ShowWithheld = False,
) -> Answer:
    """A message to copy: what I take away, what each of us will do, when we meet."""
    journal = open_journal()
    meeting = journal.find(Session, session) if session else session_to_debrief(journal)
    refuse_if_hidden(journal, "session", meeting.number, reader)
    (text, _), left_out = read_for_audience(
        journal,
        reader,
        lambda: _promise_refs(journal, meeting),
        lambda: (_message_text(journal, journal.get(Session, meeting.number)), _promise_refs(journal, meeting)),
        lambda message: message[1],
    )
    answer = PageAnswer("recap", {"session": meeting.ref, "text": text}, [Lines([(Span(text),)])])
    answer.asides = describe_withheld(journal, Omissions(left_out.entries, []), show_withheld)
    return answer


def _promise_refs(journal: "Journal", meeting: Session) -> set[str]:
    """The promises that the message may name."""
    rows = journal.store.rows("SELECT number FROM actions WHERE session = ? AND state <> 'dropped'", (meeting.number,))
    return {ref("action", number) for (number,) in rows}


def _message_text(journal: "Journal", meeting: Session) -> str:
    from mentorlog.journal.queries.agenda import next_session

    mentor = meeting.mentor or only_mentor(journal, None)  # one who said yes after it was planned
    name = str(journal.read_field("mentor", mentor, "name")) if mentor else "[your mentor]"
    when = "today" if meeting.day == journal.today else f"our talk on {format_day(meeting.day, journal.today)}"
    parts = [f"Dear {name},", "", f"thank you for {when}."]
    following = next_session(journal)
    for title, points in (
        ("I take away:", (meeting.takeaways or "").splitlines()),
        ("I will:", _promise_lines(journal, meeting, "me")),
        ("You kindly offered:", _promise_lines(journal, meeting, "mentor")),
    ):
        if points:
            parts += ["", title, *(f"- {point}" for point in points)]
    if following:
        parts += ["", f"We meet again on {format_moment(following.starts_at, journal.today)}."]
    return "\n".join([*parts, "", "Please correct me if I got something wrong.", signature()])


def _promise_lines(journal: "Journal", meeting: Session, who: str) -> list[str]:
    from mentorlog.journal.model.records.actions import Action

    actions = journal.read(Action, "session = ? AND who = ? AND state <> 'dropped'", (meeting.number, who))
    return [
        action.text + (f" (by {format_day(action.due, journal.today)})" if action.due else "") for action in actions
    ]
