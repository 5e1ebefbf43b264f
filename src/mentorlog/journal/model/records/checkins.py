"""A check-in: how the mentee stands before a session."""

from datetime import date
from typing import Annotated, ClassVar

from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import PAST, RATE, Column, link
from mentorlog.journal.model.record import Record

# What 1 and 5 mean, and what lies between; a skipped answer is none of them.
MOODS = ("low", "flat", "steady", "good", "great")
ENERGIES = ("empty", "tired", "enough", "fresh", "full")
TRUSTS = ("I hold back", "careful", "mostly open", "open", "fully open")


class CheckIn(Record):
    """Mood, energy and trust from 1 to 5; wins, blockers and wants as texts with one point a line."""

    noun: ClassVar[str] = "checkin"
    order: ClassVar[str] = "day, number"

    day: Annotated[date, Column("Day", PAST)]
    mentor: Annotated[int | None, Column("Mentor", link("mentor"), listed=False)] = None
    session: Annotated[int | None, Column("Session", link("session"))] = None
    mood: Annotated[int | None, Column("Mood", RATE, private=True)] = None
    energy: Annotated[int | None, Column("Energy", RATE, private=True)] = None
    trust: Annotated[int | None, Column("Trust", RATE, private=True)] = None
    wins: Annotated[str | None, Column("Wins", found=True)] = None
    blockers: Annotated[str | None, Column("Blockers", found=True, private=True)] = None
    wants: Annotated[str | None, Column("Wants", found=True)] = None

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return not any((self.mood, self.energy, self.trust, self.wins, self.blockers, self.wants))


def filled(checkin: CheckIn, others: int) -> CheckIn:
    """The check-in, if anything was said in it or beside it (`others` counts values and questions)."""
    if checkin.empty and not others:
        raise UsageError("There is nothing in this check-in.", "Answer one question, or give one flag: --mood 4")
    return checkin
