"""What was written around a day some time ago, and what has become of it."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from mentorlog import clock
from mentorlog.journal.dates.format import format_age, format_short_day
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS
from mentorlog.render.documents.document import Bullet, Bullets, Document, Section
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

WINDOW_DAYS = 3  # days before and after that count as around a day
_MONTHS_AGO = ((12, "A year ago"), (6, "Six months ago"), (1, "A month ago"))


class PastEntry(Frozen):
    """An entry written then: its title, and what has become of it."""

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
    """The entries of a year, six months and a month ago."""
    from dateutil.relativedelta import relativedelta

    days = []
    for months, ago in _MONTHS_AGO:
        try:
            day = journal.today - relativedelta(months=months)
            days.append(PastDay(ago, day, _read_entries_around(journal, day)))
        except (OverflowError, ValueError, OSError):
            continue  # before the calendar begins
    return days


def _read_entries_around(journal: "Journal", day: date) -> list[PastEntry]:
    first, last = day - timedelta(days=WINDOW_DAYS), day + timedelta(days=WINDOW_DAYS + 1)
    begin, end = _uid_prefix_at(first), _uid_prefix_at(last)
    classes = sorted((record_class(kind) for kind in KINDS.values()), key=lambda record: record.lookback_rank)
    return [
        PastEntry(record.ref, KINDS[record.noun].display_noun, record.title_text(journal), record.sequel(journal))
        for record_class in classes
        if record_class.lookback_rank
        # A uid begins with the moment it was made (RFC 9562, version 7), and is indexed in every table.
        for record in journal.read(record_class, "uid >= ? AND uid < ? AND substr(uid, 15, 1) = '7'", (begin, end))
    ]


def _uid_prefix_at(day: date) -> str:
    """The prefix at and above which the uids of a day and later sort."""
    moment = clock.localize(datetime.combine(day, time()))
    digits = f"{max(0, int(moment.timestamp() * 1000)):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def lookback_document(days: list[PastDay], today: date) -> Document:
    """A section for each of the three days around which anything was written."""
    sections = [
        Section(
            f"{then.ago}, {format_short_day(then.day, today)}",
            [Bullets([Bullet(entry.text, entry.ref, entry.became) for entry in then.entries])],
        )
        for then in days
        if then.entries
    ]
    around = " or ".join(format_short_day(then.day, today) for then in days)
    lead = "" if sections else f"Nothing was written around {around}."
    return Document("Looking back", f"{format_age(WINDOW_DAYS)} before and after each day", lead, sections)


def lookback_to_json(days: list[PastDay]) -> list[dict[str, Any]]:
    """The `data` of the JSON answer."""
    return [
        {"ago": then.ago, "day": then.day.isoformat(), "written": [asdict(entry) for entry in then.entries]}
        for then in days
    ]
