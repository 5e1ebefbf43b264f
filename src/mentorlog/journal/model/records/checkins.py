"""A check-in: how the mentee is doing before a session."""

from datetime import date

from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import PAST_DAY, RATING, JournalContext, LinkForm
from mentorlog.journal.model.record import Record
from mentorlog.structs import Annotated

# The words for 1 to 5.
MOODS = ("low", "flat", "steady", "good", "great")
ENERGIES = ("empty", "tired", "enough", "fresh", "full")
TRUSTS = ("I hold back", "careful", "mostly open", "open", "fully open")

_LATEST_SQL = "(SELECT {} FROM checkins ORDER BY day DESC, number DESC LIMIT 1)"


class CheckIn(Record):
    """Mood, energy and trust from 1 to 5; wins, blockers and wants as texts of one point a line."""

    noun = "checkin"
    list_summary = ("wins", "blockers", "wants")
    diary_field = "wins"
    order = "day, number"
    lookback_rank = 2

    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day of the check-in."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"), in_list=False)] = None
    session: Annotated[int | None, Column("Session", LinkForm("session"))] = None
    """The session it prepares."""
    mood: Annotated[int | None, Column("Mood", RATING, private=True)] = None
    """From 1, low, to 5, great."""
    energy: Annotated[int | None, Column("Energy", RATING, private=True)] = None
    """From 1, empty, to 5, full."""
    trust: Annotated[int | None, Column("Trust", RATING, private=True)] = None
    """How openly one talks with the mentor, from 1 to 5."""
    wins: Annotated[str | None, Column("Wins", option="win", searchable=True)] = None
    """What went well, one a line."""
    blockers: Annotated[str | None, Column("Blockers", option="blocker", searchable=True, private=True)] = None
    """What is in the way, one a line."""
    wants: Annotated[str | None, Column("Wants", option="want", searchable=True)] = None
    """What is wanted from the session, one a line."""

    @property
    def is_empty(self) -> bool:
        """Whether every field for an answer is empty."""
        return not any((self.mood, self.energy, self.trust, self.wins, self.blockers, self.wants))

    def sequel(self, context: JournalContext) -> str:
        """Mood and energy at that time and now, and the first win."""
        moves = []
        for name in ("mood", "energy"):
            before, now = getattr(self, name), context.read_field("checkin", self.number, _LATEST_SQL.format(name))
            if before and now:
                moves.append(f"{name} {before}, now {now}")
        return " · ".join(filter(None, (", ".join(moves), (self.wins or "").split("\n")[0])))


def require_content(checkin: CheckIn, others: int) -> CheckIn:
    """The check-in. Raises UsageError where it is empty and no `others` (values, questions) were entered with it."""
    if checkin.is_empty and not others:
        raise UsageError("There is nothing in this check-in.", "Answer one question, or give one flag: --mood 4")
    return checkin
