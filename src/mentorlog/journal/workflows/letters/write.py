"""Writes each kind of letter: at most one screen, only what is open, in words that one would say."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import Refused
from mentorlog.journal.dates.format import format_letter_moment
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.marks import NEXT, Mark
from mentorlog.journal.model.records.letters import LetterKind
from mentorlog.journal.privacy import reader_view
from mentorlog.journal.queries.letters.texts import agreement_text, mark_of
from mentorlog.journal.queries.meetings import last_held_day
from mentorlog.journal.queries.names import read_salutation, signature
from mentorlog.journal.readers import reader_for
from mentorlog.journal.text import end_sentence
from mentorlog.journal.workflows.letters import asks
from mentorlog.journal.workflows.letters.draft import MAX_LINES, Ask, LetterDraft
from mentorlog.journal.workflows.recap import result_lists

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session

_LIMITS = (3, 2, 1)  # of what is listed of a kind, until the letter fits on a screen
_POINT_LENGTH = 70  # of a point of a list, in letters, for each of the limit
_HOW = "Please write behind a line, or below it; a word or two is plenty."
_QUESTIONS = (
    "This is what I would most like to ask you. If you like, answer right here, behind a line or below: a word or two"
    " is plenty, and what you leave out we take up when we talk."
)
_AGREEMENT = (
    "This is how I understand that we want to work together. If it is right, please write yes behind the last line; if"
    " not, say what you would change, and I will send it again."
)
_RATE = (
    "You see my work from the outside, which I cannot. How do you see me today? Please write a number behind each line,"
    " and leave out what you cannot judge."
)
_SCALE = "0 not met yet, 1 knows of it, 2 with help, 3 alone in simple work, 4 alone in hard work, 5 others come for it"


class _Content(NamedTuple):
    """The subject, and the paragraphs between salutation and farewell: texts, and groups of lines that ask."""

    subject: str
    parts: "list[str | list[Ask]]"


class _Writing(NamedTuple):
    """What a letter is written from. `fit` and `agreement` are read without the mentor's view."""

    journal: "Journal"
    mentor: int
    session: "Session | None"
    limit: int
    fit: Ask | None
    agreement: tuple[Mark, str] | None


def write_letter(journal: "Journal", mentor: int, kind: LetterKind, session: "Session | None") -> LetterDraft:
    """The letter of that kind as its mentor may read it. Raises Refused where there is nothing to ask."""
    fit = asks.fit_ask(journal, mentor, session)
    agreement = _agreement_to_send(journal, mentor) if kind == "agreement" else None
    name = read_salutation(journal, mentor)
    with reader_view(journal, reader_for(journal, mentor, "mentor")):
        for limit in _LIMITS:
            content = _WRITERS[kind](_Writing(journal, mentor, session, limit, fit, agreement))
            letter = _to_letter(mentor, kind, session, content, name)
            if letter.height <= MAX_LINES:
                break
    return letter


def _agreement_to_send(journal: "Journal", mentor: int) -> tuple[Mark, str] | None:
    """The mark and the text of the agreement that waits for the mentor's yes."""
    agreement = asks.agreement_to_agree(journal, mentor)
    if agreement is None:
        return None
    return mark_of(journal, "agreement", agreement.number), agreement_text(journal, agreement)


def _to_letter(mentor: int, kind: LetterKind, session: "Session | None", content: _Content, name: str) -> LetterDraft:
    paragraphs, marks = [f"Dear {name},"], []
    for part in content.parts:
        if isinstance(part, str):
            paragraphs.append(part)
        elif part:
            separator = "\n" if all(ask.mark.noun == "skill" for ask in part) else "\n\n"  # numbers need no room
            paragraphs += separator.join(ask.line for ask in part).split("\n\n")
            marks += [ask.mark for ask in part]
    paragraphs.append(f"With thanks,\n{signature()}")
    number = session.number if session else None
    return LetterDraft(mentor, kind, number, content.subject, tuple(paragraphs), tuple(marks))


def _group(intro: str, lines: list[Ask]) -> "list[str | list[Ask]]":
    """Lines that ask, below the sentence that leads to them; nothing without lines."""
    return [intro, lines] if lines else []


def _before(writing: _Writing) -> _Content:
    journal, session = writing.journal, writing.session
    assert session is not None  # the command names it
    when = f"{format_letter_moment(session.starts_at, journal.today)}{session.elsewhere}"
    questions = asks.question_asks(journal, session, writing.limit)
    done = asks.done_lately(journal, last_held_day(journal, writing.mentor), writing.limit)
    parts: list[str | list[Ask]] = [f"We meet on {when}, and I am looking forward to it."]
    if done:
        parts.append(_bullets("Since we last talked I have done this", done))
    if questions:
        parts += [_QUESTIONS, questions]
    parts += _group("You kindly offered to do this:", asks.promise_asks(journal, writing.limit))
    parts += _group("May we agree on this goal?", asks.goal_asks(journal, 1))
    parts.append([Ask(Mark(NEXT), "Does the day still suit you, or which one would be better?")])
    return _Content(f"Our talk on {asks.meeting_words(session, journal.today)}", parts)


