"""The rhythm of a mentorship over time: how often to meet from which day on, and when it rests.

A mentor's `rhythm` is written when it first changes. Until then the log of changes tells it.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from mentorlog.clock import local_day
from mentorlog.journal.dates.duration import cadences_between
from mentorlog.structs import Frozen

PAUSED, NO_CADENCE = "paused", "none"
_A_DAY = timedelta(days=1)
LOG_FIELDS = ("state", "cadence", "agreed_on")  # of the log, which `LOG_SQL` reads
# Of a row of `mentors`: the changes that were not undone, with the day on which an agreement in the same change began.
# It is what `read_log` reads.
LOG_SQL = (
    "(SELECT coalesce(group_concat(at || '|' || coalesce(began, '') || '|' || coalesce(state, '') || '|' || has_cadence"
    " || '|' || coalesce(cadence, ''), char(10)), '') FROM ("
    "SELECT c.at, (SELECT json_extract(v.after, '$.agreed_on') FROM change_rows v WHERE v.change = c.id"
    " AND v.tbl = 'agreements' AND json_extract(v.after, '$.state') = 'agreed') AS began,"
    " json_extract(r.after, '$.state') AS state, json_type(r.after, '$.cadence') IS NOT NULL AS has_cadence,"
    " json_extract(r.after, '$.cadence') AS cadence"
    " FROM change_rows r JOIN changes c ON c.id = r.change"
    " WHERE r.tbl = 'mentors' AND r.number = mentors.number AND r.after IS NOT NULL AND c.reverts IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM changes u WHERE u.reverts = c.id"
    " AND NOT EXISTS (SELECT 1 FROM changes redo WHERE redo.reverts = u.id)) ORDER BY r.id))"
)


class Stretch(Frozen):
    """What holds from a day on: a cadence, PAUSED or NO_CADENCE. The first one always held, whatever its day."""

    day: date
    rhythm: str

    @property
    def has_cadence(self) -> bool:
        """Whether the two mean to meet."""
        return self.rhythm not in (PAUSED, NO_CADENCE)


def parse_stretches(text: str) -> list[Stretch]:
    """The stretches in the text of the file: "2026-06-01 2 weeks, 2026-08-03 paused"."""
    return [Stretch(date.fromisoformat(item[:10]), item[11:]) for item in text.split(", ")]


def format_stretches(stretches: Sequence[Stretch]) -> str:
    """The stretches as the file has them."""
    return ", ".join(f"{stretch.day.isoformat()} {stretch.rhythm}" for stretch in stretches)


def read_stretches(
    rhythm: str | None, since: date | None, created_at: str, cadence: str | None, log: Callable[[str], object]
) -> list[Stretch]:
    """What held with a mentor from which day on, the oldest first, by the fields of their record; at least one.

    `log` gives what SQL says of the mentor's row.
    """
    if rhythm:
        return parse_stretches(rhythm)
    first = Stretch(since or local_day(created_at), cadence or NO_CADENCE)
    return read_log(str(log(LOG_SQL))) or [first]


def read_log(text: str) -> list[Stretch]:
    """The stretches in what `LOG_SQL` gives: none where the log does not know the mentor."""
    stretches: list[Stretch] = []
    state, cadence = "active", ""
    for line in text.splitlines():  # no JSON, whose parser costs a report 2 %
        at, began, changed_state, has_cadence, changed_cadence = line.split("|")
        state = changed_state or state
        day = local_day(at)
        if has_cadence == "1":
            cadence, day = changed_cadence, date.fromisoformat(began) if began else day
        rests = state in ("paused", "ended")
        stretches = _replace_from(stretches, day, PAUSED if rests else cadence or NO_CADENCE)
    return stretches


def _replace_from(stretches: Sequence[Stretch], day: date, rhythm: str) -> list[Stretch]:
    """The stretches with one from `day` on, in place of all that began then or later."""
    return _without_repeats([*(stretch for stretch in stretches if stretch.day < day), Stretch(day, rhythm)])


def _without_repeats(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches without those that go on as the one before."""
    return [stretch for at, stretch in enumerate(stretches) if at == 0 or stretch.rhythm != stretches[at - 1].rhythm]


def rest_from(stretches: Sequence[Stretch], day: date) -> list[Stretch]:
    """The stretches, resting from a day on, which may lie before the day on which the first was entered."""
    if day < stretches[0].day:
        stretches = [Stretch(day - _A_DAY, stretches[0].rhythm)]
    return _replace_from(stretches, day, PAUSED)


def resume_from(stretches: Sequence[Stretch], day: date, cadence: str | None) -> list[Stretch]:
    """The stretches, with meetings again from a day on."""
    return _replace_from(stretches, day, cadence or NO_CADENCE)


def with_cadence_from(stretches: Sequence[Stretch], day: date, cadence: str | None) -> list[Stretch]:
    """The stretches with another cadence from a day on, also after a rest that came later."""
    rhythm = cadence or NO_CADENCE
    before = [stretch for stretch in stretches if stretch.day < day]
    at_day = [stretch for stretch in stretches if stretch.day <= day][-1:] or list(stretches[:1])
    begun = [Stretch(day, PAUSED if at_day[0].rhythm == PAUSED else rhythm)]
    later = [
        stretch if stretch.rhythm == PAUSED else Stretch(stretch.day, rhythm)
        for stretch in stretches
        if stretch.day > day and stretch not in at_day
    ]
    return _without_repeats([*before, *begun, *later])


class CadenceSpan(Frozen):
    """A cadence and the days on which it held, both included."""

    first: date
    last: date
    cadence: str
    is_beginning: bool  # whether the mentorship began with it: then its first day is due too

    def due_count(self, since: date, until: date) -> int:
        """How many meetings it makes due from `since` to `until`, both included."""
        last = min(until, self.last)
        if last < max(since, self.first):
            return 0
        passed = cadences_between(self.first, last, self.cadence)
        if since > self.first:
            return passed - cadences_between(self.first, since - _A_DAY, self.cadence)
        return passed + self.is_beginning


def spans_of(stretches: Sequence[Stretch], begin: date, end: date) -> list[CadenceSpan]:
    """The spans under a cadence between the first and the last day of a mentorship."""
    bounds = [date.min, *(stretch.day for stretch in stretches[1:]), end + _A_DAY]
    spans = [
        CadenceSpan(max(first, begin), min(after - _A_DAY, end), stretch.rhythm, is_beginning=first <= begin)
        for stretch, (first, after) in zip(stretches, pairwise(bounds), strict=True)
        if stretch.has_cadence and first < after
    ]
    return [span for span in spans if span.first <= span.last]
