"""`mentorlog debrief`: keep what stays of a session, in a conversation or by flags; either way one change."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog import clock, settings
from mentorlog.cli.params.options import (
    NOTHING_SAID,
    ConcernedMentor,
    Context,
    DueDay,
    Minutes,
    Rating,
    TextList,
    flag,
    option,
    ref_argument,
    ref_option,
    start_conversation,
)
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import DUE_DAY, MINUTES, MOMENT, RATING, TEXT, YES_NO
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import mentor_view
from mentorlog.journal.text import clean_text, format_count
from mentorlog.journal.workflows.debrief import (
    Debrief,
    QuestionAnswer,
    next_meeting_time,
    save_debrief,
    session_to_debrief,
)
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, detail_lines, relative_day
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import Span, line, ours

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
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
    mine: Annotated[TextList, option("--mine", TEXT, "What you will do; may be repeated.")] = None,
    theirs: Annotated[TextList, option("--theirs", TEXT, "What your mentor will do; may be repeated.")] = None,
    by: DueDay = None,
    received: Annotated[str | None, option("--received", TEXT, "Feedback you received.")] = None,
    given: Annotated[str | None, option("--given", TEXT, "Feedback you gave.")] = None,
    rating: Rating = None,
    following: Annotated[datetime | None, option("--next", MOMENT, 'When you meet next: "thu 15:00".')] = None,
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
        answers=[_parse_answer(journal, text) for text in answer or ()],
        drops=[journal.resolve_number("question", text) for text in drop or ()],
        takeaways=takeaway or (),
        lessons=lessons,
        my_actions=mine or (),
        mentor_actions=theirs or (),
        actions_due=by,
        received=received,
        given=given,
        rating=rating,
        next_at=following,
    )
    if entered != Debrief(answers=[], drops=[]):
        return _save_debrief(journal, meeting, entered)
    command = f"mentorlog debrief {meeting.ref}"
    with start_conversation(
        ctx.obj, "debrief", command, NOTHING_SAID, 'Give one flag: --takeaway "..."', meeting.ref
    ) as talk:
        _greet(journal, meeting)
        entered = talk.hold(lambda: _ask_debrief(talk, journal, meeting))
        if entered.is_empty:
            raise UsageError("Nothing was said, so nothing was noted.", f"To try again: {command}")
        return _save_debrief(journal, meeting, entered)


def _parse_answer(journal: "Journal", text: str) -> QuestionAnswer:
    name, sign, words = text.partition("=")
    if not sign:
        raise UsageError(
            "--answer: a question and its answer are written QUESTION=TEXT.", 'Like this: --answer q1="..."'
        )
    return journal.resolve_number("question", name), clean_text(words)


def _greet(journal: "Journal", meeting: Session) -> None:
    note = " again: it was held already" if meeting.state == "held" else ""
    print_note(line(ours(f"Debrief of {meeting.ref}, {relative_day(meeting.starts_at, journal.today)}{note}", "title")))


def _ask_debrief(talk: "Conversation", journal: "Journal", meeting: Session) -> Debrief:
    from mentorlog.journal.queries.agenda import agenda_topics

    minutes = talk.ask(
        "minutes", "How long did you talk, in minutes", MINUTES.reader(journal),
        about="How long the session really took.",
        offer=str(meeting.real_minutes or meeting.minutes or settings.value("minutes")),
    )  # fmt: skip
    with mentor_view(journal, meeting.mentor):
        questions = agenda_topics(journal).questions
    answers = [
        (question.number, answer)
        for question in questions
        if (
            answer := talk.ask_about(
                f"answer {question.ref}",
                question.ref,
                question.text,
                "",
                clean_text,
                about="What you heard to this question. Enter leaves it open for the next session.",
            )
        )
    ]
    takeaways = talk.ask_several(
        "takeaway", "What you take away, one a line", clean_text, each="takeaway",
        about="The thoughts that you want to find again in a month.",
    )  # fmt: skip
    lessons = bool(
        takeaways
        and talk.ask(
            "lessons",
            "Keep these as lessons too, yes or no",
            YES_NO.reader(journal),
            offer="no",
            about="A lesson stands on its own, beside the session, and can be applied and searched.",
        )
    )
    mine = talk.ask_several("mine", "What you will do, one a line", clean_text)
    theirs = talk.ask_several("theirs", "What your mentor will do", clean_text)
    by = talk.ask("by", "By when", DUE_DAY.reader(journal)) if mine or theirs else None
    return Debrief(
        minutes=minutes,
        answers=answers,
        takeaways=takeaways,
        lessons=lessons,
        my_actions=mine,
        mentor_actions=theirs,
        actions_due=by,
        received=talk.ask(
            "received", "Feedback you received", clean_text, about="What your mentor said about how you do things."
        ),
        given=talk.ask("given", "Feedback you gave", clean_text, about="What you told your mentor."),
        rating=talk.ask(
            "rating",
            "How useful, 1 not to 5 very",
            RATING.reader(journal),
            about="1 not useful, 3 useful, 5 it changed my thinking.",
        ),
        next_at=_ask_next_meeting(talk, journal, meeting),
    )


def _ask_next_meeting(talk: "Conversation", journal: "Journal", meeting: Session) -> datetime | None:
    """Ask for the next date, offering the one that the agreed rhythm gives."""
    by_rhythm = next_meeting_time(journal, meeting)
    return talk.ask(
        "next", "When do you meet next", MOMENT.reader(journal),
        about='A day and a time, such as "thu 15:00". The session is planned with it.',
        offer=by_rhythm.isoformat(" ", "minutes")[:16] if by_rhythm else "",
        shown_offer=relative_day(by_rhythm, journal.today) if by_rhythm else "",
    )  # fmt: skip


def _save_debrief(journal: "Journal", meeting: Session, entered: Debrief) -> Answer:
    with journal.change("debrief") as change:
        session, new_refs = save_debrief(journal, change, meeting, entered, clock.zone_name())
    sentence = line(ours("Noted "), Span(session.ref, "accent"), ours(f": {', '.join(new_refs)}." if new_refs else "."))
    facts = [
        format_count(len(entered.takeaways), "takeaway") if entered.takeaways else "",
        f"{len(entered.answers)} answered" if entered.answers else "",
        f"rating {session.rating}" if session.rating else "",
    ]
    details = detail_lines(line(ours(", ".join(filter(None, facts)), "dim")))
    then = NextStep(f"mentorlog recap {session.ref}", "to send")
    return ChangeAnswer(sentence, session, details=details, next_step=then, new_refs=new_refs)