def _after(writing: _Writing) -> _Content:
    journal, session = writing.journal, writing.session
    assert session is not None  # the command names it
    is_today = session.day == journal.today
    when = "your time today" if is_today else f"our talk on {asks.meeting_words(session, journal.today)}"
    lists = result_lists(journal, session, writing.limit, writing.limit * _POINT_LENGTH)
    parts: list[str | list[Ask]] = [f"Thank you for {when}.", *_together(lists)]
    if lists and writing.limit > 1:
        parts.append("Please tell me if I have got anything wrong.")
    lines = asks.question_asks(journal, session, 1) if writing.limit > 1 else []
    lines += [asks.feedback_ask("Is there one thing that I should do more of, or differently?")]
    lines += [writing.fit] if writing.fit else []
    lines += _only(asks.next_ask(journal, writing.mentor, except_session=session.number))
    parts += _group(f"May I ask you for two more minutes? {_HOW}", lines)
    if session.state == "held":
        parts.append(asks.record_line(session))
    return _Content(f"Thank you for {when}", parts)


def _agreement(writing: _Writing) -> _Content:
    journal, agreement = writing.journal, writing.agreement
    goals = asks.goal_asks(journal, writing.limit - 1 if agreement else writing.limit, drafts_only=False)
    parts: list[str | list[Ask]] = []
    if agreement is not None:
        mark, text = agreement
        parts = [_AGREEMENT, text, [Ask(mark, "Do you agree to this, yes or no?")]]
    intro = "I would like to agree these goals with you:" if len(goals) > 1 else "May we agree on this goal?"
    parts += _group(intro if agreement else f"{intro} {_HOW}", goals)
    if not parts:
        raise Refused(
            "There is nothing to agree on: no agreement or goal that waits for a yes.",
            f"Begin one: mentorlog agreement draft {ref_of('mentor', writing.mentor)}",
        )
    subject = "How we want to work together" if agreement else "A goal to agree on"
    return _Content(f"{subject}: do you agree?", parts)


def _skills(writing: _Writing) -> _Content:
    lines = asks.skill_asks(writing.journal, writing.mentor, 2 * writing.limit)
    if not lines:
        raise Refused("There is no skill to ask about.", "They have all been rated lately: mentorlog skills list")
    parts: list[str | list[Ask]] = [_RATE, f"The numbers: {_SCALE}.", lines]
    return _Content("A minute for a few numbers?", parts)


def _feedback(writing: _Writing) -> _Content:
    parts: list[str | list[Ask]] = [
        "May I ask you for a minute of honest feedback? One example is enough, and I would rather hear it than not.",
        [asks.feedback_ask("What have you seen me do lately that worked, and what should I do differently?")],
        "Please just write below that line.",
    ]
    return _Content("May I ask you for feedback?", parts)


def _open(writing: _Writing) -> _Content:
    journal = writing.journal
    parts: list[str | list[Ask]] = [f"A few things wait for a word from you. {_HOW}"]
    parts += _group("What I would like to ask you:", asks.question_asks(journal, None, writing.limit))
    parts += _group("You kindly offered to do this:", asks.promise_asks(journal, writing.limit))
    parts += _group("May we agree on this?", asks.goal_asks(journal, 1))
    lines = [writing.fit] if writing.fit else []
    if len(parts) == 1:
        parts = [f"I hope you are well. May I ask you for a minute? {_HOW}"]
        lines.append(asks.feedback_ask("Is there one thing that I should do more of, or differently?"))
    lines += _only(asks.next_ask(journal, writing.mentor))
    parts += _group("And one more:" if len(lines) == 1 else "And two more:", lines) if len(parts) > 1 else [lines]
    return _Content("A few words from you?", parts)


def _only(ask: Ask | None) -> list[Ask]:
    return [ask] if ask else []


def _together(lists: list[str]) -> list[str]:
    """Lists of one line below each other; between others stands an empty line."""
    if any("\n" in text for text in lists):
        return lists
    return ["\n".join(lists)] if lists else []


def _bullets(title: str, points: list[str]) -> str:
    if len(points) == 1:
        return f"{title}: {end_sentence(points[0])}"
    return "\n".join([f"{title}:", *(f"- {point}" for point in points)])


_WRITERS: dict[LetterKind, Callable[[_Writing], _Content]] = {
    "before": _before,
    "after": _after,
    "agreement": _agreement,
    "skills": _skills,
    "feedback": _feedback,
    "open": _open,
}
