"""An action: something agreed to be done, by the mentee or by the mentor."""

from datetime import date

from mentorlog.errors import Refused
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.conditions import ACTION_CARRY_COUNT
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import COUNT, DUE_DAY, PAST_DAY, JournalContext, LinkForm
from mentorlog.journal.model.record import Record
from mentorlog.structs import Annotated, Literal, replace

ActionOwner = Literal["me", "mentor"]
ActionState = Literal["open", "done", "dropped"]


class Action(Record):
    """Something promised. `carried` counts the sessions that came and went while it was open."""

    noun = "action"
    forget_link = "session"
    forget_if = ("who", "mentor")
    live = "state = 'open'"
    live_word = "open"
    lookback_rank = 6
    is_ranked = True
    order = "state <> 'open', coalesce(due, '9999'), number"

    text: Annotated[str, Column("Action", searchable=True)]
    """What was promised."""
    who: Annotated[ActionOwner, Column("Who")] = "me"
    """Whose promise it is."""
    due: Annotated[date | None, Column("Due", DUE_DAY, option="by")] = None
    """The day by which it is to be done."""
    session: Annotated[int | None, Column("Session", LinkForm("session"), if_room=True)] = None
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    stretch: Annotated[bool, Column("Stretch")] = False
    """Whether it is more than one is sure to manage."""
    state: Annotated[ActionState, Column("State", editable=False, group="state")] = "open"
    carried: Annotated[int, Column("Carried", COUNT, sql=ACTION_CARRY_COUNT)] = 0
    """How many sessions came and went while it was open."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    done_on: Annotated[
        date | None, Column("Done on", PAST_DAY, option="on", in_list=False, implies_state="done", group="state")
    ] = None
    dropped_on: Annotated[
        date | None, Column("Dropped on", PAST_DAY, option="on", in_list=False, implies_state="dropped", group="state")
    ] = None
    note: Annotated[str | None, Column("Note", in_list=False, searchable=True, group="state")] = None
    """What came of it."""
    said_by: Annotated[Literal["mentor"] | None, Column("Said by", in_list=False, editable=False, group="state")] = None
    """Whose words these are, where a reply to a letter brought them."""
    letter: Annotated[
        int | None, Column("By letter", LinkForm("letter"), in_list=False, editable=False, group="state")
    ] = None
    """The letter whose reply said so."""

    def check(self, context: JournalContext) -> None:
        """`done_on` and `dropped_on` are set exactly in their states."""
        self.require_state("done_on", "done")
        self.require_state("dropped_on", "dropped")

    def sequel(self, context: JournalContext) -> str:
        """Whether and when it was done."""
        return f"done {format_short_day(self.done_on, context.today)}" if self.done_on else self.state


def done(action: Action, on: date, note: str | None) -> Action:
    """The action, done."""
    return replace(_require_open(action), state="done", done_on=on, note=note or action.note)


def dropped(action: Action, on: date) -> Action:
    """A promise that no longer makes sense."""
    return replace(_require_open(action), state="dropped", dropped_on=on)


def reopened(action: Action) -> Action:
    """The action, open again."""
    if action.state == "open":
        raise Refused(f"{action.ref} is open.", "Nothing was changed.")
    return replace(action, state="open", done_on=None, dropped_on=None)


def _require_open(action: Action) -> Action:
    return action.require_still("open", hint=f"To open it again: mentorlog actions reopen {action.ref}")
