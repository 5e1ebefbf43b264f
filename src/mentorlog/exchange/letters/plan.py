"""What each answer of a reply would become, and what stands in its way.

The journal may have changed since the letter was written: what was answered, reworded or deleted meanwhile is left
alone and named. So is what a second reply says otherwise than the first.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import MentorlogError
from mentorlog.exchange.letters.answers import ReplyReading
from mentorlog.exchange.letters.meeting import plan_meeting
from mentorlog.exchange.letters.steps import AnswerStep, LeftMark, MarkContext
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.marks import FEEDBACK, NEXT, Mark, parse_marks, text_digest
from mentorlog.journal.model.prints import bare_text
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.actions import done as action_done
from mentorlog.journal.model.records.agreements import Agreement
from mentorlog.journal.model.records.feedback import Feedback
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.model.records.questions import answered as question_answered
from mentorlog.journal.model.records.reviews import Review
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.model.records.skills import Rating, Skill
from mentorlog.journal.queries.letters.consent import consent_to
from mentorlog.journal.queries.letters.texts import mark_text
from mentorlog.journal.text import clean_text
from mentorlog.journal.workflows.letters.agreed import agree_by_letter
from mentorlog.nouns import KINDS
from mentorlog.structs import Literal, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.letters import Letter

_CHANGED = "It has changed since the letter was written, so that the answer is to another text."


class ReplyPlan(NamedTuple):
    """What a reply becomes: steps to take, marks that are left with the reason, and what is here already."""

    steps: list[AnswerStep]
    left: list[LeftMark]
    here: list[str]  # marks whose answer is in the journal
    unanswered: list[str]
    loose_text: str

    @property
    def says_something(self) -> bool:
        """Whether the reply answers any mark, be it with a no, or with what is here already."""
        return bool(self.steps or self.here or any(left.is_answer for left in self.left))


def plan_reply(journal: "Journal", letter: "Letter", reading: ReplyReading, sent_at: datetime) -> ReplyPlan:
    """Sort the answers of a reply, which was written at `sent_at`, into what can be taken and what cannot."""
    plan = ReplyPlan([], [], [], reading.unanswered, reading.loose_text)
    marks = {mark.ref: mark for mark in parse_marks(letter.marks)}
    plan.left.extend(
        LeftMark(mark.name, mark.why, mark.text, _command(marks.get(mark.name))) for mark in reading.unread
    )
    for answer in reading.answers:
        outcome = _plan_answer(MarkContext(journal, letter, marks[answer.name], answer, sent_at))
        if outcome == "here":
            plan.here.append(answer.name)
        elif isinstance(outcome, AnswerStep):
            plan.steps.append(outcome)
        else:
            plan.left.append(outcome)
    return plan


def _command(mark: Mark | None) -> str:
    """How an answer is entered that could not be read; empty where no command does it."""
    if mark is None:
        return ""
    return {
        "question": f'mentorlog questions answer {mark.ref} "..."',
        "action": f"mentorlog actions done {mark.ref}",
        "skill": f"mentorlog skills rate {mark.ref} LEVEL --from mentor",
        "goal": f"mentorlog goals agree {mark.ref}",
        "session": f"mentorlog edit {mark.ref} mentor_fit=...",
        "review": f"mentorlog edit {mark.ref} mentor_fit=...",
    }.get(
        mark.noun,
        {FEEDBACK: 'mentorlog feedback add "..."', NEXT: 'mentorlog sessions add --at "..."'}.get(mark.ref, ""),
    )


_Outcome = AnswerStep | LeftMark | Literal["here"]


def _plan_answer(context: MarkContext) -> _Outcome:
    if context.mark.ref == FEEDBACK:
        return _plan_feedback(context)
    if context.mark.ref == NEXT:
        return plan_meeting(context)
    if not context.journal.has(KINDS[context.mark.noun], context.mark.number):
        try:
            context.journal.resolve(context.mark.ref)
        except MentorlogError as error:  # it says whether it was deleted or forgotten
            return context.reason(error.message)
    return _PLANNERS[context.mark.noun](context)


def _is_changed(context: MarkContext) -> bool:
    """Whether the record's text is another than the one that was sent."""
    text = mark_text(context.journal, context.mark.noun, context.mark.number)
    return bool(context.mark.digest) and not context.mark.fits(text_digest(text))


def _plan_question(context: MarkContext) -> _Outcome:
    question, text = context.journal.get(Question, context.mark.number), context.text
    if question.state == "answered":
        if bare_text(question.answer or "") == bare_text(text):
            return "here"
        return context.reason("It has another answer already.", f'mentorlog edit {question.ref} answer="..."')
    if question.state == "dropped":
        return context.reason("It was dropped meanwhile.", f"mentorlog questions reopen {question.ref}")
    if _is_changed(context):
        return context.reason(_CHANGED, f'mentorlog questions answer {question.ref} "..."')

    def write(change: "JournalWriter") -> "Record":
        answered = question_answered(context.journal.get(Question, question.number), text, context.day)
        return change.update(replace(answered, said_by="mentor", letter=context.letter.number))

    return AnswerStep(context.mark.ref, question.text, "answered", text, write)


def _plan_action(context: MarkContext) -> _Outcome:
    action = context.journal.get(Action, context.mark.number)
    if not context.is_yes:
        return context.no("It stays open.")
    if action.state == "done":
        return "here"
    if action.state == "dropped":
        return context.reason("It was dropped meanwhile.", f"mentorlog actions reopen {action.ref}")
    if _is_changed(context):
        return context.reason(_CHANGED, f"mentorlog actions done {action.ref}")

    def write(change: "JournalWriter") -> "Record":
        done = action_done(context.journal.get(Action, action.number), context.day, context.remark)
        return change.update(replace(done, said_by="mentor", letter=context.letter.number))

    return AnswerStep(context.mark.ref, action.text, "done", context.remark or "", write)


