"""The figures of a certificate as plain data."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records.achievements import Achievement
from mentorlog.journal.model.records.goals import Goal
from mentorlog.report.figures import Figures
from mentorlog.structs import Frozen


class DatedNote(Figures):
    """What was noted with a value on its day; of a goal that counts steps, the step that was done then."""

    day: date
    text: str


class CertificateFigures(Figures):
    """What a certificate counts.

    `days` is how long it took from the start, `days_early` how long before its due day that was; negative after it.
    Talks are the sessions held in that time, with the goal's mentor if it has one; questions and praise are its own.
    """

    days: int | None
    days_early: int | None
    first: float | None
    last: float | None
    target: float | None
    talks: int
    questions: int
    praise: int
    first_note: DatedNote | None
    last_note: DatedNote | None


class Certificate(Frozen):
    """A goal that was reached, a win, or a win with the goal that it was kept for, as far as its reader may see them.

    `values` are those of the goal over time, in the order of days. `refs` are the entries behind it.
    """

    goal: Goal | None
    win: Achievement | None
    mentor: str | None
    figures: CertificateFigures
    values: Sequence[tuple[date, float]] = ()
    refs: frozenset[str] = frozenset()
    is_of_win: bool = False

    @property
    def subject(self) -> Record:
        """The record that is celebrated."""
        subject = self.win if self.is_of_win else self.goal
        assert subject is not None
        return subject

    @property
    def title(self) -> str:
        """The name of what is celebrated."""
        subject = self.win if self.is_of_win else self.goal
        return subject.title if subject else ""

    @property
    def day(self) -> date | None:
        """The day on which it was reached."""
        if self.goal:
            return self.goal.ended_on
        return self.win.day if self.win else None
