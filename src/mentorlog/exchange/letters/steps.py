"""What becomes of one answer of a reply: a step to take, or a reason to leave it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.clock import to_local
from mentorlog.exchange.letters.answers import MarkAnswer
from mentorlog.journal.model.marks import Mark
from mentorlog.journal.text import clean_text

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.letters import Letter


class AnswerStep(NamedTuple):
    """A record to write: the mark (empty for a note), what it is about, what becomes of it, and what was said."""

    name: str
    title: str
    verb: str
    text: str
    write: "Callable[[JournalWriter], Record]"


class LeftMark(NamedTuple):
    """A mark of which nothing is written: why, what stands there, and a command that would; `is_answer`: a plain no."""

    name: str
    why: str
    text: str = ""
    command: str = ""
    is_answer: bool = False


class MarkContext(NamedTuple):
    """One answer with all that is known of it."""

    journal: "Journal"
    letter: "Letter"
    mark: Mark
    answer: MarkAnswer
    sent_at: datetime

    @property
    def day(self) -> date:
        """The day on which it was said."""
        return to_local(self.sent_at).date()

    @property
    def text(self) -> str:
        """The answer as a text that can be stored."""
        return clean_text(str(self.answer.value))

    @property
    def remark(self) -> str | None:
        """What was said beside a figure or a yes."""
        return clean_text(self.answer.remark) if self.answer.remark.strip() else None

    @property
    def is_yes(self) -> bool:
        """Whether the answer is yes."""
        return self.answer.value is True

    @property
    def is_held_session(self) -> bool:
        """Whether the letter is about a session that took place."""
        number = self.letter.session
        return number is not None and bool(
            self.journal.store.rows("SELECT 1 FROM sessions WHERE number = ? AND state = 'held'", (number,))
        )

    def reason(self, why: str, command: str = "") -> LeftMark:
        """Nothing is written, for that reason."""
        value = self.answer.value
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return LeftMark(self.mark.ref, why, " - ".join(filter(None, (text, self.answer.remark))), command)

    def no(self, why: str) -> LeftMark:
        """The answer is a plain no, of which nothing has to be written."""
        return self.reason(f"The answer is no. {why}")._replace(is_answer=True)
