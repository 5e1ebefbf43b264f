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
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.text import capital, clean, meant, quoted, title
from mentorlog.structs import Frozen, fields, usual

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record

Stored = str | int | float | None


class Context(Protocol):
    """What reading a value may need to know. A Journal is one."""

    @property
    def now(self) -> datetime:
        """The moment it is, with its offset."""

    @property
    def today(self) -> date:
        """The day it is."""

    def number(self, noun: str, text: str) -> int:
        """The number of the record that a ref or a start of its name stands for."""

    def field(self, noun: str, number: int, name: str) -> Stored:
        """A stored field of another record."""


class Form(Frozen):
    """One sort of value: how it is stored, loaded, read from what a person typed, given as JSON, told to a person."""

    store: Callable[[Any], Stored]
    load: Callable[[Any], Any]
    read: Callable[[str, Context], Any]
    show: Callable[[Any], Stored]  # in JSON
    tell: Callable[[Any, date], str]  # to a person, on that day
    manner: str = "words"  # how a screen sets it: words, figure, day, state, rag, ref
    link: str = ""  # the noun it points to
    hint: str = "TEXT"  # what a person writes for it
    choices: tuple[str, ...] = ()


class Column(Frozen):
    """What the annotation of a field cannot say."""

    label: str
    form: Form | None = None  # None: by the type
    listed: bool = True  # stands in `list`, unless it is empty in every row; `show` and JSON always have it
    edited: bool = True  # `edit` may change it; a state is changed by its own verb
    found: bool = False  # its words are in the search index
    counted: str = ""  # SQL that computes it: shown like any other, neither stored nor edited
    worked: bool = False  # computed in Python by the record's `seen_on`, likewise
    private: bool = False  # kept from whoever else reads, unless its record says private=no
    confided: bool = False  # a text between mentor and mentee: kept from a manager in any case


class Field(Frozen):
    """A column of a record as the loops see it."""

    name: str
    column: Column
    form: Form
    optional: bool
    usual: Any  # its default: what goes without saying

    @property
    def stored(self) -> bool:
        """Whether the file has it."""
        return not (self.column.counted or self.column.worked)

    @property
    def edited(self) -> bool:
        """Whether `edit` may change it."""
        return self.stored and self.column.edited


class Percent(float):
    """A number that was written with a per cent sign; only a goal counted in % takes it."""


def read_number(text: str) -> float:
    """A number as people write it: 6, 6.5, -3, 80%; nothing else. Raises UsageError."""
    if not re.fullmatch(r"[-−]?\d{1,12}(\.\d{1,6})?%?", text.strip(), re.ASCII):
        raise UsageError(f"{quoted(text)} is not a number mentorlog can read.", "Write it like 6, 6.5, -3 or 80%.")
    number = float(text.strip().replace("−", "-").removesuffix("%"))
    return Percent(number) if text.strip().endswith("%") else number


def plain_number(value: float) -> int | float:
    """A float without a fraction as the whole number that a person wrote."""
    return int(value) if value == int(value) else value


def tell_number(value: float) -> str:
    """A number with a true minus sign."""
    return str(plain_number(value)).replace("-", "−")


def tell_share(value: float) -> str:
    """A share in percent: "65 %"."""
    return f"{round(value * 100)} %".replace("-", "−")


def whole(lowest: int, highest: int, what: str) -> Callable[[str, Context], int]:
    """A reader of whole numbers within a range."""

    def read(text: str, context: Context) -> int:
        digits = text.strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 6 and lowest <= int(digits) <= highest:
            return int(digits)
        raise UsageError(f"{quoted(text)} is not {what}.", f"Write a whole number from {lowest} to {highest}.")

    return read


def day(*, ahead: bool = False, past: bool = False) -> Form:
    """A day. `ahead`: `monday` is the next one, else today or the last one. `past`: it cannot lie after today."""

    def read(text: str, context: Context) -> date:
        from mentorlog.journal.dates.grammar import read_day, show_day

        found = read_day(text, context.today, ahead=ahead)
        if past and found > context.today:
            raise UsageError(
                f"{capital(show_day(found, context.today))} is still to come.", "Give the day it happened."
            )
        return found

    return Form(date.isoformat, date.fromisoformat, read, date.isoformat, tell_day, "day", hint="DAY")


def tell_day(value: date, today: date) -> str:
    """A day for people: with the year only when it is another."""
    from mentorlog.journal.dates.grammar import short_day

    return short_day(value, today)


def tell_moment(value: datetime, today: date) -> str:
    """A moment for people: its weekday where it is near, its day and time."""
    from mentorlog.journal.dates.grammar import WEEKDAYS, short_day

    weekday = f"{WEEKDAYS[value.weekday()]} " if abs((value.date() - today).days) < 100 else ""
    return f"{weekday}{short_day(value.date(), today)} {value:%H:%M}"


def _read_moment(text: str, context: Context) -> datetime:
    from mentorlog.journal.dates.grammar import read_moment

    return read_moment(text, context.now, ahead=True)


def _read_cadence(text: str, context: Context) -> str:
    from mentorlog.journal.dates.duration import read_cadence

    return read_cadence(text)


def _read_lasts(text: str, context: Context) -> str:
    """How long in all: a length of time, or a number of sessions."""
    found = re.fullmatch(r"([1-9]\d?) sessions?", " ".join(text.lower().split()), re.ASCII)
    if found:
        return f"{found[1]} session{'' if found[1] == '1' else 's'}"
    try:
        return _read_cadence(text, context)
    except UsageError:
        raise UsageError(
            f"{quoted(text)} is not a length mentorlog can read.", 'Write "6 months" or "3 sessions".'
        ) from None


