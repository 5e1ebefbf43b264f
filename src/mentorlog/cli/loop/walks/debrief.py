"""The questions of a debrief."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.cli.params.moments import doubt_year, moment_reader
from mentorlog.cli.prompts.fit import ask_fit
from mentorlog.cli.prompts.lines import PromptLabel, scale_hint
from mentorlog.journal.model.forms import MINUTES, RATING, YES_NO
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import mentor_view
from mentorlog.journal.queries.agenda import agenda_topics
from mentorlog.journal.text import clean_text, join_lines
from mentorlog.journal.workflows.debrief import (
    Debrief,
    QuestionAnswer,
    feedback_to_offer,
    is_fit_open,
    next_meeting_time,
    wins_to_offer,
)
from mentorlog.journal.workflows.outliers import find_outliers
from mentorlog.render.answers import relative_day
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.feedback import Feedback

_OWN_DAY = 'A day at the end is when it is due: "Ask Anna by friday".'


def ask_debrief(talk: "Conversation", journal: "Journal", meeting: Session) -> Debrief:
    """Ask all of it, and give what was entered."""
    minutes = _ask_minutes(talk, journal, meeting)
    answers = _ask_answers(talk, journal, meeting)
    takeaways, lessons = _ask_takeaways(talk, journal)
    happened, intention = _ask_reflection(talk) if lessons else (None, None)
    mine = talk.ask_several(
        "mine", "What you will do, one a line", clean_text, each="thing you will do", about=_OWN_DAY
    )
    theirs = talk.ask_several(
        "theirs", "What your mentor will do, one a line", clean_text, each="thing they will do", about=_OWN_DAY
    )
    wins = [win.text for win in wins_to_offer(journal, meeting) if _ask_to_keep(talk, journal, win.ref, win.text)]
    planned = feedback_to_offer(journal, meeting)
    given_feedback = [feedback.number for feedback in planned if _ask_whether_said(talk, journal, feedback)]
    received = talk.ask(
        "received", "Feedback you received", clean_text, about="What your mentor said about how you do things."
    )
    given = talk.ask(
        "given", "Other feedback you gave" if planned else "Feedback you gave", clean_text,
        about="What you told your mentor.",
    )  # fmt: skip
    rating = _ask_rating(talk, journal, meeting)
    fit = ask_fit(talk, journal) if is_fit_open(journal, meeting) else None
    notes = talk.ask_several(
        "notes", "Notes of the session, one a line", clean_text, each="note",
        about="What was said, for yourself, beside what you take away.",
    )  # fmt: skip
    return Debrief(
        minutes=minutes, answers=answers, takeaways=takeaways, lessons=lessons, happened=happened,
        intention=intention, my_actions=mine, mentor_actions=theirs,
        wins=wins, feedback_given=given_feedback, received=received, given=given, rating=rating, fit=fit,
        notes=join_lines(notes), next_at=_ask_next_meeting(talk, journal, meeting),
    )  # fmt: skip


def _ask_minutes(talk: "Conversation", journal: "Journal", meeting: Session) -> int | None:
    return talk.ask(
        "minutes", "How long did you talk, in minutes", MINUTES.reader(journal),
        about="How long the session really took.",
        offer=str(meeting.real_minutes or meeting.minutes or settings.value("minutes")),
        doubt=lambda length: "".join(find_outliers(journal, replace(meeting, real_minutes=length), meeting)),
    )  # fmt: skip


def _ask_answers(talk: "Conversation", journal: "Journal", meeting: Session) -> list[QuestionAnswer]:
    """Ask what was heard to each question on the agenda."""
    with mentor_view(journal, meeting.mentor):
        questions = agenda_topics(journal).questions
    answers = []
    for question in questions:
        heard = talk.ask_about(
            f"answer {question.ref}", question.ref, question.text, "what you heard", clean_text,
            about="What you heard to this question. Enter leaves it open for the next session.",
        )  # fmt: skip
        if heard:
            answers.append((question.number, heard))
    return answers


def _ask_takeaways(talk: "Conversation", journal: "Journal") -> tuple[Sequence[str], bool]:
    """Ask what is taken away, and whether that is kept among the lessons too."""
    takeaways = talk.ask_several(
        "takeaway", "What you take away, one a line", clean_text, each="takeaway",
        about="The thoughts that you want to find again in a month.",
    )  # fmt: skip
    lessons = takeaways and talk.ask(
        "lessons", "Keep these among your lessons too, yes or no", YES_NO.reader(journal), offer="no",
        about="A lesson stands on its own, beside the session, and can be applied and searched.",
    )  # fmt: skip
    return takeaways, bool(lessons)


def _ask_reflection(talk: "Conversation") -> tuple[str | None, str | None]:
    """Ask what the lessons were learned by, and what is done with them: they answer the question between the two."""
    happened = talk.ask(
        "happened", "What happened, that you learned this by", clean_text,
        about="What you did, saw or heard; a sentence will do.",
    )  # fmt: skip
    intention = talk.ask("intention", "Now what will you do with it", clean_text, about="Where you will use it next.")
    return happened, intention


def _ask_to_keep(talk: "Conversation", journal: "Journal", ref: str, win: str) -> bool:
    kept = talk.ask_about(
        f"win {win}", ref, win, "keep as an achievement, yes or no", YES_NO.reader(journal), offer="no",
        about="It went well, as you said in the check-in. yes or y keeps it among your achievements.",
    )  # fmt: skip
    return bool(kept)


def _ask_whether_said(talk: "Conversation", journal: "Journal", feedback: "Feedback") -> bool:
    is_given = talk.ask_about(
        f"planned {feedback.ref}", feedback.ref, feedback.behaviour, "did you say it, yes or no",
        YES_NO.reader(journal), offer="no",
        about="Feedback that you planned to give. yes or y notes that you gave it in this session.",
    )  # fmt: skip
    return bool(is_given)


def _ask_rating(talk: "Conversation", journal: "Journal", meeting: Session) -> int | None:
    """Ask how useful it was, beside the session before."""
    before = journal.store.column(
        "SELECT rating FROM sessions WHERE mentor IS ? AND rating IS NOT NULL AND number <> ?"
        " AND datetime(starts_at) <= datetime(?) ORDER BY datetime(starts_at) DESC LIMIT 1",
        (meeting.mentor, meeting.number, meeting.starts_at.isoformat()),
    )
    hint = scale_hint("not", "very", before[0] if before else None)
    return talk.ask(
        "rating", PromptLabel("How useful was it", hint=hint), RATING.reader(journal),
        about="1 not useful, 3 useful, 5 it changed my thinking.",
    )  # fmt: skip


def _ask_next_meeting(talk: "Conversation", journal: "Journal", meeting: Session) -> datetime | None:
    """Ask for the next date, offering the one that the agreed rhythm gives."""
    by_rhythm = next_meeting_time(journal, meeting)
    return talk.ask(
        "next", "When do you meet next", moment_reader(journal), doubt=lambda at: doubt_year(journal, at),
        about='A day and a time, such as "thu 15:00". The session is planned with it.',
        offer=by_rhythm.isoformat(" ", "minutes")[:16] if by_rhythm else "",
        shown_offer=relative_day(by_rhythm, journal.today) if by_rhythm else "",
    )  # fmt: skip
