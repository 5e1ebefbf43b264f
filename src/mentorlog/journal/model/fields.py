"""What a field is to all who store, show, edit, find or move it.

A record's field is `Annotated[type, Column(...)]`. The annotation says its type, its choices (`Literal`) and whether
it may be empty (`| None`); Column says the rest. Lists, JSON, edit, the log and the index read these declarations
through the loops at the end of this file; the declarations do not know them.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args, get_origin

from mentorlog.errors import UsageError
from mentorlog.journal.model.kinds import KINDS, ref
from mentorlog.journal.model.text import capitalize_first, clean_text, clean_title, did_you_mean, quote_value
from mentorlog.structs import Frozen, defaults, fields

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record

SqlValue = str | int | float | None


class JournalContext(Protocol):
    """What reading a value may need to know. A Journal is one."""

    @property
    def now(self) -> datetime:
        """The moment it is, with its offset."""

    @property
    def today(self) -> date:
        """The day it is."""

    def resolve_number(self, noun: str, text: str) -> int:
        """The number of the record that a ref or a start of its name stands for."""

    def read_field(self, noun: str, number: int, name: str) -> SqlValue:
        """A field of another record, or what an SQL expression says of it."""


class Form(Frozen):
    """One sort of value: how it is stored, loaded, read from what a person typed, given as JSON, told to a person."""

    to_sql: Callable[[Any], SqlValue]
    from_sql: Callable[[Any], Any]
    parse: Callable[[str, JournalContext], Any]
    to_json: Callable[[Any], SqlValue]  # in JSON
    to_text: Callable[[Any, date], str]  # to a person, on that day
    manner: str = "words"  # how a screen sets it: words, figure, day, state, rag, ref
    link: str = ""  # the noun it points to
    metavar: str = "TEXT"  # what a person writes for it
    choices: tuple[str, ...] = ()


class Column(Frozen):
    """What the annotation of a field cannot say."""

    label: str
    form: Form | None = None  # None: by the type
    in_list: bool = True  # stands in `list`, unless it is empty in every row; `show` and JSON always have it
    editable: bool = True  # `edit` may change it; a state is changed by its own verb
    searchable: bool = False  # its words are in the search index
    sql: str = ""  # SQL that computes it: shown like any other, neither stored nor edited
    derived: bool = False  # computed by the record's `as_of`, likewise
    private: bool = False  # hidden from all other readers, unless its record says private=no
    hide_from_manager: bool = False  # confidential between mentor and mentee: a manager never sees it
    implies_state: str = ""  # the state that a table means which fills this field and has no column for the state


class Field(Frozen):
    """A column of a record as the loops see it."""

    name: str
    column: Column
    form: Form
    optional: bool
    default: Any  # its default: what goes without saying

    @property
    def is_stored(self) -> bool:
        """Whether the file has it."""
        return not (self.column.sql or self.column.derived)

    @property
    def is_editable(self) -> bool:
        """Whether `edit` may change it."""
        return self.is_stored and self.column.editable


class Percent(float):
    """A number that was written with a per cent sign; only a goal counted in % takes it."""


def parse_number(text: str) -> float:
    """A number as people write it: 6, 6.5, -3, 80%; nothing else. Raises UsageError."""
    if not re.fullmatch(r"[-−]?\d{1,12}(\.\d{1,6})?%?", text.strip(), re.ASCII):
        raise UsageError(f"{quote_value(text)} is not a number mentorlog can read.", "Write it like 6, 6.5, -3 or 80%.")
    number = float(text.strip().replace("−", "-").removesuffix("%"))
    return Percent(number) if text.strip().endswith("%") else number


def plain_number(value: float) -> int | float:
    """A float without a fraction as the whole number that a person wrote."""
    return int(value) if value == int(value) else value


def format_number(value: float) -> str:
    """A number with a true minus sign."""
    return str(plain_number(value)).replace("-", "−")


def format_percent(value: float) -> str:
    """A share in percent: "65 %"."""
    return f"{round(value * 100)} %".replace("-", "−")


def int_parser(minimum: int, maximum: int, what: str) -> Callable[[str, JournalContext], int]:
    """A reader of whole numbers within a range."""

    def parse(text: str, context: JournalContext) -> int:
        digits = text.strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 6 and minimum <= int(digits) <= maximum:
            return int(digits)
        raise UsageError(f"{quote_value(text)} is not {what}.", f"Write a whole number from {minimum} to {maximum}.")

    return parse


def day_form(*, ahead: bool = False, past: bool = False) -> Form:
    """A day. `ahead`: `monday` is the next one, else today or the last one. `past`: it cannot lie after today."""

    def parse(text: str, context: JournalContext) -> date:
        from mentorlog.journal.dates.grammar import format_relative_day, parse_day

        found = parse_day(text, context.today, ahead=ahead)
        if past and found > context.today:
            raise UsageError(
                f"{capitalize_first(format_relative_day(found, context.today))} is still to come.",
                "Give the day it happened.",
            )
        return found

    return Form(date.isoformat, date.fromisoformat, parse, date.isoformat, format_day, "day", metavar="DAY")


def format_day(value: date, today: date) -> str:
    """A day for people: with the year only when it is another."""
    from mentorlog.journal.dates.grammar import format_short_day

    return format_short_day(value, today)


def format_moment(value: datetime, today: date) -> str:
    """A moment for people: its weekday where it is near, its day and time."""
    from mentorlog.journal.dates.grammar import WEEKDAYS, format_short_day

    weekday = f"{WEEKDAYS[value.weekday()]} " if abs((value.date() - today).days) < 100 else ""
    return f"{weekday}{format_short_day(value.date(), today)} {value:%H:%M}"


def _parse_moment(text: str, context: JournalContext) -> datetime:
    from mentorlog.journal.dates.grammar import parse_moment

    return parse_moment(text, context.now, ahead=True)


def _parse_cadence(text: str, context: JournalContext) -> str:
    from mentorlog.journal.dates.duration import parse_cadence

    return parse_cadence(text)


def _parse_term(text: str, context: JournalContext) -> str:
    """How long in all: a length of time, or a number of sessions."""
    found = re.fullmatch(r"([1-9]\d?) sessions?", " ".join(text.lower().split()), re.ASCII)
    if found:
        return f"{found[1]} session{'' if found[1] == '1' else 's'}"
    try:
        return _parse_cadence(text, context)
    except UsageError:
        raise UsageError(
            f"{quote_value(text)} is not a length mentorlog can read.", 'Write "6 months" or "3 sessions".'
        ) from None


def _parse_yes_no(text: str, context: JournalContext) -> bool:
    word = text.strip().lower()
    if word not in ("yes", "y", "no", "n"):
        raise UsageError(f"{quote_value(text)} is neither yes nor no.", "Write yes or no.")
    return word[0] == "y"


def link_form(noun: str) -> Form:
    """A ref to another record: a number in the file, "g4" wherever it is read."""
    return Form(
        int,
        int,
        lambda text, context: context.resolve_number(noun, text),
        lambda number: ref(noun, number),
        lambda number, today: ref(noun, number),
        "ref",
        noun,
        noun.upper(),
    )


def choice_form(values: tuple[str, ...]) -> Form:
    """One of a few words."""

    def parse(text: str, context: JournalContext) -> str:
        word = text.strip().lower()
        if word.replace("-", " ") in values:
            return word.replace("-", " ")
        raise UsageError(
            f"{quote_value(text)} is none of {', '.join(values)}.",
            f"{did_you_mean(word, values)}Write one of these words.",
        )

    return Form(
        str, str, parse, str, lambda value, today: str(value), "state", metavar="|".join(values), choices=values
    )


def _identity(value: Any) -> Any:
    return value


TEXT = Form(clean_text, str, lambda text, context: clean_text(text), str, lambda value, today: str(value))
TITLE = Form(clean_title, str, lambda text, context: clean_title(text), str, lambda value, today: str(value))
DAY = day_form()
PAST_DAY = day_form(past=True)
COMING_DAY = day_form(ahead=True)
MOMENT = Form(
    lambda value: value.isoformat(timespec="minutes"),
    datetime.fromisoformat,
    _parse_moment,
    lambda value: str(value.replace(tzinfo=None).isoformat(timespec="minutes")),
    format_moment,
    "day",
    metavar="WHEN",
)
NUMBER = Form(
    float,
    float,
    lambda text, context: parse_number(text),
    plain_number,
    lambda value, today: format_number(value),
    "figure",
    metavar="NUMBER",
)
RATING = Form(int, int, int_parser(1, 5, "1 to 5"), _identity, lambda value, today: str(value), "figure", metavar="1-5")
MINUTES = Form(
    int,
    int,
    int_parser(1, 1440, "a length in minutes"),
    _identity,
    lambda value, today: f"{value} min",
    "figure",
    metavar="MINUTES",
)
SCORE = Form(int, int, int_parser(0, 5, "0 to 5"), _identity, lambda value, today: str(value), "figure", metavar="0-5")
WEIGHT = Form(int, int, int_parser(1, 5, "1 to 5"), _identity, lambda value, today: str(value), "figure", metavar="1-5")
COUNT = Form(
    int, int, int_parser(0, 999_999, "a count"), _identity, lambda value, today: str(value), "figure", metavar="NUMBER"
)
POSITIVE_COUNT = Form(
    int, int, int_parser(1, 100_000, "a count"), _identity, lambda value, today: str(value), "figure", metavar="N"
)
CADENCE = Form(str, str, _parse_cadence, str, lambda value, today: f"every {value}", metavar="CADENCE")
SHARE = Form(
    float,
    float,
    lambda text, context: parse_number(text),
    lambda value: round(value, 4),
    lambda value, today: format_percent(value),
    "figure",
    metavar="NUMBER",
)
YES_NO = Form(int, bool, _parse_yes_no, bool, lambda value, today: "yes" if value else "no", "state", metavar="yes|no")
TERM = Form(str, str, _parse_term, str, lambda value, today: str(value), metavar='"6 months"')
_FORM_BY_TYPE: dict[Any, Form] = {bool: YES_NO, str: TEXT, int: COUNT, float: NUMBER, date: DAY, datetime: MOMENT}


def _form_for(annotation: Any) -> tuple[Form, bool]:
    """The form of a type, and whether it may be empty."""
    if get_origin(annotation) is UnionType or NoneType in get_args(annotation):
        (inner,) = (part for part in get_args(annotation) if part is not NoneType)
        return _form_for(inner)[0], True
    if get_origin(annotation) is Literal:
        return choice_form(get_args(annotation)), False
    return _FORM_BY_TYPE[annotation], False


_fields_cache: "dict[type[Record], tuple[Field, ...]]" = {}


def fields_of(record: "type[Record]") -> tuple[Field, ...]:
    """The declared fields of a record, in their order."""
    if record not in _fields_cache:
        _fields_cache[record] = tuple(_iter_fields(record))
    return _fields_cache[record]


def _iter_fields(record: "type[Record]") -> Iterator[Field]:
    # What all records have in common stands last, behind what makes each one.
    for name, note in sorted(fields(record).items(), key=lambda field: field[0] == "private"):
        annotation, *marks = get_args(note) if hasattr(note, "__metadata__") else (note,)
        column = next((mark for mark in marks if isinstance(mark, Column)), None)
        if column is None:
            continue
        form, optional = _form_for(annotation)
        yield Field(name, column, column.form or form, optional, defaults(record).get(name))


def title_field(record: "type[Record]") -> Field:
    """The field that names a record."""
    return next(field for field in fields_of(record) if field.name == KINDS[record.noun].title_field)


def record_to_row(record: "Record") -> dict[str, SqlValue]:
    """A record's stored fields as the file has them. Raises UsageError for a text that cannot be kept."""
    return {
        field.name: None if (value := getattr(record, field.name)) is None else field.form.to_sql(value)
        for field in fields_of(type(record))
        if field.is_stored
    }


def record_to_json(record: "Record") -> dict[str, SqlValue]:
    """A record as everyone is told about it: its ref, its fields in JSON's terms, links as refs."""
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
