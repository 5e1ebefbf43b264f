"""An action: something agreed to be done, by the mentee or by the mentor."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from mentorlog.errors import Refused
from mentorlog.journal.model.carried import ACTION_CARRIED
from mentorlog.journal.model.fields import COUNT, DUE, PAST, Column, Context, link
from mentorlog.journal.model.record import Record
from mentorlog.structs import replace

Who = Literal["me", "mentor"]
State = Literal["open", "done", "dropped"]


class Action(Record):
    """Something promised. `carried` counts the sessions that came and went while it was open."""

    noun: ClassVar[str] = "action"
    said_through: ClassVar[str] = "session"
    said_where: ClassVar[tuple[str, str]] = ("who", "mentor")
    live: ClassVar[str] = "state = 'open'"
    live_word: ClassVar[str] = "open"
    order: ClassVar[str] = "state <> 'open', coalesce(due, '9999'), number"

    text: Annotated[str, Column("Action", found=True)]
    who: Annotated[Who, Column("Who")] = "me"
    due: Annotated[date | None, Column("Due", DUE)] = None
    session: Annotated[int | None, Column("Session", link("session"))] = None
    goal: Annotated[int | None, Column("Goal", link("goal"))] = None
    stretch: Annotated[bool, Column("Stretch")] = False
    state: Annotated[State, Column("State", edited=False)] = "open"
    carried: Annotated[int, Column("Carried", COUNT, counted=ACTION_CARRIED)] = 0
    done_on: Annotated[date | None, Column("Done on", PAST, listed=False)] = None
    dropped_on: Annotated[date | None, Column("Dropped on", PAST, listed=False)] = None
    note: Annotated[str | None, Column("Note", listed=False, found=True)] = None

    def check(self, context: Context) -> None:
        """What a state says and what the fields say is one story."""
        self.needs_state("done_on", "done")
        self.needs_state("dropped_on", "dropped")


def done(action: Action, on: date, note: str | None) -> Action:
    """A promise that was kept."""
    return replace(_open(action), state="done", done_on=on, note=note or action.note)


def dropped(action: Action, on: date) -> Action:
    """A promise that no longer makes sense."""
    return replace(_open(action), state="dropped", dropped_on=on)


def reopened(action: Action) -> Action:
    """A promise that is to be kept after all."""
    if action.state == "open":
        raise Refused(f"{action.ref} is open.", "Nothing was changed.")
    return replace(action, state="open", done_on=None, dropped_on=None)


def _open(action: Action) -> Action:
    if action.state != "open":
        raise Refused(
            f"{action.ref} is already {action.state}.", f"To open it again: mentorlog actions reopen {action.ref}"
        )
    return action
