"""The base of all records: immutable data with a number, a uid, and the moments it was created and changed."""

from datetime import date
from typing import Annotated, ClassVar, Self

from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Column, Field, fields_of
from mentorlog.journal.model.forms import JournalContext, SqlValue
from mentorlog.journal.model.kinds import ref
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen, FrozenKeywordOnly


class Event(Frozen):
    """What happened to a record on a day, for `timeline`; all but the last two are SQL."""

    day: str  # the field; where it is empty nothing happened
    what: str
    text: str
    condition: str = "TRUE"
    goal: str = "NULL"  # the number of the goal it belongs to
    skill: str = "NULL"
    rank: int = 99  # its place among what happened on the same day
    link: str = ""  # the field of the record that it is shown with, where that is another


class Record(FrozenKeywordOnly):
    """A record of the journal. Until it is stored, `number` and `entry` are 0 and `uid` and both moments are empty."""

    noun: ClassVar[str]
    live: ClassVar[str] = ""  # SQL: what `list` shows without --all; empty: everything
    live_word: ClassVar[str] = ""  # those in a sentence: "open" in "No open questions."
    order: ClassVar[str] = "number"  # SQL: the order of a list
    private_when: ClassVar[str] = ""  # SQL condition: records private by default, if `private` is unset
    # Which records are forgotten with a mentor, because the mentor speaks in them or they speak of the mentor: the link
    # that leads to the mentor; a field and its value, ("by", "mentor"), where not all of them are; and the fields to
    # clear, where the record itself stays.
    forget_link: ClassVar[str] = ""
    forget_if: ClassVar[tuple[str, str] | None] = None
    forget_fields: ClassVar[tuple[str, ...]] = ()
    diary_field: ClassVar[str] = ""  # the field that an entry of a diary fills; empty: no entry becomes such a record
    hide_from_manager: ClassVar[bool] = False  # confidential as a whole: a manager never sees it
    events: ClassVar[tuple[Event, ...]] = ()
    lookback_rank: ClassVar[int] = 99  # its place in `lookback`; 0: left out

    number: int = 0
    entry: int = 0  # one number across all kinds, in the order of writing
    uid: str = ""
    created_at: str = ""  # UTC
    updated_at: str = ""  # UTC
    private: Annotated[bool | None, Column("Private", in_list=False)] = None  # None: the default of its noun and fields

    @property
    def ref(self) -> str:
        """The kind's letter and the number: q12."""
        return ref(self.noun, self.number)

    def title_text(self, context: JournalContext) -> str:
        """Its name in one line; empty if it has none."""
        field = title_field(type(self))
        value = getattr(self, field.name)
        return "" if value is None else field.form.to_text(value, context.today).split("\n")[0]

    def sequel(self, context: JournalContext) -> str:
        """What has become of it since it was written."""
        return str(getattr(self, "state", ""))

    def as_of(self, day: date) -> Self:
        """This record with those fields computed that depend on the day."""
        return self

    def check(self, context: JournalContext) -> None:
        """Raise Refused or UsageError where fields contradict each other; called on add, edit and import."""

    def require_state(self, name: str, *states: str) -> None:
        """Raise Refused unless a field is filled exactly in these states."""
        state: str = getattr(self, "state", "")
        if (getattr(self, name) is not None) != (state in states):
            raise Refused(
                f"{name} is filled when the state is {' or '.join(states)}, and only then; here it is {state}.",
                "A state has a verb of its own; what was changed by mistake is taken back with: mentorlog undo",
            )

    def __hash__(self) -> int:
        return hash((type(self), self.number))


def title_field(record: type[Record]) -> Field:
    """The field that names a record."""
    return next(field for field in fields_of(record) if field.name == KINDS[record.noun].title_field)


def record_to_row(record: Record) -> dict[str, SqlValue]:
    """A record's stored fields as the file has them. Raises UsageError for a text that cannot be kept."""
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
