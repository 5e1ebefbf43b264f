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
    with start_conversation(ctx.obj, "debrief", command, NOTHING_SAID, 'Give one flag: --takeaway "..."') as talk:
        entered = _ask_debrief(talk, journal, meeting)
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


def _ask_debrief(talk: "Conversation", journal: "Journal", meeting: Session) -> Debrief:
    from mentorlog.journal.queries.agenda import agenda_topics

    note = " again: it was held already" if meeting.state == "held" else ""
    print_note(line(ours(f"Debrief of {meeting.ref}, {relative_day(meeting.starts_at, journal.today)}{note}", "title")))
    print_note(line("Enter skips a question, Ctrl-C keeps what you typed."))
    length = meeting.minutes or settings.value("minutes")
    minutes = talk.ask("minutes", f"How long did you talk [{length}]", MINUTES.reader(journal))
    with mentor_view(journal, meeting.mentor):
        questions = agenda_topics(journal).questions
    answers = [
        (question.number, answer)
        for question in questions
        if (answer := talk.ask_about(f"answer {question.ref}", question.ref, question.text, "", clean_text))
    ]
    takeaways = talk.ask_several("takeaway", "What you take away, one a line", clean_text)
    lessons = bool(takeaways and talk.ask("lessons", "Keep these as lessons too (yes, no)", YES_NO.reader(journal)))
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
        received=talk.ask("received", "Feedback you received", clean_text),
        given=talk.ask("given", "Feedback you gave", clean_text),
        rating=talk.ask("rating", "How useful 1 not … 5 very", RATING.reader(journal)),
        next_at=_ask_next_meeting(talk, journal, meeting),
    )


def _ask_next_meeting(talk: "Conversation", journal: "Journal", meeting: Session) -> datetime | None:
    """Ask for the next date; + takes the one that the agreed rhythm gives."""
    by_rhythm = next_meeting_time(journal, meeting)
    offer = f" [{relative_day(by_rhythm, journal.today)}: +]" if by_rhythm else ""
    return talk.ask(
        "next",
        f"When do you meet next{offer}",
        lambda text: by_rhythm if by_rhythm and text.strip() == "+" else MOMENT.parse(text, journal),
    )


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
