"""What was written around a day some time ago, and what has become of it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from mentorlog import clock
from mentorlog.journal.dates.grammar import format_age, format_short_day
from mentorlog.journal.model.fields import format_number, format_percent
from mentorlog.journal.model.kinds import KINDS
from mentorlog.render.documents.document import Bullet, Bullets, Document, Section
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

WINDOW_DAYS = 3  # days before and after that count as around a day
_MONTHS_AGO = ((12, "A year ago"), (6, "Six months ago"), (1, "A month ago"))
_NOUNS = (
    "session", "checkin", "goal", "progress", "question", "action", "lesson", "feedback", "achievement", "challenge",
    "contact", "agreement", "review", "rating",
)  # fmt: skip


class PastEntry(Frozen):
    """An entry of then: its words, and what has become of it."""

    ref: str
    noun: str
    text: str
    became: str


class PastDay(Frozen):
    """A day of some time ago, and what was written around it."""

    ago: str
    day: date
    entries: list[PastEntry]


def gather_lookback(journal: "Journal") -> list[PastDay]:
    """A year, six months and a month ago."""
    from dateutil.relativedelta import relativedelta

    found = []
    for months, ago in _MONTHS_AGO:
        try:
            day = journal.today - relativedelta(months=months)
            found.append(PastDay(ago, day, _read_entries_around(journal, day)))
        except (OverflowError, ValueError, OSError):
            continue  # before the calendar begins
    return found


def _read_entries_around(journal: "Journal", day: date) -> list[PastEntry]:
    first, last = day - timedelta(days=WINDOW_DAYS), day + timedelta(days=WINDOW_DAYS + 1)
    begin, end = _uid_prefix_at(first), _uid_prefix_at(last)
    told = []
    for noun in _NOUNS:
        kind = KINDS[noun]
        # A uid begins with the moment it was made (RFC 9562, version 7), and is indexed in every table.
        made = journal.read(kind.record_class, "uid >= ? AND uid < ? AND substr(uid, 15, 1) = '7'", (begin, end))
        told += [
            PastEntry(record.ref, kind.display_noun, _entry_title(journal, record), _outcome(journal, record))
            for record in made
        ]
    return told


def _uid_prefix_at(day: date) -> str:
    """Where the uids made from the beginning of a day on begin."""
    moment = clock.localize(datetime.combine(day, time()))
    digits = f"{max(0, int(moment.timestamp() * 1000)):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def _entry_title(journal: "Journal", record: "Record") -> str:
    from mentorlog.journal.model.fields import fields_of

    kind = KINDS[record.noun]
    if record.noun == "progress":
        value = cast("Any", record)
        return f"{journal.read_field('goal', value.goal, 'title')} at {format_number(value.value)}"
    if record.noun == "rating":
        rating = cast("Any", record)
        return f"{journal.read_field('skill', rating.skill, 'name')} at {rating.value}"
    field = next(field for field in fields_of(type(record)) if field.name == kind.title_field)
    value = getattr(record, field.name)
    return "" if value is None else field.form.to_text(value, journal.today).split("\n")[0]


def _outcome(journal: "Journal", record: "Record") -> str:
    tell = _OUTCOME_BY_NOUN.get(record.noun)
    return tell(journal, cast("Any", record)) if tell else ""


def _day_suffix(journal: "Journal", day: date | None) -> str:
    return f" {format_short_day(day, journal.today)}" if day else ""


def _question_outcome(journal: "Journal", one: Any) -> str:
    return (
        f"answered{_day_suffix(journal, one.answered_on)}: {one.answer}"
        if one.answer and one.answered_on
        else one.state
    )


def _goal_outcome(journal: "Journal", one: Any) -> str:
    share = "" if one.progress is None else f", {format_percent(one.progress)}"
    return f"{one.state}{_day_suffix(journal, one.ended_on)}" if one.ended_on else f"now {one.rag}{share}"


def _progress_outcome(journal: "Journal", one: Any) -> str:
    rows = journal.store.rows(
        "SELECT value FROM progress WHERE goal = ? ORDER BY day DESC, number DESC LIMIT 1", (one.goal,)
    )
    return f"now {format_number(rows[0][0])}"


def _checkin_outcome(journal: "Journal", one: Any) -> str:
    rows = journal.store.rows("SELECT mood, energy FROM checkins ORDER BY day DESC, number DESC LIMIT 1")
    pairs = (("mood", one.mood, rows[0][0]), ("energy", one.energy, rows[0][1]))
    moved = [f"{what} {then}, now {now}" for what, then, now in pairs if then and now]
    return " · ".join(filter(None, (", ".join(moved), (one.wins or "").split("\n")[0])))


def _action_outcome(journal: "Journal", one: Any) -> str:
    return f"done{_day_suffix(journal, one.done_on)}" if one.done_on else one.state


def _lesson_outcome(journal: "Journal", one: Any) -> str:
    return (
        "not applied yet" if not one.applied else "applied once" if one.applied == 1 else f"applied {one.applied} times"
    )


def _feedback_outcome(journal: "Journal", one: Any) -> str:
    return f"{one.decision or 'answered'}: {one.response}" if one.response else one.state


def _challenge_outcome(journal: "Journal", one: Any) -> str:
    return f"resolved{_day_suffix(journal, one.resolved_on)}: {one.outcome}" if one.resolved_on else one.state


def _rating_outcome(journal: "Journal", one: Any) -> str:
    rows = journal.store.rows(
        'SELECT value FROM ratings WHERE skill = ? AND "by" = ? ORDER BY day DESC, number DESC LIMIT 1',
        (one.skill, one.by),
    )
    return f"now {rows[0][0]}"


_OUTCOME_BY_NOUN: "dict[str, Callable[[Journal, Any], str]]" = {
    "question": _question_outcome,
    "goal": _goal_outcome,
    "progress": _progress_outcome,
    "checkin": _checkin_outcome,
    "action": _action_outcome,
    "lesson": _lesson_outcome,
    "feedback": _feedback_outcome,
    "challenge": _challenge_outcome,
    "rating": _rating_outcome,
    "session": lambda journal, one: (one.takeaways or "").split("\n")[0] or one.state,
    "achievement": lambda journal, one: f"celebrated: {one.how}" if one.how else one.state,
    "contact": lambda journal, one: one.outcome or one.state,
    "agreement": lambda journal, one: one.state,
    "review": lambda journal, one: (one.to_change or "").split("\n")[0],
}


def lookback_document(days: list[PastDay], today: date) -> Document:
    """As a page: a section for each of the three, those without anything left out."""
    sections = [
        Section(
            f"{then.ago}, {format_short_day(then.day, today)}",
            [Bullets([Bullet(one.text, one.ref, one.became) for one in then.entries])],
        )
        for then in days
        if then.entries
    ]
    told = (
        ""
        if sections
        else f"Nothing was written around {' or '.join(format_short_day(then.day, today) for then in days)}."
    )
    about = f"{format_age(WINDOW_DAYS)} before and after each day"
    return Document("Looking back", about, told, sections)


def lookback_to_json(days: list[PastDay]) -> list[dict[str, Any]]:
    """As JSON has it."""
    return [
        {"ago": then.ago, "day": then.day.isoformat(), "written": [asdict(one) for one in then.entries]}
        for then in days
    ]
