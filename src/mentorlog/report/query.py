"""Reading a report from the journal: everything as of the end of the period, by the days recorded.

What was entered later about an earlier day counts for that day. For goals no period ends later than today.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mentorlog.clock import local_day, sql_moment
from mentorlog.journal.model import pace
from mentorlog.journal.model.conditions import (
    AWAITS_RESPONSE,
    HELD,
    LATEST_FIRST,
    QUESTION_CARRY_COUNT,
    SESSION_DAY,
)
from mentorlog.journal.model.kinds import ref, refs
from mentorlog.journal.queries.meetings import refs_to_settle
from mentorlog.journal.queries.season import gather_season
from mentorlog.journal.text import fold_text
from mentorlog.nouns import KINDS
from mentorlog.report.figures import Refs, to_date, to_date_or_none
from mentorlog.report.model import (
    CarriedQuestion,
    CheckIns,
    GoalGrowth,
    NotedWin,
    OldestQuestion,
    PeriodFeedback,
    Questions,
    Report,
    Sessions,
    StepProgress,
    Win,
)
from mentorlog.report.relationship import RelationshipQueries
from mentorlog.report.words.goals import headline
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_LATEST_KEEPING_DAYS = 31  # before the period, in which an achievement may be one of its wins
DEFAULT_DAYS = 90  # before today that a report covers unless it is given a period


def gather_report(
    journal: "Journal", since: date, until: date, goal: int | None = None, *, compare: bool = False
) -> Report:
    """The report of a period, of one goal with its story where its number is given. Both days belong to the period.

    With `compare` the period before is set beside it.
    """
    with journal.store.snapshot():
        report = _gather_period(journal, since, until, goal)
        if goal is None:
            standings = {growth.ref: (growth.rag, growth.progress) for growth in report.goals}
            report = replace(report, season=gather_season(journal, min(until, journal.today), standings))
        if goal is not None:
            from mentorlog.report.goal_story import gather_story

            report = replace(report, story=gather_story(journal, goal, min(until, journal.today)))
        if compare:
            from mentorlog.report.compare import comparison_of, period_before

            report = replace(
                report, comparison=comparison_of(_gather_period(journal, *period_before(since, until), goal), report)
            )
        return report


def _gather_period(journal: "Journal", since: date, until: date, goal: int | None) -> Report:
    today = journal.today
    shared = RelationshipQueries(journal, since, until)
    period = _PeriodQueries(journal, since, until, goal, shared)
    agreements = shared.agreements()
    goals = period.goals()
    return Report(
        since=since,
        until=until,
        today=today,
        headline=headline(goals),
        goals=goals,
        sessions=period.sessions(),
        questions=period.questions(),
        feedback=period.feedback(),
        achievements=period.achievements(),
        wins=period.wins(),
        checkins=period.checkins(),
        actions=shared.actions(),
        lessons=shared.lessons(),
        challenges=shared.challenges(),
        skills=shared.skills(),
        contacts=shared.contacts(),
        agreement=agreements[0] if agreements else None,
        other_agreements=agreements[1:],
        mentors=shared.mentor_names(),
    )


class _PeriodQueries:
    """The queries of one report."""

    def __init__(
        self, journal: "Journal", since: date, until: date, goal: int | None, shared: RelationshipQueries
    ) -> None:
        self._journal, self._rows, self._shared = journal, journal.store.rows, shared
        self._since, self._until, self._today = since, until, journal.today
        self._as_of = min(until, journal.today)  # the day whose state of affairs is reported
        self._goal = goal
        self._session_end = f"datetime(starts_at) < '{sql_moment(shared.end)}'"

    def _in_period_sql(self, column: str) -> str:
        return f"{column} BETWEEN '{self._since.isoformat()}' AND '{self._until.isoformat()}'"

    def _goal_sql(self) -> str:
        return "" if self._goal is None else f" AND goal = {self._goal}"

    # Goals

    def goals(self) -> list[GoalGrowth]:
        as_of = self._as_of.isoformat()
        condition = (
            "(ended_on IS NULL OR ended_on >= ?)" if self._goal is None else f"? <> '' AND number = {self._goal}"
        )
        rows = self._rows(
            "SELECT number, title, unit, baseline, target, start, due, state, ended_on, keep, own_word FROM goals"
            f" WHERE state <> 'draft' AND start <= ? AND {condition} ORDER BY number",
            (as_of, self._since.isoformat()),
        )
        points = self._rows_by_goal(
            "SELECT goal, day, value FROM progress WHERE goal = ? AND day <= ? ORDER BY day, number", rows
        )
        steps = self._rows_by_goal(
            "SELECT goal, title, due, done_on FROM steps WHERE goal = ? AND ? <> ''"
            " ORDER BY coalesce(due, '9999'), number",
            rows,
        )
        return [self._goal_growth(row, points[row[0]], steps[row[0]]) for row in rows]

    def _rows_by_goal(self, query: str, goals: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
        return {
            number: [row[1:] for row in self._rows(query, (number, self._as_of.isoformat()))] for number, *_ in goals
        }

    def _goal_growth(
        self, row: tuple[Any, ...], values: list[tuple[Any, ...]], steps: list[tuple[Any, ...]]
    ) -> GoalGrowth:
        number, title, unit, baseline, target, start_text, due_text, state, ended_text, keep, own_word = row
        start, due, ended_on = to_date(start_text), to_date_or_none(due_text), to_date_or_none(ended_text)
        if ended_on and ended_on > self._as_of:
            state, ended_on, own_word = "agreed", None, None
        as_of = ended_on or self._as_of
        points = [(to_date(day), float(value)) for day, value in values]
        done_steps = _step_progress(steps, self._as_of)
        forecast = pace.Forecast(None)
        if target is not None and not keep and state == "agreed":
            forecast = pace.forecast(start, baseline, target, points, self._as_of, due)
        status = pace.goal_status(
            start=start,
            due=due,
            baseline=baseline,
            target=target,
            value=points[-1][1] if points else None,
            steps=(done_steps.done, done_steps.total),
            kept=pace.keep_stats(baseline, target, [value for _, value in points]) if keep else None,
            paused=state != "agreed",
            day=as_of,
        )
        return GoalGrowth(
            ref=ref("goal", number),
            title=title,
            unit=unit,
            baseline=baseline,
            target=target,
            value=status.value,
            progress=status.progress,
            expected=status.expected,
            rag=status.rag,
            forecast=forecast.day,
            change=self._change_in_period(baseline, target, points, steps),
            start=start,
            due=due,
            state=state,
            ended_on=ended_on,
            steps=done_steps,
            points=points,
            keep=bool(keep),
            own_word=own_word,
            no_forecast=forecast.why,
        )

    def _change_in_period(
        self, baseline: float, target: float | None, points: list[tuple[date, float]], steps: list[tuple[Any, ...]]
    ) -> float:
        """What moved within the period: the value, or for a goal of steps how many were done."""
        if target is None:
            return sum(1 for *_, done_on in steps if done_on and self._since <= to_date(done_on) <= self._as_of)
        before = [value for day, value in points if day < self._since]
        return (points[-1][1] if points else baseline) - (before[-1] if before else baseline)

    # Sessions

    def sessions(self) -> Sessions:
        rows = [
            (number, state, mentor, to_date(day))
            for number, state, mentor, day in self._rows(
                f"SELECT number, state, mentor, {SESSION_DAY} FROM sessions"
                f" WHERE datetime(starts_at) >= '{sql_moment(self._shared.begin)}' AND {self._session_end}"
                f" ORDER BY {SESSION_DAY}, number"
            )
        ]
        held, missed, cancelled = (
            Refs(refs("session", [number for number, state, *_ in rows if state == outcome]))
            for outcome in ("held", "missed", "cancelled")
        )
        held_days = [(mentor, day) for _, state, mentor, day in rows if state == "held"]
        planned = [(number, day) for number, state, _, day in rows if state == "planned"]
        last_day = held_days[-1][1] if held_days else self._last_day_before()
        return Sessions(
            held=held,
            missed=missed,
            cancelled=cancelled,
            unsettled=Refs(refs_to_settle(self._journal, self._since, self._until) if planned else ()),
            planned=self._refs_ahead([number for number, day in planned if day == self._until]),
            last_day=last_day,
            days_since_last=(self._as_of - last_day).days if last_day else None,
            cadence=self._shared.cadence(held_days),
        )

    def _last_day_before(self) -> date | None:
        """The day of the last session held before the period."""
        days = self._rows(
            f"SELECT {SESSION_DAY} FROM sessions WHERE {HELD} AND {self._session_end} ORDER BY {LATEST_FIRST} LIMIT 1"
        )
        return to_date(days[0][0]) if days else None

    def _refs_ahead(self, on_last_day: Sequence[int]) -> Refs:
        """Sessions still to come: after the period, and those planned on its last day where that is today.

        Of a period that is over, those that have taken place since stood ahead then, where they were noted by then.
        """
        states = "state = 'planned'"
        if self._until < self._today:
            states = f"state IN ('planned', 'held', 'missed') AND created_at < '{self._shared.end}'"
        rows = self._rows(
            f"SELECT number FROM sessions WHERE {states} AND datetime(starts_at) >= '{sql_moment(self._shared.end)}'"
            f" ORDER BY {SESSION_DAY}, number"
        )
        today = on_last_day if self._until == self._today else ()
        return Refs(refs("session", [*today, *(number for (number,) in rows)]))

    # Questions

    def questions(self) -> Questions:
        begin, end = self._shared.begin, self._shared.end
        added = self._read_refs("question", "created_at >= ? AND created_at < ?", begin, end)
        answered = self._read_refs("question", self._in_period_sql("answered_on"))
        until = self._until.isoformat()
        open_sql = "state = 'open'"
        if self._until < self._today:
            open_sql = f"(state = 'open' OR answered_on > '{until}' OR dropped_on > '{until}')"
        rows = self._rows(
            f"SELECT number, created_at, ({QUESTION_CARRY_COUNT} AND"
            f" {self._session_end.replace('starts_at', 's.starts_at')})"
            f" FROM questions WHERE {open_sql} AND +created_at < ?{self._goal_sql()} ORDER BY +created_at, number",
            (end,),
        )
        carried = max(rows, key=lambda row: (row[2], -row[0]), default=None)
        return Questions(
            added=added,
            answered=answered,
            open=Refs(refs("question", sorted([row[0] for row in rows]))),
            oldest_open=self._oldest_question(rows[0]) if rows else None,
            most_carried=CarriedQuestion(ref("question", carried[0]), carried[2]) if carried and carried[2] else None,
        )

    def _oldest_question(self, row: tuple[Any, ...]) -> OldestQuestion:
        day = local_day(row[1])
        return OldestQuestion(ref("question", row[0]), day, (self._as_of - day).days)

    def _read_refs(self, noun: str, condition: str, *parameters: str) -> Refs:
        """The refs of the records that meet a condition in SQL; of a goal's report, those that belong to the goal."""
        query = f"SELECT number FROM {KINDS[noun].plural} WHERE {condition}{self._goal_sql()}"
        return Refs(refs(noun, sorted([number for (number,) in self._rows(query, parameters)])))

    # Feedback, achievements, check-ins

    def feedback(self) -> PeriodFeedback:
        rows = self._rows(
            f"SELECT number, direction, kind FROM feedback WHERE {self._in_period_sql('day')} AND state <> 'planned'"
            f"{self._goal_sql()} ORDER BY number"
        )
        received, given = (
            Refs(refs("feedback", [number for number, side, _ in rows if side == direction]))
            for direction in ("received", "given")
        )
        return PeriodFeedback(
            received=received,
            given=given,
            praise=sum(kind == "praise" for *_, kind in rows),
            constructive=sum(kind == "constructive" for *_, kind in rows),
            waiting=self._read_refs("feedback", f"{AWAITS_RESPONSE} AND day <= ?", self._until.isoformat()),
        )

    def achievements(self) -> list[Win]:
        rows = self._rows(
            "SELECT number, title, day, evidence, goal, state, celebrated_on, how FROM achievements"
            f" WHERE {self._in_period_sql('day')}{self._goal_sql()} ORDER BY day DESC, number DESC"
        )
        return [self._win(row) for row in rows]

    def _win(self, row: tuple[Any, ...]) -> Win:
        number, title, day, evidence, goal, state, celebrated_text, how = row
        celebrated_on = to_date_or_none(celebrated_text)
        if celebrated_on and celebrated_on > self._until:
            state, celebrated_on, how = "new", None, None
        goal_ref = None if goal is None else ref("goal", goal)
        return Win(ref("achievement", number), title, to_date(day), evidence, goal_ref, state, celebrated_on, how)

    def wins(self) -> list[NotedWin]:
        """The wins of check-ins, each once, the newest first. None belongs to a goal.

        What has become an achievement is told there alone; also one that the reader may not see.
        """
        rows = [(number, day, wins) for number, day, *_, wins in reversed(self._checkin_rows) if wins]
        if not rows or self._goal is not None:
            return []
        before = self._since - timedelta(days=min(_LATEST_KEEPING_DAYS, self._since.toordinal() - 1))
        texts = [text for *_, lines in rows for text in lines.splitlines()]
        kept = self._rows(  # compared there: the title of an achievement that the reader may not see is not read
            "SELECT title FROM main.achievements WHERE day >= ?"
            " AND instr(lower(?), char(10) || lower(title) || char(10))",
            (before.isoformat(), "\n".join(["", *texts, ""])),
        )
        seen = {fold_text(text) for (text,) in kept}
        wins = []
        for number, day, lines in rows:
            for text in lines.splitlines():
                if (folded := fold_text(text)) not in seen:
                    seen.add(folded)
                    wins.append(NotedWin(ref("checkin", number), text, to_date(day)))
        return wins

    def checkins(self) -> CheckIns:
        rows = self._checkin_rows
        days = [to_date(row[1]) for row in rows]
        mood, energy, trust = (
            [(day, row[at]) for day, row in zip(days, rows, strict=True) if row[at] is not None] for at in (2, 3, 4)
        )
        return CheckIns(len(rows), mood, energy, trust, Refs(refs("checkin", [row[0] for row in rows])))

    @cached_property
    def _checkin_rows(self) -> list[tuple[Any, ...]]:
        """The check-ins of the period in the order of days, for their answers and for their wins."""
        return self._rows(
            f"SELECT number, day, mood, energy, trust, wins FROM checkins WHERE {self._in_period_sql('day')}"
            " ORDER BY day, number"
        )


def _step_progress(rows: list[tuple[Any, ...]], as_of: date) -> StepProgress:
    undone = [(title, due) for title, due, done_on in rows if not done_on or to_date(done_on) > as_of]
    next_title, next_due = undone[0] if undone else ("", None)
    days = sorted(day for *_, done_on in rows if done_on and (day := to_date(done_on)) <= as_of)
    return StepProgress(len(days), len(rows), next_title, to_date_or_none(next_due), tuple(days))