def _plan_rating(context: MarkContext) -> _Outcome:
    journal, letter = context.journal, context.letter
    skill = journal.get(Skill, context.mark.number)
    earlier = journal.read(Rating, "letter = ? AND skill = ?", (letter.number, skill.number))
    if earlier:
        if earlier[0].value == context.answer.value:
            return "here"
        return context.reason(
            f"The first reply to this letter said {earlier[0].value}.", f"mentorlog edit {earlier[0].ref} value=..."
        )
    if _is_changed(context):
        return context.reason(_CHANGED, f"mentorlog skills rate {skill.ref} LEVEL --from mentor")
    rating = Rating(
        skill=skill.number, day=context.day, value=int(context.answer.value), by="mentor", mentor=letter.mentor,
        evidence=context.remark, letter=letter.number,
    )  # fmt: skip
    shown = f"{rating.value}{f', {context.remark}' if context.remark else ''}"
    return AnswerStep(context.mark.ref, skill.name, "rated", shown, lambda change: change.add(rating))


def _plan_consent(context: MarkContext) -> _Outcome:
    journal, mark = context.journal, context.mark
    record: Goal | Agreement
    record = journal.get(Goal, mark.number) if mark.noun == "goal" else journal.get(Agreement, mark.number)
    if not context.is_yes:
        return context.no("They do not agree to it as it stands.")
    consent = consent_to(journal, record)
    if consent and consent.is_current and mark.fits(record.agreed_text or ""):
        return "here"
    if _is_changed(context):
        return context.reason(
            f"{_CHANGED} Ask anew.", f"mentorlog letter {ref('mentor', context.letter.mentor)} --agreement"
        )
    if record.state not in ("draft", "agreed"):
        return context.reason(f"It is {record.state} by now.")
    title = record.title if isinstance(record, Goal) else f"Agreement, version {record.version}"
    return AnswerStep(
        mark.ref, title, "agreed by both", f"text {mark.digest[:6]}",
        lambda change: agree_by_letter(journal, change, mark, context.letter.number, context.day),
    )  # fmt: skip


def _plan_fit(context: MarkContext) -> _Outcome:
    record_class: type[Session | Review] = Session if context.mark.noun == "session" else Review
    record = context.journal.get(record_class, context.mark.number)
    value = int(context.answer.value)
    if record.mentor_fit is not None:
        if record.mentor_fit == value:
            return "here"
        return context.reason(
            f"It says {record.mentor_fit} already.", f"mentorlog edit {record.ref} mentor_fit={value}"
        )
    return AnswerStep(
        context.mark.ref, "How well it fits, by your mentor", "fit", str(value),
        lambda change: change.update(replace(context.journal.get(record_class, record.number), mentor_fit=value)),
    )  # fmt: skip


def _plan_feedback(context: MarkContext) -> _Outcome:
    letter, text = context.letter, context.text
    earlier = context.journal.read(Feedback, "letter = ?", (letter.number,))
    if any(bare_text(feedback.behaviour) == bare_text(text) for feedback in earlier):
        return "here"
    if earlier:
        return context.reason(f"{earlier[0].ref} has other words from the first reply.", 'mentorlog feedback add "..."')
    session = letter.session if context.is_held_session else None
    feedback = Feedback(
        day=context.day, direction="received", mentor=letter.mentor, behaviour=text, session=session,
        letter=letter.number,
    )  # fmt: skip
    return AnswerStep(FEEDBACK, "Feedback", "received", text, lambda change: change.add(feedback))


_PLANNERS: dict[str, Callable[[MarkContext], _Outcome]] = {
    "question": _plan_question,
    "action": _plan_action,
    "skill": _plan_rating,
    "goal": _plan_consent,
    "agreement": _plan_consent,
    "session": _plan_fit,
    "review": _plan_fit,
}


def note_step(journal: "Journal", letter: "Letter", plan: ReplyPlan, day: date, who: str) -> AnswerStep | None:
    """What is not taken otherwise, as part of the notes of the letter's session, or else of the note on its mentor.

    That is the text without a mark, and what stands at marks that could not be read; None where there is neither.
    """
    unread = [f"[{left.name}] {left.text}" for left in plan.left if left.text and not left.is_answer]
    text = clean_text("\n".join(filter(None, (plan.loose_text, *unread)))) if plan.loose_text or unread else ""
    if not text:
        return None
    said = f"{who}, by letter, {day.day} {day:%b}: {text}"
    number = letter.session
    if number is not None and journal.has(KINDS["session"], number):

        def note_in_session(change: "JournalWriter") -> "Record":
            session = journal.get(Session, number)
            return change.update(replace(session, notes=_append(session.notes, said)))

        return AnswerStep("", f"the notes of {ref('session', number)}", "noted", text, note_in_session)

    def note_on_mentor(change: "JournalWriter") -> "Record":
        mentor = journal.get(Mentor, letter.mentor)
        return change.update(replace(mentor, note=_append(mentor.note, said)))

    return AnswerStep("", f"your note on {ref('mentor', letter.mentor)}", "noted", text, note_on_mentor)


def _append(notes: str | None, text: str) -> str:
    return "\n\n".join(filter(None, (notes, text)))
