"""The season: months of talks, moods, entries, wins and goals by the week, up to the last due day.

It is as wide as what is stored, within a year back and half a year ahead. A table with few rows in that time is read as
it is, which takes a fifth of asking for each week; of one with more each query reads a fixed number of rows a week, so
that the season of a long journal costs no more than that of a short one. What is only counted comes as a text a table.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mentorlog.clock import local_day, sql_end_of_day, sql_moment, sql_start_of_day, start_of_day
from mentorlog.journal.model.kinds import number_of_ref, ref
from mentorlog.journal.model.pace import Rag
from mentorlog.structs import Frozen, Literal

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

WEEKS_BACK, WEEKS_AHEAD = 52, 26  # at most, before and after the week of the day that it is seen from
_MAX_A_WEEK = 2  # talks and wins of a week
_FEW = 250  # rows of a table in all weeks up to which they are read as they are
_FEW_COUNTED = 300  # likewise, where they are only counted
SHADES = (1, 3, 5, 8)  # entries of a week from which its shade is 1, 2, 3 and 4
_SHADE_BY_COUNT = [sum(count >= least for least in SHADES) for count in range(SHADES[-1] + 1)]
_MAX_GOALS = 40
_MIN_WEEKS = 4  # before which there is nothing to look back on
_WEEK = timedelta(weeks=1)

TalkStatus = Literal["held", "missed", "planned"]
SpanStatus = Literal["running", "paused", "reached", "let go"]


class Talk(Frozen):
    """A session on its day, and what became of it."""

    ref: str
    """The session."""
    day: date
    """Its day."""
    status: TalkStatus
    """What became of it."""


class Mood(Frozen):
    """The last mood of a week, from 1 to 5."""

    ref: str
    """The check-in."""
    day: date
    """Its day."""
    value: int
    """From 1, low, to 5, great."""


class SeasonWin(Frozen):
    """An achievement on its day."""

    ref: str
    """The achievement."""
    day: date
    """The day it happened."""
    title: str
    """What was achieved."""


class GoalSpan(Frozen):
    """A goal from its start to the day it ended, or is due, where it has any."""

    ref: str
    """The goal."""
    title: str
    """What to grow in."""
    status: SpanStatus
    """What became of it."""
    rag: Rag
    """The status: green, amber, red, or none where there is no plan."""
    progress: float | None
    """The share of the way to the target."""
    start: date
    """The day it began."""
    ended_on: date | None
    """The day it was achieved or let go."""
    due: date | None
    """The day by which to reach it."""

    @property
    def last(self) -> date | None:
        """The day on which it ended, else the one on which it is due."""
        return self.ended_on or self.due


class Season(Frozen):
    """Weeks from Monday to Sunday, as seen from `today`, which is no later than the last day of a report.

    `written` has a shade from 0 to 4 for each week up to today's. `lowest` is the lowest mood, the latest of these, and
    `lowest_words` what the check-in said was hard.
    """

    not_in_json = frozenset({"lowest", "lowest_words"})
    since: date
    """Its first day, a Monday."""
    until: date
    """Its last day, a Sunday."""
    today: date
    """The day it is seen from."""
    talks: list[Talk]
    """The sessions."""
    moods: list[Mood]
    """The last mood of each week."""
    written: list[int]
    """How much was written in each week, from 0 to 4."""
    wins: list[SeasonWin]
    """The achievements."""
    goals: list[GoalSpan]
    """The goals."""
    lowest: Mood | None = None
    lowest_words: str = ""

    @property
    def week_count(self) -> int:
        """How many weeks it has."""
        return self.week_of(self.until) + 1

    def week_of(self, day: date) -> int:
        """The place of a day's week; negative, or beyond the last one, where the day is outside."""
        return (day - self.since).days // 7