def _read_yes(text: str, context: Context) -> bool:
    word = text.strip().lower()
    if word not in ("yes", "y", "no", "n"):
        raise UsageError(f"{quoted(text)} is neither yes nor no.", "Write yes or no.")
    return word[0] == "y"


def link(noun: str) -> Form:
    """A ref to another record: a number in the file, "g4" wherever it is read."""
    return Form(
        int,
        int,
        lambda text, context: context.number(noun, text),
        lambda number: ref(noun, number),
        lambda number, today: ref(noun, number),
        "ref",
        noun,
        noun.upper(),
    )


def choice(values: tuple[str, ...]) -> Form:
    """One of a few words."""

    def read(text: str, context: Context) -> str:
        word = text.strip().lower()
        if word.replace("-", " ") in values:
            return word.replace("-", " ")
        raise UsageError(
            f"{quoted(text)} is none of {', '.join(values)}.", f"{meant(word, values)}Write one of these words."
        )

    return Form(str, str, read, str, lambda value, today: str(value), "state", hint="|".join(values), choices=values)


def _same(value: Any) -> Any:
    return value


TEXT = Form(clean, str, lambda text, context: clean(text), str, lambda value, today: str(value))
TITLE = Form(title, str, lambda text, context: title(text), str, lambda value, today: str(value))
DAY = day()
PAST = day(past=True)
DUE = day(ahead=True)
MOMENT = Form(
    lambda value: value.isoformat(timespec="minutes"),
    datetime.fromisoformat,
    _read_moment,
    lambda value: str(value.replace(tzinfo=None).isoformat(timespec="minutes")),
    tell_moment,
    "day",
    hint="WHEN",
)
NUMBER = Form(
    float,
    float,
    lambda text, context: read_number(text),
    plain_number,
    lambda value, today: tell_number(value),
    "figure",
    hint="NUMBER",
)
RATE = Form(int, int, whole(1, 5, "1 to 5"), _same, lambda value, today: str(value), "figure", hint="1-5")
MINUTES = Form(
    int,
    int,
    whole(1, 1440, "a length in minutes"),
    _same,
    lambda value, today: f"{value} min",
    "figure",
    hint="MINUTES",
)
SCORE = Form(int, int, whole(0, 5, "0 to 5"), _same, lambda value, today: str(value), "figure", hint="0-5")
WEIGHT = Form(int, int, whole(1, 5, "1 to 5"), _same, lambda value, today: str(value), "figure", hint="1-5")
COUNT = Form(int, int, whole(0, 999_999, "a count"), _same, lambda value, today: str(value), "figure", hint="NUMBER")
HOW_MANY = Form(int, int, whole(1, 100_000, "a count"), _same, lambda value, today: str(value), "figure", hint="N")
CADENCE = Form(str, str, _read_cadence, str, lambda value, today: f"every {value}", hint="CADENCE")
SHARE = Form(
    float,
    float,
    lambda text, context: read_number(text),
    lambda value: round(value, 4),
    lambda value, today: tell_share(value),
    "figure",
    hint="NUMBER",
)
YES = Form(int, bool, _read_yes, bool, lambda value, today: "yes" if value else "no", "state", hint="yes|no")
LASTS = Form(str, str, _read_lasts, str, lambda value, today: str(value), hint='"6 months"')
_BY_TYPE: dict[Any, Form] = {bool: YES, str: TEXT, int: COUNT, float: NUMBER, date: DAY, datetime: MOMENT}


def _form(annotation: Any) -> tuple[Form, bool]:
    """The form of a type, and whether it may be empty."""
    if get_origin(annotation) is UnionType or NoneType in get_args(annotation):
        (inner,) = (part for part in get_args(annotation) if part is not NoneType)
        return _form(inner)[0], True
    if get_origin(annotation) is Literal:
        return choice(get_args(annotation)), False
    return _BY_TYPE[annotation], False


_known: "dict[type[Record], tuple[Field, ...]]" = {}


def columns(record: "type[Record]") -> tuple[Field, ...]:
    """The declared fields of a record, in their order."""
    if record not in _known:
        _known[record] = tuple(_fields(record))
    return _known[record]


def _fields(record: "type[Record]") -> Iterator[Field]:
    # What all records have in common stands last, behind what makes each one.
    for name, note in sorted(fields(record).items(), key=lambda field: field[0] == "private"):
        annotation, *marks = get_args(note) if hasattr(note, "__metadata__") else (note,)
        column = next((mark for mark in marks if isinstance(mark, Column)), None)
        if column is None:
            continue
        form, optional = _form(annotation)
        yield Field(name, column, column.form or form, optional, usual(record).get(name))


def pack(record: "Record") -> dict[str, Stored]:
    """A record's stored fields as the file has them. Raises UsageError for a text that cannot be kept."""
    return {
        field.name: None if (value := getattr(record, field.name)) is None else field.form.store(value)
        for field in columns(type(record))
        if field.stored
    }


def facts(record: "Record") -> dict[str, Stored]:
    """A record as everyone is told about it: its ref, its fields in JSON's terms, links as refs."""
    return {
        "ref": record.ref,
        "uid": record.uid,
        **{
            field.name: None if (value := getattr(record, field.name)) is None else field.form.show(value)
            for field in columns(type(record))
        },
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }
