"""A question: something to ask the mentor."""

from datetime import date

from mentorlog.errors import Refused
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.conditions import QUESTION_CARRY_COUNT, QUESTION_RANK
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import COUNT, PAST_DAY, JournalContext, LinkForm
from mentorlog.journal.model.record import Record
from mentorlog.structs import Annotated, Literal, replace

Priority = Literal["high", "normal", "low"]
QuestionState = Literal["open", "answered", "dropped"]


class Question(Record):
    """Something to ask. `carried` counts the sessions that went by without an answer."""

    noun = "question"
    diary_field = "text"
    forget_link = "session"
    forget_fields = ("answer",)
    live = "state = 'open'"
    live_word = "open"
    lookback_rank = 5
    is_ranked = True
    order = f"{QUESTION_RANK}, number"

    text: Annotated[str, Column("Question", searchable=True)]
    """What to ask."""
    priority: Annotated[Priority, Column("Priority", hide_default=True)] = "normal"
    """How much it matters."""
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    session: Annotated[int | None, Column("Session", LinkForm("session"))] = None
    """The session to ask it in."""
    state: Annotated[QuestionState, Column("State", editable=False, group="state")] = "open"
    carried: Annotated[int, Column("Carried", COUNT, sql=QUESTION_CARRY_COUNT)] = 0
    """How many sessions went by without an answer."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    answer: Annotated[
        str | None, Column("Answer", in_list=False, searchable=True, implies_state="answered", group="state")
    ] = None
    """What the mentor said."""
    answered_on: Annotated[
        date | None,
        Column("Answered on", PAST_DAY, option="on", in_list=False, implies_state="answered", group="state"),
    ] = None
    dropped_on: Annotated[
        date | None, Column("Dropped on", PAST_DAY, option="on", in_list=False, implies_state="dropped", group="state")
    ] = None
    said_by: Annotated[Literal["mentor"] | None, Column("Said by", in_list=False, editable=False, group="state")] = None
    """Whose words these are, where a reply to a letter brought them."""
    letter: Annotated[
        int | None, Column("By letter", LinkForm("letter"), in_list=False, editable=False, group="state")
    ] = None
    """The letter whose reply said so."""

    def check(self, context: JournalContext) -> None:
        """`answered_on` and `dropped_on` are set exactly in their states."""
        self.require_state("answered_on", "answered")
        self.require_state("dropped_on", "dropped")

    def sequel(self, context: JournalContext) -> str:
        """The answer, and when it was heard."""
        if not (self.answer and self.answered_on):
            return self.state
        return f"answered {format_short_day(self.answered_on, context.today)}: {self.answer}"


def answered(question: Question, answer: str, on: date) -> Question:
    """The question with its answer; it can be answered once."""
    if question.state == "answered":
        raise Refused(
            f"{question.ref} is already answered.",
            f'To mend the answer: mentorlog edit {question.ref} answer="..."\n'
            f"To ask it again: mentorlog questions reopen {question.ref}",
        )
    return replace(_require_open(question), answer=answer, answered_on=on, state="answered")


def dropped(question: Question, on: date) -> Question:
    """A question that is no longer worth asking."""
    return replace(_require_open(question), dropped_on=on, state="dropped")


def reopened(question: Question) -> Question:
    """A question to ask again; the old answer stays until there is a new one."""
    if question.state == "open":
        raise Refused(f"{question.ref} is open.", "Nothing was changed.")
    return replace(question, answered_on=None, dropped_on=None, state="open")


def _require_open(question: Question) -> Question:
    return question.require_still("open", hint=f"To ask it again: mentorlog questions reopen {question.ref}")