def gather_season(
    journal: "Journal", as_of: date, standings: Mapping[str, tuple[Rag, float | None]] | None = None
) -> Season | None:
    """The season as seen from a day; None where the journal has nothing for it, and at the ends of the calendar.

    `standings` has the status and progress of running goals by their refs.
    """
    if not date.min.year + 2 < as_of.year < date.max.year - 1:
        return None
    queries = _SeasonQueries(journal, as_of)
    goals = queries.goals(standings or {})
    talks, moods, wins, written = queries.talks(), queries.moods(), queries.wins(), queries.week_shades()
    days = [item.day for items in (talks, moods, wins) for item in items] + [goal.start for goal in goals]
    begun = [week for week, shade in zip(queries.past_weeks, written, strict=True) if shade]
    if not days and not begun:
        return None
    first = max(_monday(min([*days, *begun])), queries.first)
    ends = [goal.due for goal in goals if goal.due and goal.ended_on is None] + [talk.day for talk in talks]
    last = min(max([as_of, *ends]), queries.last)
    lowest = min(reversed(moods), key=lambda mood: mood.value, default=None)
    return Season(
        since=first,
        until=_monday(last) + timedelta(days=6),
        today=as_of,
        talks=talks,
        moods=moods,
        written=written[(first - queries.first).days // 7 :],
        wins=wins,
        goals=goals,
        lowest=lowest,
        lowest_words=queries.hard_words(lowest) if lowest else "",
    )


def is_worth_drawing(season: Season | None) -> bool:
    """Whether a season has the weeks that make a line of time worth its room."""
    return season is not None and season.week_of(season.today) + 1 >= _MIN_WEEKS


class _SeasonQueries:
    """The queries of one season."""

    def __init__(self, journal: "Journal", as_of: date) -> None:
        self._rows, self._as_of = journal.store.rows, as_of
        self._is_over = as_of < journal.today
        this_week = _monday(as_of)
        self.past_weeks = [this_week - _WEEK * back for back in reversed(range(WEEKS_BACK))]
        self.coming_weeks = [this_week + _WEEK * ahead for ahead in range(1, WEEKS_AHEAD + 1)]
        self.first, self.last = self.past_weeks[0], self.coming_weeks[-1] + timedelta(days=6)

    @cached_property
    def _starts(self) -> list[str]:
        """The moment at which each past week begins, and the last one ends: each takes 25,000 instructions."""
        return [start_of_day(week) for week in (*self.past_weeks, self.past_weeks[-1] + _WEEK)]

    def _instants_of_weeks(self) -> list[tuple[str, str]]:
        """The moments at which each week, past or to come, begins and ends, as SQLite writes them."""
        starts = [*self._starts, *(start_of_day(week + _WEEK) for week in self.coming_weeks)]
        return list(pairwise(map(sql_moment, starts)))

    def talks(self) -> list[Talk]:
        """The sessions held or missed by the day, and those planned then.

        Of a day that is over, those that have taken place since were planned, where they were noted by then.
        """
        end, start = sql_end_of_day(self._as_of), sql_start_of_day(self._as_of)
        later = "state = 'planned'"
        if self._is_over:
            later = f"state <> 'cancelled' AND created_at < '{start_of_day(self._as_of + timedelta(days=1))}'"
        rows = self._weekly_rows(
            f"number, starts_at, CASE WHEN datetime(starts_at) < '{end}' THEN state ELSE 'planned' END",
            ("sessions", "datetime(starts_at)"),
            f"CASE WHEN datetime(starts_at) < '{end}' THEN state IN ('held', 'missed')"
            f" OR state = 'planned' AND datetime(starts_at) >= '{start}' ELSE {later} END",
            (sql_start_of_day(self.first), sql_end_of_day(self.last)),
            self._instants_of_weeks,
            _MAX_A_WEEK,
        )
        return [Talk(ref("session", number), day, status) for number, day, status in rows]

    def moods(self) -> list[Mood]:
        """The last mood of each week."""
        source = ("checkins", "day")
        rows = self._weekly_rows(
            "number, day, mood", source, "mood IS NOT NULL", self._past_days(), self._weeks_of_days, 1
        )
        return [Mood(ref("checkin", number), day, value) for number, day, value in rows]

    def hard_words(self, mood: Mood) -> str:
        """The first thing that the check-in of a mood names as hard; empty where it names none."""
        rows = self._rows("SELECT blockers FROM checkins WHERE number = ?", (number_of_ref(mood.ref),))
        return str(rows[0][0] or "").split("\n")[0] if rows else ""

    def wins(self) -> list[SeasonWin]:
        """The achievements."""
        source = ("achievements", "day")
        rows = self._weekly_rows(
            "number, day, title", source, "TRUE", self._past_days(), self._weeks_of_days, _MAX_A_WEEK
        )
        return [SeasonWin(ref("achievement", number), day, title) for number, day, title in rows]

    def week_shades(self) -> list[int]:
        """A shade for each past week, by how many entries belong to it; counting ends where no more changes it."""
        counts, long_tables = self._counts_of_few()
        if long_tables:
            counts = [sum(pair) for pair in zip(counts, self._count_by_week(long_tables), strict=True)]
        return [_SHADE_BY_COUNT[min(count, SHADES[-1])] for count in counts]

    def _counts_of_few(self) -> "tuple[list[int], list[_Written]]":
        """How many entries of each past week are in tables with few of them; and the other tables."""
        ends = [(week + _WEEK).isoformat() for week in self.past_weeks]
        instants = start_of_day(self.first), start_of_day(self.past_weeks[-1] + _WEEK)
        bounds = {
            "first": (self.first.isoformat(), ends[-1]),
            "created": instants,
            "instant": (sql_moment(instants[0]), sql_moment(instants[1])),
        }
        columns = ", ".join(
            f"(SELECT group_concat(day, ' ') FROM (SELECT {_DAY_IN_SAME_WEEK.get(opens, day)} AS day FROM {table} WHERE"
            f" {day} >= '{bounds[opens][0]}' AND {day} < '{bounds[opens][1]}'{condition} LIMIT {_FEW_COUNTED + 1}))"
            for table, day, opens, _, condition in _WRITTEN
        )
        (row,) = self._rows(f"SELECT {columns}")
        days: list[str] = []
        long_tables = []
        for table, joined in zip(_WRITTEN, row, strict=True):
            stored = joined.split(" ") if joined else []
            if len(stored) > _FEW_COUNTED:
                long_tables.append(table)
            elif table[2] == "first":
                days += stored
            else:
                days += [moment if len(moment) == 10 else local_day(moment).isoformat() for moment in stored]
        return _count_between(sorted(days), ends), long_tables

    def _count_by_week(self, tables: "Sequence[_Written]") -> list[int]:
        """How many entries of each past week are in these tables, as far as they change its shade."""
        counts = " + ".join(
            f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {day} >= {opens} AND {day} < {closes}{condition}"
            f" LIMIT {SHADES[-1]}))"
            for table, day, opens, closes, condition in tables
        )
        weeks = ", ".join(
            f"({at}, '{week}', '{week + _WEEK}', '{start}', '{end}', '{sql_moment(start)}', '{sql_moment(end)}')"
            for at, (week, (start, end)) in enumerate(zip(self.past_weeks, pairwise(self._starts), strict=True))
        )
        columns = "at, first, past, created, created_past, instant, instant_past"
        rows = self._rows(f"WITH weeks ({columns}) AS (VALUES {weeks}) SELECT {counts} FROM weeks ORDER BY at")
        return [count for (count,) in rows]

    def goals(self, standings: Mapping[str, tuple[Rag, float | None]]) -> list[GoalSpan]:
        """The goals that ran within the weeks; what ended after the day was running on it."""
        day = self._as_of.isoformat()
        rows = self._rows(
            "SELECT number, title, state, start, ended_on, due FROM goals WHERE state <> 'draft' AND start <= ?"
            " AND (ended_on IS NULL OR ended_on >= ?) ORDER BY number DESC LIMIT ?",
            (day, self.first.isoformat(), _MAX_GOALS),
        )
        return [_goal_span(row, self._as_of, standings) for row in reversed(rows)]

    def _past_days(self) -> tuple[str, str]:
        return self.first.isoformat(), (self._as_of + timedelta(days=1)).isoformat()

    def _weeks_of_days(self) -> list[tuple[str, str]]:
        tomorrow = self._as_of + timedelta(days=1)
        return [(week.isoformat(), min(week + _WEEK, tomorrow).isoformat()) for week in self.past_weeks]

    def _weekly_rows(
        self,
        columns: str,
        source: tuple[str, str],
        condition: str,
        span: tuple[str, str],
        weeks: Callable[[], Sequence[tuple[str, str]]],
        limit: int,
    ) -> list[tuple[int, date, Any]]:
        """The last rows of each week, at most `limit`, in the order of their days.

        `source` is a table and its day, `span` the bounds of all weeks, `weeks` gives those of each. The second of the
        three columns is the day or the moment of a row, of which the local day is given.
        """
        table, day = source
        rows = self._rows(
            f"SELECT {columns} FROM {table} WHERE {day} >= ? AND {day} < ? AND {condition} ORDER BY {day}, number"
            f" LIMIT {_FEW + 1}",
            span,
        )
        if len(rows) > _FEW:
            values = ", ".join(f"('{opens}', '{closes}')" for opens, closes in weeks())
            rows = self._rows(
                f"WITH weeks (opens, closes) AS (VALUES {values}) SELECT {columns} FROM weeks CROSS JOIN {table} WHERE"
                f" number IN (SELECT number FROM {table} WHERE {day} >= opens AND {day} < closes AND {condition}"
                f" ORDER BY {day} DESC, number DESC LIMIT {limit}) ORDER BY {day}, number"
            )
        by_week: dict[int, list[tuple[int, date, Any]]] = {}
        for number, stored, value in rows:
            local = local_day(stored)
            by_week.setdefault((local - self.first).days // 7, []).append((number, local, value))
        return [row for week in by_week.values() for row in week[-limit:]]


def _count_between(days: Sequence[str], ends: Sequence[str]) -> list[int]:
    """How many of the days, in their order, lie before each of the ends and not before the one ahead of it."""
    counts = [0] * len(ends)
    at = 0
    for day in days:
        while day >= ends[at]:
            at += 1
        counts[at] += 1
    return counts


# What counts as written in a week: table, its day or moment, the bounds of the week that it is compared with.
_Written = tuple[str, str, str, str, str]
_WRITTEN: tuple[_Written, ...] = (
    ("questions", "created_at", "created", "created_past", ""),
    ("lessons", "created_at", "created", "created_past", ""),
    ("sessions", "datetime(starts_at)", "instant", "instant_past", " AND state = 'held'"),
    ("checkins", "day", "first", "past", ""),
    ("feedback", "day", "first", "past", " AND state <> 'planned'"),
    ("achievements", "day", "first", "past", ""),
    ("progress", "day", "first", "past", ""),
    ("applications", "day", "first", "past", ""),
    ("challenges", "day", "first", "past", ""),
    ("ratings", "day", "first", "past", ""),
    ("actions", "done_on", "first", "past", ""),
)
# Of a moment the day in UTC, from Tuesday to Saturday, when every clock has the same week; else the moment.
_DAY_IN_SAME_WEEK = {
    opens: f"CASE WHEN strftime('%w', {moment}) BETWEEN '2' AND '6' THEN date({moment}) ELSE {moment} END"
    for opens, moment in (("created", "created_at"), ("instant", "starts_at"))
}


def _goal_span(row: tuple[Any, ...], as_of: date, standings: Mapping[str, tuple[Rag, float | None]]) -> GoalSpan:
    number, title, state, start, ended_text, due = row
    ended_on = date.fromisoformat(ended_text) if ended_text else None
    if ended_on and ended_on > as_of:
        state, ended_on = "agreed", None
    named = ref("goal", number)
    rag, progress = standings.get(named, ("none", None))
    status = _SPAN_STATUS[state]
    return GoalSpan(
        named,
        title,
        status,
        rag if status == "running" else "none",
        progress,
        date.fromisoformat(start),
        ended_on,
        date.fromisoformat(due) if due else None,
    )


_SPAN_STATUS: dict[str, SpanStatus] = {
    "agreed": "running", "paused": "paused", "achieved": "reached", "dropped": "let go",
}  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
