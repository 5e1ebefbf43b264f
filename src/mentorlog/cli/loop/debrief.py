"""`mentorlog debrief`: keep what stays of a session, in a conversation or by flags; either way one change."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.moments import TYPED_MOMENT, ChosenMoment, TypedMoment, overlap_warnings
from mentorlog.cli.params.options import (
    NOTHING_SAID,
    ConcernedMentor,
    Context,
    TextList,
    flag,
    option,
    ref_argument,
    ref_option,
    start_conversation,
)
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.cli.params.record_options import DueDay, Fit, Minutes, Rating
from mentorlog.cli.records.trends import TrendAnswer, usefulness_trend
from mentorlog.errors import UsageError
from mentorlog.journal.dates.reading import nearer_past_moment
from mentorlog.journal.model.forms import TEXT
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.filters import require_own
from mentorlog.journal.text import clean_text, format_count
from mentorlog.journal.workflows.debrief import Debrief, QuestionAnswer, save_debrief, session_to_debrief
from mentorlog.render.answers import Answer, NextStep, detail_lines, record_title, relative_day, session_time
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def debrief(
    ctx: Context,
    session: Annotated[str | None, ref_argument("session", "Which one; the last unless given.")] = None,
    minutes: Minutes = None,
    answer: Annotated[
        TextList, ref_option("--answer", "What you heard; may be repeated.", "question", "QUESTION=TEXT")
    ] = None,
    drop: Annotated[TextList, ref_option("--drop", "A question to let go.", "question")] = None,
    takeaway: Annotated[TextList, option("--takeaway", TEXT, "What you take away; may be repeated.")] = None,
    lessons: Annotated[bool, flag("--lessons", "Keep the takeaways as lessons too.")] = False,
    happened: Annotated[str | None, option("--happened", TEXT, "With --lessons: what you learned them by.")] = None,
    intention: Annotated[str | None, option("--intention", TEXT, "With --lessons: what you do with them.")] = None,
    mine: Annotated[TextList, option("--mine", TEXT, "What you will do; may be repeated.")] = None,
    theirs: Annotated[TextList, option("--theirs", TEXT, "What your mentor will do; may be repeated.")] = None,
    by: DueDay = None,
    received: Annotated[str | None, option("--received", TEXT, "Feedback you received.")] = None,
    given: Annotated[str | None, option("--given", TEXT, "Feedback you gave.")] = None,
    notes: Annotated[str | None, option("--notes", TEXT, "Notes of the session.")] = None,
    rating: Rating = None,
    fit: Fit = None,
    following: Annotated[TypedMoment | None, option("--next", TYPED_MOMENT, 'When you meet next: "thu 15:00".')] = None,
    mentor: ConcernedMentor = None,
) -> Answer:
    """Keep what stays of a session; that says it was held; without flags you are asked."""
    journal = ctx.obj.open_journal()
    meeting = (
        journal.find(Session, session)
        if session
        else session_to_debrief(journal, journal.resolve_optional("mentor", mentor))
    )
    entered = Debrief(
        minutes=minutes,
        answers=[_parse_answer(journal, meeting, text) for text in answer or ()],
        drops=[_resolve_question(journal, meeting, text) for text in drop or ()],
        takeaways=takeaway or (),
        lessons=lessons,
        happened=happened,
        intention=intention,
        my_actions=mine or (),
        mentor_actions=theirs or (),
        actions_due=by,
        received=received,
        given=given,
        notes=notes,
        rating=rating,
        fit=fit,
        next_at=following,
    )
    if entered != Debrief(answers=[], drops=[]):
        with_length = replace(meeting, real_minutes=minutes)
        outliers = confirm_outliers(ctx.obj, journal, (with_length, meeting)) if minutes else []
        past = nearer_past_moment(following.text, journal.now) if following else None
        return _save_debrief(journal, meeting, entered, outliers, past)
    return _converse(ctx.obj, journal, meeting)


def _converse(cli: CliContext, journal: "Journal", meeting: Session) -> Answer:
    """Ask what stays of a session. Raises UsageError where nothing was said or nobody can be asked."""
    command = f"mentorlog debrief {meeting.ref}"
    with start_conversation(
        cli, "debrief", command, NOTHING_SAID, 'Give one flag: --takeaway "..."', meeting.ref
    ) as talk:
        from mentorlog.cli.loop.walks.debrief import ask_debrief

        _greet(journal, meeting)
        entered = talk.hold(lambda: ask_debrief(talk, journal, meeting))
        if entered.is_empty:
            raise UsageError("Nothing was said, so nothing was noted.", f"To try again: {command}")
        return _save_debrief(journal, meeting, entered)


def _resolve_question(journal: "Journal", meeting: Session, name: str) -> int:
    """The number of a question; it is one for the mentor of the session, or for anybody. Raises Refused."""
    number = journal.resolve_number("question", name)
    require_own(journal, "question", number, meeting.mentor)
    return number


def _parse_answer(journal: "Journal", meeting: Session, text: str) -> QuestionAnswer:
    name, sign, words = text.partition("=")
    if not sign:
        raise UsageError(
            "--answer: a question and its answer are written QUESTION=TEXT.", 'Like this: --answer q1="..."'
        )
    return _resolve_question(journal, meeting, name), clean_text(words)


def _greet(journal: "Journal", meeting: Session) -> None:
    note = " again: it was held already" if meeting.state == "held" else ""
    print_note(line(ours(f"Debrief of {meeting.ref}, {session_time(meeting, journal.today)}{note}", "title")))


def _save_debrief(
    journal: "Journal",
    meeting: Session,
    entered: Debrief,
    outliers: Sequence[str] = (),
    past: datetime | None = None,
) -> Answer:
    """Store the debrief. `past` is the day of this year that the next session was perhaps meant to be on."""
    with journal.change("debrief") as change:
        session, new_refs = save_debrief(journal, change, meeting, entered, clock.zone_name())
    facts = [
        f"{session.real_minutes} min" if session.real_minutes else "",
        f"useful {session.rating} of 5" if session.rating else "",
        format_count(len(entered.takeaways), "takeaway") if entered.takeaways else "",
        "your notes" if entered.notes else "",
    ]
    summary = ", ".join(filter(None, facts))
    sentence = line(ours("Noted "), Span(session.ref, "accent"), ours(f": {summary}." if summary else ": it was held."))
    details = detail_lines(*(_line_of_change(journal, ref) for ref in new_refs))
    next_step = _thanks_step(session)
    trend = usefulness_trend(journal, session) if entered.rating else None
    answer = TrendAnswer(sentence, session, trend, details=details, next_step=next_step, new_refs=new_refs)
    if entered.next_at:
        following = journal.find(Session, new_refs[-1])
        chosen = ChosenMoment(entered.next_at, past)
        answer.warnings = [*overlap_warnings(journal, following), *chosen.warnings(following.ref, journal)]
    return warn_of(answer, outliers, change.number)


def _thanks_step(session: Session) -> NextStep:
    """To thank the mentor of a session; one who is not known yet is thanked in a message to copy."""
    if session.mentor is None:
        return NextStep(f"mentorlog recap {session.ref}", "to send")
    return NextStep(f"mentorlog letter {ref_of('mentor', session.mentor)} --after {session.ref}", "thanks, to send")


_CHANGES = {  # what a debrief did, by the noun and the state of the record
    ("question", "answered"): "answered",
    ("question", "dropped"): "dropped",
    ("lesson", ""): "kept as a lesson",
    ("achievement", ""): "kept as an achievement",
}


def _line_of_change(journal: "Journal", ref: str) -> Line:
    """What became of a record, in words: "a3 you do: Ask Anna, due in 4 days, Fri 27 Nov"."""
    from mentorlog.journal.model.records.actions import Action
    from mentorlog.journal.model.records.feedback import Feedback

    record = journal.find_any(ref)
    due: date | None = None
    if isinstance(record, Session):
        return line(Span(ref, "dim"), ours(f" you meet next: {session_time(record, journal.today)}"))
    if isinstance(record, Action):
        words, due = "you do" if record.who == "me" else "your mentor does", record.due
    elif isinstance(record, Feedback):
        words = "feedback you gave" if record.direction == "given" else "feedback you received"
    else:
        words = _CHANGES.get((record.noun, str(getattr(record, "state", "")))) or _CHANGES.get((record.noun, ""), "")
    day = f", due {relative_day(due, journal.today)}" if due else ""
    return line(Span(ref, "dim"), ours(f" {words}: "), Span(record_title(record)), ours(day))
