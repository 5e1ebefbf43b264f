"""Forms of values: how a value is parsed, stored, shown, and written as JSON.

`edit`, options, prompts, imports and lists all use the form of a field, so that a value has one syntax everywhere.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_moment, format_relative_day, format_short_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.text import (
    capitalize_first,
    did_you_mean,
    normalize_text,
    normalize_title,
    plain_figure,
    quote_value,
    require_visible,
)

SqlValue = str | int | float | None

if TYPE_CHECKING:
    from typing import Protocol

    from mentorlog.journal.dates.meanings import Edge

    class JournalContext(Protocol):
        """What parsing a value may need to know. A Journal is one."""

        @property
        def now(self) -> datetime:
            """The moment it is, with its offset."""

        @property
        def today(self) -> date:
            """The day it is."""

        def resolve_number(self, noun: str, text: str) -> int:
            """The number of the record with this ref, or with a name that starts like this."""

        def read_field(self, noun: str, number: int, name: str) -> SqlValue:
            """A field of another record, or an SQL expression over its row."""

else:
    JournalContext = Any  # to make a protocol takes half a million instructions


class Form:
    """A kind of value. By default it is stored as text and shown unchanged; subclasses override that."""

    manner: str = "words"  # how it is laid out: words, figure, day, state, rag, ref
    metavar: str = "TEXT"  # what stands for it in help
    link: str = ""  # the noun it points to
    choices: tuple[str, ...] = ()
    is_provisional = False  # the command reads it anew, once it knows more
    is_short_for_names = False  # what is typed may be cut short, and a list of ours has it in full
    by_name: "dict[str, Form]" = {}  # noqa: RUF012 - never changed: 7 of `hours` is read as 420 `minutes`
    from_sql: Any = str  # a plain function, since it is called for every field that is read

    def to_sql(self, value: Any) -> SqlValue:
        """The value as the file has it. Raises UsageError for a text that cannot be stored."""
        stored: SqlValue = self.from_sql(value)
        return stored

    def parse(self, text: str, context: JournalContext) -> Any:
        """The value of a text that a person typed. Raises UsageError, and for a ref NotFound or Ambiguous."""
        raise NotImplementedError  # no abstract class: its metaclass costs every command time

    def reader(self, context: JournalContext) -> Callable[[str], Any]:
        """`parse` as a function of the text alone, as prompts take it."""
        return lambda text: self.parse(text, context)

    def to_json(self, value: Any) -> SqlValue:
        """The value in JSON."""
        plain: SqlValue = value
        return plain

    def to_text(self, value: Any, today: date) -> str:
        """The value for people."""
        return str(value)


class TextForm(Form):
    """Words; `normalize` refuses what cannot be stored and shown as it is. `length` letters of them are shown."""

    def __init__(self, normalize: Callable[[str], str], length: int | None = None) -> None:
        self._normalize, self._length = normalize, length

    def to_text(self, value: str, today: date) -> str:
        return value[: self._length]

    def to_sql(self, value: Any) -> SqlValue:
        return self._normalize(value)

    def parse(self, text: str, context: JournalContext) -> str:
        return require_visible(self._normalize(text))


class DayForm(Form):
    """A day.

    `ahead`: `monday` is the next one, else today or the last one. `past`: it cannot lie after today. `edge`: of a
    period the first or the last day is taken; without it a period is refused.
    """

    manner, metavar = "day", "DAY"
    from_sql = date.fromisoformat

    def __init__(self, *, ahead: bool = False, past: bool = False, edge: "Edge | None" = None) -> None:
        self.ahead = ahead
        self.edge = edge
        self._past = past

    def to_sql(self, value: date) -> str:
        return value.isoformat()

    to_json = to_sql

    def parse(self, text: str, context: JournalContext) -> date:
        from mentorlog.journal.dates.reading import parse_day

        day = parse_day(text, context.today, ahead=self.ahead, edge=self.edge)
        if self._past and day > context.today:
            when = capitalize_first(format_relative_day(day, context.today))
            raise UsageError(f"{when} is still to come.", "Give the day it happened.")
        return day

    def to_text(self, value: date, today: date) -> str:
        return format_short_day(value, today)


class MomentForm(Form):
    """A day with a time; `monday` means the next one, and with `past` the last one, since it cannot be later.

    With `day` a time alone is of that day, as where the time of something known is corrected.
    """

    manner = "day"
    metavar = "WHEN"
    from_sql = datetime.fromisoformat

    def __init__(self, *, past: bool = False, day: date | None = None) -> None:
        self._past = past
        self._day = day

    def to_sql(self, value: datetime) -> str:
        return value.isoformat(timespec="minutes")

    to_json = to_sql  # with its offset, which says what moment it is

    def parse(self, text: str, context: JournalContext) -> datetime:
        moment = self.read(text, context)
        if self._past and moment > context.now:
            when = capitalize_first(f"{format_relative_day(moment.date(), context.today)} {moment:%H:%M}")
            raise UsageError(f"{when} is still to come.", "Give the day and the time it happened.")
        return moment

    def read(self, text: str, context: JournalContext) -> datetime:
        """The moment of a text, whether or not it may lie ahead."""
        from mentorlog.clock import localize
        from mentorlog.journal.dates.reading import read_moment

        reading, moment = read_moment(text, context.now, ahead=not self._past)
        if self._day and reading.day is None and reading.offset is None:
            return localize(datetime.combine(self._day, moment.time()))
        return moment

    def to_text(self, value: datetime, today: date) -> str:
        return format_moment(value, today)


class NumberForm(Form):
    """A number that may have a fraction."""

    manner, metavar = "figure", "NUMBER"
    from_sql = float

    def parse(self, text: str, context: JournalContext) -> float:
        return parse_number(text)

    def to_json(self, value: float) -> SqlValue:
        return plain_number(value)

    def to_text(self, value: float, today: date) -> str:
        return format_number(value)


class ShareForm(NumberForm):
    """A share from 0 to 1, shown in percent."""

    def to_json(self, value: float) -> SqlValue:
        return round(value, 4)

    def to_text(self, value: float, today: date) -> str:
        return format_percent(value)


class IntForm(Form):
    """A whole number from `least` to `most`; an error says that a text is not `description`.

    The one with a `unit` counts minutes, and is read from a length of time, too.
    """

    manner = "figure"
    from_sql = int

    def __init__(self, least: int, most: int, description: str, metavar: str, unit: str = "") -> None:
        self._least = least
        self._most = most
        self._description = description
        self._unit = unit
        self.metavar = metavar

    def parse(self, text: str, context: JournalContext) -> int:
        digits = text.strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 6 and self._least <= int(digits) <= self._most:
            return int(digits)
        hint = f"Write a whole number from {self._least} to {self._most}."
        if self._unit and re.search("[a-z:]", digits, re.IGNORECASE):
            from mentorlog.journal.dates.duration import read_minutes

            if self._least <= (minutes := read_minutes(digits, 1) or 0) <= self._most:
                return minutes
            hint = f"{hint.removesuffix('.')}, or a length like 1h30."
        raise UsageError(f"{quote_value(text)} is not {self._description}.", hint)

    def to_text(self, value: int, today: date) -> str:
        return f"{value}{self._unit}"


class LinkForm(Form):
    """A link to another record: a number in the file, a ref ("g4") everywhere else."""

    manner = "ref"
    from_sql = int

    def __init__(self, noun: str) -> None:
        self.link = noun
        self.metavar = noun.upper()

    def parse(self, text: str, context: JournalContext) -> int:
        return context.resolve_number(self.link, text)

    def to_json(self, value: int) -> str:
        return ref(self.link, value)

    def to_text(self, value: int, today: date) -> str:
        return ref(self.link, value)


class ChoiceForm(Form):
    """One of a few words."""

    def __init__(self, choices: tuple[str, ...], manner: str = "state") -> None:
        self.choices = choices
        self.manner = manner
        self.metavar = "|".join(choices)

    def parse(self, text: str, context: JournalContext) -> Any:  # the Literal of the caller
        word = text.strip().lower()
        if (choice := word.replace("-", " ")) in self.choices:
            return choice
        raise UsageError(
            f"{quote_value(text)} is none of {', '.join(self.choices)}.",
            f"{did_you_mean(word, self.choices)}Write one of these words.",
        )


class YesNoForm(Form):
    """Yes or no, stored as 1 or 0."""

    manner, metavar = "state", "yes|no"
    from_sql = bool

    def to_sql(self, value: bool) -> int:
        return int(value)

    def parse(self, text: str, context: JournalContext) -> bool:
        word = text.strip().lower()
        if word not in ("yes", "y", "no", "n"):
            raise UsageError(f"{quote_value(text)} is neither yes nor no.", "Write yes or no.")
        return word[0] == "y"

    def to_text(self, value: bool, today: date) -> str:
        return "yes" if value else "no"


class Percent(float):
    """A number written with a per cent sign, which only a goal in % accepts."""


def parse_number(text: str) -> float:
    """The number in a text: 6, 6.5, 6,5, -3, 1 000 or 80%. Raises UsageError for anything else."""
    figure = " ".join(text.replace("−", "-").split())
    plain = figure.removesuffix("%").rstrip()
    if "," in plain or " " in plain:
        plain = _plain_digits(plain, text)
    whole, point, fraction = plain.removeprefix("-").partition(".")
    is_whole = whole.isascii() and whole.isdigit() and len(whole) <= 12
    if not is_whole or (point and not (fraction.isascii() and fraction.isdigit() and len(fraction) <= 6)):
        raise UsageError(f"{quote_value(text)} is not a number mentorlog can read.", "Write it like 6, 6.5, -3 or 80%.")
    return Percent(plain) if figure.endswith("%") else float(plain)


def _plain_digits(figure: str, text: str) -> str:
    """A figure with a point for its comma, and without blanks between thousands; any other is left to be refused.

    Raises UsageError for a comma before three digits, which could part thousands as well.
    """
    if re.fullmatch(r"-?\d{1,3}( \d{3})+([.,]\d+)?", figure, re.ASCII):
        return figure.replace(" ", "").replace(",", ".")
    if re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", figure, re.ASCII):
        meanings = [plain_figure(float(figure.replace(",", sign))) for sign in (".", "")]
        raise UsageError(f"{quote_value(text)} could be {' or '.join(meanings)}.", f"Write {' or '.join(meanings)}.")
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3}){2,}", figure, re.ASCII):
        return figure.replace(",", "")
    return figure.replace(",", ".") if "." not in figure else figure


def plain_number(value: float) -> int | float:
    """The value as an int where it has no fraction."""
    return int(value) if value == int(value) else value


def format_number(value: float) -> str:
    """A number with the typographic minus sign, and never with an exponent."""
    return plain_figure(value).replace("-", "−")


def format_percent(value: float) -> str:
    """A share in percent: "65 %"."""
    return f"{round(value * 100)} %".replace("-", "−")


TEXT, TITLE, DIGEST = TextForm(normalize_text), TextForm(normalize_title), TextForm(normalize_title, 6)
DAY, PAST_DAY, COMING_DAY = DayForm(), DayForm(past=True), DayForm(ahead=True)
FIRST_DAY, LAST_DAY, DUE_DAY = DayForm(edge="first"), DayForm(edge="last"), DayForm(ahead=True, edge="last")
PAST_FIRST_DAY, PAST_LAST_DAY = DayForm(past=True, edge="first"), DayForm(past=True, edge="last")
MOMENT, NUMBER, SHARE, YES_NO = MomentForm(), NumberForm(), ShareForm(), YesNoForm()
RATING, WEIGHT, SCORE = IntForm(1, 5, "1 to 5", "1-5"), IntForm(1, 5, "1 to 5", "1-5"), IntForm(0, 5, "0 to 5", "0-5")
MINUTES = IntForm(1, 1440, "a length in minutes", "MINUTES", unit=" min")
COUNT, POSITIVE_COUNT = IntForm(0, 999_999, "a count", "NUMBER"), IntForm(1, 100_000, "a count", "N")
