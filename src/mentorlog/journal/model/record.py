"""The base of all records: immutable data with a number, a uid, and the moments it was created and changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column, Field, fields_of
from mentorlog.journal.model.forms import Form, JournalContext, SqlValue
from mentorlog.journal.model.kinds import ref
from mentorlog.nouns import KINDS
from mentorlog.structs import Annotated, Frozen, FrozenKeywordOnly, replace

COMMON_COLUMNS = ("number", "entry", "uid", "created_at", "updated_at")  # of every table, before the declared fields


class Event(Frozen):
    """What happened to a record on a day, for `timeline`. All fields but the last two are SQL."""

    day: str  # the field of the day; nothing happened while it is empty
    what: str
    text: str
    condition: str = "TRUE"
    goal: str = "NULL"  # the number of the goal it belongs to
    skill: str = "NULL"
    rank: int = 99  # order among events of the same day
    link: str = ""  # the link to the record that shows it, if that is another one


class Record(FrozenKeywordOnly):
    """A record of the journal. Until it is stored, `number` and `entry` are 0 and `uid` and both moments are empty."""

    noun: ClassVar[str]
    live: ClassVar[str] = ""  # SQL over the state: what `list` shows without --all; empty: everything
    live_word: ClassVar[str] = ""  # the adjective for them: "open" in "No open questions."
    order: ClassVar[str] = "number"  # SQL: the order of a list, terms parted by ", "
    is_ranked: ClassVar[bool] = False  # the first of a list matter most; else its order is time, and the last do
    private_when: ClassVar[str] = ""  # SQL condition: records private by default, if `private` is unset
    # Which records are forgotten with a mentor, because they contain the mentor's words or words about the mentor.
    forget_link: ClassVar[str] = ""  # the link to the mentor, or to what is linked to the mentor
    forget_if: "ClassVar[tuple[str, str] | None]" = None  # a field and the value it must have; None: all records
    forget_fields: "ClassVar[tuple[str, ...]]" = ()  # clear these fields and keep the record
    diary_field: ClassVar[str] = ""  # the field that an entry of a diary fills; empty: no entry becomes such a record
    hide_from_manager: ClassVar[bool] = False  # confidential as a whole: a manager never sees it
    events: "ClassVar[tuple[Event, ...]]" = ()
    title_parts: "ClassVar[tuple[str, ...]]" = ()  # the fields that its title says already
    list_summary: "ClassVar[tuple[str, ...]]" = ()  # of a record named by its day: the first says most about it
    lookback_rank: ClassVar[int] = 99  # order in `lookback`; 0: left out

    number: int = 0
    entry: int = 0  # one number across all kinds, in the order of writing
    uid: str = ""
    """Names it in every journal, for good."""
    created_at: str = ""
    """The UTC moment at which it was written."""
    updated_at: str = ""
    """The UTC moment of its last change."""
    private: Annotated[bool | None, Column("Private", in_list=False)] = (
        None  # None: the default of the noun and its fields
    )
    """Whether it is for the owner alone; None where the noun and its fields decide."""

    @property
    def ref(self) -> str:
        """The kind's letter and the number: q12."""
        return ref(self.noun, self.number)

    def title_text(self, context: JournalContext) -> str:
        """Its name in one line; empty if it has none."""
        field = title_field(type(self))
        value = getattr(self, field.name)
        if value is None:
            return ""
        return field.form.to_text(value, context.today).split("\n")[0] + self.field_suffix(field.name)

    def field_suffix(self, name: str) -> str:
        """What stands behind the text of a field where another field belongs to it."""
        return ""

    def sequel(self, context: JournalContext) -> str:
        """What has become of it, for `lookback`."""
        return str(getattr(self, "state", ""))

    def as_of(self, day: date) -> Self:
        """This record with the fields that depend on the day computed."""
        return self

    def check(self, context: JournalContext) -> None:
        """Raise Refused or UsageError where fields contradict each other; called on add, edit and import."""

    def follow(self, former: Self, context: JournalContext) -> Self:
        """This record with what it keeps of the one that it replaces; called on every update."""
        return self

    def form_of(self, field: Field) -> Form:
        """The form by which `edit` reads a field, where the record's state has a say in it."""
        return field.form

    def with_edits(self, changes: Mapping[str, Any]) -> Self:
        """This record with the fields that `edit` changes. Raises Refused."""
        return replace(self, **changes)

    @classmethod
    def name_change(cls, field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
        """The word for what a change did to a field, from its row before and after; empty if there is no better one."""
        return ""

    def require_one_mentor(self, context: JournalContext) -> None:
        """Raise Refused where the record's mentor is not the one of its session."""
        mentor, session = getattr(self, "mentor", None), getattr(self, "session", None)
        if mentor is None or session is None:
            return
        other = context.read_field("session", session, "mentor")
        if other not in (None, mentor):
            name, other_name = (context.read_field("mentor", int(of or 0), "name") for of in (mentor, other))
            raise Refused(
                f"{ref('session', session)} is with {other_name}, not with {name}.",
                f"Leave out the mentor, or name a session with them. In edit: session= mentor={ref('mentor', mentor)}",
            )

    def require_state(self, name: str, *states: str) -> None:
        """Raise Refused where a field is empty in these states, or filled in another."""
        state: str = getattr(self, "state", "")
        if (getattr(self, name) is not None) != (state in states):
            raise Refused(
                f"{name} is filled when the state is {' or '.join(states)}, and only then; here it is {state}.",
                "A state has a verb of its own; to take back what was changed by mistake: mentorlog undo --list",
            )

    def require_still(self, *states: str, hint: str) -> Self:
        """The record, still in one of these states. Raises Refused: it is in another one already."""
        state: str = getattr(self, "state", "")
        if state not in states:
            raise Refused(f"{self.ref} is already {state}.", hint)
        return self

    def __hash__(self) -> int:
        return hash((type(self), self.number))


R = TypeVar("R", bound=Record)


def title_field(record: type[Record]) -> Field:
    """The field that names a record."""
    return next(field for field in fields_of(record) if field.name == KINDS[record.noun].title_field)


def record_from_row(record: type[R], fields: Sequence[Field], row: tuple[Any, ...]) -> R:
    """The record in a row of the common columns and these fields."""
    values: dict[str, Any] = dict(zip(COMMON_COLUMNS, row, strict=False))
    for field, value in zip(fields, row[len(COMMON_COLUMNS) :], strict=True):
        values[field.name] = None if value is None else field.form.from_sql(value)
    return record(**values)


def record_to_row(record: Record) -> dict[str, SqlValue]:
    """A record's stored fields as the file has them. Raises UsageError for a text that cannot be stored."""
    return {
        field.name: None if (value := getattr(record, field.name)) is None else field.form.to_sql(value)
        for field in fields_of(type(record))
        if field.is_stored
    }


def record_to_json(record: Record) -> dict[str, SqlValue]:
    """A record for JSON: its ref and its fields, links as refs."""
    return {
        "ref": record.ref,
        "uid": record.uid,
        **{
            field.name: None if (value := getattr(record, field.name)) is None else field.form.to_json(value)
            for field in fields_of(type(record))
        },
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }
