"""Where a year of development stands: its hours against what the body asks for, and what is still missing.

A body's rule is a figure to look at, never a gate: nothing is refused by it. A membership that begins within the year
is not reckoned pro rata, since the bodies' own tables for that are not public.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog import settings
from mentorlog.exchange.development.record import CpdRecord, load_cpd_record
from mentorlog.journal.competences import split_competences
from mentorlog.journal.frameworks import Framework, body_framework
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.pace import Rag, rag_status
from mentorlog.journal.text import fold_text

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_GIVING_BACK = frozenset({"volunteering", "practice"})  # PMI's word for what is no education
_LEAST_YEAR_DAYS = 360
_MONTH_DAYS = 365.25 / 12


class Share(NamedTuple):
    """Hours of a part of the year, and how many it should have; 0 where nothing is asked."""

    name: str
    hours: float
    needed: int = 0


class CpdYear(NamedTuple):
    """A year, or a body's longer cycle, from `since` to `until`, as it stands on the day `today`."""

    record: CpdRecord
    since: date
    until: date
    today: date
    framework: Framework | None
    needed: int  # hours; 0 where neither a body nor the settings ask for any
    without_time: list[str]  # refs of activities that cannot count yet
    names: Mapping[str, str] = {}  # the framework's name for a skill that is one of its competences by another name

    @property
    def left(self) -> float:
        """The hours that are still to come."""
        return round(max(0.0, self.needed - self.record.hours), 2)

    @property
    def months_left(self) -> float:
        """The months from today to the end of the year."""
        return max(0.0, ((self.until - self.today).days + 1) / _MONTH_DAYS)

    @property
    def per_month(self) -> float | None:
        """The hours that each month to the end takes; None where nothing is asked, or the year is over."""
        if not self.left or not self.months_left:
            return None if not self.needed or self.left else 0.0
        return round(self.left / max(1.0, self.months_left), 1)

    @property
    def elapsed(self) -> float:
        """How much of the year is over, 0 to 1."""
        days = (self.until - self.since).days + 1
        return min(1.0, max(0.0, ((self.today - self.since).days + 1) / days))

    @property
    def rag(self) -> Rag:
        """Whether the hours keep pace with the year."""
        if not self.needed:
            return "none"
        return rag_status(self.record.hours / self.needed, self.elapsed, overdue=self.today > self.until, paused=False)

    @property
    def unit(self) -> str:
        """What the body counts in: "h", or a word of its own."""
        unit = self.framework.unit if self.framework else "hour"
        return "h" if unit == "hour" else unit

    @property
    def kinds(self) -> list[Share]:
        """The hours that were formal and informal."""
        sums = self._sums("kind")
        return [Share(kind, sums.get(kind, 0.0)) for kind in ("formal", "informal")]

    @property
    def kind_count(self) -> int:
        """How many of the two kinds there are hours of."""
        return sum(1 for share in self.kinds if share.hours)

    @property
    def types(self) -> list[Share]:
        """The hours by what it was: mentoring, course, reading; the most first."""
        return _sort_shares(self._sums("activity"))

    @property
    def competences(self) -> list[Share]:
        """The hours by competence, the most first; those of an entry for several are parted among them."""
        sums: dict[str, float] = defaultdict(float)
        for entry in self.record.activities:
            names = [self.names.get(name, name) for name in split_competences(entry.competence)]
            for name in names:
                sums[name] += entry.hours / len(names)
        return _sort_shares(sums)

    @property
    def minima(self) -> list[Share]:
        """What the body asks for in parts: its learning, and competences by name."""
        if self.framework is None:
            return []
        by_name = {fold_text(share.name): share.hours for share in self.competences}
        learning = sum(entry.hours for entry in self.record.activities if entry.activity not in _GIVING_BACK)
        parts = [Share("education", round(learning, 2), self.framework.education)] if self.framework.education else []
        return parts + [
            Share(part.competence, by_name.get(fold_text(part.competence), 0.0), part.hours)
            for part in self.framework.minima
        ]

    @property
    def months(self) -> list[Share]:
        """The hours of each month that the year touches, those to come included."""
        sums = dict.fromkeys(_months_between(self.since, self.until), 0.0)
        for entry in self.record.activities:
            sums[f"{entry.date:%Y-%m}"] += entry.hours
        return [Share(month, round(hours, 2)) for month, hours in sums.items()]

    def _sums(self, field: str) -> dict[str, float]:
        sums: dict[str, float] = defaultdict(float)
        for entry in self.record.activities:
            sums[getattr(entry, field)] += entry.hours
        return sums

    def to_json(self) -> dict[str, Any]:
        """The record, and where the year stands."""
        year = {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "body": self.framework.body if self.framework else None,
            "unit": self.unit,
            "needed": self.needed or None,
            "left": self.left if self.needed else None,
            "per_month": self.per_month,
            "rag": self.rag,
            "kinds": {share.name: share.hours for share in self.kinds},
            "kinds_needed": self.framework.kinds if self.framework else 0,
            "types": {share.name: share.hours for share in self.types},
            "types_needed": self.framework.types if self.framework else 0,
            "competences": {share.name: share.hours for share in self.competences},
            "minima": [share._asdict() for share in self.minima],
            "months": {share.name: share.hours for share in self.months},
            "without_reflection": self.record.without_reflection,
            "without_evidence": self.record.without_evidence,
            "without_time": self.without_time,
        }
        return {**self.record.to_json(), "year": year}

    @property
    def refs(self) -> set[str]:
        """The refs of its entries."""
        return {*self.record.refs, *self.without_time}


def _sort_shares(sums: dict[str, float]) -> list[Share]:
    return sorted((Share(name, round(hours, 2)) for name, hours in sums.items()), key=lambda share: -share.hours)


def _months_between(since: date, until: date) -> list[str]:
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def load_year(journal: "Journal", since: date, until: date) -> CpdYear:
    """Where a year stands that begins and ends on these days, as far as the journal may be read."""
    framework = body_framework()
    record = load_cpd_record(journal, since, until)
    asked = int(settings.value("cpd.hours")) or (framework.hours if framework else 0)
    if (until - since).days < _LEAST_YEAR_DAYS * (framework.years if framework else 1):
        asked = 0  # a quarter, say: what a body asks for is asked of a whole year
    without_time = journal.store.column(
        "SELECT number FROM activities WHERE minutes IS NULL AND day BETWEEN ? AND ? ORDER BY day, number",
        (since.isoformat(), until.isoformat()),
    )
    refs = [ref("activity", number) for number in without_time]
    return CpdYear(record, since, until, journal.today, framework, asked, refs, _framework_names(journal, framework))


def _framework_names(journal: "Journal", framework: Framework | None) -> dict[str, str]:
    """The framework's name for each skill that says it is one alone: "risk" is "Risk and issue management"."""
    if framework is None:
        return {}
    names = {}
    for skill, belongs_to in journal.store.rows("SELECT name, frameworks FROM skills WHERE frameworks IS NOT NULL"):
        lines = [line for line in belongs_to.split("\n") if line.startswith(f"{framework.body}: ")]
        named = [
            name for name in framework.competences if lines and fold_text(lines[0]).endswith(f": {fold_text(name)}")
        ]
        if len(named) == 1:
            names[skill] = named[0]
    return names


def current_year(today: date) -> tuple[date, date]:
    """The first and the last day of the year of membership, or of the body's cycle, that today lies in.

    A cycle of several years begins in the year that `cpd.year-start` names, and every so many years after it; without
    one, in this year. A year that begins on 29 February begins on the 28th where there is none.
    """
    framework = body_framework()
    return year_around(today, str(settings.value("cpd.year-start")), framework.years if framework else 1)


def year_around(today: date, start: str, years: int) -> tuple[date, date]:
    """The first and last day of the `years` long cycle around a day, where one begins on `start`, "1 Sep 2024"."""
    day, month, anchor = _parse_start(start)
    year = today.year if today >= _day_of(today.year, month, day) else today.year - 1
    if anchor:
        year -= (year - anchor) % years
    return _day_of(year, month, day), _day_of(year + years, month, day) - timedelta(days=1)


def _parse_start(start: str) -> tuple[int, int, int]:
    """The day, the month, and the year or 0, of a value of the setting."""
    from mentorlog.settings_text import parse_year_day

    day, month = parse_year_day(start) or (1, 1)
    year = re.search(r"\d{4}", start)
    return day, month, int(year[0]) if year else 0


def _day_of(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)  # 29 February
