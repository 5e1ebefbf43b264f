"""Times of sessions: a day that is past in the year it is, and other sessions at the same time."""

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.cli.context import CliContext
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_moment, format_weekday
from mentorlog.journal.editing.assignments import find_field
from mentorlog.journal.model.forms import DUE_DAY, JournalContext, MomentForm
from mentorlog.render.answers import relative_day, session_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.sessions import Session


class TypedMoment(datetime):
    """A moment with the text that it was read from, which may mean another one."""

    text: str


class TypedMomentForm(MomentForm):
    """A day with a time that the command reads anew, once it knows the session whose time it is."""

    is_provisional = True

    def parse(self, text: str, context: JournalContext) -> TypedMoment:
        moment = TypedMoment.fromisoformat(self.read(text, context).isoformat())
        moment.text = text
        return moment


TYPED_MOMENT, TYPED_PAST_MOMENT = TypedMomentForm(), TypedMomentForm(past=True)


class ChosenMoment(NamedTuple):
    """The moment that is meant; `past` is the one of this year, which may have been meant where nobody was asked."""

    at: datetime
    past: datetime | None = None

    def warnings(self, ref: str, journal: "Journal") -> list[str]:
        """That the day is one of the next year, and how to say that it is one of this year; about the session `ref`."""
        if self.past is None:
            return []
        coming, day = format_moment(self.at, journal.today), f"{self.past.day} {self.past:%B %Y}"
        hint = f'If you meant {self.past.year}: mentorlog sessions move {ref} --at "{self.past:%Y-%m-%d %H:%M}"'
        return [f"{day} is past, so this is {coming}. {hint}"]


def choose_year(cli: CliContext, journal: "Journal", typed: TypedMoment) -> ChosenMoment:
    """The moment of a day without a year; a person is asked where the one that is past is nearer than the next."""
    from mentorlog.journal.dates.reading import nearer_past_moment

    past = nearer_past_moment(typed.text, journal.now)
    if past is None or not cli.is_interactive():
        return ChosenMoment(typed, past)
    from mentorlog.cli.prompts.single import ask

    passed, coming = (relative_day(at, journal.today) for at in (past, typed))
    question = f"{past.day} {past:%B %Y} is past. 1 {passed}, or 2 {coming}? (1 or 2)"
    about = "1 is the day that is past, 2 the one to come."
    return ChosenMoment(past if ask(question, _parse_choice, about=about) == 1 else typed)


def doubt_year(journal: "Journal", typed: TypedMoment) -> str:
    """What there is to ask about a day without a year that is past in this one; empty where there is nothing."""
    from mentorlog.journal.dates.reading import nearer_past_moment

    past = nearer_past_moment(typed.text, journal.now)
    return f"{past.day} {past:%B %Y} is past, so this is {format_moment(typed, journal.today)}" if past else ""


def past_year_warning(phrase: str, today: date, correction: str) -> str:
    """That a day without a year is one of the next year, where the one that is past is nearer; else empty.

    `correction` is the start of the command that sets the day.
    """
    from mentorlog.journal.dates.reading import nearer_past_day

    days = nearer_past_day(phrase, today)
    if days is None:
        return ""
    past, coming = days
    remedy = f": {correction}{past}" if correction else f", write {past}"
    return (
        f"{past.day} {past:%B %Y} is past, so this is {format_weekday(coming, today)}. If you meant {past.year}{remedy}"
    )


def due_year_warnings(record: "Record", assignments: "Sequence[str]", today: date) -> list[str]:
    """The warnings of `past_year_warning` for the days that are due among the assignments of `edit`."""
    warnings = []
    for assignment in assignments:
        name, _, phrase = assignment.partition("=")
        field = find_field(record, name.strip().lower())
        if field and field.form is DUE_DAY and phrase and not phrase[:4].isdigit():
            warnings.append(past_year_warning(phrase, today, f"mentorlog edit {record.ref} {field.name}="))
    return [*filter(None, warnings)]


def moment_reader(journal: "Journal") -> "Callable[[str], TypedMoment]":
    """A parser of moments for a prompt: a time completes the day that was refused for want of one.

    The day may still stand before it in the line, also without a space.
    """
    days: list[str] = []

    def read(text: str) -> TypedMoment:
        for day in days:
            with suppress(UsageError):
                return TYPED_MOMENT.parse(f"{day} {text.removeprefix(day)}", journal)
        try:
            return TYPED_MOMENT.parse(text, journal)
        except UsageError as error:
            days[:] = [text] if "has no time" in error.message else []
            raise

    return read


def _parse_choice(text: str) -> int:
    word = text.strip().lower()
    for number, words in ((1, ("1", "past", "this year")), (2, ("2", "next", "next year"))):
        if word in words:
            return number
    raise UsageError("That is neither 1 nor 2.", "1 is the day that is past, 2 the one to come.")


def overlap_warnings(journal: "Journal", *sessions: "Session") -> list[str]:
    """The other sessions that take some of the same time as one of these."""
    from mentorlog.journal.queries.meetings import overlapping_sessions

    several = len(sessions) > 1
    return [
        f"{other.ref} is {'at the same time' if other.starts_at == session.starts_at else 'at that time too'}"
        f"{f' as {session.ref}' if several else ''}: {session_time(other, journal.today)}."
        for session in sessions
        for other in overlapping_sessions(journal, session)
    ]


def new_overlap_warnings(journal: "Journal", before: "Record", after: "Record") -> list[str]:
    """The sessions that a session overlaps, where its time or its length was changed."""
    if after.noun != "session" or all(
        getattr(before, name) == getattr(after, name) for name in ("starts_at", "minutes")
    ):
        return []
    return overlap_warnings(journal, after)  # type: ignore[arg-type]  # by its noun it is a session
