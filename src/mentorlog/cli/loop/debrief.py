"""`mentorlog debrief`: keep what stays of a session, in a conversation or by flags; either way one change."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog import clock, settings
from mentorlog.cli.params.options import Context, DueDay, Minutes, Rating, option, ref_argument, ref_option
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import DUE_DAY, MINUTES, MOMENT, RATING, TEXT, YES_NO
from mentorlog.journal.model.records.sessions import Session
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
TextList = list[str] | None


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
    lessons: Annotated[
        bool, typer.Option("--lessons", help="Keep the takeaways as lessons too.", show_default=False)
    ] = False,
    mine: Annotated[TextList, option("--mine", TEXT, "What you will do; may be repeated.")] = None,
    theirs: Annotated[TextList, option("--theirs", TEXT, "What your mentor will do; may be repeated.")] = None,
    by: DueDay = None,
    received: Annotated[str | None, option("--received", TEXT, "Feedback you received.")] = None,
    given: Annotated[str | None, option("--given", TEXT, "Feedback you gave.")] = None,
    rating: Rating = None,
    following: Annotated[datetime | None, option("--next", MOMENT, 'When you meet next: "thu 15:00".')] = None,
) -> Answer:
    """Keep what stays of a session; that says it was held; without flags you are asked."""
    journal = ctx.obj.open_journal()
    meeting = journal.find(Session, session) if session else session_to_debrief(journal)
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
    if not ctx.obj.is_interactive():
        raise UsageError("There is nobody to ask, and nothing was said.", 'Give one flag: --takeaway "..."')
    from mentorlog.cli.prompts.conversation import Conversation

    with Conversation(ctx.obj, "debrief", f"mentorlog debrief {meeting.ref}") as talk:
        entered = _ask_debrief(talk, journal, meeting)
        if entered.is_empty:
            raise UsageError(
                "Nothing was said, so nothing was noted.", f"To try again: mentorlog debrief {meeting.ref}"
            )
        return _save_debrief(journal, meeting, entered)


def _parse_answer(journal: "Journal", text: str) -> QuestionAnswer:
    name, sign, words = text.partition("=")
    if not sign:
        raise UsageError(
            "--answer: a question and its answer are written QUESTION=TEXT.", 'Like this: --answer q1="..."'
        )
    return journal.resolve_number("question", name), clean_text(words)


def _ask_debrief(talk: "Conversation", journal: "Journal", meeting: Session) -> Debrief:
    from mentorlog.cli.prompts.conversation import record_label
    from mentorlog.journal.queries.agenda import agenda_topics

    note = " again: it was held already" if meeting.state == "held" else ""
    print_note(line(ours(f"Debrief of {meeting.ref}, {relative_day(meeting.starts_at, journal.today)}{note}", "title")))
    print_note(line("Enter skips a question, Ctrl-C keeps what you typed."))
    length = meeting.minutes or settings.value("minutes")
    minutes = talk.ask("minutes", f"How long did you talk [{length}]", lambda text: int(MINUTES.parse(text, journal)))
    answers: list[QuestionAnswer] = []
    for question in agenda_topics(journal).questions:
        heard = talk.ask(f"answer {question.ref}", record_label(question.ref, question.text), clean_text)
        if heard:
            answers.append((question.number, heard))
    takeaways = talk.ask_several("takeaway", "What you take away, one a line", clean_text)
    lessons = bool(
        takeaways
        and talk.ask("lessons", "Keep these as lessons too (yes, no)", lambda text: bool(YES_NO.parse(text, journal)))
    )
    mine = talk.ask_several("mine", "What you will do, one a line", clean_text)
    theirs = talk.ask_several("theirs", "What your mentor will do", clean_text)
    by: date | None = None
    if mine or theirs:
        by = talk.ask("by", "By when", lambda text: DUE_DAY.parse(text, journal))
    received = talk.ask("received", "Feedback you received", clean_text)
    given = talk.ask("given", "Feedback you gave", clean_text)
    rating = talk.ask("rating", "How useful 1 not … 5 very", lambda text: int(RATING.parse(text, journal)))
    usual_time = next_meeting_time(journal, meeting)
    offer = f" [{relative_day(usual_time, journal.today)}: +]" if usual_time else ""
    following = talk.ask(
        "next",
        f"When do you meet next{offer}",
        lambda text: usual_time if text.strip() == "+" and usual_time else MOMENT.parse(text, journal),
    )
    return Debrief(
        minutes=minutes,
        answers=answers,
        takeaways=takeaways,
        lessons=lessons,
        my_actions=mine,
        mentor_actions=theirs,
        actions_due=by,
        received=received,
        given=given,
        rating=rating,
        next_at=following,
    )


def _save_debrief(journal: "Journal", meeting: Session, entered: Debrief) -> Answer:
    with journal.change("debrief") as change:
        session, new_refs = save_debrief(journal, change, meeting, entered, clock.zone_name())
    says = line(ours("Noted "), Span(session.ref, "accent"), ours(f": {', '.join(new_refs)}." if new_refs else "."))
    facts = [
        format_count(len(entered.takeaways), "takeaway") if entered.takeaways else "",
        f"{len(entered.answers)} answered" if entered.answers else "",
        f"rating {session.rating}" if session.rating else "",
    ]
    shown = detail_lines(line(ours(", ".join(filter(None, facts)), "dim"))) if any(facts) else []
    return ChangeAnswer(
        says, session, details=shown, next_step=NextStep(f"mentorlog recap {session.ref}", "to send"), new_refs=new_refs
    )
