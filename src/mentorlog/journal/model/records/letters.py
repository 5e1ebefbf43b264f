"""A letter to a mentor that asks for an answer: what it asked, and whether a reply came."""

from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import PAST_DAY, TITLE, JournalContext, LinkForm
from mentorlog.journal.model.record import Record
from mentorlog.structs import Annotated, Literal, replace

LetterKind = Literal["before", "after", "agreement", "goals", "skills", "feedback", "review", "open"]
LetterState = Literal["waiting", "answered", "closed"]


class Letter(Record):
    """A letter with marks, by which a reply is read. `marks` is as `marks.format_marks` writes it."""

    noun = "letter"
    list_summary = ("kind",)
    title_parts = ("prints", "replies")  # digests say nothing to a person
    forget_link = "mentor"
    live = "state = 'waiting'"
    live_word = "waiting"
    order = "day, number"
    lookback_rank = 0
    hide_from_manager = True

    day: Annotated[date, Column("Written", PAST_DAY, option="on")]
    """The day it was written."""
    mentor: Annotated[int, Column("Mentor", LinkForm("mentor"), editable=False)]
    """Whom it was written to."""
    kind: Annotated[LetterKind, Column("Kind", editable=False)]
    """What it is for."""
    session: Annotated[int | None, Column("Session", LinkForm("session"), if_room=True)] = None
    """The session that it was written before or after."""
    code: Annotated[str, Column("Code", TITLE, in_list=False, editable=False)]
    """Eight hexadecimal digits that stand in the letter, by which a reply to it is known."""
    marks: Annotated[str | None, Column("Marks", in_list=False, editable=False)] = None
    """What it asked, a mark a line: a ref or a word, and the start of the SHA-256 of the text that was sent."""
    prints: Annotated[str | None, Column("Prints", in_list=False, editable=False)] = None
    """The lines of the letter as digests, so that its own words are not taken for an answer."""
    replies: Annotated[str | None, Column("Replies", in_list=False, editable=False, group="state")] = None
    """The digests of the replies that were taken in."""
    state: Annotated[LetterState, Column("State", editable=False, group="state")] = "waiting"
    answered_on: Annotated[
        date | None, Column("Answered on", PAST_DAY, in_list=False, implies_state="answered", group="state")
    ] = None
    """The day its reply was taken in."""

    def check(self, context: JournalContext) -> None:
        """`answered_on` is set exactly when the state is answered."""
        self.require_state("answered_on", "answered")

    def title_text(self, context: JournalContext) -> str:
        """Whom it was written to, and when."""
        name = context.read_field("mentor", self.mentor, "name")
        return f"Letter to {name}, {format_short_day(self.day, context.today)}: {self.kind}"

    def sequel(self, context: JournalContext) -> str:
        """Whether a reply came."""
        return self.state


def answered(letter: Letter, on: date) -> Letter:
    """A letter whose reply was taken in; a second reply changes nothing of that."""
    return letter if letter.state == "answered" else replace(letter, state="answered", answered_on=on)


def closed(letter: Letter) -> Letter:
    """A letter for which no reply is awaited any more."""
    return replace(letter.require_still("waiting", hint="Nothing was changed."), state="closed")
